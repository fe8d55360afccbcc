"""Estimates where runs of one cluster (a dialogue, a cast) are alike.

CR2: the bias-reduced linearisation of Bell and McCaffrey 2002, *Survey Methodology* 28:169, with
Satterthwaite's degrees of freedom of one coefficient as in Pustejovsky and Tipton 2018, *Journal of
Business and Economic Statistics* 36:672. Wild bootstrap: Cameron, Gelbach and Miller 2008, *Review
of Economics and Statistics* 90:414, with the null imposed and Rademacher weights.
"""

from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Any

from smile_commons.studies.analysis.paired import DRAWS, SEED, Test, of_t

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Values = NDArray[np.float64]
    Groups = NDArray[np.intp]

FEWEST = 6
"""Clusters without which nothing is told: of five, exchanging signs gives no p under 2 / 2^5 =
.0625, and CR2 has hardly a degree of freedom."""
_EXACT = 12


def too_few(clusters: int) -> str:
    """Why so many clusters tell nothing."""
    return (
        f"{clusters} clusters, and {FEWEST} are needed: with fewer no test by cluster can reach "
        ".05. What holds of these clusters is no answer about others"
    )


def cr2(design: "Values", y: "Values", groups: "Groups", column: int, level: float = 0.95) -> Test:
    """One coefficient of a linear model by least squares.

    Rows of their own in each cluster make it HC2. Weighted rows are given multiplied by the root of
    their weights (``weighted``), so that the working model is that heavier rows vary less.

    Args:
        design: rows by columns, of full rank.
        y: one a row.
        groups: the cluster of each row, from 0.
        column: whose coefficient.
        level: of the interval.
    """
    import numpy as np

    bread = np.linalg.inv(design.T @ design)
    coefficients = bread @ design.T @ y
    left = y - design @ coefficients
    pick = bread[column]
    parts = [np.flatnonzero(groups == one) for one in range(int(groups.max()) + 1)]
    weights = np.zeros((len(parts), len(y)))
    for place, rows in enumerate(parts):
        x = design[rows]
        weights[place, rows] = _root(np.eye(len(rows)) - x @ bread @ x.T) @ (x @ pick)
    variance = float(((weights @ left) ** 2).sum())
    # Satterthwaite: of sum (w_g' e)^2 with e = (I - H) eps, eps independent with one variance.
    through = weights - (weights @ design) @ bread @ design.T
    cross = through @ through.T
    df = float(np.trace(cross)) ** 2 / float((cross**2).sum())
    if variance < 1e-24:
        # Of clusters that are all alike only exchanging every sign leaves them as far from 0.
        p = 2.0 ** (1 - len(parts)) if abs(coefficients[column]) > 1e-12 else 1.0
        return Test(float(coefficients[column]), 0.0, df, p, None)
    return of_t(float(coefficients[column]), variance**0.5, df, level)


def weighted(weights: "Values", *rows: "Values") -> "tuple[Values, ...]":
    """Rows as least squares with weights has them."""
    import numpy as np

    root = np.sqrt(weights / weights.mean())
    return tuple(one * (root[:, None] if one.ndim > 1 else root) for one in rows)


def _root(matrix: "Values") -> "Values":
    """The symmetric inverse square root; directions that least squares leaves nothing of are 0."""
    import numpy as np

    values, vectors = np.linalg.eigh(matrix)
    safe = np.where(values > 1e-10, values, 1.0)
    return (vectors * np.where(values > 1e-10, safe**-0.5, 0.0)) @ vectors.T


