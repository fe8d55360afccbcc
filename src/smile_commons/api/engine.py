"""What work is done with: models, judge and embedder, opened once and shared by any number of runs.

::

    async with Engine(settings) as engine:
        ...  # twenty forums, one server

A model starts when it is first needed, and everything that the engine opened ends with it. One that
is dropped without being closed has its servers ended when it is collected, or with the process.
"""

import asyncio
import weakref
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Self, cast

from smile_commons.memory.memory import Embedder
from smile_commons.memory.opening import open_embedder
from smile_commons.models.cache import cache_folder
from smile_commons.models.embedded import EmbeddedModel
from smile_commons.models.model import Model
from smile_commons.models.open import is_local, open_model, prices_of
from smile_commons.models.settings import Settings
from smile_commons.scoring.judge.task import Judge


class Engine:
    """The models and the embedder that the settings name, or that were given.

    Args:
        settings: what to open and how.
        model: who speaks; None: as the settings say. One that is given is never closed.
        judge: who answers ballots and reads what is said: a model, or a ``Judge`` that reads (then
            ballots are the speakers'); None: as the settings say.
        embedder: None: as the settings say.
        log: the folder for the log of a model on this machine; None keeps none.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        model: Model | None = None,
        judge: Model | Judge | None = None,
        embedder: Embedder | None = None,
        log: Path | None = None,
    ) -> None:
        self.settings = settings
        self.coder: Judge | None = _coder(judge)
        """A judge of one's own, which reads what is said in the place of a model that is asked."""
        self._given = model
        self._model = model
        self._judge: Model | None = None if self.coder else _asked(judge)
        self._embedder = embedder
        self._log = log
        self._lock = asyncio.Lock()
        self._opened: list[Model] = []
        weakref.finalize(self, _end, self._opened)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Closes what the engine opened; twice does no harm."""
        while self._opened:
            await self._opened.pop().aclose()
        self._model, self._judge = (
            None if one is None or one in self._own else one for one in (self._model, self._judge)
        )
        self._own.clear()

    @cached_property
    def _own(self) -> list[Model]:
        return []

    async def speaker(self) -> Model:
        """The model that speaks.

        Raises:
            InputError, ModelError: as ``open_model``.
        """
        async with self._lock:
            if self._model is None:
                self._model = await self._open(self.settings.model)
            return self._model

    async def judge(self) -> Model:
        """The model that answers ballots and the judge's questions; the speakers', if none is set.

        Raises:
            InputError, ModelError: as ``open_model``.
        """
        if self._judge is None and self.has_judge:
            async with self._lock:
                if self._judge is None:
                    self._judge = await self._open(self.settings.judge or self.settings.model)
        return self._judge or await self.speaker()

    @property
    def has_judge(self) -> bool:
        """Whether the judge is another model than the speakers'."""
        if self.coder is not None:
            return False
        named = self.settings.judge
        return self._judge is not None or bool(named and named != self.settings.model)

    @property
    def own_model(self) -> Model | None:
        """The speakers' model, if it was given rather than named."""
        return self._given

    @property
    def has_own_model(self) -> bool:
        """Whether the speakers' model was given."""
        return self._given is not None

    @cached_property
    def embedder(self) -> Embedder:
        """Texts as vectors."""
        return self._embedder or open_embedder(self.settings)

    @cached_property
    def kept_embedder(self) -> Embedder:
        """The same, with what worlds give kept between runs."""
        from smile_commons.memory.cache import CachedEmbedder

        return CachedEmbedder(self.embedder, cache_folder(self.settings.cache_dir))

    @property
    def is_priced(self) -> bool:
        """Whether what is asked costs money that is known."""
        return prices_of(self.settings) is not None and not is_local(self.settings)

    async def _open(self, name: str) -> Model:
        model = await open_model(self.settings, run_dir=self._log, name=name)
        self._opened.append(model)
        self._own.append(model)
        return model


def _coder(judge: Model | Judge | None) -> Judge | None:
    return cast("Judge", judge) if hasattr(judge, "judge") else None


def _asked(judge: Model | Judge | None) -> Model | None:
    return cast("Model | None", judge)


def _end(opened: list[Model]) -> None:
    for model in opened:
        if isinstance(model, EmbeddedModel):
            model.kill()
