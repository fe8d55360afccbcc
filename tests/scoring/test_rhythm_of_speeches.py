"""The eight figures of rhythm, counted by hand, and their percentiles over plays."""

from dataclasses import asdict, fields, replace

import pytest

from smile_commons.scoring.rhythm import (
    ROWS,
    WINDOW,
    Range,
    Rhythm,
    Speech,
    middle,
    of_plays,
    outside,
    rhythm_of,
    typical,
    windows,
)

NAMES = frozenset({"ann", "ben", "moss"})


def of(*texts: str) -> Rhythm:
    return rhythm_of([("x", text) for text in texts], NAMES)


def test_spreads_are_standard_deviations_over_means() -> None:
    found = of("One two.", "One two three four. One two.")
    assert found.lengths == pytest.approx(2 / 4)  # 2 and 6 words
    assert found.sentences == pytest.approx((8 / 9) ** 0.5 / (8 / 3))  # 2, 4 and 2


def test_a_retort_has_fewer_than_seven_words() -> None:
    assert of("No.", "One two three four five six.", "a b c d e f g").short == pytest.approx(2 / 3)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Ann, you knew.", 1),
        ("“Ann” it says.", 1),
        ("Dr. Moss is out.", 1),
        ("Oh, Ann, you knew.", 0),
        ("Announce it.", 0),
        ("You knew, Ann.", 0),
    ],
)
def test_a_speech_begins_with_a_name(text: str, named: float) -> None:
    assert of(text).named == named


@pytest.mark.parametrize(
    ("text", "asks"),
    [("Who?", 1), ("Who?!", 1), ("Did he say “who?”", 1), ("Who? Me.", 0), ("Who.", 0)],
)
def test_a_speech_ends_in_a_question(text: str, asks: float) -> None:
    assert of(text).asks == asks


def test_stock_phrases_are_counted_by_sentence() -> None:
    assert of("I don’t know what. The lamp is out. No. Yes.").stock == pytest.approx(1 / 4)


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("We saw ninety lamps.", 1),
        ("We saw 12 lamps.", 1),
        ("We saw two lamps, one of them lit.", 0),
        ("It was Ann.", 1),
        ("It came from Carrow.", 1),
        ("Carrow it was.", 0),  # a capital at the beginning tells nothing
        ("Ben it was.", 1),
        ("Oh, my God, I forgot.", 0),
        ("They may ban it, and ann is no word here.", 0),
    ],
)
def test_a_number_or_a_name(text: str, facts: float) -> None:
    assert of(text).facts == facts


def test_runs_of_four_words_are_counted_within_speeches() -> None:
    twice = of("a lamp by the door", "a lamp by the wall")
    assert twice.repeated == pytest.approx(1 / 4)
    assert of("a lamp by", "the door a lamp").repeated == 0


def test_abbreviations_end_no_sentence_and_no_is_one() -> None:
    assert of("Dr. Moss is out of town now.").sentences == 0
    assert of("No. Dr. Moss is out.").sentences > 0


def test_speeches_without_words_are_passed_over() -> None:
    assert of("--!", "No.") == of("No.")
    with pytest.raises(ValueError, match="nothing was said"):
        of("...")


def run_of(count: int) -> list[Speech]:
    return [("x", " ".join(["word"] * (1 + at % 9)) + ".") for at in range(count)]


def test_windows_are_of_fourteen_speeches() -> None:
    assert len(windows(run_of(34))) == 34 - WINDOW + 1
    assert len(windows(run_of(34), step=WINDOW)) == 2
    assert windows(run_of(13)) == []
    assert typical(run_of(13), NAMES) is None
    assert len(windows([*run_of(13), ("x", "...")])) == 0


def test_a_run_is_judged_by_its_median_window() -> None:
    said = run_of(20)
    each = [rhythm_of(window, NAMES) for window in windows(said)]
    found = typical(said, NAMES)
    assert found == middle(each)
    assert found is not None
    assert found.lengths == sorted(one.lengths for one in each)[3]


def test_the_plays_ship_for_every_row() -> None:
    assert set(ROWS) == {field.name for field in fields(Rhythm)} == set(of_plays())
    assert all(0 <= one.low <= one.middle <= one.high for one in of_plays().values())


def test_outside_is_beyond_the_fifth_or_the_ninety_fifth() -> None:
    plays = of_plays()
    inside = Rhythm(**{row: plays[row].middle for row in ROWS})
    assert outside(inside) == []
    assert outside(replace(inside, lengths=0.3, named=0.57)) == ["lengths", "named"]
    edges = Rhythm(**{row: plays[row].high for row in ROWS})
    assert outside(edges) == []
    assert Range(0.0, 0.0, 0.0714).holds(1 / 14)  # one speech of a window, whatever was rounded
    assert set(asdict(inside)) == set(ROWS)
