"""``commons play --estimate``: what a play would take, before anything is asked of a model.

The play is gone through as it would be played, in a folder that is thrown away, with a stand-in for
the model; so whatever decides who is asked what decides it here too.
"""

import asyncio
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from smile_commons.cli import console
from smile_commons.cli.pace import pace_here
from smile_commons.cli.playing import open_embedder
from smile_commons.cli.watching import Silent
from smile_commons.dialogues.casting import Casting
from smile_commons.dialogues.forum import Resources, perform
from smile_commons.models.model import Model
from smile_commons.models.pace import Pace
from smile_commons.models.rehearsed import Expected, RehearsedModel, Tally
from smile_commons.models.settings import Settings
from smile_commons.runs.folder import RunFolder
from smile_commons.runs.manifest import Manifest
from smile_commons.world import World

_NAMES = {
    "draft": "notes drafted",
    "speak": "speeches",
    "ballot/opening": "ballots: opening",
    "ballot/retest": "ballots: retest",
    "ballot/turn": "ballots: meanwhile",
    "ballot/act": "ballots: acts",
    "ballot/final": "ballots: final",
    "ballot/decide": "ballots: decisions",
    "weigh": "weighing",
    "reflect": "reflections",
    "judge": "scoring",
}
_HEAD = ("", "calls", "prompt", "cached", "written", "time")
START = 3.0
"""Seconds a play takes besides, most of them until a model on this machine is loaded."""
BETWEEN = 0.02
"""Seconds between a speech and the next request."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """What is to be estimated."""

    world: World
    casting: Casting
    manifest: Manifest
    settings: Settings
    files: Mapping[str, bytes] = field(default_factory=dict[str, bytes])
    """What stands in the run's folder from the beginning."""
    kept: bool = True
    """Whether ballots that are kept from earlier plays need not be asked again."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a play is expected to take."""

    speeches: int
    tally: Tally
    pace: Pace
    seconds: float
    """All of it, from the command to its end."""


def show_estimate(planned: Planned, runs: Path, *, as_json: bool = False) -> None:
    """Prints what a play would take; no model is loaded or asked.

    Raises:
        InputError: there is no such model.
    """
    pace, source = pace_here(planned.settings, runs)
    estimate = asyncio.run(estimated(planned, pace))
    cost = _cost(planned.settings, estimate.tally)
    if as_json:
        _emit(planned, estimate, source, cost)
        return
    dialogue = planned.casting.dialogue
    console.say(f"{dialogue.title}: {estimate.speeches} speeches")
    console.say()
    rows = [_row(_NAMES.get(kind, kind), one) for kind, one in estimate.tally.expected.items()]
    console.say(console.table(_HEAD, [*rows, _row("all", estimate.tally.total)]))
    console.say()
    total = f"about {_span(estimate.seconds)} and {_tokens(estimate.tally.total)} tokens"
    console.say(total + ("" if cost is None else f", cost {cost:.4f}"))
    most = planned.manifest.most_tokens
    if most and most < estimate.tally.total.prompt + estimate.tally.total.completion:
        console.note(f"that is beyond --max-tokens {most}: it would stop on the way")
    if planned.kept and "ballot/opening" not in estimate.tally.expected:
        console.note("opening ballots are kept from an earlier play and not asked again")
    console.note(source)


async def estimated(planned: Planned, pace: Pace) -> Estimate:
    """Goes through a play with a stand-in for the model, and through its scoring.

    Raises:
        CommonsError: as a play would be stopped by, save by its model.
    """
    from smile_commons.models.embedded import EmbeddedModel
    from smile_commons.models.gateway import Gateway
    from smile_commons.models.llama_server import PARALLEL
    from smile_commons.models.open import unopened

    settings, tally = planned.settings, Tally()

    def stand_in(name: str | None = None) -> RehearsedModel:
        inner = unopened(settings, name)
        at_once = PARALLEL if isinstance(inner, EmbeddedModel) else 1024
        if isinstance(inner, Gateway):
            at_once = min(at_once, inner.at_once)
        return RehearsedModel(inner, pace, tally, at_once)

    model = stand_in()
    other = settings.judge and settings.judge != settings.model
    judge = stand_in(settings.judge) if other else model
    with tempfile.TemporaryDirectory(prefix="commons-estimate-") as place:
        speeches = await _gone_through(planned, Path(place), model, judge)
    total = tally.total
    return Estimate(speeches, tally, pace, START + total.seconds + BETWEEN * speeches)


