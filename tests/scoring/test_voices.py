"""Voices: fingerprints tell who speaks how; a blind reader marks what anybody could have said."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smile_commons.scoring.lines import Line
from smile_commons.scoring.voices.fingerprint import fingerprints, log_odds
from smile_commons.scoring.voices.reader import read_blindly

SAID = {
    "ada": (
        "Trim the lamp, I say, and trim it again before the tide turns.",
        "I say the oil is low. Who let the oil run low tonight?",
        "Nobody trims a lamp at noon, I say, but tonight you will trim it.",
    ),
    "bo": (
        "My dear, a ferry is a promise and a promise is a ferry.",
        "The fish know nothing of it, my dear, nor do the gulls above the weir.",
        "A rope, my dear, is only a long argument with the river.",
    ),
    "cy": (
        "Four hundred marks were paid in March, and nine in April.",
        "The ledger has nine columns; you read from the seventh.",
        "Pay what is owed by Friday and the ledger is closed.",
    ),
}
LINES = [
    Line(turn=3 * at + place + 1, speaker=who, text=texts[at])
    for at in range(3)
    for place, (who, texts) in enumerate(SAID.items())
]


def test_a_favourite_turn_of_phrase_is_ones_own() -> None:
    prints = {one.persona: one for one in fingerprints(LINES)}
    assert list(prints) == ["ada", "bo", "cy"]
    assert prints["bo"].favourites[0].text == "my dear"
    assert (prints["bo"].favourites[0].own, prints["bo"].favourites[0].others) == (3, 0)
    assert "i say" in {one.text for one in prints["ada"].favourites}


def test_what_others_say_and_one_never_does() -> None:
    shared = [
        Line(turn, who, text)
        for turn, (who, text) in enumerate(
            [("ada", "You know the lamp."), ("bo", "You know the ferry."), ("cy", "Nine marks.")]
            * 4,
            start=1,
        )
    ]
    prints = {one.persona: one for one in fingerprints(shared)}
    assert "know the" in prints["cy"].never[0].text
    assert prints["cy"].never[0].others == 8
    assert prints["cy"].never[0].z < 0
    assert not prints["ada"].never


def test_manner_is_set_beside_that_of_the_others() -> None:
    ada = fingerprints(LINES)[0]
    assert ada.speeches == 3
    assert ada.manner.questions == pytest.approx(1 / 3)
    assert ada.others is not None
    assert ada.others.questions == 0
    assert ada.manner.words == pytest.approx((13 + 13 + 14) / 3)


def test_names_are_nobodys_manner() -> None:
    lines = [Line(1, "ada", "Kai, look. Kai, listen."), Line(2, "ada", "Kai, wait."), *LINES[1:]]
    ada = fingerprints(lines, {"kai"})[0]
    assert "kai" not in {word for one in ada.favourites for word in one.text.split()}


def test_log_odds_grow_with_what_is_said_and_cancel_for_equals() -> None:
    z = log_odds({("so",): 4, ("a",): 50}, {("so",): 4, ("a",): 50})
    assert z[("so",)] == pytest.approx(0)
    few = log_odds({("so",): 2, ("a",): 50}, {("a",): 50})[("so",)]
    many = log_odds({("so",): 9, ("a",): 50}, {("a",): 50})[("so",)]
    assert 0 < few < many
    other = log_odds({("a",): 50}, {("so",): 9, ("a",): 50})[("so",)]
    assert other == pytest.approx(-many)


def test_a_reader_knows_a_manner_that_is_kept() -> None:
    reader = read_blindly(LINES)
    assert reader.right == len(LINES)
    assert reader.reliable
    assert reader.chance < 0.6
    assert not any(one.told != one.speaker for one in reader.readings)
    for one in reader.readings:
        assert sum(one.shares.values()) == pytest.approx(1)


def test_a_line_that_sounds_like_somebody_else_is_marked_with_whose_it_sounds() -> None:
    borrowed = Line(10, "cy", "My dear, a rope is a promise to the river, my dear.")
    (marked,) = [one for one in read_blindly([*LINES, borrowed]).readings if one.turn == 10]
    assert marked.anybody
    assert marked.told == "bo"
    assert marked.confidence > marked.shares["cy"]


def test_what_only_one_of_them_knows_is_theirs() -> None:
    line = Line(10, "cy", "The cellar key hangs behind the blue door.")
    known = {"cy": ["I hung the cellar key behind the blue door in June."]}
    (alone,) = [one for one in read_blindly([*LINES, line]).readings if one.turn == 10]
    (knowing,) = [one for one in read_blindly([*LINES, line], known).readings if one.turn == 10]
    assert knowing.told == "cy"
    assert knowing.shares["cy"] > alone.shares["cy"]


def test_a_line_is_not_known_by_itself() -> None:
    """A speaker whose only other line is unlike it is not told by the line's own words."""
    odd = [Line(1, "ada", "Zinc."), Line(2, "ada", "Trim the lamp."), *LINES[3:]]
    reading = read_blindly(odd).readings[0]
    assert reading.shares["ada"] < 0.5


def test_where_nothing_can_be_told_it_says_why() -> None:
    assert "one speaker alone" in read_blindly(LINES[:1]).faults[0]
    once = read_blindly([*LINES, Line(10, "di", "Well.")])
    assert once.faults == ("di speaks once: there is nothing to know them by",)
    assert not once.reliable


def test_where_nobody_says_a_word_there_is_nothing_to_read() -> None:
    lines = [Line(turn, who, "…") for turn, who in enumerate("aabb", start=1)]
    assert read_blindly(lines).faults == ("nobody says a word",)


TEXTS = st.text(max_size=40)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("ab"), TEXTS), max_size=8))
def test_whatever_is_said_can_be_read(said: list[tuple[str, str]]) -> None:
    lines = [Line(turn, who, text) for turn, (who, text) in enumerate(said, start=1)]
    reader = read_blindly(lines)
    assert len(reader.readings) == (0 if reader.faults else len(lines))
    assert len(fingerprints(lines)) == len({who for who, _ in said})
