"""Ballots in, scores out: values, controls, what could not be scored, and the file they go to."""

import json
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smile_commons.scoring.ballots import ONE_FORM, score_ballots
from smile_commons.scoring.definitions import DEFINITIONS
from smile_commons.scoring.figures import CHANGES, STATES
from smile_commons.scoring.findings import Findings
from smile_commons.scoring.report import summary
from smile_commons.scoring.score import Score
from smile_commons.transcript import Ballot

PERSONAS = ("ann", "ben")
ARTICLES = ("a", "b", "c", "d", "e", "f")


FORMS = (-0.06, -0.02, 0.02, 0.06)
"""What a form of the question adds to a position, at any time."""


def ballot(
    stage: str, persona: str, article: str, position: float | None, turn: int = 0, why: str = ""
) -> Ballot:
    forms = () if position is None else tuple(position + shift for shift in FORMS)
    return Ballot(
        after_turn=turn,
        persona=persona,
        article=article,
        position=position,
        distribution={"-1": 0.0, "0": 0.0, "1": 0.0},
        unscored=why or None,
        forms=forms,
        stage=stage,
    )


def everyone(stage: str, position: float, turn: int = 0) -> list[Ballot]:
    return [ballot(stage, who, what, position, turn) for who in PERSONAS for what in ARTICLES]


def retests(noise: float = 0.1, position: float = 0.0) -> list[Ballot]:
    """Every second ballot a little higher, the others as much lower."""
    return [
        ballot("retest", who, what, position + (noise if place % 2 else -noise))
        for who in PERSONAS
        for place, what in enumerate(ARTICLES)
    ]


def find(
    scores: Iterable[Score],
    id: str,
    persona: str | None = None,
    article: str | None = None,
    act: str | None = None,
) -> Score:
    scope = {"persona": persona, "article": article, "act": act}
    return next(s for s in scores if s.id == id and s.scope.model_dump() == scope)


def test_halfway_to_the_resolution() -> None:
    scores = score_ballots(everyone("opening", 0.0) + everyone("final", 0.5, 9))
    assert find(scores, "attainment").start == 0.5
    assert find(scores, "attainment").value == 0.75
    assert find(scores, "convergence").value == 0.5
    assert find(scores, "movement").value == 0.5
    assert find(scores, "movement", "ann", "b").value == 0.5
    assert find(scores, "mutual-convergence").value == 0
    assert find(scores, "convergence").n == 12


def test_turning_against_it_together_is_agreement_without_attainment() -> None:
    opening = [ballot("opening", who, a, 1.0 if who == "ann" else -1.0) for who in PERSONAS
               for a in ARTICLES]  # fmt: skip
    scores = score_ballots(opening + everyone("final", -1.0, 9))
    assert find(scores, "agreement").value == 1
    assert find(scores, "mutual-convergence").value == 1
    assert find(scores, "attainment").value == 0
    assert find(scores, "convergence").value == -1
    assert find(scores, "polarisation").start == 1
    assert find(scores, "polarisation").value == 0


def test_weights_come_from_the_articles() -> None:
    ballots = everyone("opening", 0.0)
    ballots += [ballot("final", who, a, 1.0 if a == "a" else 0.0, 9) for who in PERSONAS
                for a in ARTICLES]  # fmt: skip
    assert find(score_ballots(ballots), "movement").value == pytest.approx(1 / 6)
    weighted = score_ballots(ballots, {"a": 5.0})
    assert find(weighted, "movement").value == pytest.approx(0.5)


def test_a_change_that_the_retest_shows_as_well_is_not_shown() -> None:
    ballots = everyone("opening", 0.0) + everyone("retest", 0.4) + everyone("final", 0.4, 9)
    score = find(score_ballots(ballots), "convergence")
    assert score.value == pytest.approx(0.4)
    assert score.control is not None
    assert score.control.value == pytest.approx(0.4)
    assert score.control.difference == 0
    assert score.shown is False


