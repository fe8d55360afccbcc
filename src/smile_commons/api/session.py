"""One run's own: its record, its budget, and the models as it sees them, held to that budget."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

from smile_commons.api.engine import JUDGE, SPEAKER, Engine
from smile_commons.errors import ModelError
from smile_commons.models.budget import Budget, Prices
from smile_commons.models.cache import cache_folder
from smile_commons.models.embedded import EmbeddedModel
from smile_commons.models.gateway import Gateway
from smile_commons.models.kept import KeptModel
from smile_commons.models.model import Model, OnText
from smile_commons.models.open import check_cost, is_local, prices_of
from smile_commons.models.plugged import PluggedModel
from smile_commons.models.record import Record
from smile_commons.models.replay import InheritingModel, RecordingModel, ReplayModel
from smile_commons.models.reply import Reply, Usage
from smile_commons.models.request import Request
from smile_commons.models.wrapped import SharedModel, WrappedModel
from smile_commons.personas.ballot import ASKED_BEFORE_THE_DEBATE
from smile_commons.personas.drafting import PURPOSE
from smile_commons.runs.family import parent_of
from smile_commons.runs.folder import RunFolder
from smile_commons.runs.manifest import ModelRecord


class CappedModel(WrappedModel):
    """Stops a run before a request that might pass a cap of it.

    Args:
        inner: the model that is asked.
        budget: what the run may spend.
        prices: of its tokens; None: they are not known.
    """

    def __init__(self, inner: Model, budget: Budget, prices: Prices | None) -> None:
        super().__init__(inner)
        self._budget, self._prices = budget, prices

    async def complete(self, request: Request, on_text: OnText | None = None) -> Reply:
        """The model's reply; one that does not say what it took counts as the most it may have.

        Raises:
            CapError: it might pass a cap; nothing was sent.
            ModelError: what it answered is no reply.
        """
        hold = self._budget.hold(request, self._prices)
        used = Usage()
        try:
            reply = self._checked(await self._inner.complete(request, on_text))
            used = reply.usage
        finally:
            told = bool(used.prompt or used.completion)
            used = self._budget.settle(hold, request, used, self._prices, is_told=told)
        return replace(reply, usage=used)

    def _checked(self, made: object) -> Reply:
        if isinstance(made, Reply) and made.choices:
            return made
        said = "a Reply without choices" if isinstance(made, Reply) else f"{type(made).__name__}"
        raise ModelError(
            f"{self.name}: `complete` gave {said}, where a Reply with `n` choices is wanted",
            "not a reply",
        )


def capped(model: Model, budget: Budget, prices: Prices | None) -> Model:
    """The model under the caps; ours look to them themselves."""
    if isinstance(model, Gateway | EmbeddedModel | PluggedModel):
        return model
    return CappedModel(model, budget, prices)


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
        budget = _budget(folder, engine, record)
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
    if engine.own_model:
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


def _budget(folder: RunFolder, engine: Engine, record: Record) -> Budget:
    """The run's caps, with what it has spent already; and those that runs of its engine share."""

    manifest, settings, spent = folder.manifest, engine.settings, record.usage()
    cost = 0.0
    if prices := prices_of(settings):
        for role, name in ((SPEAKER, settings.model), (JUDGE, settings.judge or settings.model)):
            if not is_local(settings, name):
                used = record.usage(role)
                cost += prices.cost(used.prompt, used.completion)
    check_cost(manifest.most_cost, settings)
    return Budget(
        manifest.most_tokens,
        manifest.most_cost,
        spent.prompt + spent.completion,
        round(cost, 9),
        of=engine.spending,
    )


def _named(model: Model) -> dict[str, Any]:
    return ModelRecord(name=model.name, digest=model.digest, style=model.style).model_dump()
