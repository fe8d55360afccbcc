"""Do intervals hold the truth as often as they say, and is what is *shown* so? By simulation.

    python benchmarks/coverage.py                       everything, some ten minutes
    python benchmarks/coverage.py --only ballots --draws 200
    python benchmarks/coverage.py --from RUN [RUN ...]  noise as those runs' ballots have it
    python benchmarks/coverage.py --into docs/scoring.md     the sizes of a kind in one row

Debates are drawn whose truth is known: casts of 2 to 6, 1 to 8 articles, 8 to 200 speeches; with
nothing to be found, and with something. Each is scored by what scores a run. A row says how often
the 95 % interval of the difference to the control holds the truth, how often the score is *shown*
where there is nothing (5 %, or 2.5 % where one side alone can be shown), how often where there is
something, and in how many debates anything of a family is shown where there is nothing.
"""

import argparse
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from scipy.stats import norm

from smile_commons.scoring.articles import Article
from smile_commons.scoring.ballots import figure_of, score_ballots
from smile_commons.scoring.figures import Part
from smile_commons.scoring.gap import score_gap
from smile_commons.scoring.influence import effects, score_influence
from smile_commons.scoring.lines import Line
from smile_commons.scoring.multiplicity import held
from smile_commons.scoring.positions import Asked, Asking, common, over_forms
from smile_commons.scoring.score import Score
from smile_commons.scoring.stated.positions import Tables, Units, tables
from smile_commons.scoring.stated.positions import figure_of as stated_figure
from smile_commons.scoring.stated.readings import Reading, Readings
from smile_commons.scoring.stated.scores import score_stated
from smile_commons.transcript import Ballot, read_ballots

SIZES = ((2, 1), (2, 3), (3, 2), (4, 3), (4, 7), (6, 8))
"""Casts and articles."""
SPEECHES = (8, 34, 200)
BEGIN, END = "<!-- coverage -->", "<!-- /coverage -->"
MOVED = 0.25
"""What everybody moves by, towards every article, where there is something to be found."""


@dataclass(frozen=True)
class Noise:
    """Standard deviations of a ballot, in positions."""

    form: float = 0.11
    """Of what a form adds to a persona on an article, at any time."""
    talk: float = 0.15
    """Of what whatever is said in its record adds, in every form."""
    rest: float = 0.09
    """Of what is left, form by form."""
    shared: float = 0.015
    """Of what a form adds to all ballots of one time."""
    drift: float = -0.09
    """What anything in its record adds on the average."""

    @classmethod
    def of(cls, runs: Sequence[Path]) -> "Noise":
        """As the openings and retests of these runs have it."""
        parts = np.array([_components(read_ballots(run / "ballots.jsonl")) for run in runs])
        *variances, drift = parts.mean(axis=0)
        return cls(*map(float, np.sqrt(np.maximum(variances, 0.0))), drift)


def _components(ballots: Sequence[Ballot]) -> tuple[float, ...]:
    """Variances by the method of moments, and the mean of retest less opening."""
    asked = Asked.of(Asking.of(ballots, "retest"), ballots)
    every = asked.opening.by_form(asked.personas, asked.articles, asked.opening.forms)
    first, again = common(
        *(
            one.by_form(asked.personas, asked.articles, asked.forms)
            for one in (asked.opening, asked.final)
        )
    )
    forms = len(first)
    moved = again - first
    by_form = np.nanmean(moved, axis=(1, 2))
    rest = np.nanmean(np.nanvar(moved - by_form[:, None, None], axis=0, ddof=1))
    cells = over_forms(moved).ravel()
    count = np.isfinite(cells).sum()
    return (
        float(np.nanmean(np.nanvar(every, axis=0, ddof=1))),
        float(np.nanvar(cells, ddof=1) - rest / forms),
        float(rest),
        float(np.var(by_form, ddof=1) - rest / count),
        float(np.nanmean(cells)),
    )


# ---- ballots ---------------------------------------------------------------------------------