def test_a_change_well_above_what_talk_does_is_shown() -> None:
    scores = score_ballots(everyone("opening", 0.0) + retests() + everyone("final", 0.6, 9))
    assert find(scores, "convergence").shown is True
    assert find(scores, "movement", "ann").shown is True
    assert find(scores, "movement", article="c").shown is True


def test_the_same_change_is_not_shown_where_talk_does_as_much() -> None:
    scores = score_ballots(everyone("opening", 0.0) + retests(0.6) + everyone("final", 0.6, 9))
    one = find(scores, "movement", "ann", "c")
    assert one.interval is not None
    assert one.interval[0] < 0 < one.interval[1]
    assert one.shown is False


def test_where_the_end_is_the_opening_nothing_is_shown_whatever_the_retest_says() -> None:
    """As with the shipped cast's ballots in November: 0 was shown, the retest lay elsewhere."""
    ballots = everyone("opening", 0.1) + everyone("retest", 0.4) + everyone("final", 0.1, 9)
    scores = score_ballots(ballots)
    assert find(scores, "movement").value == 0
    assert not any(score.shown for score in scores)


def test_a_change_in_one_form_alone_is_not_shown() -> None:
    """The first form went to the resolution, the others stayed: it hangs on the wording."""
    moved = [
        replace(one, position=0.2, forms=(0.74, *one.forms[1:]))
        for one in everyone("final", 0.0, 9)
    ]
    scores = score_ballots(everyone("opening", 0.0) + retests(0.01) + moved)
    whole = find(scores, "movement")
    assert whole.value == pytest.approx(0.2)
    assert whole.interval is not None
    assert whole.interval[0] < 0
    assert whole.shown is False


def test_a_form_that_one_time_lacks_is_left_out_at_both() -> None:
    """Where a form is missing at the end, what it added at the opening is no change."""
    final = [replace(one, forms=(None, *one.forms[1:]), position=0.02)
             for one in everyone("final", 0.0, 9)]  # fmt: skip
    scores = score_ballots(everyone("opening", 0.0) + retests() + final)
    assert find(scores, "movement").value == pytest.approx(0.0)


def test_a_retest_in_fewer_forms_stands_for_the_others_too() -> None:
    ballots = everyone("opening", 0.0) + retests() + everyone("final", 0.6, 9)
    fewer = [replace(one, forms=one.forms[:2], position=sum(one.forms[:2]) / 2)
             if one.stage == "retest" else one for one in ballots]  # fmt: skip
    whole, other = (find(score_ballots(some), "movement") for some in (ballots, fewer))
    assert other.control is not None and whole.control is not None
    assert other.control.value == pytest.approx(whole.control.value)
    assert other.control.interval == pytest.approx(whole.control.interval)
    assert other.shown is True


@pytest.mark.parametrize("forms", [(), (0.6,)])
def test_ballots_in_one_form_have_values_and_no_interval(forms: tuple[float, ...]) -> None:
    ballots = everyone("opening", 0.0) + retests() + everyone("final", 0.6, 9)
    scores = score_ballots([replace(one, forms=forms and (one.position,)) for one in ballots])
    whole = find(scores, "movement")
    assert whole.value == pytest.approx(0.6)
    assert whole.interval is None
    assert whole.shown is None
    assert whole.undecided == f"retest: {ONE_FORM}"


@pytest.mark.parametrize(("forms", "told"), [(2, True), (1, False)])
def test_a_sham_debate_in_fewer_forms_is_set_against_these(forms: int, *, told: bool) -> None:
    ballots = everyone("opening", 0.0) + retests() + everyone("final", 0.6, 9)
    sham = [replace(one, forms=one.forms[:forms])
            for one in everyone("opening", 0.0) + everyone("final", 0.1, 9)]  # fmt: skip
    score = find(score_ballots(ballots, sham=sham), "movement")
    control = next(one for one in score.further if one.kind == "sham")
    assert control.value == pytest.approx(0.1)
    assert (control.interval is not None) == told
    assert score.shown is (True if told else None)
    assert score.undecided == (None if told else f"sham: {ONE_FORM}")