async def _gone_through(planned: Planned, place: Path, model: Model, judge: Model) -> int:
    from smile_commons.memory.cache import CachedEmbedder
    from smile_commons.memory.store import MemoryStore

    embedder = open_embedder(planned.settings)
    manifest, casting = planned.manifest, planned.casting
    folder = RunFolder.create(place, manifest, world=planned.world.files, files=planned.files)
    with folder.owned():
        with MemoryStore(
            folder.memory_path, dimension=embedder.dimension, embedder=embedder.name
        ) as store:
            resources = Resources(
                model,
                _keeping(planned, judge, place),
                embedder,
                CachedEmbedder(embedder),
                store,
            )
            await perform(folder, planned.world, casting, resources, Silent(), ask_person=_somebody)
        if manifest.judged:
            await _scored(planned, folder, judge, place)
    return sum(event.is_turn for event in folder.events.all())


async def _somebody(_: Mapping[str, object]) -> str:
    """What a person at the seat says; it costs nothing but stands in the prompts that follow."""
    return "I have thought about it, and I will say what I think of it when all of you are done."


def _keeping(planned: Planned, judge: Model, place: Path) -> Model:
    """The judge with the ballots that are kept between plays, which stay as they are."""
    from smile_commons.cli.playing import KEPT_BALLOTS
    from smile_commons.models.cache import cache_folder
    from smile_commons.models.kept import KeptModel

    own = KeptModel(judge, place / "ballots", KEPT_BALLOTS)
    if not planned.kept:
        return own
    return KeptModel(own, cache_folder(planned.settings.cache_dir) / "ballots", ())


async def _scored(planned: Planned, folder: RunFolder, model: Model, place: Path) -> None:
    """Puts to the stand-in what a judge would be asked; what is kept of earlier answers holds."""
    from smile_commons.cli.judging import ANSWERS
    from smile_commons.cli.scoring import measured_judge_of
    from smile_commons.cli.subject import subject_of
    from smile_commons.models.attempt import OPENAI, shown_url
    from smile_commons.models.cache import cache_folder
    from smile_commons.models.open import is_local
    from smile_commons.prompts.environment import Prompts
    from smile_commons.scoring.judge.answers import KeptAnswers
    from smile_commons.scoring.judge.asking import Asker
    from smile_commons.scoring.judge.gate import Gate
    from smile_commons.scoring.judge.model_judge import ModelJudge
    from smile_commons.scoring.whole import score_all

    settings = planned.settings
    answers = cache_folder(settings.cache_dir) / ANSWERS
    if answers.is_file():
        shutil.copy(answers, place / ANSWERS)
    embedder = open_embedder(settings)
    local = is_local(settings, settings.judge or settings.model)
    asker = Asker(
        model=model,
        prompts=Prompts(dict(planned.world.templates), settings.language),
        kept=KeptAnswers(place / ANSWERS),
        identity=None if local else shown_url(settings.base_url or OPENAI),
    )
    judge = ModelJudge(asker=asker, gate=Gate(embedder.embed), embedder=embedder.name)
    subject = subject_of(folder, planned.casting, planned.world, embedder)
    await score_all(subject, measured_judge_of(judge, settings))


def _cost(settings: Settings, tally: Tally) -> float | None:
    from smile_commons.models.open import is_local, prices_of

    prices = prices_of(settings)
    if prices is None or is_local(settings):
        return None
    total = tally.total
    return prices.cost(round(total.prompt), round(total.completion))


def _row(name: str, one: Expected) -> tuple[str, ...]:
    cached = f"{one.cached / one.prompt:.0%}" if one.prompt else ""
    numbers = (f"{one.calls:.0f}", f"{one.prompt:.0f}", cached, f"{one.completion:.0f}")
    return (name, *numbers, _span(one.seconds))


def _tokens(one: Expected) -> str:
    """Two digits of a number that is an estimate: the others would be made up."""
    return f"{float(f'{one.prompt + one.completion:.2g}'):,.0f}"


def _span(seconds: float) -> str:
    if seconds < 100:
        return f"{seconds:.0f} s"
    whole = round(seconds)
    return f"{whole // 60} min {whole % 60:02} s"


def _emit(planned: Planned, estimate: Estimate, source: str, cost: float | None) -> None:
    def plain(one: Expected) -> dict[str, float]:
        return {
            "calls": round(one.calls, 1),
            "prompt": round(one.prompt),
            "cached": round(one.cached),
            "completion": round(one.completion),
            "seconds": round(one.seconds, 1),
        }

    console.emit(
        {
            "dialogue": planned.manifest.dialogue,
            "speeches": estimate.speeches,
            **plain(estimate.tally.total),
            "wall": round(estimate.seconds, 1),
            "cost": cost,
            "parts": {kind: plain(one) for kind, one in estimate.tally.expected.items()},
            "pace": {"measured": estimate.pace.requests, "source": source},
        }
    )
