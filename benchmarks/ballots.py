"""What private ballots can tell, on the embedded default or another model.

    python benchmarks/ballots.py                  the Cultural Alliance: cards and held-out lines
    python benchmarks/ballots.py --set river      development material (river, school)
    python benchmarks/ballots.py --model NAME     another model, as the `commons` commands take it

Opening: rank correlation of ballots with the cards' positions, and with the retest. Lines: after a
last line that gives way, one that holds, one about something else, how far the ballot moved. Each
line is tried three ways: put into the record whatever it is about; picked by likeness alone, as
the words of a person at a seat, whom no moderator gave a matter; and as agents speak in a debate,
where the first two were given the floor on the article and the third on something else. 95 %
intervals by the bootstrap.
"""

import argparse
import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from scipy.stats import bootstrap, spearmanr

from smile_commons.memory.embeddings import OnnxEmbedder
from smile_commons.models.model import Model, OnText
from smile_commons.models.open import open_model
from smile_commons.models.reply import Reply, Usage
from smile_commons.models.request import Request
from smile_commons.models.settings import Settings
from smile_commons.personas.ballot import ask_ballot
from smile_commons.personas.heard import HeardLine, heard_lines
from smile_commons.prompts.environment import Prompts
from smile_commons.transcript import Ballot, Event
from smile_commons.world.card import Card
from smile_commons.world.dialogue import Article

ROOT = Path(__file__).parent.parent
LINES = ROOT / "tests" / "data" / "ballot_lines.yaml"
KINDS = ("gives_way", "holds", "unrelated")


@dataclass
class Material:
    """Cards, articles and lines of one topic."""

    topic: str
    cards: dict[str, Card]
    articles: list[Article]
    triples: list[dict[str, Any]]


class Counted:
    """A model that counts its calls and the time they take."""

    def __init__(self, inner: Model) -> None:
        self.inner = inner
        self.name, self.digest = inner.name, inner.digest
        self.style, self.profile = inner.style, inner.profile
        self.calls, self.seconds, self.cached, self.prompt = 0, 0.0, 0, 0

    @property
    def usage(self) -> Usage:
        return self.inner.usage

    async def complete(self, request: Request, on_text: OnText | None = None) -> Reply:
        started = time.monotonic()
        reply = await self.inner.complete(request, on_text)
        self.seconds += time.monotonic() - started
        self.calls += 1
        self.cached += reply.usage.cached
        self.prompt += reply.usage.prompt
        return reply

    async def aclose(self) -> None:
        await self.inner.aclose()

    def spent(self, what: str) -> None:
        """Prints the cost since the last time."""
        calls = max(self.calls, 1)
        print(
            f"  cost of {what}: {self.calls} asks in {self.seconds:.0f} s, "
            f"{self.seconds / calls:.2f} s each, {self.prompt / calls:.0f} tokens of which "
            f"{self.cached / calls:.0f} cached"
        )
        self.calls, self.seconds, self.cached, self.prompt = 0, 0.0, 0, 0


def material(name: str) -> Material:
    lines = yaml.safe_load(LINES.read_text(encoding="utf-8"))
    if name == "held-out":
        held = lines["held_out"]
        path = ROOT / "dialogues" / "resolutions" / f"{held['resolution']}.yaml"
        articles = yaml.safe_load(path.read_text(encoding="utf-8"))["articles"]
        files = sorted((ROOT / "personas").glob("*.yaml"))
        cards = [Card(**yaml.safe_load(file.read_text(encoding="utf-8"))) for file in files]
        triples = held["triples"]
    else:
        topic = next(t for t in lines["development"] if t["topic"] == name)
        articles, triples = topic["articles"], topic["triples"]
        cards = [Card(**plain_card(card)) for card in topic["cards"]]
    return Material(name, {c.id: c for c in cards}, [Article(**a) for a in articles], triples)


def plain_card(card: dict[str, Any]) -> dict[str, Any]:
    """A development card filled up with what a ballot does not read."""
    line = "-"
    return {
        **card,
        "cue": card["name"].split()[0],
        "biography": line,
        "voice": {"notes": line, "exemplars": [line] * 3},
        "stance": {
            "principle": line,
            "framework": line,
            "values": {line: 0.5},
            "red_lines": [line],
            "would_reconsider": [line],
            "openness": 0.5,
        },
        "goals": [line],
    }