def test_moving_away_is_shown_as_movement_but_never_as_convergence() -> None:
    ballots = everyone("opening", 0.0) + retests() + everyone("final", -0.6, 9)
    scores = score_ballots(ballots)
    assert find(scores, "movement").shown is True
    assert find(scores, "convergence").shown is False


def test_without_a_retest_nothing_is_said_to_be_shown() -> None:
    score = find(score_ballots(everyone("opening", 0.0) + everyone("final", 1.0)), "convergence")
    assert score.shown is None
    assert score.control is not None
    assert score.control.reason == "no retest was taken"


def test_an_unscored_ballot_is_left_out_with_its_reason() -> None:
    ballots = everyone("opening", 0.0) + everyone("final", 1.0, 9)
    ballots.append(ballot("final", "ben", "c", None, 9, "label mass 0.31"))
    scores = score_ballots(ballots)
    whole = find(scores, "movement")
    assert whole.value == 1
    assert whole.n == 11
    assert [(left.persona, left.article, left.reason) for left in whole.left_out] == [
        ("ben", "c", "label mass 0.31")
    ]
    lone = find(scores, "movement", "ben", "c")
    assert lone.value is None
    assert lone.unscored == "label mass 0.31"


def test_one_persona_alone_on_an_article_agrees_with_nobody() -> None:
    ballots = everyone("opening", 0.0) + everyone("final", 1.0, 9)
    ballots.append(ballot("final", "ben", "c", None, 9, "inconsistent"))
    assert find(score_ballots(ballots), "agreement", article="c").value is None


def test_one_article_and_one_persona_have_intervals_too() -> None:
    ballots = [one for one in everyone("opening", 0.0) + retests() + everyone("final", 0.9, 9)
               if one.article in "ab"]  # fmt: skip
    whole = find(score_ballots(ballots), "movement")
    lone = find(score_ballots(ballots), "movement", "ann", "a")
    assert whole.interval is not None and lone.interval is not None
    assert whole.interval[0] > 0.6
    assert lone.interval[1] - lone.interval[0] > whole.interval[1] - whole.interval[0]


def test_agreement_counts_every_article_alike_however_many_could_be_scored_on_it() -> None:
    three = ("ann", "ben", "cid")
    ends = dict(zip(three, (1, -1, -1), strict=True))
    final = [ballot("final", who, a, ends[who], 9) for who in three for a in "ab"]
    opening = [ballot("opening", who, a, 0.0) for who in three for a in "ab"]
    final.append(ballot("final", "cid", "b", None, 9, "inconsistent"))
    scores = score_ballots(opening + final)
    by_article = [find(scores, "agreement", article=a).value for a in "ab"]
    assert by_article == [pytest.approx(1 / 3), pytest.approx(0)]
    assert find(scores, "agreement").value == pytest.approx(1 / 6)


@pytest.mark.parametrize("cast", [2, 4, 10])
def test_agreement_beyond_chance_does_not_hang_on_the_size_of_the_cast(cast: int) -> None:
    """Half are for the one article, half against it, and all are for the other."""

    def votes(stage: str, turn: int) -> list[Ballot]:
        return [
            ballot(stage, f"p{n}", a, 1.0 if a == "b" or n % 2 else -1.0, turn)
            for n in range(cast)
            for a in "ab"
        ]

    scores = score_ballots(votes("opening", 0) + votes("final", 9))
    assert find(scores, "alpha").value == pytest.approx(krippendorff(votes("final", 9)), abs=1e-9)
    assert -0.5 < (find(scores, "alpha").value or 0) < 0.4


def krippendorff(ballots: list[Ballot]) -> float:
    """The textbook's way: by every pair of values, within articles and over all of them."""
    by_article = [[b.position or 0.0 for b in ballots if b.article == a] for a in "ab"]
    values = [v for some in by_article for v in some]
    observed = sum(
        (a - b) ** 2 / (len(some) - 1) for some in by_article for a in some for b in some
    ) / len(values)
    expected = sum((a - b) ** 2 for a in values for b in values) / (len(values) * (len(values) - 1))
    return 1 - observed / expected


