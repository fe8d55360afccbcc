"""Whether the intervals of the consistency scores hold: simulated with known truth.

    python benchmarks/coverage_consistency.py                 every score, 400 debates a case
    python benchmarks/coverage_consistency.py --draws 2000 --only shares --json

Told of each case: how often the 95 % interval of the difference from the control holds the true
difference, how often it lies above it and below it (nominal .025 each; where nothing is there, that
is how often something is *shown*), how often there is none, and its mean width. No model is asked:
what a judge would say is drawn.
"""

import argparse
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from smile_commons.scoring.articles import Article
from smile_commons.scoring.consistency.caving import score_caving
from smile_commons.scoring.consistency.drift import score_drift, score_stated_drift
from smile_commons.scoring.consistency.shares import share
from smile_commons.scoring.consistency.voice import score_voice
from smile_commons.scoring.lines import Line
from smile_commons.scoring.score import Scope, Score
from smile_commons.scoring.stated.readings import Reading, Readings
from smile_commons.scoring.subject import Persona

SEED = 2145
Rng = np.random.Generator
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Row:
    """One case, over many debates."""

    score: str
    case: str
    truth: float
    coverage: float
    above: float
    """Share of debates whose interval lies above the truth."""
    below: float
    none: float
    """Share of debates without an interval; in no other figure."""
    width: float


@dataclass(frozen=True)
class Case:
    """One kind of debate, and the score of which the interval is tried."""

    score: str
    name: str
    truth: float
    draw: Callable[[Rng], Score]


def rows(draws: int, only: Sequence[str] = (), seed: int = SEED) -> Iterator[Row]:
    """Every case, or those of some groups (``GROUPS``).

    Args:
        draws: debates a case.
        only: names of groups; none: all.
        seed: of the first debate of each case.
    """
    for name, cases in GROUPS.items():
        if not only or name in only:
            for case in cases():
                yield tried(case, draws, seed)


def tried(case: Case, draws: int, seed: int = SEED) -> Row:
    """One case: so many debates, each with its interval."""
    rng = np.random.default_rng(seed)
    found = [case.draw(rng) for _ in range(draws)]
    intervals = [s.control.interval for s in found if s.control and s.control.interval]
    low, high = np.array(intervals or [(np.nan, np.nan)]).T
    above, below = (low > case.truth + 1e-9), (high < case.truth - 1e-9)
    return Row(
        case.score,
        case.name,
        round(case.truth, 3),
        round(float((~above & ~below).mean()), 3),
        round(float(above.mean()), 3),
        round(float(below.mean()), 3),
        round(1 - len(intervals) / draws, 3),
        round(float((high - low).mean()), 3),
    )


# Shares: what a judge says of each speech, held against the own card and against another's.


@dataclass(frozen=True)
class Cast:
    """Personas, and what makes verdicts alike, in log-odds."""

    personas: int
    speeches: int
    """Of each persona, on average."""
    level: float
    gain: float = 0.0
    """How much sooner a speech is said to keep to the own card."""
    card: float = 0.0
    """Spread of what the judge makes of a card, whoever is held against it."""
    pair: float = 0.0
    """Spread of what it makes of a persona and a card."""
    speaker: float = 0.5
    speech: float = 0.7

    @property
    def truth(self) -> float:
        """The difference over many casts."""
        spread = (self.card**2 + self.pair**2 + self.speaker**2 + self.speech**2) ** 0.5
        x = np.random.default_rng(SEED).normal(self.level, spread, 400_000)
        return float(expit(x + self.gain).mean() - expit(x).mean()) if self.gain else 0.0

    def draw(self, rng: Rng) -> Score:
        k = max(2, self.personas)  # of one who speaks, another's card is there to be held against
        card, speaker = rng.normal(0, self.card, k), rng.normal(0, self.speaker, k)
        pair = rng.normal(0, self.pair, (k, k))
        own, other, whose = list[float](), list[float](), list[str]()
        for who in range(self.personas):
            for place in range(int(rng.integers(self.speeches - 3, self.speeches + 4))):
                rest = [one for one in range(k) if one != who]
                whom = rest[place % len(rest)]
                base = self.level + speaker[who] + rng.normal(0, self.speech)
                kept = base + self.gain + card[who] + pair[who, who]
                own.append(float(rng.random() < expit(kept)))
                kept = base + card[whom] + pair[who, whom]
                other.append(float(rng.random() < expit(kept)))
                whose.append(str(who))
        return share("prompt-to-line", Scope(), own, other, whose=whose, nothing="")


def _shares() -> Iterator[Case]:
    for personas, speeches in ((1, 12), (4, 8), (4, 20), (6, 6), (8, 8)):
        for level in (0.5, 2.5):
            for alike in (0.0, 0.7):
                if personas == 1 and alike:
                    continue  # of one persona alone its card cannot be told from its speeches
                cast = Cast(personas, speeches, level, card=alike, pair=alike)
                name = f"{personas} x {speeches}, level {level}, cards alike {alike}"
                yield Case("prompt-to-line", name, 0.0, cast.draw)
    for gain in (1.2, 2.5):
        cast = Cast(4, 8, 0.0, gain, card=0.7, pair=0.7)
        yield Case("prompt-to-line", f"4 x 8, gain {gain}", cast.truth, cast.draw)
    perfect = Cast(4, 8, 20.0)
    yield Case("prompt-to-line", "4 x 8, all kept on both sides", 0.0, perfect.draw)


