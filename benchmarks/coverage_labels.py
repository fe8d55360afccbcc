"""How often the interval of a score that labels corrected holds what labelling everything gives.

    OMP_NUM_THREADS=1 python benchmarks/coverage_labels.py [--draws 200] [--seed 1] [--json]

Debates are drawn in which personas stand somewhere on every article and move; what a person would
label is known, judges of several kinds read it, and a part is labelled in the order of `commons
label`. The truth is `stated-attainment` of a judge that reads as the person does. Each row: the
share of 95 % intervals that hold it (goal .93 to .97), the mean error of the estimate and of the
judge alone, and how wide the interval is.

Then labels as they should not be: from the top of the file, which are refused (and what their
intervals would hold if they were taken for a sample); and labels from elsewhere, drawn with
unequal probabilities, which are used where those are told.
"""

import argparse
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray

from smile_commons.scoring import convergence
from smile_commons.scoring.articles import Article
from smile_commons.scoring.labels.corrected import score_corrected
from smile_commons.scoring.labels.label import Key, Label
from smile_commons.scoring.labels.pairs import ORDER, SIDES
from smile_commons.scoring.labels.sample import questions
from smile_commons.scoring.lines import Line
from smile_commons.scoring.score import Score
from smile_commons.scoring.stated.positions import Units, tables
from smile_commons.scoring.stated.readings import Reading, Readings

Whole = NDArray[np.intp]
Values = NDArray[np.float64]
Rng = np.random.Generator
Judge = Callable[[Rng, Whole], tuple[NDArray[np.bool_], Values]]
"""From labels, speeches by articles, to which it says speak to each other, and its positions."""
GOAL = (0.93, 0.97)


@dataclass(frozen=True)
class Debate:
    """A debate of which it is known what a person would label."""

    lines: Sequence[Line]
    articles: Sequence[Article]
    labels: Whole
    """Speeches by articles, of ``ORDER``."""

    def readings(self, hears: NDArray[np.bool_], position: Values) -> Readings:
        """What a judge read that hears and thinks so."""
        spoken = [
            Reading(place, line.turn, line.speaker, article.id, at, _distribution(at))
            for place, line in enumerate(self.lines)
            for column, article in enumerate(self.articles)
            if hears[place, column]
            for at in (float(position[place, column]),)
        ]
        silent = int((~hears).sum())
        personas = tuple(dict.fromkeys(line.speaker for line in self.lines))
        return Readings(tuple(self.lines), personas, tuple(self.articles), tuple(spoken), silent)

    @property
    def perfect(self) -> Readings:
        """What a judge read that reads as the person does."""
        return self.readings(self.labels > 0, np.array(SIDES)[self.labels])

    def label(self, turn: int, article: str, **drawn: float | None) -> Label:
        """The person's label of one speech on one article."""
        column = [one.id for one in self.articles].index(article)
        name = ORDER[self.labels[turn - 1, column]]
        return Label(turn=turn, article=article, label=name, digest="", **drawn)  # type: ignore[arg-type]

    def asked(self, count: int, seed: int) -> dict[Key, Label]:
        """Labelled in the order of `commons label`."""
        order = questions(self.lines, self.articles, seed)[:count]
        return {one.key: self.label(*one.key, seed=seed) for one in order}

    def from_the_top(self, count: int) -> dict[Key, Label]:
        """Labelled as the file has it, speech by speech."""
        keys = [(line.turn, article.id) for line in self.lines for article in self.articles]
        return {key: self.label(*key) for key in keys[:count]}

    def by_chance(self, count: int, rng: Rng) -> dict[Key, Label]:
        """Drawn elsewhere, the second half of the debate twice as likely as the first."""
        keys = [(line.turn, article.id) for line in self.lines for article in self.articles]
        late = np.array([1.0 + (turn > len(self.lines) / 2) for turn, _ in keys])
        chances = count * late / late.sum()
        taken = rng.random(len(keys)) < chances
        return {
            key: self.label(*key, probability=float(chance))
            for key, chance, one in zip(keys, chances, taken, strict=True)
            if one
        }


def _distribution(position: float) -> dict[str, float]:
    low, high = max(0.0, -position), max(0.0, position)
    return {"-1": low, "0": 1 - low - high, "1": high}


