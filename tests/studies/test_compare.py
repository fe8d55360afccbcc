"""Comparisons against other people's numbers: published examples, scipy, statsmodels."""

import math
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import linalg, stats
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.weightstats import ttost_paired

from smile_commons.errors import InputError
from smile_commons.studies.analysis import clustered, paired
from smile_commons.studies.analysis.compare import compare
from smile_commons.studies.analysis.correction import corrected

RNG = np.random.default_rng(20451124)
DARWIN = np.array([49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48], dtype=float)
"""Darwin's maize, in eighths of an inch (Fisher 1935, The Design of Experiments, section 17)."""


def frame(a: Any, b: Any, **more: Any) -> pd.DataFrame:
    """Pairs as a table: the first of each at ``warm``."""
    n = len(a)
    data: dict[str, Any] = {
        "y": np.concatenate([a, b]),
        "factor.way": ["warm"] * n + ["cold"] * n,
        "block": [*range(n), *range(n)],
    }
    return pd.DataFrame(data | {name: [*values, *values] for name, values in more.items()})


def test_pairs_are_students_t_on_their_differences() -> None:
    a = RNG.normal(0, 0.3, 14)
    b = a + RNG.normal(0.1, 0.2, 14)
    found = compare(frame(a, b), "y", "way", block="block").only
    theirs = stats.ttest_rel(b, a)
    assert found.p == pytest.approx(theirs.pvalue)
    assert found.ci == pytest.approx(tuple(theirs.confidence_interval()))
    assert (found.n_blocks, found.df, found.reference, found.level) == (14, 13, "warm", "cold")
    assert found.dz == pytest.approx(np.mean(b - a) / np.std(b - a, ddof=1))


def test_darwins_maize_has_students_and_fishers_p() -> None:
    """t 2.148 on 14 degrees of freedom, p .0497; by exchange 1726 of 2^15 (section 21)."""
    found = paired.paired_t(DARWIN)
    assert found.estimate / found.se == pytest.approx(2.148, abs=5e-4)
    assert found.p == pytest.approx(0.0497, abs=5e-5)
    assert paired.sign_p(DARWIN) == (1726 / 2**15, True)


def test_more_signs_are_drawn_and_p_is_never_0() -> None:
    p, exact = paired.sign_p(np.full(40, 0.3))
    assert not exact
    assert p == 1 / (paired.DRAWS + 1)


def test_the_interval_of_d_is_by_the_noncentral_t() -> None:
    """The worked example of MBESS (Kelley 2007), ``conf.limits.nct(2.83, 126)``."""
    assert paired.noncentral(2.83, 126, 0.95) == pytest.approx((0.8337502, 4.815359), abs=1e-5)
    value, (low, high) = paired.dz(DARWIN) or (0, (0, 0))
    root = math.sqrt(len(DARWIN))
    assert stats.nct.sf(value * root, 14, low * root) == pytest.approx(0.025, abs=1e-6)
    assert stats.nct.cdf(value * root, 14, high * root) == pytest.approx(0.025, abs=1e-6)


@pytest.mark.parametrize(("df", "factor"), [(2, 0.5642), (10, 0.9228), (50, 0.9849)])
def test_hedges_correction(df: int, factor: float) -> None:
    """Hedges 1981, table 1."""
    assert paired.unbiased(1.0, df) == pytest.approx(factor, abs=1e-4)


def test_cliffs_delta_is_what_the_u_statistic_says() -> None:
    a, b = RNG.integers(0, 5, 20).astype(float), RNG.integers(1, 6, 15).astype(float)
    u = stats.mannwhitneyu(b, a).statistic
    assert paired.cliffs_delta(a, b) == pytest.approx(2 * u / (20 * 15) - 1)


def test_two_samples_are_welchs_t() -> None:
    a, b = RNG.normal(0, 0.3, 9), RNG.normal(0.2, 0.6, 14)
    table = pd.DataFrame({"y": [*a, *b], "way": ["warm"] * 9 + ["cold"] * 14})
    found = compare(table, "y", "way").only
    theirs = stats.ttest_ind(b, a, equal_var=False)
    assert (found.p, found.df) == (pytest.approx(theirs.pvalue), pytest.approx(theirs.df))
    assert found.ci == pytest.approx(tuple(theirs.confidence_interval()))
    assert found.dz is None
    exchanged = compare(table, "y", "way", method="permutation").only
    assert exchanged.p == pytest.approx(theirs.pvalue, abs=0.06)