def _development() -> Iterator[Case]:
    """Contradictions as frequent against own lines as against others', a third excused."""

    def draw(rng: Rng) -> Score:
        n = 32
        excused = rng.random(n) < 0.33
        said = rng.random((2, n)) < 0.7
        own = [None if e else float(x) for e, x in zip(excused, said[0], strict=True)]
        other = [None if e else float(x) for e, x in zip(excused, said[1], strict=True)]
        whose = [str(place % 4) for place in range(n)]
        return share("line-to-line", Scope(), own, other, whose=whose, nothing="")

    yield Case("line-to-line", "equal rates, a third after a change of mind", 0.0, draw)


# Slopes: who speaks when is random, everybody has a level of its own.


def _turns(rng: Rng, sizes: Sequence[int]) -> list[tuple[int, int]]:
    """Turn and speaker."""
    order = rng.permutation(np.repeat(np.arange(len(sizes)), sizes))
    return [(turn, int(who)) for turn, who in enumerate(order, start=1)]


def _drift() -> Iterator[Case]:
    for sizes in ((5,), (8,), (12,), (8, 8, 8, 8), (6, 3, 8, 2, 4, 5)):
        for slope in (0.0, 0.5):

            def draw(rng: Rng, sizes: Sequence[int] = sizes, slope: float = slope) -> Score:
                level = rng.normal(0, 1, len(sizes))
                points = [
                    (str(who), turn, level[who] + slope * turn / 10 + rng.normal())
                    for turn, who in _turns(rng, sizes)
                ]
                return score_drift(points, [])[0]

            yield Case("drift", f"{sizes}, slope {slope}", slope, draw)


def _readings(rng: Rng, speeches: int, articles: int) -> Readings:
    """Four personas who speak to one article each time, in sides as recorded forums have them."""
    names = [f"a{n}" for n in range(articles)]
    level = rng.normal(0, 0.5, (4, articles))
    lines, spoken = list[Line](), list[Reading]()
    for turn in range(1, speeches + 1):
        who, which = int(rng.integers(4)), int(rng.integers(articles))
        position = float(np.tanh(level[who, which] + rng.normal(0, 0.8)))
        text = "because it is so" if rng.random() < 0.5 else "that is that"
        lines.append(Line(turn, f"p{who}", text))
        shares = {"-1": (1 - position) / 2, "0": 0.0, "1": (1 + position) / 2}
        spoken.append(Reading(turn - 1, turn, f"p{who}", names[which], position, shares))
    people = tuple(f"p{n}" for n in range(4))
    said = tuple(Article(name, "It should be built.", None) for name in names)
    return Readings(tuple(lines), people, said, tuple(spoken))


def _stated_drift() -> Iterator[Case]:
    for speeches, articles in ((34, 7), (34, 3), (24, 1)):

        def draw(rng: Rng, speeches: int = speeches, articles: int = articles) -> Score:
            start = {f"a{n}": float(rng.uniform(-0.9, 0.9)) for n in range(articles)}
            cast = {f"p{n}": Persona(id=f"p{n}", cue=f"p{n}", openings=start) for n in range(4)}
            return score_stated_drift(_readings(rng, speeches, articles), cast)[0]

        yield Case("stated-drift", f"{speeches} speeches, {articles} articles", 0.0, draw)


def _caving() -> Iterator[Case]:
    for speeches, articles in ((34, 3), (24, 1)):

        def draw(rng: Rng, speeches: int = speeches, articles: int = articles) -> Score:
            return score_caving(_readings(rng, speeches, articles))[0][0]

        yield Case("caving", f"{speeches} speeches, {articles} articles", 0.0, draw)


def _voice() -> Iterator[Case]:
    words = "so then well but and if perhaps never always we you they it that this of to".split()
    for speeches in (24, 48):
        for place, id in ((0, "voice"), (-1, "voice-fading")):

            def draw(rng: Rng, speeches: int = speeches, place: int = place) -> Score:
                lines = [
                    Line(turn, f"p{who}", " ".join(rng.choice(words, 14)) + ".")
                    for turn, who in _turns(rng, [speeches // 4] * 4)
                ]
                return score_voice(lines)[0][place]

            yield Case(id, f"one voice, {speeches} speeches", 0.0, draw)


GROUPS: Mapping[str, Callable[[], Iterator[Case]]] = {
    "shares": _shares,
    "development": _development,
    "drift": _drift,
    "stated-drift": _stated_drift,
    "caving": _caving,
    "voice": _voice,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--draws", type=int, default=400, help="debates a case")
    parser.add_argument("--only", action="append", choices=list(GROUPS), default=[])
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    if arguments.draws < 20:
        parser.error("--draws is 20 at least: with fewer nothing can be said")
    found = list[Row]()
    if not arguments.json:
        print(f"{'score':15} {'case':46} truth  cover  above  below   none  width")
    for row in rows(arguments.draws, arguments.only):
        found.append(row)
        if not arguments.json:
            numbers = (row.truth, row.coverage, row.above, row.below, row.none, row.width)
            figures = "  ".join(f"{x:5.3f}" for x in numbers)
            print(f"{row.score:15} {row.case:46} {figures}", flush=True)
    if arguments.json:
        print(json.dumps([asdict(row) for row in found], indent=1))


if __name__ == "__main__":
    main()
