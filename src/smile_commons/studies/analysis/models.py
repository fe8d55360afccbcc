"""Mixed models: formulas with ``(1|name)``, crossed effects, parts of variance.

Of normal outcomes by statsmodels; of positions with ends by a beta model (``beta.py``).
"""

import re
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from keyword import iskeyword
from typing import TYPE_CHECKING, Any, Literal, get_args

from smile_commons.errors import InputError
from smile_commons.names import known
from smile_commons.studies.analysis.beta import as_shares, fitted
from smile_commons.studies.analysis.paired import Test, of_t

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    Values = NDArray[np.float64]

Family = Literal["gaussian", "beta"]
ENDS = (-1.0, 1.0)
"""Of positions."""
_RANDOM = re.compile(r"\(\s*1\s*\|\s*([^)\s]+)\s*\)")
_NO_STATSMODELS = "mixed models need statsmodels: pip install 'smile-commons[study]'"
LARGEST = 20_000
"""Rows beyond which crossed effects, which need a matrix of rows by rows, are for lme4."""
AT_BORDER = "the fit did not settle, or a variance is 0: read intervals with care"


@dataclass(frozen=True, slots=True)
class Coefficient:
    """One fixed effect."""

    name: str
    estimate: float
    se: float
    ci: tuple[float, float]
    """95 %, by Student's t; NaN without an error."""
    df: float
    """Degrees of freedom: of the levels between which it varies."""
    p: float


@dataclass(frozen=True, slots=True)
class Fit:
    """A mixed model: of normal outcomes by REML, of the beta family by maximum likelihood."""

    formula: str
    coefficients: tuple[Coefficient, ...]
    variances: Mapping[str, float]
    """By random effect, ``residual`` last; of the beta family on the scale of the logit, and
    without one.
    """
    levels: Mapping[str, int]
    """How many levels each random effect has."""
    n: int
    settled: bool
    note: str = ""
    family: Family = "gaussian"
    """Of ``beta`` coefficients are log-odds: of being nearer to the upper end."""
    precision: float | None = None
    """Of the beta distribution; None: another family."""

    def __getitem__(self, name: str) -> Coefficient:
        """The fixed effect of that name.

        Raises:
            InputError: there is none.
        """
        known(name, [one.name for one in self.coefficients], "fixed effect")
        return next(one for one in self.coefficients if one.name == name)


def mixed(
    df: "pd.DataFrame",
    formula: str,
    groups: Sequence[str] = (),
    *,
    family: Family = "gaussian",
    ends: tuple[float, float] = ENDS,
) -> Fit:
    """Fits a mixed model with an intercept for each level of the random effects.

    Args:
        df: a row an observation; rows with a gap in a column of the formula are left out.
        formula: as lme4 writes it: ``position ~ condition * stage + (1|run) + (1|persona)``;
            ``factor.recall`` may stand in it.
        groups: further random effects, by column.
        family: ``gaussian``, or ``beta`` for an outcome with ends, such as a position.
        ends: of the outcome of a beta model.

    Raises:
        InputError: statsmodels or, for ``beta``, gpboost is not there, a column is not, there is no
            random effect, nothing is left to fit, or there are more than ``LARGEST`` rows with
            crossed effects.
    """
    known(family, get_args(Family), "family")
    fixed, random = _parsed(formula, groups)
    frame, names = _plain(df, fixed, random)
    fixed = _renamed(fixed, names)
    if family == "beta":
        return _beta(frame, formula, fixed, random, names, ends)
    model = _model(frame, fixed, [names[one] for one in random])
    found, settled = _fitted(model)
    back = {new: old for old, new in names.items()}
    parts = _parts(found, [names[one] for one in random], back)
    columns: Any = frame
    groups_of = columns[[names[one] for one in random]]
    coefficients = _coefficients(
        [_old(str(name), back) for name in found.fe_params.index],
        list(found.fe_params),
        list(found.bse_fe),
        _freedom(model.exog, groups_of),
    )
    levels = {one: int(columns[names[one]].nunique()) for one in random}
    note = _note(levels, settled)
    return Fit(formula, coefficients, parts, levels, len(frame), settled, note)


