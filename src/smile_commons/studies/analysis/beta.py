"""Beta mixed models: positions have ends, and near them less room to vary.

A position in [-1, 1] is put as a share and drawn a little off the ends (Smithson and Verkuilen
2006, *Psychological Methods* 11:54); its mean is logit-linear with crossed intercepts (Ferrari and
Cribari-Neto 2004), its likelihood Laplace's, by the package ``gpboost`` (Sigrist 2022). Errors are
of the curvature of that likelihood in all parameters together, by differences, since gpboost's own
have no value where effects are crossed.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from smile_commons.errors import InputError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Values = NDArray[np.float64]

NO_GPBOOST = "a beta mixed model needs gpboost: pip install 'smile-commons[beta]'"
_STEP = 1e-2


@dataclass(frozen=True, slots=True)
class BetaFit:
    """What was fitted, on the scale of the logit."""

    coefficients: "Values"
    errors: "Values"
    """Standard errors; NaN where the likelihood is flat."""
    variances: "Values"
    """Of each random effect."""
    precision: float
    """phi of the beta distribution: the larger, the less a position varies about its mean."""
    settled: bool


def as_shares(positions: "Values", low: float, high: float) -> "Values":
    """Positions between two ends as shares inside of (0, 1).

    Raises:
        InputError: one lies outside of the ends.
    """
    if low >= high or positions.min() < low or positions.max() > high:
        raise InputError(
            f"`ends`: values from {positions.min():g} to {positions.max():g} do not lie within "
            f"{low:g} and {high:g}"
        )
    count = len(positions)
    shares = (positions - low) / (high - low)
    return (shares * (count - 1) + 0.5) / count


def fitted(shares: "Values", design: "Values", groups: Any) -> BetaFit:
    """Fits it.

    Args:
        shares: inside of (0, 1).
        design: rows by fixed effects.
        groups: rows by random effects, each a column of names.

    Raises:
        InputError: gpboost is not there, or it cannot be fitted.
    """
    import numpy as np

    try:
        import gpboost
    except ImportError as error:
        raise InputError(NO_GPBOOST) from error
    library: Any = gpboost
    try:
        model = library.GPModel(group_data=groups, likelihood="beta", num_parallel_threads=1)
        model.fit(y=shares, X=design)
        beta = np.asarray(model.get_coef(format_pandas=False), dtype=np.float64).ravel()
        variances = np.asarray(model.get_cov_pars(format_pandas=False), dtype=np.float64).ravel()
        phi = float(np.asarray(model.get_aux_pars(format_pandas=False)).ravel()[0])
    except library.basic.GPBoostError as error:
        raise InputError(f"the beta mixed model cannot be fitted: {error}") from error
    fixed, floor = len(beta), 1e-8

    def loss(at: "Values") -> float:
        return float(
            model.neg_log_likelihood(
                cov_pars=np.exp(at[fixed:-1]),
                y=shares,
                fixed_effects=design @ at[:fixed],
                aux_pars=np.exp(at[-1:]),
            )
        )

    where = np.concatenate([beta, np.log(np.maximum(variances, floor)), [np.log(phi)]])
    free = np.concatenate([np.full(fixed, True), variances > 1e-4, [True]])
    errors, settled = _errors(loss, where, free, fixed)
    return BetaFit(beta, errors, variances, phi, settled and bool(free.all()))


def _errors(
    loss: "Callable[[Values], float]", where: "Values", free: "NDArray[np.bool_]", fixed: int
) -> "tuple[Values, bool]":
    """Of the fixed effects, by the inverse of the curvature over what is free to vary; and whether
    the likelihood has a top there.
    """
    import numpy as np

    places = [int(place) for place in np.flatnonzero(free)]
    curved = np.empty((len(places), len(places)))
    middle = loss(where)

    def at(*moved: tuple[int, float]) -> float:
        there = where.copy()
        for place, step in moved:
            there[place] += step
        return loss(there)

    for row, one in enumerate(places):
        for column, other in enumerate(places[: row + 1]):
            if one == other:
                second = (at((one, _STEP)) - 2 * middle + at((one, -_STEP))) / _STEP**2
            else:
                corners = (
                    sign * other_sign * at((one, sign * _STEP), (other, other_sign * _STEP))
                    for sign in (1, -1)
                    for other_sign in (1, -1)
                )
                second = sum(corners) / (4 * _STEP**2)
            curved[row, column] = curved[column, row] = second
    # Where a variance lies at its border the curvature in it is none: then it is taken as known.
    settled = bool(np.linalg.eigvalsh(curved).min() > 0)
    if not settled:
        kept = [row for row, place in enumerate(places) if place < fixed or place == len(where) - 1]
        curved = curved[np.ix_(kept, kept)]
        if np.linalg.eigvalsh(curved).min() <= 0:
            return np.full(fixed, np.nan), False
    return np.sqrt(np.diag(np.linalg.inv(curved)))[:fixed], settled
