"""Whether a persona stays who it is: planted breaks are found, and nothing else is."""

import zlib
from collections.abc import Sequence

import numpy as np
import pytest
from scripted_judge import ARTICLES, ScriptedJudge, by_words, contradiction, script

from smile_commons.scoring.consistency.answers import score_answers, score_likeness
from smile_commons.scoring.consistency.caving import has_reason, score_caving
from smile_commons.scoring.consistency.contradictions import (
    against_before,
    against_cards,
    against_red_lines,
    judged,
    score_kept,
)
from smile_commons.scoring.consistency.drift import score_drift, score_stated_drift
from smile_commons.scoring.consistency.knowledge import score_knowledge
from smile_commons.scoring.consistency.likeness import Vectors
from smile_commons.scoring.consistency.scores import score_consistency
from smile_commons.scoring.consistency.voice import score_voice
from smile_commons.scoring.judge.task import AGREES, CROSSES, DISAGREES, KEEPS, Item, Verdict
from smile_commons.scoring.lines import Line
from smile_commons.scoring.score import Score
from smile_commons.scoring.stated.readings import Readings, read_lines
from smile_commons.scoring.subject import Answer, Persona, Subject

ANN = Persona(
    id="ann",
    cue="Ann",
    card=("Ann never lies to a child.", "Ann keeps bees by the river."),
    red_lines=("She will not sell her bees.",),
    openings={"mill": -0.9},
    known="Ann keeps 40 bees by the river Lenn",
)
BEN = Persona(
    id="ben",
    cue="Ben",
    card=("Ben tells children what they want to hear.",),
    red_lines=("He will not lend his boat.",),
    known="Ben has 12 boats",
)
BOTH = {"ann": ANN, "ben": BEN}


def embed(texts: object) -> np.ndarray:
    """Words by a hash: texts with words in common are near."""
    rows = []
    for text in texts:  # type: ignore[attr-defined]
        row = np.zeros(512, dtype=np.float32)
        for word in str(text).lower().replace(".", " ").replace(",", " ").split():
            row[zlib.crc32(word.encode()) % 512] += 1
        rows.append(row / max(float(np.linalg.norm(row)), 1e-9))
    return np.stack(rows)


def whole(scores: list[Score], id: str) -> Score:
    return next(s for s in scores if s.id == id and s.scope.whole)


def of(scores: list[Score], id: str, persona: str) -> Score:
    return next(s for s in scores if s.id == id and s.scope.persona == persona)


def breaks(item: Item) -> Verdict:
    """Contradicted is what the text denies with *not*, of the same last word."""
    same = item.text.rstrip(".").split()[-1] in item.against.lower()
    return contradiction(0.9 if same and " not " in item.text else 0.1)


async def test_a_speech_against_the_card_is_found_and_quoted() -> None:
    lines = script("ann: I keep bees by the river.", "ann: I do not care about any river.")
    found = await judged(ScriptedJudge(breaks), against_cards(lines, BOTH, Vectors(embed)))
    scores = score_kept("prompt-to-line", found, ["ann"])
    assert of(scores, "prompt-to-line", "ann").value == 0.5
    quoted = [row for row in (one.to_row("prompt-to-line") for one in found) if "quote" in row]
    assert [row["turn"] for row in quoted] == [2]
    assert quoted[0]["against"] == "Ann keeps bees by the river."


async def test_keeping_to_ones_own_card_and_not_to_anothers_is_shown() -> None:
    lines = script(*["ann: I keep bees by the river."] * 6)

    def own(item: Item) -> Verdict:
        return contradiction(0.1 if item.against.startswith("Ann") else 0.9)

    found = await judged(ScriptedJudge(own), against_cards(lines, BOTH, Vectors(embed)))
    score = whole(score_kept("prompt-to-line", found, ["ann"]), "prompt-to-line")
    assert (score.value, score.shown) == (1, True)
    assert score.control is not None and score.control.value == 0


def crosses(item: Item) -> Verdict:
    share = 0.9 if "I will sell" in item.text else 0.1
    return Verdict({CROSSES: share, KEEPS: 1 - share}, 4 * share - 2)


async def test_only_speeches_near_a_red_line_are_held_against_it() -> None:
    lines = script("ann: I will not keep, I will sell her bees.", "ann: What a long evening.")
    cases = against_red_lines(lines, BOTH, Vectors(embed))
    assert [case.line.turn for case in cases] == [1]
    found = await judged(judge := ScriptedJudge(crosses), cases)
    assert {item.task for item in judge.items} == {"red-line"}
    assert whole(score_kept("red-lines", found, ["ann"]), "red-lines").value == 1
    assert found[0].to_row("red-lines")["quote"] == lines[0].text


async def test_a_red_line_that_rules_out_nothing_in_words_is_not_asked_about() -> None:
    odd = {"ann": Persona(id="ann", cue="Ann", red_lines=("Her bees are hers.",))}
    assert against_red_lines(script("ann: Her bees are mine."), odd, Vectors(embed)) == []


