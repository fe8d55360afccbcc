"""One run's own: its record, its budget, and the models as it sees them."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from smile_commons.api.capped import capped
from smile_commons.api.costs import check_cost
from smile_commons.api.engine import Engine
from smile_commons.models.budget import Budget
from smile_commons.models.cache import cache_folder
from smile_commons.models.inherited import InheritingModel
from smile_commons.models.kept import KeptModel
from smile_commons.models.model import Model
from smile_commons.models.open import is_local, prices_of
from smile_commons.models.record import Record
from smile_commons.models.replay import RecordingModel, ReplayModel
from smile_commons.models.settings import Settings
from smile_commons.models.shared import SharedModel
from smile_commons.personas.ballot import ASKED_BEFORE_THE_DEBATE
from smile_commons.personas.drafting import PURPOSE
from smile_commons.runs.family import parent_of
from smile_commons.runs.folder import RunFolder
from smile_commons.runs.manifest import ModelRecord

SPEAKER, JUDGE = "speaker", "judge"
DRAFTS, KEPT_DRAFTS = "drafts", (f"{PURPOSE}/",)
KEPT_BALLOTS = (*ASKED_BEFORE_THE_DEBATE, "ballot/turn/", "ballot/act/")
"""Ballots whose answers are kept: the same request is made where nothing was said between."""


@dataclass(frozen=True, slots=True)
class Session:
    """What one run is played with."""

    model: Model
    judge: Model
    record: Record
    budget: Budget

    def named(self) -> dict[str, Any]:
        """The fields of a manifest that say who spoke and who judged."""
        return {"model": _named(self.model), "judge": _named(self.judge)}


@asynccontextmanager
async def session(
    engine: Engine, folder: RunFolder, replayed: RunFolder | None = None
) -> AsyncGenerator[Session]:
    """Opens a run's record over the engine's models, or over the record of a run replayed.

    Raises:
        InputError: there is no such model, or a cost is capped and prices are not known.
        ModelError: the model cannot be opened.
    """
    record = Record(folder.replies_path)
    try:
        budget = _budget(folder, engine.settings, record)
        if replayed is not None:
            old = Record(replayed.replies_path, read_only=True)
            role = JUDGE if JUDGE in old.takers else SPEAKER
            model, judge = ReplayModel(old), ReplayModel(old, role)
        else:
            model, judge = await _asked(engine, folder, budget)
        yield Session(
            RecordingModel(model, record), RecordingModel(judge, record, JUDGE), record, budget
        )
    finally:
        record.close()


async def _asked(engine: Engine, folder: RunFolder, budget: Budget) -> tuple[Model, Model]:
    inner, asked = await engine.speaker(), await engine.judge()
    if folder.status != "done":
        await engine.start_soon()
    cache, prices = cache_folder(engine.settings.cache_dir), prices_of(engine.settings)
    if engine.has_own_model:
        inner = capped(inner, budget, prices)
    if engine.has_own_judge:
        asked = capped(asked, budget, prices)
    judge = SharedModel(asked, budget)
    model: Model = KeptModel(SharedModel(inner, budget), cache / DRAFTS, KEPT_DRAFTS)
    kept: Model = KeptModel(judge, cache / "ballots", KEPT_BALLOTS)
    inherited = _inheritance(folder)
    if inherited is not None:
        model, kept = InheritingModel(model, inherited), InheritingModel(kept, inherited)
    return model, kept


def _inheritance(folder: RunFolder) -> Record | None:
    """The record of the run that a branch left; None for other runs, or when it is gone."""
    parent = parent_of(folder)
    if parent is None or not parent.replies_path.is_file():
        return None
    return Record(parent.replies_path, read_only=True)


def _budget(folder: RunFolder, settings: Settings, record: Record) -> Budget:
    """The run's caps, with what it has spent already."""

    manifest, spent = folder.manifest, record.usage()
    cost = 0.0
    if prices := prices_of(settings):
        for role, name in ((SPEAKER, settings.model), (JUDGE, settings.judge or settings.model)):
            if not is_local(settings, name):
                used = record.usage(role)
                cost += prices.cost(used.prompt, used.completion)
    check_cost(manifest.most_cost, settings)
    return Budget(
        manifest.most_tokens, manifest.most_cost, spent.prompt + spent.completion, round(cost, 9)
    )


def _named(model: Model) -> dict[str, Any]:
    return ModelRecord(name=model.name, digest=model.digest, style=model.style).model_dump()
