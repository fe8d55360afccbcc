"""How often the intervals of a battery hold, where the truth is known (nominal .95).

    python benchmarks/coverage_battery.py
    python benchmarks/coverage_battery.py --draws 500

Shares of lines are Wilson's and need no check. Drawn here are what ours are: shares of pairs of
lines, in which a few lines break with many others; answers to few questions asked at several
times; the harmonic mean of two shares.
"""

import argparse

import numpy as np

from smile_commons.studies.battery.measured import harmonic, wilson

SEED = 2145
BROKEN, BY_CHANCE = 0.5, 0.02
"""How likely a pair contradicts where one of its lines is off, and where none is."""


def pairs(rng: np.random.Generator, lines: int, off: float) -> bool:
    """Pairs of lines, of which some are off."""
    is_off = rng.random(lines) < off
    first, second = np.triu_indices(lines, k=1)
    either = is_off[first] | is_off[second]
    kept = rng.random(len(first)) >= np.where(either, BROKEN, BY_CHANCE)
    none = (1 - off) ** 2
    return holds(wilson(float(kept.mean()), lines), none * (1 - BY_CHANCE) + (1 - none) * BROKEN)


def questions(rng: np.random.Generator, count: int, times: int, spread: float) -> bool:
    """Questions of unequal difficulty, each asked at several times."""
    chance = rng.beta(0.8 / spread, 0.2 / spread, count)
    right = rng.random((times, count)) < chance
    return holds(wilson(float(right.mean()), count), 0.8)


def both(rng: np.random.Generator, count: int, one: float, other: float) -> bool:
    """Answers that are no evasion, and that do not conflict."""
    shares = rng.binomial(count, one) / count, rng.binomial(count - 1, other) / (count - 1)
    ends = [wilson(shares[0], count), wilson(shares[1], count - 1)]
    assert ends[0] is not None
    assert ends[1] is not None
    low, high = (harmonic(ends[0][place], ends[1][place]) for place in (0, 1))
    return holds((low, high), harmonic(one, other))


def holds(interval: tuple[float, float] | None, truth: float) -> bool:
    assert interval is not None
    return interval[0] - 1e-12 <= truth <= interval[1] + 1e-12


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--draws", type=int, default=2000)
    draws = parser.parse_args().draws
    rng = np.random.default_rng(SEED)
    for name, drawn in (
        *((f"pairs of {n} lines, {off:.0%} off", lambda n=n, off=off: pairs(rng, n, off))
          for n in (4, 8, 16) for off in (0.05, 0.2)),
        *((f"{n} questions at 3 times, spread {spread}",
           lambda n=n, spread=spread: questions(rng, n, 3, spread))
          for n in (2, 5) for spread in (0.2, 2.0)),
        *((f"both shares of {n} answers, {one} and {other}",
           lambda n=n, one=one, other=other: both(rng, n, one, other))
          for n in (6, 11) for one, other in ((0.95, 0.9), (0.7, 0.5))),
    ):  # fmt: skip
        print(f"{name}: {sum(drawn() for _ in range(draws)) / draws:.3f}")


if __name__ == "__main__":
    main()
