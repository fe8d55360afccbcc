"""How often `commons diff --repeat` calls anything clear, with something changed and without.

    OMP_NUM_THREADS=1 python benchmarks/coverage_compare.py [--draws 400] [--seed 1] [--json]

Pairs of performances of four personas on seven articles, so 41 differences a comparison. A pair's
differences vary from pair to pair as a whole, by persona, by article and singly (standard
deviations .05, .08, .05, .2), in three shapes: normal, heavy tails (t with three degrees of
freedom), and lumps (most the same, some far off). Nothing changed: the share of comparisons in
which anything is clear, beside that in which any unadjusted interval lies clear of 0, and how often
such an interval holds its mean. Changed: the share in which anything is clear, and what changed is.

Tried beside it, on the same draws: Holm's method without groups, and the exact test that exchanges
the two of each pair, held by the largest statistic (Westfall and Young 1993); that one cannot
call anything clear with fewer than six pairs.

Last, one pair: how often the interval over articles holds the difference that more articles like
these would have, by number of articles, all alike or one of them ten times as heavy.
"""

import argparse
import itertools
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray

from smile_commons.scoring.families import LEVEL, holm
from smile_commons.scoring.paired import Difference, differences
from smile_commons.scoring.standing import Standing

Values = NDArray[np.float64]
Rng = np.random.Generator
PERSONAS, ARTICLES = 4, 7
SHAPES = ("normal", "heavy tails", "lumps")
CHANGES: dict[str, Values] = {
    "everybody .1": np.full((PERSONAS, ARTICLES), 0.1),
    "everybody .2": np.full((PERSONAS, ARTICLES), 0.2),
    "one persona .3": np.outer([1.0, 0, 0, 0], np.full(ARTICLES, 0.3)),
    "one persona .6": np.outer([1.0, 0, 0, 0], np.full(ARTICLES, 0.6)),
    "one position .8": np.outer([1.0, 0, 0, 0], [0.8, *[0.0] * 6]),
}
NOTHING = np.zeros((PERSONAS, ARTICLES))


def noise(rng: Rng, shape: str, size: tuple[int, ...]) -> Values:
    """Of mean 0 and variance about 1."""
    if shape == "normal":
        return rng.normal(size=size)
    if shape == "heavy tails":
        return rng.standard_t(3, size=size) / 3**0.5
    lumps = rng.choice([-1.0, 0.0, 0.0, 0.0, 1.0], size=size)
    return 1.58 * lumps * rng.choice([0.8, 1.0, 1.2], size=size)


def between(rng: Rng, pairs: int, shape: str, changed: Values) -> Values:
    """What the second way has more than the first: pairs by personas by articles."""
    sizes = ((pairs, 1, 1), (pairs, PERSONAS, 1), (pairs, 1, ARTICLES), (pairs, PERSONAS, ARTICLES))
    spreads = (0.05, 0.08, 0.05, 0.2)
    drawn = (s * noise(rng, shape, size) for s, size in zip(spreads, sizes, strict=True))
    return sum(drawn, start=np.zeros((pairs, PERSONAS, ARTICLES))) + changed


def compared(rng: Rng, apart: Values) -> list[Difference]:
    """The comparison of pairs whose two sides lie so far apart."""
    level = rng.uniform(-0.5, 0.5, size=apart.shape)  # midway, so that the two are alike
    pairs = zip(level, apart / 2, strict=True)
    return differences([(_standing(at - half), _standing(at + half)) for at, half in pairs])


def _standing(table: Values) -> Standing:
    return Standing(
        "ballot",
        {(f"p{row}", f"a{column}"): float(at) for (row, column), at in np.ndenumerate(table)},
    )


def exchanged(apart: Values) -> Values:
    """Adjusted p-values by exchanging the two of each pair in every way, whole family at once."""
    tables = [apart.mean(axis=(1, 2))[:, None], apart.mean(axis=2), apart.mean(axis=1)]
    each = np.concatenate([*tables, apart.reshape(len(apart), -1)], axis=1)
    signs = np.array(list(itertools.product((1, -1), repeat=len(apart))))
    size = np.sqrt(len(apart) * (each**2).sum(axis=0))
    told = np.abs(signs @ each) / np.where(size > 0, size, 1)
    most = told.max(axis=1)
    return (most[:, None] >= told[0] - 1e-9).mean(axis=0)