@dataclass
class Debate:
    """What is true of a debate, and ballots drawn of it."""

    ballots: list[Ballot]
    truth: dict[str, float]
    """By score, that of the whole: what it differs from its retest by."""


def debate(rng: np.random.Generator, size: tuple[int, int], noise: Noise, moved: float) -> Debate:
    """Positions and everything that shakes them, drawn."""
    held_at = rng.uniform(-0.9, 0.9, size)
    ends_at = held_at + (moved + 0.15 * rng.normal(size=size) if moved else 0.0)
    form = noise.form * rng.normal(size=(4, *size))
    found, expected = list[Ballot](), dict[str, np.ndarray]()
    for stage, at, shaken in (
        ("opening", held_at, 0),
        ("retest", held_at, 1),
        ("final", ends_at, 1),
    ):
        answers = _answers(rng, at + form, noise, shaken)
        found += _ballots(stage, answers)
        expected[stage] = np.mean(
            [_answers(np.random.default_rng(seed), at + form, noise, shaken) for seed in range(60)],
            axis=(0, 1),
        )
    return Debate(found, {id: _true(id, expected) for id in BALLOT_SCORES})


BALLOT_SCORES = ("attainment", "agreement", "polarisation", "convergence", "movement")


def _answers(rng: np.random.Generator, at: np.ndarray, noise: Noise, shaken: int) -> np.ndarray:
    """Forms by personas by articles, each answered once."""
    forms, *size = at.shape
    off = (
        noise.drift
        + noise.talk * rng.normal(size=size)
        + noise.rest * rng.normal(size=(forms, *size))
        + noise.shared * rng.normal(size=(forms, 1, 1))
    )
    return np.clip(at + shaken * off, -1, 1)


def _true(id: str, expected: dict[str, np.ndarray]) -> float:
    at = figure_of(id, np.ones(expected["opening"].shape[1]))
    opening, retest, final = (expected[stage] for stage in ("opening", "retest", "final"))
    return float(at([opening, final]) - at([opening, retest]))


def _ballots(stage: str, answers: np.ndarray) -> Iterator[Ballot]:
    for row in range(answers.shape[1]):
        for column in range(answers.shape[2]):
            forms = tuple(map(float, answers[:, row, column]))
            yield Ballot(9 if stage == "final" else 0, f"p{row}", f"a{column}",
                         float(np.mean(forms)), {}, forms=forms, stage=stage)  # fmt: skip


# ---- speeches --------------------------------------------------------------------------------


def speeches(
    rng: np.random.Generator, size: tuple[int, int], count: int, moved: float, spread: float = 0.45
) -> tuple[Readings, Tables]:
    """Readings of so many speeches, and where everybody would begin and end without noise."""
    people, about = [f"p{n}" for n in range(size[0])], [f"a{n}" for n in range(size[1])]
    articles = tuple(Article(one, f"The {one} is built.", f"The {one} is left.") for one in about)
    held_at, drift = rng.uniform(-0.6, 0.6, size), moved * np.sign(rng.normal(size=size) + 0.8)
    lines, spoken, without = list[Line](), list[Reading](), list[Reading]()
    for turn in range(count):
        who, what = turn % size[0], int(rng.integers(size[1]))
        middle = held_at[who, what] + drift[who, what] * (turn / max(count - 1, 1) - 0.5) * 2
        lines.append(Line(turn + 1, people[who], "so"))
        position = float(np.clip(middle + spread * rng.normal(), -1, 1))
        mean = float(np.mean(np.clip(middle + spread * _NORMAL, -1, 1)))
        key = (turn, turn + 1, people[who], about[what])
        spoken.append(Reading(*key, position, {"-1": 0.0, "0": 0.0, "1": 1.0}))
        without.append(Reading(*key, mean, {"-1": 0.0, "0": 0.0, "1": 1.0}))
    readings = Readings(tuple(lines), tuple(people), articles, tuple(spoken))
    return readings, tables(Units.of(replace(readings, spoken=tuple(without))))


_NORMAL = norm.ppf((np.arange(400) + 0.5) / 400)
STATED = ("stated-attainment", "stated-agreement", "stated-polarisation", "stated-convergence",
          "stated-movement")  # fmt: skip