async def test_red_lines_are_scored_where_contradictions_are_withheld() -> None:
    lines = script(*["ann: I will not sell her bees."] * 5)
    subject = Subject(lines=lines, personas=BOTH, embed=embed)
    why_not = {"contradiction": "withheld", "stance": "none", "agreement": "none"}
    found = await score_consistency(subject, ScriptedJudge(crosses), None, why_not)
    assert whole(found.scores, "red-lines").value == 0
    assert whole(found.scores, "prompt-to-line").unscored == "withheld"
    assert whole(found.scores, "drift").unscored == "withheld"


async def test_after_an_open_change_of_mind_a_speech_counts_on_neither_side() -> None:
    said = (
        "ann: The mill is good for the town.",
        "ben: The mill is good for the town.",
        "ann: The mill is not good for the town.",
    )
    plain, open_ = script(*said), list(script(*said))
    open_[2] = Line(3, "ann", open_[2].text, move="concede")
    voted = {3: "ballot on mill moved"}
    for lines, moved, kept in ((plain, {}, 0.0), (open_, {}, None), (plain, voted, None)):
        cases = against_before(lines, Vectors(embed), moved)
        (found,) = await judged(ScriptedJudge(breaks), cases)
        assert (found.kept, found.kept_to_other) == (kept, kept)
        assert (found.to_row("line-to-line")["unscored"] is None) is (kept is not None)


async def test_where_only_open_changes_are_left_nothing_is_scored() -> None:
    lines = list(script(*["ann: The mill is good."] * 2))
    lines[1] = Line(2, "ann", "The mill is not good.", move="decide")
    found = await judged(ScriptedJudge(breaks), against_before(lines, Vectors(embed), {}))
    assert whole(score_kept("line-to-line", found, ["ann"]), "line-to-line").value is None


async def test_a_perfect_cast_is_scored_with_an_interval_that_has_a_width() -> None:
    lines = script(*["ann: I keep bees by the river."] * 12, *["ben: Children hear it."] * 12)
    found = await judged(
        ScriptedJudge(lambda _: contradiction(0.1)), against_cards(lines, BOTH, Vectors(embed))
    )
    score = whole(score_kept("prompt-to-line", found, ["ann", "ben"]), "prompt-to-line")
    assert score.value == 1 and score.interval is not None
    assert 0.8 < score.interval[0] < 0.9 and score.interval[1] == 1
    control = score.control
    assert control is not None and control.interval is not None
    assert (control.value, control.difference, score.shown) == (1, 0, False)
    assert control.interval[0] < -0.1 and control.interval[1] > 0.1


def test_a_number_that_only_another_knows_is_told_as_such() -> None:
    def unknown(text: str, known: Sequence[str], names: object) -> str | None:
        new = [w for w in text.split() if w.isdigit() and w not in " ".join(known).split()]
        return new[0] if new else None

    lines = script("ann: I have 40 bees.", "ann: I have 12 boats.", "ben: Ann has 40 bees.")
    scores, rows = score_knowledge(
        Subject(lines=lines, personas=BOTH, unknown=unknown), Vectors(embed)
    )
    assert of(scores, "knowledge", "ann").value == 0.5
    assert of(scores, "knowledge", "ben").value == 1  # it heard of the forty
    assert [(row["turn"], row["unknown"], row["known_to"]) for row in rows] == [(2, "12", ["ben"])]


def test_without_cards_there_is_no_score_of_knowledge() -> None:
    scores, _ = score_knowledge(Subject(lines=script("ann: I have 40 bees.")), None)
    assert scores[0].value is None and scores[0].unscored


def test_voices_that_differ_are_told_and_the_same_voice_is_not() -> None:
    ann = "Whereupon the river, if thou wilt, doth run; thus spake the heron number {}"
    ben = "yeah dunno mate, gonna grab a pint, innit, lol {}"
    unlike = script(*[f"ann: {ann.format(n)}" if n % 2 else f"ben: {ben.format(n)}"
                      for n in range(24)])  # fmt: skip
    alike = script(*[f"{who}: {ann.format(n % 3)}" for n in range(12) for who in ("ann", "ben")])
    told, _ = score_voice(unlike)
    assert whole(told, "voice").value == 1
    assert whole(told, "voice").shown is True
    assert whole(told, "voice-fading").value == 0
    same, _ = score_voice(alike)
    assert whole(same, "voice").shown is False


def test_a_voice_that_goes_is_fading() -> None:
    ann, ben = "thus spake the heron of the reeds {}", "gonna grab a pint innit lol {}"
    early = [line for n in range(14) for line in (f"ann: {ann}", f"ben: {ben}")]
    late = [f"{who}: {ann if n % 2 else ben}" for n in range(7) for who in ("ann", "ben")]
    scores, _ = score_voice(script(*early, *late))
    fading = whole(scores, "voice-fading")
    assert fading.value is not None and fading.value < -0.3
    assert fading.shown is True


def test_names_do_not_give_a_speaker_away() -> None:
    lines = script(*[f"{who}: {who} {who} {who}" for _ in range(4) for who in ("ann", "ben")])
    scores, _ = score_voice(lines)
    assert whole(scores, "voice").shown is not True