def _coefficients(
    names: Sequence[str],
    values: Sequence[float],
    errors: Sequence[float],
    freedom: Sequence[float],
) -> tuple[Coefficient, ...]:
    """Each with its interval and p by Student's t; without an error with neither."""
    found = list[Coefficient]()
    for name, value, error, df in zip(names, values, errors, freedom, strict=True):
        test = of_t(float(value), float(error), df, 0.95) if error > 0 else None
        ends = (float("nan"), float("nan")) if test is None or test.ci is None else test.ci
        p = float("nan") if test is None else test.p
        found.append(Coefficient(name, float(value), float(error), ends, df, p))
    return tuple(found)


def _freedom(exog: "Values", groups: "pd.DataFrame") -> list[float]:
    """The degrees of freedom of each fixed effect: of the random effect with the fewest levels
    between which alone it varies; of rows, where it varies within all.

    The inner-outer rule of Pinheiro and Bates 2000, section 2.4.2, with crossed effects taken for
    nested in none.
    """
    import numpy as np

    codes: Any = groups
    factors = [codes[name].factorize()[0] for name in codes.columns]
    counts = [int(one.max()) + 1 for one in factors]
    constant = [bool((column == column[0]).all()) for column in exog.T]
    strata = list[int | None]()
    for column in exog.T:
        outer = [
            place
            for place, factor in enumerate(factors)
            if all(len(set(column[factor == level])) == 1 for level in range(counts[place]))
        ]
        strata.append(min(outer, key=lambda place: counts[place]) if outer else None)
    of = [
        sum(one == stratum and not flat for one, flat in zip(strata, constant, strict=True))
        for stratum in strata
    ]
    units = [len(exog) if one is None else counts[one] for one in strata]
    return [
        float(np.clip(unit - 1 - (0 if flat else taken), 1, None))
        for unit, taken, flat in zip(units, of, constant, strict=True)
    ]


def _note(levels: Mapping[str, int], settled: bool) -> str:
    few = [f"{one} has {n} levels" for one, n in levels.items() if n < 6]
    told = [] if settled else [AT_BORDER]
    if few:
        told.append(f"{', '.join(few)}: its variance is hardly told")
    return "; ".join(told)


def _beta(
    frame: "pd.DataFrame",
    formula: str,
    fixed: str,
    random: Sequence[str],
    names: Mapping[str, str],
    ends: tuple[float, float],
) -> Fit:
    """A beta model of the same fixed effects, whose design statsmodels makes of the formula."""
    try:
        import statsmodels.formula.api as smf
    except ImportError as error:
        raise InputError(_NO_STATSMODELS) from error
    library: Any = smf
    try:
        made: Any = library.ols(fixed, frame)
    except Exception as error:  # a formula's mistakes have many names
        raise InputError(f"{fixed!r} cannot be fitted: {error}") from error
    columns: Any = frame
    groups = columns[[names[one] for one in random]]
    found = fitted(as_shares(made.endog, *ends), made.exog, groups.astype(str).to_numpy())
    back = {new: old for old, new in names.items()}
    coefficients = _coefficients(
        [_old(str(name), back) for name in made.exog_names],
        found.coefficients.tolist(),
        found.errors.tolist(),
        _freedom(made.exog, groups),
    )
    levels = {one: int(columns[names[one]].nunique()) for one in random}
    variances = dict(zip(random, found.variances.tolist(), strict=True))
    note = _note(levels, found.settled)
    return Fit(formula, coefficients, variances, levels, len(frame), found.settled, note, "beta",
               found.precision)  # fmt: skip


def _parsed(formula: str, groups: Sequence[str]) -> tuple[str, list[str]]:
    random = list(dict.fromkeys([*_RANDOM.findall(formula), *groups]))
    fixed = re.sub(r"\s*\+?\s*" + _RANDOM.pattern, "", formula).strip()
    if "|" in fixed:
        raise InputError(
            f"{formula!r}: random effects are intercepts, (1|NAME); others are for lme4"
        )
    if not random:
        raise InputError(f"{formula!r} has no random effect: add (1|run)")
    left, tilde, right = fixed.partition("~")
    if not tilde or not left.strip():
        raise InputError(f"{formula!r} is no formula: OUTCOME ~ FACTORS + (1|run)")
    return f"{left.strip()} ~ {right.strip(' +') or '1'}", random