# ---- rows ------------------------------------------------------------------------------------


COLUMNS = ("covers", "covers moved", "null", "power")
Shares = dict[tuple[str, str], dict[str, float]]


class Tally:
    """What came of many debates, by row and score."""

    def __init__(self) -> None:
        self.rows = defaultdict[tuple[str, str], dict[str, list[bool]]](lambda: defaultdict(list))

    def add(self, row: tuple[str, str], column: str, holds: bool) -> None:
        self.rows[row][column].append(holds)

    def shares(self) -> Shares:
        """How often each was so, by row and column."""
        return {
            row: {column: float(np.mean(held)) for column, held in found.items()}
            for row, found in self.rows.items()
        }


def table(shares: Shares) -> str:
    """A row a kind of debate and score, as Markdown."""
    head = ("debates", "score", "covers", "covers where it moved", "shown for nothing", "power")
    lines = ["| " + " | ".join(head) + " |", "|---" * len(head) + "|"]
    for (where, id), found in shares.items():
        cells = [f"{found[column]:.3f}" if column in found else "" for column in COLUMNS]
        lines.append("| " + " | ".join((where, id, *cells)) + " |")
    return "\n".join(lines)


def condensed(shares: Shares) -> str:
    """All sizes of a kind of debate in one row: the mean, and from the least to the most."""
    groups = defaultdict[tuple[str, str], dict[str, list[float]]](lambda: defaultdict(list))
    for (where, id), found in shares.items():
        kind = where.split(", cast")[0].lstrip("0123456789 ")
        for column, share in found.items():
            groups[kind, id][column].append(share)
    head = ("drawn", "score", "covers", "where it moved", "shown for nothing (at most)", "power")
    lines = ["| " + " | ".join(head) + " |", "|---" * len(head) + "|"]
    for (kind, id), found in groups.items():
        cells = [_span(found.get(column, [])) for column in COLUMNS]
        if found.get("null"):
            cells[2] = f"{np.mean(found['null']):.3f} ({max(found['null']):.2f})"
        lines.append("| " + " | ".join((kind, id, *cells)) + " |")
    return "\n".join(lines)


def _span(shares: list[float]) -> str:
    if not shares:
        return ""
    return f"{np.mean(shares):.2f} ({min(shares):.2f} to {max(shares):.2f})"


def of_ballots(tally: Tally, rng: np.random.Generator, noise: Noise, draws: int) -> None:
    """Every score of ballots, and families of them."""
    for size in SIZES:
        where = f"ballots, cast of {size[0]}, {size[1]} articles"
        for moved in (0.0, MOVED):
            for _ in range(draws):
                drawn = debate(rng, size, noise, moved)
                scores = held(score_ballots(drawn.ballots))
                _count(tally, where, scores, drawn.truth, moved)
                if not moved:
                    _families(tally, where, scores)


def _count(
    tally: Tally, where: str, scores: Sequence[Score], truth: dict[str, float], moved: float
) -> None:
    for score in scores:
        if not score.scope.whole or score.id not in truth:
            continue
        row = (where, score.id)
        control = score.control
        if control is not None and control.interval is not None:
            low, high = control.interval
            column = "covers moved" if moved else "covers"
            tally.add(row, column, bool(low - 1e-9 <= truth[score.id] <= high + 1e-9))
        tally.add(row, "power" if moved else "null", bool(score.shown))


def _families(tally: Tally, where: str, scores: Sequence[Score]) -> None:
    families = defaultdict[str, list[bool]](list)
    for score in scores:
        if score.family is not None:
            families[score.family].append(bool(score.shown))
    for name, shown in families.items():
        tally.add((where, f"any of: {name}"), "null", any(shown))