def test_drift_is_a_slope_and_needs_four_speeches() -> None:
    rising = [("ann", turn, 0.1 * turn) for turn in range(1, 9)]
    score = whole(score_drift(rising, ["ann"]), "drift")
    assert score.value == pytest.approx(1.0)
    assert score.shown is True
    assert whole(score_drift(rising[:3], ["ann"]), "drift").value is None


def test_four_speeches_rise_throughout_by_chance_too_often_for_an_interval() -> None:
    rising = [("ann", turn, 0.1 * turn) for turn in range(1, 5)]
    score = whole(score_drift(rising, ["ann"]), "drift")
    assert score.value == pytest.approx(1.0)
    assert (score.interval, score.shown) == (None, None)
    assert score.uncertain


def test_speaking_later_and_further_off_is_no_drift_of_anybody() -> None:
    early = [("ann", turn, 0.1 * (turn % 2)) for turn in range(1, 9)]
    late = [("ben", turn, 5 + 0.1 * (turn % 2)) for turn in range(9, 17)]
    score = whole(score_drift([*early, *late], ["ann", "ben"]), "drift")
    assert score.value == pytest.approx(0.0)
    assert score.shown is False


def test_the_control_of_drift_is_the_same_speeches_in_random_order() -> None:
    rng = np.random.default_rng(1)
    points = [("ann", turn, float(rng.normal())) for turn in range(1, 13)]
    control = whole(score_drift(points, ["ann"]), "drift").control
    assert control is not None and control.value is not None and control.interval is not None
    assert control.value != 0 and abs(control.value) < 0.5
    assert control.interval[0] < 0 < control.interval[1]


async def read(*lines: str) -> Readings:
    return await read_lines(ScriptedJudge(by_words), script(*lines), ARTICLES)


async def test_positions_that_leave_the_card_drift() -> None:
    words = ("against", "against", "unsure", "unsure", "for", "for")
    readings = await read(*(f"ann: {word} mill" for word in words))
    score = whole(score_stated_drift(readings, BOTH), "stated-drift")
    assert score.value is not None and score.value > 0


async def test_giving_way_to_a_bare_word_is_caving_and_to_a_reason_is_not() -> None:
    for said, value in (
        ("for mill, and that is that", 1),
        ("for mill, because flour rots on the road every winter", 0),
    ):
        readings = await read("ann: against mill", f"ben: {said}", "ann: for mill")
        scores, rows = score_caving(readings)
        assert of(scores, "caving", "ann").value == value
        assert [(row["turn"], row["after"]) for row in rows] == [(3, 2)]


async def test_a_reason_for_something_else_explains_no_giving_way() -> None:
    soup = "ben: for well, because the soup boils over"
    readings = await read("ann: against mill", "ben: for mill, and that is that", soup,
                          "ann: for mill")  # fmt: skip
    scores, rows = score_caving(readings)
    assert of(scores, "caving", "ann").value == 1
    assert [(row["turn"], row["after"]) for row in rows] == [(4, 2)]


async def test_after_nobody_spoke_to_it_a_change_is_no_giving_way() -> None:
    readings = await read("ann: against mill", "ben: for well", "ann: for mill")
    assert whole(score_caving(readings)[0], "caving").unscored


async def test_moving_away_from_the_last_speaker_is_no_giving_way() -> None:
    readings = await read("ann: unsure mill", "ben: for mill", "ann: against mill")
    scores, _ = score_caving(readings)
    assert whole(scores, "caving").unscored == "nobody gave way to another in what was said"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("I disagree.", False),
        ("No. You are simply wrong about the mill, and everybody knows it.", False),
        ("It is wrong because the children cough.", True),
        ("I said so before, and when we vote, after all, you will see.", False),
        ("Nine farmers carried wet sacks across broken ice last February.", True),
    ],
)
def test_what_counts_as_a_reason(text: str, reason: bool) -> None:
    assert has_reason(text, "The mill should be built.") is reason


def interview(after: str) -> list[Answer]:
    said = {"before": "I keep bees", "again": "I keep bees here", "after": after}
    return [
        Answer(persona="ann", question=f"q{n}", stage=stage, text=text)
        for n in range(5)
        for stage, text in said.items()
    ]


async def test_answers_are_held_against_those_before_and_the_retest_is_the_ceiling() -> None:
    def agrees(item: Item) -> Verdict:
        same = "bees" in item.text
        return Verdict({AGREES: float(same), DISAGREES: float(not same)}, 2.0 if same else -2.0)

    judge = ScriptedJudge(agrees)
    kept, _ = await score_answers(judge, interview("My bees, as ever"))
    lost, _ = await score_answers(judge, interview("I sell boats"))
    assert whole(kept, "answer-consistency").value == 1
    score = whole(lost, "answer-consistency")
    assert score.value == 0
    assert score.control is not None and score.control.value == 1
    assert score.shown is True  # clearly below its ceiling
    likeness = whole(score_likeness(interview("I sell boats"), Vectors(embed)), "answer-likeness")
    assert likeness.control is not None and likeness.control.value is not None
    assert likeness.value is not None and likeness.value < likeness.control.value