def debate(rng: Rng, speeches: int, weights: Sequence[float], lopsided: bool = False) -> Debate:
    """Four personas, each somewhere on each article and moving; one article in hand at a time."""
    articles = [Article(f"a{n}", f"Article {n}.", None, w) for n, w in enumerate(weights)]
    count = len(articles)
    who = [n if n < 4 else int(rng.integers(4)) for n in range(speeches)]
    lines = [Line(n + 1, "abcd"[one], f"Speech {n + 1}.") for n, one in enumerate(who)]
    stands = np.clip(
        rng.normal(0.9 if lopsided else 0.2, 0.2 if lopsided else 0.7, (4, count)), -1, 1
    )
    moves = rng.normal(0.2, 0.4, (4, count))
    in_turn = np.arange(speeches) * count // speeches
    in_hand = in_turn if rng.random() < 0.5 else rng.integers(count, size=speeches)
    labels = np.zeros((speeches, count), dtype=np.intp)
    for place, persona in enumerate(who):
        for column in range(count):
            if rng.random() > (0.9 if in_hand[place] == column else 0.2):
                continue
            at = np.clip(
                stands[persona, column] + moves[persona, column] * place / speeches, -0.95, 0.95
            )
            labels[place, column] = rng.choice([1, 2, 3], p=[0.4 * (1 - at), 0.2, 0.4 * (1 + at)])
    return Debate(lines, articles, labels)


def good(rng: Rng, labels: Whole) -> tuple[NDArray[np.bool_], Values]:
    """Hears nine in ten, tells the side of 85 in 100."""
    speaks, side = labels > 0, np.array(SIDES)[labels]
    right = np.where(rng.random(labels.shape) < 0.85, side, -side)
    heard = np.where(speaks, right, rng.choice([-1.0, 1.0], labels.shape))
    return np.where(rng.random(labels.shape) < 0.9, speaks, ~speaks), 0.8 * heard


def says_yes(rng: Rng, labels: Whole) -> tuple[NDArray[np.bool_], Values]:
    """Hears eight in ten, and a Yes in all of it."""
    speaks = labels > 0
    hears = np.where(rng.random(labels.shape) < 0.8, speaks, ~speaks)
    return hears, np.full(labels.shape, 0.9)


def contrary(rng: Rng, labels: Whole) -> tuple[NDArray[np.bool_], Values]:
    """Takes every side for the other."""
    speaks = labels > 0
    hears = np.where(rng.random(labels.shape) < 0.8, speaks, ~speaks)
    return hears, np.where(speaks, -0.8 * np.array(SIDES)[labels], 0.5)


def guesses(rng: Rng, labels: Whole) -> tuple[NDArray[np.bool_], Values]:
    """Tells nothing."""
    return rng.random(labels.shape) < 0.4, rng.uniform(-1, 1, labels.shape)


def deaf(rng: Rng, labels: Whole) -> tuple[NDArray[np.bool_], Values]:
    """Hears nothing."""
    return np.zeros(labels.shape, dtype=bool), np.zeros(labels.shape)


JUDGES: dict[str, Judge] = {
    "good": good, "says yes": says_yes, "contrary": contrary, "guesses": guesses, "deaf": deaf
}  # fmt: skip


@dataclass(frozen=True)
class Row:
    """One simulated case."""

    judge: str
    case: str
    labelled: float
    """Share of all pairs, at the mean."""
    covered: float
    """Share of the intervals, of those that were not refused."""
    refused: float
    """Share of the draws."""
    bias: float
    """Of the estimate."""
    bare: float
    """Mean error of the judge alone."""
    width: float
    """Of the interval, at the mean."""
    draws: int


Labelling = Callable[[Debate, Rng], dict[Key, Label]]


def attained(readings: Readings) -> float | None:
    """``stated-attainment`` as it is scored without labels."""
    weights = np.array([article.weight for article in readings.articles])
    value = float(convergence.attainment(tables(Units.of(readings)).end, weights).mean())
    return value if np.isfinite(value) else None


