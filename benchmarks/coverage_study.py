"""How often intervals and tests of a study hold, and find what is there.

    OMP_NUM_THREADS=1 python benchmarks/coverage_study.py [--draws 400] [--only NAME] [--json]

Studies of two levels whose truth is known, drawn and compared by ``studies.analysis.compare``: by
pairs (normal differences, heavy tails, lumps), and by pairs that lie in clusters which are alike
(a tenth or three tenths of the variance). Told is how often the 95 % interval holds the truth, how
often p is at most .05 where nothing is there, and where half a standard deviation is. Plain t
on clustered pairs stands beside, as what not to do. Last, plans: the power that is planned for
beside how often drawn studies find the effect.
"""

import argparse
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import pandas as pd

from smile_commons.studies.analysis.compare import compare
from smile_commons.studies.analysis.power import Clusters, Setting

EFFECT = 0.5
"""In standard deviations of the pairs' differences."""


@dataclass(frozen=True)
class Case:
    """One kind of study."""

    name: str
    pairs: int
    shape: str = "normal"
    clusters: int = 0
    icc: float = 0.0
    method: str = "t"
    clustered: bool = False
    """Whether the comparison knows of the clusters."""


@dataclass(frozen=True)
class Row:
    """What came of it."""

    case: Case
    covers: float
    false: float
    power: float


def cases() -> Iterator[Case]:
    for shape in ("normal", "heavy tails", "lumps"):
        for pairs in (5, 8, 16, 32):
            for method in ("t", "permutation"):
                yield Case("pairs", pairs, shape, method=method)
    for clusters, pairs in ((6, 24), (10, 40), (20, 80)):
        for icc in (0.1, 0.3):
            yield Case("clusters ignored", pairs, "normal", clusters, icc)
            for method in ("t", "wild-cluster", "permutation"):
                yield Case("clusters", pairs, "normal", clusters, icc, method, clustered=True)


def differences(case: Case, rng: np.random.Generator) -> tuple[Any, Any]:
    """Of mean 0 and variance 1, and the cluster of each; the sizes of clusters differ."""
    if case.clusters:
        sizes = rng.multinomial(
            case.pairs - 2 * case.clusters, np.full(case.clusters, 1 / case.clusters)
        )
        group = np.repeat(np.arange(case.clusters), sizes + 2)
        shared = rng.normal(0, case.icc**0.5, case.clusters)[group]
        return shared + rng.normal(0, (1 - case.icc) ** 0.5, case.pairs), group
    alone = np.zeros(case.pairs, dtype=int)
    if case.shape == "normal":
        return rng.normal(size=case.pairs), alone
    if case.shape == "heavy tails":
        return rng.standard_t(3, size=case.pairs) / 3**0.5, alone
    drawn = rng.choice([-1.0, 0.0, 0.0, 0.0, 1.0], size=case.pairs)
    return 1.58 * drawn * rng.choice([0.8, 1.0, 1.2], size=case.pairs), alone


def told(case: Case, between: Any, group: Any) -> tuple[float | None, Any]:
    """p and interval of one study."""
    n = len(between)
    table = pd.DataFrame(
        {"y": [*np.zeros(n), *between], "way": ["a"] * n + ["b"] * n,
         "block": [*range(n)] * 2, "group": [*group, *group]}
    )  # fmt: skip
    method: Any = case.method
    one = compare(table, "y", "way", block="block", method=method,
                  cluster="group" if case.clustered else None).only  # fmt: skip
    return one.p, one.ci


def run(case: Case, draws: int, seed: int) -> Row:
    rng = np.random.default_rng(seed)
    held, false, found = list[bool](), list[bool](), list[bool]()
    for _ in range(draws):
        between, group = differences(case, rng)
        p, ends = told(case, between, group)
        held.append(ends is None or ends[0] <= 0 <= ends[1])
        false.append(p is not None and p <= 0.05)
        found.append((told(case, between + EFFECT, group)[0] or 1.0) <= 0.05)
    return Row(case, float(np.mean(held)), float(np.mean(false)), float(np.mean(found)))


def plans(draws: int) -> Iterator[tuple[str, int, float, float]]:
    settings = {
        "pairs, sd .3, effect .1": (Setting(0.3), 0.1),
        "pairs, sd .3, effect .2": (Setting(0.3), 0.2),
        "pairs, sd .2, effect .3": (Setting(0.2), 0.3),
        "runs a level, sd .3, effect .2": (Setting(0.3, paired=False), 0.2),
        "10 clusters, ICC .05, effect .15": (Setting(0.3, clusters=Clusters(10, 0.05)), 0.15),
        "24 clusters, ICC .2, effect .15": (Setting(0.3, clusters=Clusters(24, 0.2)), 0.15),
    }
    for name, (setting, effect) in settings.items():
        n = setting.needed(effect, 0.8)
        assert n is not None
        yield name, n, setting.power(n, effect), setting.simulated(n, effect, draws=25 * draws)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--draws", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="", help="cases with this in their name")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    rows = list[Row]()
    for case in (one for one in cases() if given.only in one.name):
        row = run(case, given.draws, given.seed)
        rows.append(row)
        if not given.json:
            lying = f"{case.clusters} clusters, ICC {case.icc:g}" if case.clusters else case.shape
            print(f"| {case.name} | {case.method} | {case.pairs} | {lying} | {row.covers:.3f} | "
                  f"{row.false:.3f} | {row.power:.2f} |", flush=True)  # fmt: skip
    planned = list(plans(given.draws))
    if given.json:
        print(json.dumps({"rows": [asdict(row) for row in rows], "plans": planned}, indent=1))
        return
    for name, n, power, drawn in planned:
        print(f"{name}: n {n}, planned {power:.3f}, drawn {drawn:.3f}")


if __name__ == "__main__":
    main()