async def everyone(model: Model, prompts: Prompts, m: Material, stage: Any) -> list[Ballot]:
    ballots: list[Ballot] = []
    for card in m.cards.values():
        ballots += await ask_ballot(model, prompts, card, m.articles, stage=stage, after_turn=0)
    return ballots


async def after_lines(
    model: Model, prompts: Prompts, m: Material, picked: Callable[[str, str, Article], Any]
) -> list[dict[str, Ballot]]:
    found = []
    for triple in m.triples:
        article = next(a for a in m.articles if a.id == triple["article"])
        card = m.cards[triple["persona"]]
        row = {}
        for kind in KINDS:
            (row[kind],) = await ask_ballot(
                model,
                prompts,
                card,
                [article],
                heard=picked(card.id, triple[kind], article),
                stage="final",
                after_turn=1,
            )
        found.append(row)
    return found


def interval(statistic: Callable[..., float], *data: Sequence[float]) -> str:
    value = statistic(*data)
    found = bootstrap(
        data,
        statistic,
        paired=True,
        vectorized=False,
        n_resamples=2000,
        method="percentile",
        rng=np.random.default_rng(2145),
    ).confidence_interval
    return f"{value:.2f} [{found.low:.2f}, {found.high:.2f}]"


def mean(values: Sequence[float]) -> float:
    return float(np.mean(values))


def rank(one: Sequence[float], other: Sequence[float]) -> float:
    return float(spearmanr(one, other).statistic)


def report_opening(m: Material, opening: list[Ballot], retest: list[Ballot]) -> None:
    scored = [(a, b) for a, b in zip(opening, retest, strict=True) if a.position is not None]
    both = [(a.position, b.position) for a, b in scored if b.position is not None]
    held = [m.cards[a.persona].positions[a.article].position for a, _ in scored]
    unscored = [b for b in (*opening, *retest) if b.position is None]
    print(f"  unscored: {len(unscored)} of {len(opening) + len(retest)}")
    for ballot in unscored:
        print(f"    {ballot.stage} {ballot.persona}/{ballot.article}: {ballot.unscored}")
    positions = [a.position or 0.0 for a, _ in scored]
    print(f"  opening against card, Spearman: {interval(rank, held, positions)} (n {len(held)})")
    print(f"    by the article alone: {interval(rank, held, [a.alone or 0 for a, _ in scored])}")
    print(f"  inconsistency: mean {mean([a.inconsistency or 0 for a, _ in scored]):.2f}")
    one, two = [a or 0.0 for a, _ in both], [b or 0.0 for _, b in both]
    print(f"  opening against retest, Spearman: {interval(rank, one, two)}")
    print(f"    mean retest - opening {interval(mean, np.subtract(two, one))}, "
          f"mean size {mean(np.abs(np.subtract(two, one))):.2f}")  # fmt: skip


def report_forms(m: Material, opening: list[Ballot], retest: list[Ballot]) -> None:
    """What a form does to a ballot, and what talk does to it in each form."""
    held = [m.cards[b.persona].positions[b.article].position for b in opening]
    first, again = (forms_of(ballots) for ballots in (opening, retest))
    ranks = [rank(held, list(first[:, form])) for form in range(first.shape[1])]
    print("  opening against card by form, Spearman: " + " ".join(f"{one:.2f}" for one in ranks))
    print(f"  spread of a ballot over forms: {spread(first, axis=1):.3f}")
    change = again - first[:, : again.shape[1]]
    talk = change.mean(axis=1)
    print(f"  retest - opening within form: mean {talk.mean():+.3f}, by form "
          + " ".join(f"{one:+.3f}" for one in change.mean(axis=0))
          + f"; spread over ballots {spread(talk[None], axis=1):.3f},"
          f" over forms within a ballot {spread(change, axis=1):.3f}")  # fmt: skip