def test_equivalence_is_two_one_sided_tests() -> None:
    a = RNG.normal(0, 0.1, 30)
    b = a + RNG.normal(0.01, 0.1, 30)
    found = compare(frame(a, b), "y", "way", block="block", sesoi=0.1).only.equivalence
    p, low, high = ttost_paired(b, a, -0.1, 0.1)
    assert found is not None
    assert found.equivalent
    assert (found.p, found.p_above, found.p_below) == pytest.approx((p, low[1], high[1]))
    wide = compare(frame(a, b), "y", "way", block="block", ci=0.9).only.ci
    assert found.interval == pytest.approx(wide)


def test_a_family_is_held_as_statsmodels_holds_it() -> None:
    p = [0.001, 0.04, 0.03, 0.2, 0.011]
    for ours, theirs in (("holm", "holm"), ("bh", "fdr_bh")):
        expected = multipletests(p, method=theirs)[1]
        assert (
            corrected([*p[:2], None, *p[2:]], ours)
            == pytest.approx(  # type: ignore[arg-type]
                [*expected[:2], None, *expected[2:]]
            )
        )


# Clusters.


def textbook(x: Any, y: Any, groups: Any, column: int) -> tuple[float, float]:
    """CR2 and Satterthwaite as Pustejovsky and Tipton 2018 write them, matrices of all rows."""
    n = len(y)
    bread = np.linalg.inv(x.T @ x)
    annihilator = np.eye(n) - x @ bread @ x.T
    left = annihilator @ y
    meat, vectors = np.zeros((x.shape[1],) * 2), []
    for one in np.unique(groups):
        pick = np.eye(n)[groups == one]
        adjust = np.real(linalg.inv(linalg.sqrtm(pick @ annihilator @ pick.T)))
        score = (pick @ x).T @ adjust @ pick @ left
        meat += np.outer(score, score)
        vectors.append(annihilator @ pick.T @ adjust @ pick @ x @ bread[:, column])
    p = np.array(vectors)
    cross = p @ p.T
    variance = (bread @ meat @ bread)[column, column]
    return math.sqrt(variance), np.trace(cross) ** 2 / (cross**2).sum()


def test_cr2_is_the_textbooks() -> None:
    groups = np.repeat(np.arange(7), [2, 5, 3, 4, 2, 6, 3])
    x = np.column_stack([np.ones(25), RNG.normal(size=25)])
    y = RNG.normal(size=25) + RNG.normal(size=7)[groups]
    for column in (0, 1):
        found = clustered.cr2(x, y, groups, column)
        assert (found.se, found.df) == pytest.approx(textbook(x, y, groups, column))


def test_clusters_of_one_size_are_a_t_test_of_their_means() -> None:
    groups = np.repeat(np.arange(8), 5)
    y = RNG.normal(0.1, 0.3, 40) + RNG.normal(0, 0.2, 8)[groups]
    found = clustered.cr2(np.ones((40, 1)), y, groups, 0)
    theirs = stats.ttest_1samp(y.reshape(8, 5).mean(axis=1), 0)
    assert (found.p, found.df) == (pytest.approx(theirs.pvalue), pytest.approx(7))
    assert found.ci == pytest.approx(tuple(theirs.confidence_interval()))


def test_the_wild_bootstrap_is_that_of_wildboottest() -> None:
    """Against wildboottest 0.3.2 with all 2^8 signs, p .0546875 and .4375.

    It counts samples that lie further out; the sample itself, and the one with all signs turned,
    are as far, and count here.
    """
    y = np.array([0.31, -0.22, 0.05, 0.4, -0.13, 0.27, 0.11, -0.3, 0.2, 0.08,
                  -0.17, 0.33, 0.02, -0.05, 0.16, 0.24, -0.09, 0.12, 0.3, -0.21])  # fmt: skip
    at_b = np.array([0, 1, 0, 1, 1, 0, 0, 1, 1, 0, 1, 0, 1, 1, 0, 1, 0, 0, 1, 0], dtype=float)
    groups = np.repeat(np.arange(8), [2, 3, 2, 4, 1, 3, 2, 3])
    design = np.column_stack([np.ones(20), at_b])
    assert clustered.wild(design[:, :1], y, groups, 0)[0].p == 0.0546875 + 2 / 2**8
    assert clustered.wild(design, y, groups, 1)[0].p == 0.4375 + 2 / 2**8


