"""What a play would take, before anything is asked of a model.

The play is gone through as it would be played, in a folder that is thrown away, with a stand-in for
the model; so whatever decides who is asked what decides it here too.
"""

import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from smile_commons.api.engine import Engine
from smile_commons.api.judging import ANSWERS, judges, measured
from smile_commons.api.observers import Observer
from smile_commons.api.play import Prepared
from smile_commons.api.session import KEPT_BALLOTS
from smile_commons.api.subject import subject_of
from smile_commons.dialogues.forum import Resources, perform
from smile_commons.memory.store import MemoryStore
from smile_commons.models.cache import cache_folder
from smile_commons.models.embedded import EmbeddedModel
from smile_commons.models.gateway import Gateway
from smile_commons.models.kept import KeptModel
from smile_commons.models.llama_server import PARALLEL
from smile_commons.models.model import Model
from smile_commons.models.open import is_local, prices_of, unopened
from smile_commons.models.pace import Pace
from smile_commons.models.rehearsed import RehearsedModel, Tally
from smile_commons.models.settings import Settings
from smile_commons.runs.folder import RunFolder
from smile_commons.scoring.whole import score_all

START = 3.0
"""Seconds a play takes besides, most of them until a model on this machine is loaded."""
BETWEEN = 0.02
"""Seconds between a speech and the next request."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a play is expected to take."""

    speeches: int
    tally: Tally
    pace: Pace
    seconds: float
    """All of it, from the command to its end."""
    cost: float | None = None
    """In the currency of the prices; None where they are not known or nothing is paid."""
    source: str = ""
    """What the time goes by, in words."""


async def estimated(
    planned: Prepared, pace: Pace, *, source: str = "", kept: bool = True
) -> Estimate:
    """Goes through a play with a stand-in for the model, and through its scoring.

    Args:
        planned: the play.
        pace: of the model.
        source: where the pace is from, in words.
        kept: whether ballots that are kept from earlier plays need not be asked again.

    Raises:
        CommonsError: as a play would be stopped by, save by its model.
    """
    settings, tally = planned.settings, Tally()

    def stand_in(name: str | None = None) -> RehearsedModel:
        inner = unopened(settings, name)
        at_once = PARALLEL if isinstance(inner, EmbeddedModel) else 1024
        if isinstance(inner, Gateway):
            at_once = min(at_once, inner.features.at_once)
        return RehearsedModel(inner, pace, tally, at_once)

    model = stand_in()
    other = settings.judge and settings.judge != settings.model
    judge = stand_in(settings.judge) if other else model
    with tempfile.TemporaryDirectory(prefix="commons-estimate-") as place:
        speeches = await _gone_through(planned, Path(place), model, judge, kept)
    seconds = START + tally.total.seconds + BETWEEN * speeches
    return Estimate(speeches, tally, pace, seconds, _cost(settings, tally), source)


async def _gone_through(
    planned: Prepared, place: Path, model: Model, judge: Model, kept: bool
) -> int:
    engine = Engine(planned.settings)
    folder = planned.begin(place, checked=False)
    with folder.owned():
        with MemoryStore(
            folder.memory_path, dimension=engine.embedder.dimension, embedder=engine.embedder.name
        ) as store:
            ballots = _keeping(planned, judge, place, kept)
            resources = Resources(model, ballots, engine.embedder, engine.kept_embedder, store)
            await perform(
                folder,
                planned.world,
                planned.casting,
                resources,
                Observer(),
                ask_person=_somebody,
            )
        if planned.manifest.judged:
            await _scored(planned, engine, folder, judge, place)
    return sum(event.is_turn for event in folder.events.all())


async def _somebody(_: Mapping[str, object]) -> str:
    """What a person at the seat says; it costs nothing but stands in the prompts that follow."""
    return "I have thought about it, and I will say what I think of it when all of you are done."


def _keeping(planned: Prepared, judge: Model, place: Path, kept: bool) -> Model:
    """The judge with the ballots that are kept between plays, which stay as they are."""
    own = KeptModel(judge, place / "ballots", KEPT_BALLOTS)
    if not kept:
        return own
    return KeptModel(own, cache_folder(planned.settings.cache_dir) / "ballots", ())


async def _scored(
    planned: Prepared, engine: Engine, folder: RunFolder, model: Model, place: Path
) -> None:
    """Puts to the stand-in what a judge would be asked; what is kept of earlier answers holds."""
    settings = planned.settings
    answers = cache_folder(settings.cache_dir) / ANSWERS
    if answers.is_file():
        shutil.copy(answers, place / ANSWERS)
    judge = judges(
        model,
        settings,
        engine.embedder,
        templates=dict(planned.world.templates),
        answers=place / ANSWERS,
    ).judge
    subject = subject_of(folder, planned.casting, planned.world, engine.embedder)
    await score_all(subject, measured(judge, settings))


def _cost(settings: Settings, tally: Tally) -> float | None:
    prices = prices_of(settings)
    if prices is None or is_local(settings):
        return None
    total = tally.total
    return prices.cost(round(total.prompt), round(total.completion))
