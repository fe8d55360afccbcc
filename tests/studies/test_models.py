"""Mixed models against published fits and against what balanced designs can be worked out by."""

import numpy as np
import pandas as pd
import pytest

from smile_commons.errors import InputError
from smile_commons.studies.analysis.components import variance_components
from smile_commons.studies.analysis.models import mixed

DYESTUFF = {
    "A": (1545, 1440, 1440, 1520, 1580),
    "B": (1540, 1555, 1490, 1560, 1495),
    "C": (1595, 1550, 1605, 1510, 1560),
    "D": (1445, 1440, 1595, 1465, 1545),
    "E": (1595, 1630, 1515, 1635, 1625),
    "F": (1520, 1455, 1450, 1480, 1445),
}
"""Davies and Goldsmith 1972, table 6.3, as lme4 ships it."""


def test_dyestuff_is_as_lme4_fits_it() -> None:
    """Bates et al., lme4: ``Yield ~ 1 + (1|Batch)`` by REML: 1764, 2451, 1527.50 (19.38)."""
    rows = [{"yield": y, "batch": batch} for batch, some in DYESTUFF.items() for y in some]
    fit = mixed(pd.DataFrame(rows), "yield ~ 1 + (1|batch)")
    assert fit.variances["batch"] == pytest.approx(1764.05, rel=1e-3)
    assert fit.variances["residual"] == pytest.approx(2451.25, rel=1e-3)
    assert fit["Intercept"].estimate == pytest.approx(1527.5)
    assert fit["Intercept"].se == pytest.approx(19.38, abs=0.01)


def crossed(rng: np.random.Generator, sizes: dict[str, tuple[int, float]]) -> pd.DataFrame:
    """Every level with every other, each with its own effect, and noise."""
    effects = {name: rng.normal(0, sd, n) for name, (n, sd) in sizes.items()}
    grid = pd.MultiIndex.from_product([range(n) for n, _ in sizes.values()], names=list(sizes))
    table = grid.to_frame(index=False)
    table["factor.y"] = sum(effects[name][table[name]] for name in sizes) + rng.normal(
        0, 0.1, len(table)
    )
    return table.astype({name: str for name in sizes})


def test_crossed_effects_are_those_of_the_analysis_of_variance() -> None:
    """In a balanced design REML is what expected mean squares give (Searle et al. 1992, ch. 4)."""
    sizes = {"run": (9, 0.2), "persona": (6, 0.3), "article": (7, 0.15)}
    table = crossed(np.random.default_rng(5), sizes)
    fit = mixed(table, "factor.y ~ 1 + (1|run) + (1|persona) + (1|article)")
    y, n = table["factor.y"], len(table)
    squares = {
        name: n / size * ((table.groupby(name)["factor.y"].mean() - y.mean()) ** 2).sum()
        for name, (size, _) in sizes.items()
    }
    left = ((y - y.mean()) ** 2).sum() - sum(squares.values())
    residual = left / (n - 1 - sum(size - 1 for size, _ in sizes.values()))
    assert fit.variances["residual"] == pytest.approx(residual, rel=0.01)
    for name, (size, _) in sizes.items():
        expected = (squares[name] / (size - 1) - residual) * size / n
        assert fit.variances[name] == pytest.approx(expected, rel=0.03), name
    assert fit.levels == {name: size for name, (size, _) in sizes.items()}


def test_a_fixed_effect_beside_crossed_ones() -> None:
    table = crossed(np.random.default_rng(6), {"run": (12, 0.1), "article": (7, 0.2)})
    cold = table["run"].astype(int) % 2 == 1
    table["factor.way"] = np.where(cold, "cold", "warm")
    table["factor.y"] += np.where(cold, -0.4, 0.0)
    fit = mixed(table, "factor.y ~ factor.way", groups=["run", "article"])
    (effect,) = [one for one in fit.coefficients if one.name != "Intercept"]
    assert effect.name == "factor.way[T.warm]"
    assert effect.ci[0] < 0.4 < effect.ci[1]


def ballots(rng: np.random.Generator, runs: int, form: float) -> pd.DataFrame:
    """A table of ballots whose runs, articles and forms have a spread of their own."""
    by_run, by_form = rng.normal(0, 0.3, runs), rng.normal(0, form, 4)
    rows = [
        {
            "run_id": f"r{run}", "persona": who, "article": f"a{article}", "form": number,
            "stage": stage, "control_arm": "", "factor.way": "cold" if run % 2 else "warm",
            "position": 0.0 if stage == "opening"
            else by_run[run] + by_form[number] + rng.normal(0, 0.05),
        }
        for run in range(runs)
        for who in ("ezra", "talia", "lyra")
        for article in range(4)
        for number in range(4)
        for stage in ("opening", "final")
    ]  # fmt: skip
    return pd.DataFrame(rows)


@pytest.mark.parametrize(("form", "best"), [(0.01, "run"), (0.9, "form")])
def test_what_to_buy_more_of_is_where_the_spread_is(form: float, best: str) -> None:
    found = variance_components(ballots(np.random.default_rng(8), 16, form))
    assert found.variances["run"] == pytest.approx(0.09, rel=0.7)
    assert found.counts["run"] == 8  # in each of the two ways
    assert f"Buy more {best}s first" in found.advice()
    assert found.error(run=32) < found.error()


@pytest.mark.parametrize(
    ("formula", "told"),
    [
        ("y ~ way", "no random effect"),
        ("y ~ way + (way|run)", "random effects are"),
        ("y ~ way + (1|rnu)", "did you mean run"),
        ("+ (1|run)", "is no formula"),
        ("y ~ nowhere + (1|run)", "cannot be fitted"),
        ("z ~ way + (1|run)", "no column is called 'z'"),
    ],
)
def test_a_formula_that_cannot_be_is_told_of(formula: str, told: str) -> None:
    table = pd.DataFrame({"y": [1.0, 2, 3, 4], "way": list("abab"), "run": list("aabb")})
    with pytest.raises(InputError, match=told):
        mixed(table, formula)