def test_the_interval_of_the_wild_bootstrap_ends_where_its_p_is_the_level() -> None:
    groups = np.repeat(np.arange(10), 3)
    y = RNG.normal(0.2, 0.3, 30)
    test, _ = clustered.wild(np.ones((30, 1)), y, groups, 0)
    low, high = test.ci or (0, 0)
    for end in (low - 1e-4, high + 1e-4):
        assert clustered.wild(np.ones((30, 1)), y - end, groups, 0)[0].p <= 0.05
    for inside in (low + 0.01, high - 0.01):
        assert clustered.wild(np.ones((30, 1)), y - inside, groups, 0)[0].p > 0.05


def test_icc_of_shrout_and_fleiss() -> None:
    """Their table 2: six targets, four judges, ICC(1,1) = .17."""
    table = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]
    values = np.array(table, dtype=float).ravel()
    assert clustered.icc(values, np.repeat(np.arange(6), 4)) == pytest.approx(0.17, abs=0.005)


@pytest.mark.parametrize("method", ["t", "wild-cluster", "permutation"])
def test_five_clusters_tell_nothing_and_say_so(method: Any) -> None:
    a, b = RNG.normal(0, 0.1, 20), RNG.normal(1, 0.1, 20)
    table = frame(a, b, dialogue=np.repeat(np.arange(5), 4))
    found = compare(table, "y", "way", block="block", cluster="dialogue", method=method).only
    assert (found.p, found.ci, found.n_clusters) == (None, None, 5)
    assert "5 clusters, and 6 are needed" in found.note
    assert found.estimate == pytest.approx(np.mean(b - a))
    six = frame(a, b, dialogue=np.arange(20) % 6)
    assert compare(six, "y", "way", block="block", cluster="dialogue", method=method).only.p


# What is picked from a table.


def test_a_mixed_model_of_whole_pairs_is_the_paired_t() -> None:
    a = RNG.normal(0, 0.3, 12)
    b = a + RNG.normal(0.1, 0.2, 12)
    model = compare(frame(a, b), "y", "way", block="block", method="lmm").only
    plain = compare(frame(a, b), "y", "way", block="block").only
    assert (model.estimate, model.p) == pytest.approx((plain.estimate, plain.p), rel=1e-3)


def test_gaps_are_told_and_never_zero() -> None:
    a, b = RNG.normal(0, 0.3, 10), RNG.normal(0.1, 0.3, 10)
    b[3] = np.nan
    found = compare(frame(a, b), "y", "way", block="block").only
    kept = np.delete(np.arange(10), 3)
    assert found.estimate == pytest.approx(np.mean((b - a)[kept]))
    assert found.n_blocks == 9
    assert "1 of 20 runs have no value" in found.note
    assert "1 of 10 pairs have no value at cold" in found.note


def test_another_factor_is_averaged_within_a_block_and_not_across() -> None:
    """Where a cell of the other factor failed at one level, its pair goes, not half of it."""
    rows = [
        {"factor.way": way, "factor.model": model, "block": block,
         "y": 10.0 * (model == "large") + 0.5 * (way == "cold") + RNG.normal(0, 0.1)}
        for block in range(8)
        for model in ("small", "large")
        for way in ("warm", "cold")
    ]  # fmt: skip
    table = pd.DataFrame(rows)
    lost = table.drop(index=[3])  # the large model's cold run of the first block
    found = compare(lost, "y", "way", block="block", within="factor.model").only
    assert found.estimate == pytest.approx(0.5, abs=0.1)
    assert found.n_blocks == 8