def forms_of(ballots: list[Ballot]) -> np.ndarray:
    """Ballots by forms; a form that is unscored has the mean of the others."""
    return np.array(
        [[b.position or 0.0 if form is None else form for form in b.forms] for b in ballots]
    )


def spread(values: np.ndarray, axis: int) -> float:
    """The standard deviation along an axis, over all there is along the other."""
    return float(np.sqrt(np.mean(np.var(values, axis=axis, ddof=1))))


def report_lines(m: Material, opening: list[Ballot], rows: list[dict[str, Ballot]]) -> None:
    at = {(b.persona, b.article): b.position for b in opening}
    moved: list[tuple[float, float, float, int]] = []
    for triple, row in zip(m.triples, rows, strict=True):
        before = at[triple["persona"], triple["article"]]
        after = [row[kind].position for kind in KINDS]
        if before is None or None in after:
            continue
        gives, holds, other = (p - before for p in after)
        moved.append((gives, holds, other, triple["toward"]))
    print(f"  triples scored: {len(moved)} of {len(m.triples)}")
    for name, side in (("both ways", 0), ("towards the article", 1), ("against it", -1)):
        some = [x for x in moved if side in (0, x[3])]
        if not some:
            continue
        wins = [float(x[3] * (x[0] - x[1]) > 0) for x in some]
        less = [float(abs(x[2]) < abs(x[0])) for x in some]
        least = [float(abs(x[2]) < min(abs(x[0]), abs(x[1]))) for x in some]
        print(f"  {name} ({len(some)}): gives way > holds {interval(mean, wins)}; "
              f"unrelated moved less {interval(mean, less)}, "
              f"less than either {interval(mean, least)}")  # fmt: skip
        print(f"    movement to that side: gives way {mean([x[0] * x[3] for x in some]):+.2f}, "
              f"holds {mean([x[1] * x[3] for x in some]):+.2f}; "
              f"size: gives way {mean([abs(x[0]) for x in some]):.2f}, "
              f"unrelated {mean([abs(x[2]) for x in some]):.2f}")  # fmt: skip


def given(m: Material, persona: str, text: str, article: Article) -> list[HeardLine]:
    """The line in the record, whatever it is about."""
    return [HeardLine(1, m.cards[persona].cue, text, own=True, article=article.id)]


def picked(
    embedder: OnnxEmbedder, m: Material, persona: str, text: str, article: Article
) -> list[HeardLine]:
    """The line as it would be remembered of a debate, with no word of what it was made on."""
    event = Event(turn=1, act="x", kind="speech", speaker=persona, text=text)
    return heard_lines(
        [event], persona, {persona: m.cards[persona].cue}, m.articles, embedder.embed
    )


async def run(names: list[str], settings: Settings) -> None:
    folder = ROOT / "prompts"
    templates = {p.name: p.read_text(encoding="utf-8") for p in folder.glob("*.j2")}
    prompts, chosen = Prompts(templates), partial(picked, OnnxEmbedder(threads=1))
    model = Counted(await open_model(settings))
    try:
        for name in names:
            m = material(name)
            print(f"{name}: {model.name}, {len(m.cards)} personas, {len(m.articles)} articles")
            opening = await everyone(model, prompts, m, "opening")
            model.spent("the opening")
            retest = await everyone(model, prompts, m, "retest")
            model.spent("the retest")
            report_opening(m, opening, retest)
            report_forms(m, opening, retest)
            put = await after_lines(model, prompts, m, partial(given, m))
            seen = await after_lines(model, prompts, m, partial(chosen, m))
            model.spent("the lines")
            spoken = [
                {**one, "unrelated": other["unrelated"]}
                for one, other in zip(put, seen, strict=True)
            ]
            for how, rows in (
                ("put into the record", put),
                ("picked by likeness", seen),
                ("as spoken in a debate", spoken),
            ):
                print(f" lines {how}")
                report_lines(m, opening, rows)
    finally:
        await model.aclose()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--set", action="append", choices=["held-out", "river", "school"])
    parser.add_argument("--model", default=None)
    arguments = parser.parse_args()
    settings = Settings(model=arguments.model) if arguments.model else Settings()
    asyncio.run(run(arguments.set or ["held-out"], settings))


if __name__ == "__main__":
    main()