def covered(
    judge: str,
    case: str,
    make: Callable[[Rng], Debate],
    labelling: Labelling,
    draws: int,
    seed: int,
) -> Row:
    """One case, drawn so many times."""
    rng = np.random.default_rng([seed, *case.encode(), *judge.encode()])
    held, off, bare, width, labelled = [], [], [], [], []
    for _ in range(draws):
        made = make(rng)
        readings = made.readings(*JUDGES[judge](rng, made.labels))
        truth = attained(made.perfect) or 0.5
        labels = labelling(made, rng)
        labelled.append(len(labels) / made.labels.size)
        alone = attained(readings)
        bare.append(np.nan if alone is None else alone - truth)
        score = whole(score_corrected(readings, labels))
        if score.value is None or score.interval is None:
            continue
        held.append(score.interval[0] <= truth <= score.interval[1])
        off.append(score.value - truth)
        width.append(score.interval[1] - score.interval[0])
    told = np.array(bare)
    return Row(
        judge, case, float(np.mean(labelled)), _mean(held), 1 - len(held) / draws, _mean(off),
        _mean(list(told[np.isfinite(told)])), _mean(width), draws,
    )  # fmt: skip


def whole(scores: Sequence[Score]) -> Score:
    """The corrected attainment of everything."""
    return next(
        s for s in scores
        if s.id == "stated-attainment-corrected" and s.scope.whole
    )  # fmt: skip


def _mean(values: Sequence[float]) -> float:
    return float(np.mean(values)) if len(values) else float("nan")


def asked(share: float) -> Labelling:
    """A share of all pairs, thirty at least, in the order of `commons label`."""
    return lambda made, rng: made.asked(
        max(30, round(share * made.labels.size)), int(rng.integers(1 << 30))
    )


def as_if_drawn(made: Debate, rng: Rng) -> dict[Key, Label]:
    """The top quarter of the file, each label said to have been drawn by chance."""
    count = made.labels.size // 4
    keys = made.from_the_top(count)
    return {key: made.label(*key, probability=0.25) for key in keys}


def cases() -> list[tuple[str, str, Callable[[Rng], Debate], Labelling]]:
    """Judge, name, debate and labelling of every case."""
    plain, heavy = [1.0] * 7, [10.0, *[1.0] * 6]
    found: list[tuple[str, str, Callable[[Rng], Debate], Labelling]] = []
    for judge in JUDGES:
        for share, speeches in ((0.1, 60), (0.25, 40), (0.5, 40)):
            name = f"share {share:g}, {speeches} speeches"
            found.append((judge, name, _make(speeches, plain), asked(share)))
    for judge in ("good", "says yes"):
        found += [
            (judge, "weights 10:1", _make(40, heavy), asked(0.25)),
            (judge, "nearly all for it", _make(40, plain, True), asked(0.25)),
            (judge, "thirty labels", _make(34, plain), asked(0.0)),
            (judge, "known unequal chances", _make(40, plain), lambda m, r: m.by_chance(70, r)),
        ]
    found += [
        ("good", "from the top", _make(40, plain), lambda m, r: m.from_the_top(70)),
        ("good", "from the top, said to be drawn", _make(40, plain), as_if_drawn),
    ]
    return found


def _make(
    speeches: int, weights: Sequence[float], lopsided: bool = False
) -> Callable[[Rng], Debate]:
    return lambda rng: debate(rng, speeches, weights, lopsided)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--draws", type=int, default=200, help="debates a case")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="", help="cases with this in judge or name")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    rows = list[Row]()
    if not arguments.json:
        print(f"{'judge':9} {'case':31} labelled covered refused   bias judge's width")
    for judge, case, make, labelling in cases():
        if arguments.only not in f"{judge} {case}":
            continue
        row = covered(judge, case, make, labelling, arguments.draws, arguments.seed)
        rows.append(row)
        if not arguments.json:
            print(
                f"{row.judge:9} {row.case:31} {row.labelled:8.2f} {row.covered:7.3f} "
                f"{row.refused:7.2f} {row.bias:+6.3f} {row.bare:+7.3f} {row.width:5.2f}",
                flush=True,
            )
    if arguments.json:
        print(json.dumps([asdict(row) for row in rows], indent=1))


if __name__ == "__main__":
    main()