def test_what_a_control_does_too_is_taken_away() -> None:
    table = frame(RNG.normal(0, 0.05, 9), RNG.normal(0.5, 0.05, 9))
    sham = frame(RNG.normal(0, 0.05, 9), RNG.normal(0.4, 0.05, 9))
    both = pd.concat([table.assign(control_arm=""), sham.assign(control_arm="sham")])
    assert compare(both, "y", "way", block="block").only.estimate == pytest.approx(0.5, abs=0.08)
    beyond = compare(both, "y", "way", block="block", beyond="sham").only
    assert beyond.estimate == pytest.approx(0.1, abs=0.08)
    assert beyond.n_blocks == 9


def test_several_levels_are_one_family() -> None:
    values = {"none": 0.0, "some": 0.1, "full": 0.4}
    rows = [
        {"y": mean + RNG.normal(0, 0.1), "recall": level, "block": block}
        for level, mean in values.items()
        for block in range(10)
    ]
    found = compare(
        pd.DataFrame(rows), "y", "recall", block="block", levels=["full", "none", "some"]
    )
    assert [one.level for one in found.contrasts] == ["none", "some"]
    held = multipletests([one.p for one in found.contrasts], method="holm")[1]
    assert [one.p_adjusted for one in found.contrasts] == pytest.approx(list(held))
    with pytest.raises(InputError, match="several contrasts"):
        _ = found.estimate


def test_differences_that_are_all_the_same_have_no_interval() -> None:
    found = compare(frame(np.arange(5.0), np.arange(5.0) + 1), "y", "way", block="block").only
    assert (found.estimate, found.ci, found.p, found.dz) == (1.0, None, 2**-4, None)
    assert compare(frame(np.arange(5.0), np.arange(5.0)), "y", "way", block="block").p == 1.0


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"outcome": "movment"}, "did you mean y|there are"),
        ({"by": "wya"}, "did you mean way"),
        ({"block": "blok"}, "did you mean block"),
        ({"method": "anova"}, "no method is called 'anova'"),
        ({"correction": "sidak"}, "no correction"),
        ({"ci": 95}, "`ci` is a level"),
        ({"sesoi": -0.1}, "`sesoi` is above 0"),
        ({"method": "wild-cluster"}, "needs `cluster`"),
        ({"levels": ["warm", "frozen"]}, "level of way"),
        ({"beyond": "sham", "block": "block"}, "control arm"),
    ],
)
def test_what_is_wrong_is_named(asked: dict[str, Any], told: str) -> None:
    given = {"outcome": "y", "by": "way"} | asked
    with pytest.raises(InputError, match=told):
        compare(frame(np.arange(4.0), np.arange(4.0) ** 2), **given)


def test_two_pairs_are_too_few() -> None:
    found = compare(
        frame(np.array([0.0, 1.0]), np.array([1.0, 3.0])), "y", "way", block="block"
    ).only
    assert (found.estimate, found.ci, found.p) == (1.5, None, None)
    assert "2 pairs, and 3 are needed" in found.note


@pytest.mark.parametrize(("t", "df", "nc"), [(2.83, 126, 1.0), (-1.2, 4, 0.4), (6.0, 12, 5.0)])
def test_the_noncentral_t_is_scipys_where_that_has_a_value(t: float, df: int, nc: float) -> None:
    assert paired.noncentral_cdf(t, df, nc) == pytest.approx(stats.nct.cdf(t, df, nc), abs=1e-7)


def test_a_large_effect_of_few_pairs_has_an_interval() -> None:
    value, (low, high) = paired.dz(np.array([5.0, 5.1, 4.9, 5.0, 5.05])) or (0, (0, 0))
    assert 0 < low < value < high


# Weights.


def test_weights_are_those_of_weighted_least_squares_with_hc2() -> None:
    """statsmodels' WLS, its HC2 errors; one weight for all is the plain t."""
    import statsmodels.api as sm

    a = RNG.normal(0, 0.3, 14)
    b = a + RNG.normal(0.1, 0.2, 14)
    heavy = RNG.uniform(0.5, 4.0, 14)
    table = frame(a, b, heavy=heavy, one=np.full(14, 3.0))
    found = compare(table, "y", "way", block="block", weights="heavy").only
    theirs = sm.WLS(b - a, np.ones(14), weights=heavy).fit().get_robustcov_results("HC2")
    assert found.estimate == pytest.approx(np.average(b - a, weights=heavy))
    assert found.se == pytest.approx(float(theirs.bse[0]))
    assert "worth" in found.note and found.dz is None
    same = compare(table, "y", "way", block="block", weights="one").only
    plain = compare(table, "y", "way", block="block").only
    assert (same.p, same.ci, same.df) == (
        pytest.approx(plain.p), pytest.approx(plain.ci), pytest.approx(13),
    )  # fmt: skip