def _plain(
    df: "pd.DataFrame", fixed: str, random: Sequence[str]
) -> "tuple[pd.DataFrame, dict[str, str]]":
    """The columns that a formula names, by names that it can hold; rows with gaps left out."""
    frame: Any = df
    columns = [str(name) for name in frame.columns]
    for one in random:
        known(one, columns, "column")
    words = re.findall(r"[A-Za-z_][\w.]*", fixed)
    used = [name for name in columns if name in {*words, *random}]
    outcome = fixed.partition("~")[0].strip()
    if re.fullmatch(r"[A-Za-z_][\w.]*", outcome):
        known(outcome, columns, "column")
    names = {name: _safe(name) for name in used}
    part = frame[used].dropna().rename(columns=names)
    if len(part) < 3:
        raise InputError(f"{fixed!r}: {len(part)} rows have a value in every column; 3 are needed")
    for name in part.columns:
        if part[name].dtype.name in ("Float64", "Int64", "boolean", "bool"):
            part[name] = part[name].astype(float)
    return part, names


def _safe(name: str) -> str:
    """The name of a column as a formula can hold it."""
    plain = re.sub(r"\W", "_", name)
    return f"{plain}_" if iskeyword(plain) else plain


def _renamed(fixed: str, names: Mapping[str, str]) -> str:
    for old in sorted(names, key=len, reverse=True):
        fixed = re.sub(rf"(?<![\w.]){re.escape(old)}(?![\w.])", names[old], fixed)
    return fixed


def _old(name: str, back: Mapping[str, str]) -> str:
    for new, old in back.items():
        name = re.sub(rf"(?<!\w){re.escape(new)}(?!\w)", old, name)
    return name


def _model(frame: "pd.DataFrame", fixed: str, random: Sequence[str]) -> Any:
    try:
        import statsmodels.formula.api as smf
    except ImportError as error:
        raise InputError(_NO_STATSMODELS) from error
    library: Any = smf
    try:
        if len(random) == 1:
            return library.mixedlm(fixed, frame, groups=random[0])
        if len(frame) > LARGEST:
            raise InputError(
                f"{len(frame)} rows with crossed effects are more than the {LARGEST} that can be "
                "fitted here: average over forms first, or hand it to lme4 (`export.lme4`)"
            )
        whole: Any = frame
        one_group = whole.assign(everything_=1)
        crossed = {name: f"0 + C({name})" for name in random}
        return library.mixedlm(fixed, one_group, groups="everything_", vc_formula=crossed,
                               re_formula="0")  # fmt: skip
    except InputError:
        raise
    except Exception as error:
        raise InputError(f"{fixed!r} cannot be fitted: {error}") from error


def _fitted(model: Any) -> tuple[Any, bool]:
    """The fit by REML; another way of climbing where the first does not arrive."""
    found: Any = None
    for way in ("lbfgs", "powell"):
        with warnings.catch_warnings(record=True) as told:
            warnings.simplefilter("always")
            try:
                found = model.fit(reml=True, method=way)
            except Exception as error:  # a singular matrix has several names in numpy and scipy
                if way == "powell":
                    raise InputError(f"the mixed model cannot be fitted: {error}") from error
                continue
        border = any("boundary" in str(one.message) for one in told)
        if found.converged:
            return found, not border
    return found, False


def _parts(found: Any, random: Sequence[str], back: Mapping[str, str]) -> dict[str, float]:
    if len(random) == 1:
        parts = {back[random[0]]: float(found.cov_re.iloc[0, 0])}
    else:
        names = list(found.model.exog_vc.names)
        parts = {back[name]: float(v) for name, v in zip(names, found.vcomp, strict=True)}
        parts = {back[name]: parts[back[name]] for name in random}
    return parts | {"residual": float(found.scale)}


def random_intercept(
    a: "Values", b: "Values", paired: bool, level: float
) -> tuple[Test, str] | str:
    """Two levels by a model with an intercept a block, on the degrees of freedom within blocks."""
    import numpy as np
    import pandas as pd

    if not paired:
        return "`lmm` needs `block`: without one there is nothing random"
    n = len(a)
    frame = pd.DataFrame(
        {
            "y": np.concatenate([a, b]),
            "at_b": np.repeat([0.0, 1.0], n),
            "block": np.tile(np.arange(n), 2),
        }
    )
    found, settled = _fitted(_model(frame, "y ~ at_b", ["block"]))
    se = float(found.bse_fe["at_b"])
    if not se > 0:
        return "all differences are the same: a mixed model has no error to tell by"
    test = of_t(float(found.fe_params["at_b"]), se, n - 1, level)
    how = "mixed model with an intercept a block, by REML, n - 1 degrees of freedom"
    return test, how if settled else f"{how}; {AT_BORDER}"