# The beta family.


def positions(rng: np.random.Generator, runs: int, effect: float, spread: float) -> pd.DataFrame:
    """Positions of four people in many runs, about means that are logit-linear."""
    by_run = rng.normal(0, spread, runs)
    rows = [
        {"run": f"r{run}", "persona": who, "way": "cold" if run % 2 else "a warm",
         "eta": 0.3 + effect * (run % 2) + by_run[run]}
        for run in range(runs) for who in "wxyz"
    ]  # fmt: skip
    table = pd.DataFrame(rows)
    mean = 1 / (1 + np.exp(-table["eta"]))
    return table.assign(position=2 * rng.beta(mean * 8, (1 - mean) * 8) - 1)


def test_a_beta_model_without_spread_between_runs_is_statsmodels_beta_regression() -> None:
    """statsmodels' BetaModel (Ferrari and Cribari-Neto 2004) has no random effects: the limit."""
    from statsmodels.othermod.betareg import BetaModel

    table = positions(np.random.default_rng(3), 30, 0.6, 0.0)
    fit = mixed(table, "position ~ way + (1|run)", family="beta")
    share = ((table["position"] + 1) / 2 * (len(table) - 1) + 0.5) / len(table)
    cold = (table["way"] == "cold").astype(float)
    theirs = BetaModel(share, np.column_stack([np.ones(len(table)), cold])).fit(disp=0)
    assert fit.variances["run"] < 0.02
    ours = fit["way[T.cold]"]
    assert ours.estimate == pytest.approx(theirs.params.iloc[1], abs=0.02)
    assert ours.se == pytest.approx(theirs.bse.iloc[1], rel=0.1)
    assert fit.precision == pytest.approx(float(np.exp(theirs.params.iloc[2])), rel=0.1)


def test_a_beta_model_is_the_integral_over_its_random_effect() -> None:
    """By Gauss and Hermite's quadrature, maximised: Laplace's method is close to it."""
    from scipy import optimize, special

    table = positions(np.random.default_rng(5), 24, 0.8, 0.5)
    fit = mixed(table, "position ~ way + (1|run)", family="beta")
    share = (((table["position"] + 1) / 2 * (len(table) - 1) + 0.5) / len(table)).to_numpy()
    cold, run = (table["way"] == "cold").to_numpy(float), table["run"].factorize()[0]
    nodes, weights = np.polynomial.hermite_e.hermegauss(31)

    def loss(at: np.ndarray) -> float:
        eta = at[0] + at[1] * cold[:, None] + np.exp(at[2]) * nodes
        mean, phi = special.expit(eta), np.exp(at[3])
        one, other = mean * phi, (1 - mean) * phi
        told = ((one - 1) * np.log(share)[:, None] + (other - 1) * np.log1p(-share)[:, None]
                - special.betaln(one, other))  # fmt: skip
        by_run = np.stack([np.bincount(run, told[:, k]) for k in range(len(nodes))], axis=1)
        return -float(special.logsumexp(by_run, axis=1, b=weights).sum())

    ways = {"xatol": 1e-4, "fatol": 1e-4, "maxiter": 2000}
    start = [0.3, 0.5, -1.0, 2.0]
    theirs = optimize.minimize(loss, start, method="Nelder-Mead", options=ways).x
    assert fit["Intercept"].estimate == pytest.approx(theirs[0], abs=0.03)
    assert fit["way[T.cold]"].estimate == pytest.approx(theirs[1], abs=0.03)
    assert fit.variances["run"] == pytest.approx(np.exp(theirs[2]) ** 2, rel=0.15)
    assert fit.precision == pytest.approx(np.exp(theirs[3]), rel=0.05)
    assert "residual" not in fit.variances


def test_intervals_of_a_beta_model_hold() -> None:
    """Crossed effects, 24 runs, people that do not differ: nominal .95 of 40 draws."""
    inside = 0
    for seed in range(40):
        table = positions(np.random.default_rng(seed), 24, 0.8, 0.4)
        fit = mixed(table, "position ~ way + (1|run) + (1|persona)", family="beta")
        effect = fit["way[T.cold]"]
        assert effect.df == 22
        inside += effect.ci[0] < 0.8 < effect.ci[1]
    assert inside >= 34
    assert "persona has 4 levels" in fit.note


def test_an_effect_has_the_degrees_of_freedom_of_what_it_varies_between() -> None:
    rng = np.random.default_rng(2)
    table = positions(rng, 12, 0.8, 0.3)
    table = table.assign(late=rng.integers(0, 2, len(table)), y=rng.normal(size=len(table)))
    fit = mixed(table, "y ~ way + late + (1|run) + (1|persona)")
    assert fit["way[T.cold]"].df == 12 - 1 - 1
    assert fit["late"].df == 48 - 1 - 1
    assert fit["Intercept"].df == 4 - 1


def test_a_value_outside_of_the_ends_is_told_of() -> None:
    table = positions(np.random.default_rng(8), 6, 0.8, 0.3)
    table = table.assign(change=table["position"] * 2)
    with pytest.raises(InputError, match=r"`ends`: values from .* do not lie within -1 and 1"):
        mixed(table, "change ~ way + (1|run)", family="beta")
    assert mixed(table, "change ~ way + (1|run)", family="beta", ends=(-2, 2)).family == "beta"
    with pytest.raises(InputError, match="family"):
        mixed(table, "change ~ way + (1|run)", family="binomial")  # type: ignore[arg-type]