def test_weights_without_pairs_and_with_clusters() -> None:
    a, b = RNG.normal(0, 0.3, 20), RNG.normal(0.2, 0.3, 20)
    heavy = RNG.uniform(0.5, 2.0, 20)
    table = frame(a, b, heavy=heavy, dialogue=np.arange(20) % 8)
    loose = compare(table, "y", "way", weights="heavy").only
    means = np.average(a, weights=heavy), np.average(b, weights=heavy)
    assert loose.estimate == pytest.approx(means[1] - means[0])
    root = np.sqrt(np.tile(heavy, 2) / heavy.mean())
    x = np.column_stack([np.ones(40), np.repeat([0.0, 1.0], 20)]) * root[:, None]
    groups = np.tile(np.arange(20) % 8, 2)
    by = compare(table, "y", "way", weights="heavy", cluster="dialogue").only
    assert (by.se, by.df) == pytest.approx(textbook(x, np.concatenate([a, b]) * root, groups, 1))
    for method in ("t", "wild-cluster", "permutation"):
        pairs = compare(table, "y", "way", block="block", weights="heavy", cluster="dialogue",
                        method=method).only  # type: ignore[arg-type]  # fmt: skip
        assert pairs.p is not None
        assert 0 < pairs.p <= 1


def test_weighted_samples_cover_what_they_were_drawn_from() -> None:
    """Blocks drawn by an unequal chance, weighted by one over it: the mean of all blocks."""
    inside = {"w": 0, None: 0}
    rng = np.random.default_rng(6)
    for _ in range(120):
        effect = rng.normal(0.1, 0.3, 400)
        chance = np.where(effect > 0.1, 0.12, 0.04)  # what moves further is drawn oftener
        kept = np.flatnonzero(rng.random(400) < chance)
        table = frame(np.zeros(len(kept)), effect[kept], w=1 / chance[kept])
        for weights in inside:
            found = compare(table, "y", "way", block="block", weights=weights).only
            assert found.ci is not None
            inside[weights] += found.ci[0] <= effect.mean() <= found.ci[1]
    assert inside["w"] >= 108
    assert inside[None] < 60


def test_a_weight_that_is_none_is_told_of() -> None:
    table = frame(np.arange(6.0), np.arange(6.0) ** 2, w=[1.0, 2.0, -1.0, 1.0, 1.0, 1.0])
    with pytest.raises(InputError, match="weights that are not above 0"):
        compare(table, "y", "way", block="block", weights="w")
    gap = table.assign(w=table["w"].abs().where(table["block"] != 2))
    assert "2 runs have no weight" in compare(gap, "y", "way", block="block", weights="w").note
    assert "not told here" in compare(gap, "y", "way", weights="w", method="permutation").note
    assert "not told here" in compare(gap, "y", "way", block="block", weights="w",
                                      method="lmm").note  # fmt: skip
    with pytest.raises(InputError, match="did you mean w"):
        compare(table, "y", "way", weights="ww")


def test_what_never_varies_has_a_p_that_is_never_0() -> None:
    """As rare as labels, or signs of clusters, that come out so by chance."""
    table = pd.DataFrame({"y": [1.0] * 4 + [2.0] * 4, "way": ["a"] * 4 + ["b"] * 4})
    assert compare(table, "y", "way").p == pytest.approx(2 / math.comb(8, 4))
    pairs = frame(np.zeros(14), np.ones(14), dialogue=np.arange(14) % 7)
    by = compare(pairs, "y", "way", block="block", cluster="dialogue", sesoi=2.0).only
    assert by.p == 2**-6
    assert by.equivalence is not None
    assert 0 < by.equivalence.p < 0.05
    outside = compare(pairs, "y", "way", block="block", sesoi=0.5).only.equivalence
    assert outside is not None
    assert (outside.p, outside.equivalent) == (1.0, False)