def of_speeches(tally: Tally, rng: np.random.Generator, draws: int) -> None:
    """Every score of stated positions: intervals of the values, and what is shown."""
    for count in SPEECHES:
        for size in ((2, 1), (4, 3), (4, 7)):
            where = f"{count} speeches, cast of {size[0]}, {size[1]} articles"
            for moved in (0.0, MOVED):
                for _ in range(draws):
                    readings, still = speeches(rng, size, count, moved)
                    scores = held(score_stated(readings))
                    _values(tally, where, scores, still, size, moved)
                    if not moved:
                        _families(tally, where, scores)


def _values(
    tally: Tally,
    where: str,
    scores: Sequence[Score],
    true: Tables,
    size: tuple[int, int],
    moved: float,
) -> None:
    weights = np.ones(size[1])
    for score in scores:
        scope = score.scope
        rows = range(size[0]) if scope.persona is None else [int(scope.persona[1:])]
        columns = range(size[1]) if scope.article is None else [int(scope.article[1:])]
        if (score.id == "stated-position") != (None not in (scope.persona, scope.article)):
            continue
        if score.id != "stated-position" and (scope.persona or scope.article):
            continue
        row = (where, score.id)
        if score.interval is not None:
            at = stated_figure(score.id, weights, Part(scope, rows, columns))
            truth = float(at(true))
            low, high = score.interval
            tally.add(
                row, "covers moved" if moved else "covers", low - 1e-9 <= truth <= high + 1e-9
            )
        if score.id != "stated-position":
            tally.add(row, "power" if moved else "null", bool(score.shown))


def of_both(tally: Tally, rng: np.random.Generator, noise: Noise, draws: int) -> None:
    """Words against votes, and influence, where everybody says what it votes; and where not."""
    for count, size in ((34, (2, 3)), (34, (4, 7)), (200, (4, 7))):
        where = f"{count} speeches and ballots, cast of {size[0]}, {size[1]} articles"
        for apart in (0.0, 0.8):
            for _ in range(draws):
                readings, true = speeches(rng, size, count, 0.0)
                middle = np.where(np.isfinite(true.end), true.end, 0.0)
                form = noise.form * rng.normal(size=(4, *size))
                form -= form.mean(axis=0)
                ballots = [
                    one
                    for stage, shaken in (("opening", 0), ("retest", 1), ("final", 1))
                    for at in [middle - (apart if stage == "final" else 0.0)]
                    for one in _ballots(stage, _answers(rng, at + form, noise, shaken))
                ]
                if apart:
                    ballots = [b for b in ballots if b.stage != "retest"] + [
                        one for one in _ballots("retest", _answers(rng, middle + form, noise, 1))
                    ]
                scores = held(
                    [
                        *score_gap(readings, ballots),
                        *score_influence(
                            effects(readings.lines, ballots, readings), ballots, readings.personas
                        ),
                    ]
                )
                for score in scores:
                    if score.id == "influence" or score.scope.whole:
                        column = "power" if apart else "null"
                        tally.add((where, score.id), column, bool(score.shown))
                if not apart:
                    _families(tally, where, scores)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--only", choices=["ballots", "stated", "both"])
    parser.add_argument("--draws", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--from", dest="runs", nargs="+", type=Path, metavar="RUN")
    parser.add_argument("--into", type=Path, metavar="FILE", help="between its coverage marks")
    arguments = parser.parse_args()
    noise = Noise.of(arguments.runs) if arguments.runs else Noise()
    rng, tally = np.random.default_rng(arguments.seed), Tally()
    if arguments.only in (None, "ballots"):
        of_ballots(tally, rng, noise, arguments.draws)
    if arguments.only in (None, "stated"):
        of_speeches(tally, rng, arguments.draws)
    if arguments.only in (None, "both"):
        of_both(tally, rng, noise, arguments.draws)
    head = f"{arguments.draws} debates of each size; a ballot's noise: {noise}."
    print(f"{head}\n\n{table(tally.shares())}\n\n{condensed(tally.shares())}")
    if arguments.into:
        told = f"{head}\n\n{condensed(tally.shares())}"
        text = arguments.into.read_text(encoding="utf-8")
        before, rest = text.split(BEGIN, 1)
        after = rest.split(END, 1)[1]
        arguments.into.write_text(f"{before}{BEGIN}\n{told}\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
