"""Plans: numbers of the literature, and studies that are drawn and tested."""

import numpy as np
import pandas as pd
import pytest

from smile_commons.errors import InputError
from smile_commons.studies.analysis.planner import Cost, plan
from smile_commons.studies.analysis.power import Clusters, Setting

EFFECTS = (0.05, 0.1, 0.2, 0.3)


@pytest.mark.parametrize(("sd", "pairs"), [(0.3, (285, 73, 20, 10)), (0.2, (128, 34, 10, 6))])
def test_pairs_needed_are_those_of_the_tables(sd: float, pairs: tuple[int, ...]) -> None:
    """Paired t, power .8, two-sided .05; as G*Power 3.1 has them (Faul et al. 2007)."""
    assert tuple(plan("movement", sesoi=one, sd=sd).n_blocks for one in EFFECTS) == pairs


def test_two_samples_are_cohens() -> None:
    """G*Power 3.1: d .2, .5, .8 with power .8 need 394, 64, 26 a group (Cohen 1988: 393)."""
    needed = [plan("x", sesoi=d, sd=1, paired=False).n_blocks for d in (0.2, 0.5, 0.8)]
    assert needed == [394, 64, 26]


@pytest.mark.parametrize(
    ("setting", "effect"),
    [
        (Setting(0.3), 0.1),
        (Setting(0.3), 0.2),
        (Setting(0.2), 0.3),
        (Setting(0.3, alpha=0.0125), 0.15),
        (Setting(0.3, paired=False), 0.2),
        (Setting(0.3, clusters=Clusters(10, 0.05)), 0.15),
        (Setting(0.3, clusters=Clusters(24, 0.2)), 0.15),
    ],
)
def test_drawn_studies_find_it_as_often_as_was_planned(setting: Setting, effect: float) -> None:
    n = setting.needed(effect, 0.8)
    assert n is not None
    assert setting.simulated(n, effect, draws=10_000) == pytest.approx(
        setting.power(n, effect), abs=0.02
    )
    step = setting.clusters.count if setting.clusters else 1
    assert setting.power(n - step, effect) < 0.8 <= setting.power(n, effect)
    assert setting.simulated(n, 0.0, draws=10_000) == pytest.approx(setting.alpha, abs=0.01)


def test_what_a_number_of_blocks_can_find() -> None:
    made = plan("movement", sesoi=0.1, sd=0.3)
    for n, effect in made.mde_at_n.items():
        assert Setting(0.3).power(n, effect) == pytest.approx(0.8)
    assert made.mde_at_n[73] < 0.1
    assert list(made.mde_at_n.values()) == sorted(made.mde_at_n.values(), reverse=True)


def test_the_blocks_that_there_are_have_a_power_that_is_told() -> None:
    text = plan("movement", sesoi=0.1, sd=0.3, blocks=20).text
    power = Setting(0.3).power(20, 0.1)
    assert f"The design has 20 pairs: power {power:.2f} for 0.1" in text
    few = plan("movement", sesoi=0.1, sd=0.3, blocks=5, clusters=5).text
    assert "with power 0.8 they find nothing at all" in few


def test_a_family_costs_pairs_and_pairs_cost_time() -> None:
    alone = plan("movement", sesoi=0.2, sd=0.3)
    of_four = plan(
        "movement", sesoi=0.2, sd=0.3, correction_over=4, cost=Cost(3.0, 0.02, workers=2)
    )
    assert (alone.n_blocks, of_four.alpha_each) == (20, 0.0125)
    assert of_four.n_blocks is not None
    assert of_four.n_blocks > 20
    assert of_four.minutes == of_four.n_blocks * 2 * 3 / 2
    assert of_four.usd == pytest.approx(of_four.n_blocks * 2 * 0.02)
    assert f"{of_four.n_blocks} pairs find 0.2" in of_four.text


def test_where_clusters_are_alike_more_runs_do_not_help() -> None:
    made = plan("movement", sesoi=0.1, sd=0.3, clusters=Clusters(8, 0.2))
    assert made.n_blocks is None
    assert "more clusters do" in made.text
    assert plan("movement", sesoi=0.1, sd=0.3, clusters=5).n_blocks is None  # fewer than six


def test_a_pilot_is_planned_for_by_an_upper_bound_of_its_spread() -> None:
    rng = np.random.default_rng(3)
    blocks = range(400)
    table = pd.DataFrame(
        [
            {"factor.way": way, "block": block, "y": block / 100 + rng.normal(0, 0.2)}
            for block in blocks
            for way in ("warm", "cold")
        ]
    )
    large = plan("y", sesoi=0.1, pilot=table)
    small = plan("y", sesoi=0.1, pilot=table[table["block"] < 6])
    true = 0.2 * 2**0.5
    assert large.assumed_sd == pytest.approx(true, rel=0.1)  # the blocks' own spread is no part
    bounds = [plan("y", sesoi=0.1, pilot=table[table["block"] // 8 == k]).assumed_sd
              for k in range(50)]  # fmt: skip
    assert np.mean([one >= true for one in bounds]) == pytest.approx(0.8, abs=0.12)
    assert "pilot of 6 pairs" in small.sd_source
    assert small.to_dict()["n_blocks"] == small.n_blocks


def test_what_is_wrong_is_named() -> None:
    for asked, told in (
        ({"sesoi": 0.1}, "either `pilot` or `sd`"),
        ({"sesoi": 0, "sd": 1}, "`sesoi` is above 0"),
        ({"sesoi": 1, "sd": 0}, "`sd` is above 0"),
        ({"sesoi": 1, "sd": 1, "power": 1}, "`power` lies between"),
        ({"sesoi": 1, "sd": 1, "power": 0.04}, "not above `alpha`"),
        ({"sesoi": 1, "sd": 1, "correction_over": 0}, "1 or more"),
    ):
        with pytest.raises(InputError, match=told):
            plan("movement", **asked)  # type: ignore[arg-type]
