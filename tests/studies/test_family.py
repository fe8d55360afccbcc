"""A whole study analysed as its design says, and how far its result hangs on how it was read."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from made_up import design, make_study
from statsmodels.stats.multitest import multipletests

from smile_commons.errors import InputError
from smile_commons.studies.analysis.curve import ballot_curve, curve, stated_curve
from smile_commons.studies.analysis.family import analyse
from smile_commons.studies.design import Outcome
from smile_commons.studies.tables import load


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
    found = ballot_curve(load(study, what="ballots"), "recall", block="block",
                         thresholds=(1.95, 0.3))  # fmt: skip
    (own,) = [one for one in found.specifications if one.registered]
    scored = analyse(load(study), design()).of("primary")[0]
    assert own.contrast.estimate == pytest.approx(scored.estimate)
    assert own.contrast.p == pytest.approx(scored.p)
    # All forms and each of four alone; at .3 no ballot is left, so that there is nothing to say.
    assert [dict(one.choices)["inconsistency"] for one in found.specifications] == ["<= 1.95"] * 5
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
    found = stated_curve({"one": table, "two": table}, "way", block="block",
                         levels=["warm", "cold"], sure=(0.0, 0.7))  # fmt: skip
    assert len(found.told) == 2 * 3  # at .7 nothing is sure enough
    by_half = {one.choices["half-life"]: one.contrast.estimate for one in found.told}
    # 0 to .5 in six speeches: half-life 1 ends at .4, all alike at .25; both start at .05.
    ends = {half: (0.5 ** (np.arange(6)[::-1] / float(half)) * np.arange(6) / 10).sum()
            / (0.5 ** (np.arange(6)[::-1] / float(half))).sum() for half in ("1", "2")}  # fmt: skip
    assert by_half["1"] == pytest.approx(ends["1"] - 0.05, abs=0.03)
    assert by_half["2"] == pytest.approx(ends["2"] - 0.05, abs=0.03)
    assert by_half["inf"] == pytest.approx(0.2, abs=0.03)


def test_the_registered_specification_is_what_scoring_computes() -> None:
    """Stated movement of one cell, against the scorer's own tables."""
    from smile_commons.scoring.stated.positions import Units, tables

    rng = np.random.default_rng(4)
    for count in (2, 3, 5, 7, 11):
        position = rng.uniform(-1, 1, count)
        alone = np.zeros(count, dtype=np.intp)
        units = Units((1, 1), alone, alone, np.arange(count), position, None, count, alone)
        start, end = tables(units).moved
        rows = [
            {"run_id": way, "block": block, "factor.way": way[0], "persona": "x", "article": "a",
             "turn": turn, "position": value if way[0] == "b" else 0.0,
             "p_against": 0.0, "p_undecided": 0.0, "p_for": 1.0}
            for block, way in enumerate(("a1", "b1"))
            for turn, value in enumerate(position)
        ]  # fmt: skip
        own = next(one for one in stated_curve(pd.DataFrame(rows), "way").told if one.registered)
        assert own.contrast.estimate == pytest.approx(float(end[0, 0] - start[0, 0]))


def test_a_curve_needs_its_table(study: Path) -> None:
    with pytest.raises(InputError, match="what='ballots'"):
        ballot_curve(load(study), "recall")
    with pytest.raises(InputError, match="specification curve"):
        curve({}, "gap", "recall")