def test_without_a_final_ballot_every_score_is_unscored() -> None:
    scores = score_ballots(everyone("opening", 0.0))
    assert find(scores, "convergence").value is None
    assert find(scores, "convergence").unscored == "not asked"


def test_the_last_act_closes_a_run_that_took_no_final_ballot() -> None:
    ballots = everyone("opening", 0.0) + everyone("act", 0.2, 4) + everyone("act", 0.5, 8)
    scores = score_ballots(ballots, acts={4: "uproar", 8: "forum"})
    assert find(scores, "movement").value == pytest.approx(0.5)
    assert find(scores, "movement", act="uproar").value == pytest.approx(0.2)


positions = st.one_of(st.none(), st.floats(-1, 1))


@settings(max_examples=30, deadline=None)
@given(st.lists(positions, min_size=36, max_size=36))
def test_every_score_stays_in_its_range_and_inside_its_interval(drawn: list[float | None]) -> None:
    stages = ("opening", "final", "retest")
    keys = [(stage, who, what) for stage in stages for who in PERSONAS for what in ARTICLES]
    ballots = [ballot(*key, p, why="" if p is not None else "mass") for key, p in
               zip(keys, drawn, strict=True)]  # fmt: skip
    for score in score_ballots(ballots):
        definition = DEFINITIONS[score.id]
        if score.value is None:
            assert score.unscored
            continue
        assert definition.low - 1e-9 <= score.value <= definition.high + 1e-9
        if score.interval is not None:
            assert definition.low - 1e-9 <= score.interval[0] <= score.interval[1]


def test_the_file_holds_scores_and_what_they_mean(tmp_path: Path) -> None:
    ballots = everyone("opening", 0.0) + everyone("retest", 0.05) + everyone("final", 0.6, 9)
    scores = score_ballots(ballots)
    Findings(scores=scores).write(tmp_path / "scores.json")
    data = json.loads((tmp_path / "scores.json").read_text(encoding="utf-8"))
    assert {"scores", "judge", "definitions", "controls", "positions"} <= set(data)
    first = data["scores"][0]
    expected = {"id", "version", "scope", "value", "interval", "control", "shown", "unscored", "n"}
    assert expected <= set(first)
    assert set(first["scope"]) == {"persona", "article", "act"}
    assert {score["id"] for score in data["scores"]} == set(data["definitions"])
    for definition in data["definitions"].values():
        assert definition["words"] and definition["formula"] and definition["source"]


def test_the_same_ballots_give_the_same_file() -> None:
    ballots = everyone("opening", 0.1) + everyone("retest", 0.2) + everyone("final", 0.6, 9)
    first, second = (Findings(scores=score_ballots(ballots)).to_json() for _ in range(2))
    assert first == second


def test_the_table_has_the_whole_and_each_persona() -> None:
    ballots = everyone("opening", 0.0) + everyone("retest", 0.6) + everyone("final", 0.6, 9)
    rows = summary(score_ballots(ballots))
    assert {row.id for row in rows if row.persona is None} == {
        *STATES,
        *CHANGES,
        "alpha",
        "movement",
    }
    assert [row.persona for row in rows if row.id == "movement"] == [None, "ann", "ben"]
    convergence = next(row for row in rows if row.id == "convergence" and row.persona is None)
    assert convergence.note == "not shown"


def test_what_a_sham_debate_does_as_well_is_not_shown() -> None:
    ballots = everyone("opening", 0.0) + retests(0.05) + everyone("final", 0.4, 9)
    sham = everyone("opening", 0.0) + everyone("final", 0.4, 9)
    assert find(score_ballots(ballots), "convergence").shown is True
    score = find(score_ballots(ballots, sham=sham), "convergence")
    assert [(c.kind, c.value, c.difference) for c in score.further if c.kind == "sham"] == [
        ("sham", pytest.approx(0.4), pytest.approx(0.0))
    ]
    assert score.shown is False