@dataclass(frozen=True)
class Row:
    """One simulated case."""

    change: str
    shape: str
    pairs: int
    clear: float
    """Share of comparisons in which anything is clear."""
    found: float
    """Share in which what was changed is: anything by its persona, or of all."""
    plain: float
    """Share with anything clear by Holm's method without groups."""
    exchanged: float
    """Share with anything clear by the test that exchanges; nan beyond 12 pairs."""
    unadjusted: float
    """Share in which any 95 % interval lies clear of 0."""
    covered: float
    """Share of all intervals that hold their mean; of positions."""
    draws: int


def case(change: str, shape: str, pairs: int, draws: int, seed: int) -> Row:
    """One case, drawn so many times."""
    rng = np.random.default_rng([seed, pairs, *change.encode(), *shape.encode()])
    changed = CHANGES.get(change, NOTHING)
    counts = np.zeros(5)
    held = list[bool]()
    for _ in range(draws):
        apart = between(rng, pairs, shape, changed)
        found = compared(rng, apart)
        p_values = {place: one.p for place, one in enumerate(found) if one.p is not None}
        counts += (
            any(one.clear for one in found),
            any(one.clear and _changed(one, changed) for one in found),
            any(p <= LEVEL for p in holm(p_values).values()),
            pairs <= 12 and bool((exchanged(apart) <= LEVEL).any()),
            any(one.interval and not one.interval[0] <= 0 <= one.interval[1] for one in found),
        )
        held += [
            one.interval[0] <= _mean_of(one, changed) <= one.interval[1]
            for one in found
            if one.interval and one.id == "position"
        ]
    shares = [float(share) for share in counts / draws]
    shares[3] = shares[3] if pairs <= 12 else float("nan")
    return Row(change, shape, pairs, *shares, covered=float(np.mean(held)), draws=draws)


def _changed(one: Difference, changed: Values) -> bool:
    return one.id == "position" and _mean_of(one, changed) != 0


def _mean_of(one: Difference, changed: Values) -> float:
    rows = slice(None) if one.persona is None else [int(one.persona[1:])]
    columns = slice(None) if one.article is None else [int(one.article[1:])]
    return float(changed[rows][:, columns].mean())


def one_pair(articles: int, heavy: bool, draws: int, seed: int) -> float:
    """How often the interval of one pair, over articles, holds the difference of all articles."""
    rng = np.random.default_rng([seed, articles, heavy])
    weights = {f"a{n}": 10.0 if heavy and n == 0 else 1.0 for n in range(articles)}
    held = list[bool]()
    for _ in range(draws):
        by_article = rng.normal(0.1, 0.15, size=(1, articles))
        apart = by_article + rng.normal(0, 0.2, size=(PERSONAS, articles))
        level = rng.uniform(-0.5, 0.5, size=apart.shape)
        whole = differences([(_standing(level), _standing(level + apart))], weights)[0]
        if whole.interval is not None:
            held.append(whole.interval[0] <= 0.1 <= whole.interval[1])
    return float(np.mean(held))


def cases() -> list[tuple[str, str, int]]:
    """Change, shape and pairs of every case."""
    null = [("nothing", shape, pairs) for shape in SHAPES for pairs in (3, 4, 5, 8, 16)]
    return [*null, *((name, "normal", pairs) for name in CHANGES for pairs in (4, 6, 8))]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--draws", type=int, default=400, help="comparisons a case")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="", help="cases with this in change, shape and pairs")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    rows = list[Row]()
    say = (lambda text: None) if arguments.json else (lambda text: print(text, flush=True))
    say(f"{'changed':15} {'shape':11} pairs clear found plain exch. unadj. covered")
    for change, shape, pairs in cases():
        if arguments.only not in f"{change} {shape} {pairs}":
            continue
        row = case(change, shape, pairs, arguments.draws, arguments.seed)
        rows.append(row)
        figures: Sequence[float] = (row.clear, row.found, row.plain, row.exchanged, row.unadjusted)
        shown = " ".join(f"{figure:5.3f}" for figure in figures)
        say(f"{change:15} {shape:11} {pairs:5} {shown}  {row.covered:6.3f}")
    single = {
        f"{articles} articles{', one of ten times the weight' if heavy else ''}": one_pair(
            articles, heavy, arguments.draws, arguments.seed
        )
        for articles in (3, 4, 7, 12)
        for heavy in (False, True)
        if arguments.only in "one pair"
    }
    for name, covered in single.items():
        say(f"one pair, {name}: {covered:.3f}")
    if arguments.json:
        print(json.dumps({"pairs": [asdict(row) for row in rows], "one": single}, indent=1))


if __name__ == "__main__":
    main()
