"""A whole study analysed as its design says, and how far its result hangs on how it was read."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from made_up import design, make_study
from statsmodels.stats.multitest import multipletests

from smile_commons.errors import InputError
from smile_commons.scoring.articles import Article
from smile_commons.scoring.gap import score_gap
from smile_commons.scoring.lines import Line
from smile_commons.scoring.stated.readings import Reading, Readings
from smile_commons.scoring.stated.scores import score_stated
from smile_commons.studies.analysis.curve import CHOICES, curve
from smile_commons.studies.analysis.family import analyse
from smile_commons.studies.analysis.specified import OF_BALLOTS, Scored, Sources, Way, made
from smile_commons.studies.design import Outcome
from smile_commons.studies.tables import load
from smile_commons.transcript import Ballot


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_study(tmp_path_factory.mktemp("study"), blocks=8, controls=("", "sham"),
                      failed=[(7, "none")])  # fmt: skip


def test_primary_outcomes_are_held_together_and_others_apart(study: Path) -> None:
    found = analyse(load(study), design())
    primary = found.of("primary")
    assert [(one.outcome, one.level) for one in primary] == [
        ("movement@all", "none"), ("agreement@all", "none"),
    ]  # fmt: skip
    held = multipletests([one.p for one in primary], method="holm")[1]
    assert [one.p_adjusted for one in primary] == pytest.approx(list(held))
    (secondary,) = found.of("secondary")
    assert secondary.p_adjusted == secondary.p
    moved = primary[0]
    assert moved.estimate == pytest.approx(0.3, abs=0.1)
    assert (moved.n_blocks, "1 of 8 pairs have no value at none" in moved.note) == (7, True)
    json.dumps(found.to_dict())
    assert "movement@all by recall: none - full" in found.text()


def test_what_a_control_did_too_is_taken_from_it(study: Path) -> None:
    beyond = analyse(load(study), design()).of("control")
    assert [(one.outcome, one.beyond) for one in beyond] == [
        ("movement@all", "sham"), ("agreement@all", "sham"),
    ]  # fmt: skip
    assert beyond[0].estimate == pytest.approx(0.3, abs=0.1)


def test_an_outcome_that_no_run_has_is_told_of(study: Path) -> None:
    lacking = (Outcome("gap"), Outcome("movement", persona="nobody"))
    found = analyse(load(study), design(lacking))
    assert found.of("primary") == []
    assert found.missing == ("gap@all", "movement@persona=nobody")
    assert "gap@all: no run has it" in found.text()


@pytest.mark.parametrize("model", ["paired-t", "permutation", "lmm", "gee"])
def test_every_model_of_a_design_is_there(study: Path, model: str) -> None:
    found = analyse(load(study), design(model=model)).of("primary")[0]
    assert found.p is not None
    assert found.p < 0.05
    clustered = design(model="wild-cluster", cluster=("dialogue",))
    assert "1 clusters, and 6 are needed" in analyse(load(study), clustered).of("primary")[0].note


def test_no_effect_is_equivalent_to_none(tmp_path: Path) -> None:
    still = make_study(tmp_path, blocks=10, effect=lambda level: 0.0, noise=0.02)
    found = analyse(load(still), design())
    assert found.of("primary")[0].equivalence is not None
    assert "is shown to lie within 0.1 of full" in found.text()


def test_the_curve_of_ballots_has_the_registered_score_in_it(study: Path) -> None:
    found = curve({"ballots": load(study, what="ballots")}, "movement@all", "recall",
                  block="block", thresholds=(float("inf"), 0.3))  # fmt: skip
    (own,) = [one for one in found.specifications if one.registered]
    scored = analyse(load(study), design()).of("primary")[0]
    assert own.contrast.estimate == pytest.approx(scored.estimate)
    assert own.contrast.p == pytest.approx(scored.p)
    # All forms and each of four alone; at .3 no ballot is left, so that there is nothing to say.
    assert [dict(one.choices)["inconsistency"] for one in found.specifications] == ["any"] * 5
    estimates = [one.contrast.estimate for one in found.told]
    assert estimates == sorted(estimates)  # type: ignore[type-var]
    assert "5 specifications" in found.text()


def readings(rng: np.random.Generator) -> pd.DataFrame:
    """Speeches that move by .5 in one way and by nothing in the other."""
    rows = [
        {"run_id": f"{way}{block}", "block": block, "factor.way": way, "persona": "ezra",
         "article": "lamps", "turn": turn, "control_arm": "",
         "position": (0.1 * turn if way == "cold" else 0.0) + rng.normal(0, 0.02),
         "p_against": 0.1, "p_undecided": 0.3, "p_for": 0.6}
        for block in range(6) for way in ("warm", "cold") for turn in range(6)
    ]  # fmt: skip
    return pd.DataFrame(rows)


def test_the_curve_of_what_was_said_goes_over_judges_and_half_lives() -> None:
    table = readings(np.random.default_rng(2))
    found = curve({"readings": {"one": table, "two": table}}, "stated-movement@all", "way",
                  block="block", levels=["warm", "cold"], sure=(0.0, 0.7))  # fmt: skip
    assert len(found.told) == 2 * 3  # at .7 nothing is sure enough
    by_half = {one.choices["half-life"]: one.contrast.estimate for one in found.told}
    # 0 to .5 in six speeches: half-life 1 ends at .4, all alike at .25; both start at .05.
    ends = {half: (0.5 ** (np.arange(6)[::-1] / float(half)) * np.arange(6) / 10).sum()
            / (0.5 ** (np.arange(6)[::-1] / float(half))).sum() for half in ("1", "2")}  # fmt: skip
    assert by_half["1"] == pytest.approx(ends["1"] - 0.05, abs=0.03)
    assert by_half["2"] == pytest.approx(ends["2"] - 0.05, abs=0.03)
    assert by_half["inf"] == pytest.approx(0.2, abs=0.03)


def test_the_registered_way_gives_every_registered_score(study: Path) -> None:
    wide, tables = load(study, wide=True), Sources.of({"ballots": load(study, what="ballots")}, {})
    names = [name for name in wide if "@" in name and name.partition("@")[0] in OF_BALLOTS]
    assert {name.partition("@")[0] for name in names} == OF_BALLOTS
    for name in names:
        again = made(Scored.of(name), tables, Way()).set_index("run_id")["outcome"]
        was = wide.set_index("run_id")[name]
        pd.testing.assert_series_equal(again.sort_index(), was.sort_index(), check_names=False)


def test_what_was_said_and_the_gap_are_made_anew_too() -> None:
    """Against the scorers themselves, on speeches and ballots drawn at random."""
    rng = np.random.default_rng(4)
    people, articles = ("x", "y", "z"), tuple(Article(id, f"{id}.", None) for id in "abcd")
    lines = tuple(Line(turn, people[int(rng.integers(3))], "so") for turn in range(1, 31))
    spoken = tuple(
        Reading(place, line.turn, line.speaker, article.id, float(rng.uniform(-1, 1)),
                {"-1": 0.3, "0": 0.3, "1": 0.4})
        for place, line in enumerate(lines) for article in articles if rng.random() < 0.6
    )  # fmt: skip
    readings = Readings(lines, people, articles, spoken)
    ballots = [
        Ballot(0 if stage == "opening" else 30, who, article.id, sum(forms) / 2, {}, stage=stage,
               forms=forms)
        for stage in ("opening", "final") for who in people for article in articles
        for forms in [tuple(rng.uniform(-1, 1, 2).tolist())]
    ]  # fmt: skip
    run = {"run_id": "r", "block": 1, "control_arm": ""}
    tables = Sources.of(
        {
            "ballots": pd.DataFrame(
                [{**run, "stage": one.stage, "after_turn": one.after_turn, "persona": one.persona,
                  "article": one.article, "form": form, "position": position, "inconsistency": 0.2}
                 for one in ballots for form, position in enumerate(one.forms)]),
            "readings": pd.DataFrame(
                [{**run, "turn": one.turn, "persona": one.persona, "article": one.article,
                  "position": one.position, "p_against": 0.3, "p_undecided": 0.3, "p_for": 0.4}
                 for one in spoken]),
        },
        {},
    )  # fmt: skip
    scored = [*score_stated(readings), *score_gap(readings, ballots)]
    compared = 0
    for score in scored:
        if score.id in CHOICES and score.value is not None and score.scope.act is None:
            parts = {"persona": score.scope.persona, "article": score.scope.article}
            scope = ",".join(f"{name}={value}" for name, value in parts.items() if value) or "all"
            again = made(Scored.of(f"{score.id}@{scope}"), tables, Way())["outcome"].item()
            assert again == pytest.approx(score.value), (score.id, scope)
            compared += 1
    assert compared > 40
    assert len({score.id for score in scored} & set(CHOICES)) == len(CHOICES) - len(OF_BALLOTS)


def test_the_gap_hangs_on_all_choices_and_movement_on_those_of_ballots(study: Path) -> None:
    ballots = load(study, what="ballots")
    rows = ballots[ballots["stage"] == "final"].drop_duplicates(["run_id", "persona", "article"])
    read = rows.assign(turn=4, p_against=0.0, p_undecided=0.1, p_for=0.9, position=0.9)
    found = curve({"ballots": ballots, "readings": read}, "gap@all", "recall", block="block",
                  forms=[[0, 1, 2, 3], [0]], thresholds=(float("inf"), 0.3))  # fmt: skip
    assert {tuple(one.choices) for one in found.specifications} == {
        ("forms", "inconsistency", "half-life", "sure")
    }
    assert len(found.told) == 2 * 1 * 3 * 3  # at .3 no ballot is left
    alone = curve({"ballots": ballots}, "agreement@all", "recall", block="block")
    assert {tuple(one.choices) for one in alone.specifications} == {("forms", "inconsistency")}


def test_a_curve_needs_its_table(study: Path) -> None:
    with pytest.raises(InputError, match="what='ballots'"):
        curve({"ballots": load(study)}, "movement@all", "recall")
    with pytest.raises(InputError, match="specification curve"):
        curve({}, "voice@all", "recall")
    with pytest.raises(InputError, match="made of readings: give"):
        curve({"ballots": load(study, what="ballots")}, "gap@all", "recall")
    with pytest.raises(InputError, match="of one act"):
        curve({}, "movement@act=one", "recall")