@dataclass(frozen=True, slots=True)
class _Wild:
    """Sums by cluster: all that the bootstrap of one coefficient needs."""

    design: "Values"
    y: "Values"
    groups: "Groups"
    column: int
    signs: "Values"

    def p(self, null: float) -> float:
        """Of the coefficient being ``null``: how often t of a drawn sample is as far from 0."""
        import numpy as np

        x, others = self.design, np.delete(self.design, self.column, axis=1)
        aim = self.y - null * x[:, self.column]
        fitted = np.zeros_like(aim)
        if others.shape[1]:
            fitted = others @ np.linalg.lstsq(others, aim, rcond=None)[0]
        seen = abs(self._t(fitted, aim - fitted, np.ones((1, self.signs.shape[1])))[0])
        drawn = abs(self._t(fitted, aim - fitted, self.signs))
        # Of all ways one is the sample as it is; of some that are drawn it is counted besides.
        every = len(self.signs) == 2 ** self.signs.shape[1]
        far = int((drawn >= seen - 1e-10).sum())
        return far / len(drawn) if every else (far + 1) / (len(drawn) + 1)

    def _t(self, fitted: "Values", left: "Values", signs: "Values") -> "Values":
        """Of the coefficient being 0 where residuals have these signs; by CR1, up to a factor."""
        import numpy as np

        x = self.design
        bread = np.linalg.inv(x.T @ x)
        pick = x @ bread[self.column]
        member = np.eye(self.signs.shape[1])[self.groups]
        told = signs @ (member.T @ (x * left[:, None])) + fitted @ x
        coefficients = told @ bread
        scores = signs * (member.T @ (pick * left)) + member.T @ (pick * fitted)
        scores = scores - coefficients @ (member.T @ (x * pick[:, None])).T
        spread = np.sqrt((scores**2).sum(axis=1))
        top = coefficients[:, self.column]
        return np.where(spread > 1e-12, top / np.maximum(spread, 1e-12), np.sign(top) * np.inf)


def wild(
    design: "Values", y: "Values", groups: "Groups", column: int, level: float = 0.95
) -> tuple[Test, bool]:
    """One coefficient by the wild cluster bootstrap; and whether every way was gone through.

    The interval is of the values that the test does not reject at ``1 - level``.
    """
    import numpy as np

    count = int(groups.max()) + 1
    exact = count <= _EXACT
    if exact:
        signs = np.array(list(product((1.0, -1.0), repeat=count)))
    else:
        signs = np.random.default_rng(SEED).choice((1.0, -1.0), size=(DRAWS, count))
    test = cr2(design, y, groups, column, level)
    found = _Wild(design, y, groups, column, signs)
    p = found.p(0.0)
    if test.ci is None:
        return Test(test.estimate, test.se, test.df, p, None), exact
    ends = tuple(_end(found, test, side, 1 - level) for side in (-1.0, 1.0))
    return Test(test.estimate, test.se, test.df, p, (ends[0], ends[1])), exact


def _end(found: _Wild, test: Test, side: float, alpha: float) -> float:
    """Where p falls to ``alpha`` on one side of the estimate, halved until it stands."""
    inside, outside = test.estimate, test.estimate + side * 2 * test.se
    for _ in range(40):
        if found.p(outside) <= alpha:
            break
        inside, outside = outside, test.estimate + 2 * (outside - test.estimate)
    for _ in range(18):
        middle = (inside + outside) / 2
        inside, outside = (inside, middle) if found.p(middle) <= alpha else (middle, outside)
    return outside


def icc(values: "Values", groups: "Groups") -> float | None:
    """The share of the variance that lies between clusters, by analysis of variance; at least 0.

    ICC(1) of Shrout and Fleiss 1979, with Donner's mean size for clusters of unequal sizes.
    """
    import numpy as np

    sizes = np.bincount(groups).astype(np.float64)
    k, n = len(sizes), len(values)
    if k < 2 or n <= k:
        return None
    means = np.bincount(groups, weights=values) / sizes
    between = float((sizes * (means - values.mean()) ** 2).sum()) / (k - 1)
    within = float(((values - means[groups]) ** 2).sum()) / (n - k)
    size = (n - float((sizes**2).sum()) / n) / (k - 1)
    whole = between + (size - 1) * within
    return max(0.0, (between - within) / whole) if whole > 0 else None


def coded(names: "Any") -> "Groups":
    """Names of clusters as numbers from 0, in the order in which they come."""
    import numpy as np

    order = {name: place for place, name in enumerate(dict.fromkeys(names))}
    return np.array([order[name] for name in names], dtype=np.intp)
