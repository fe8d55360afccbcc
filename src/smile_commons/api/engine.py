"""What work is done with: models, judge and embedder, opened once and shared by any number of runs.

::

    with Engine(model="gpt-5-mini") as engine:  # or `async with`
        runs = [play("forum", seed=seed, engine=engine) for seed in range(20)]

A model starts when it is first needed, and everything that the engine opened ends with it. One that
is dropped without being closed has its models ended when it is collected, or with the process.
"""

import asyncio
import threading
import weakref
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from smile_commons.api.blocking import blocking
from smile_commons.api.home import Home, VisitedModel, closed
from smile_commons.errors import InputError
from smile_commons.memory.memory import Embedder
from smile_commons.memory.opening import open_embedder
from smile_commons.models.budget import Budget
from smile_commons.models.cache import cache_folder
from smile_commons.models.embedded import EmbeddedModel
from smile_commons.models.model import Model
from smile_commons.models.open import check_model, is_local, open_model, prices_of
from smile_commons.models.settings import Settings, load_settings
from smile_commons.scoring.judge.task import Judge

if TYPE_CHECKING:
    from smile_commons.memory.together import Together

SPEAKER, JUDGE = "speaker", "judge"
T = TypeVar("T")


class Engine:
    """The models and the embedder that the settings name, or that were given.

    One that is given to several verbs may be given to them at once, from any thread or event loop.

    Args:
        settings: what to open and how; None: what the environment and the user's file say.
        model: who speaks, by name or a model of one's own; None: as the settings say. One that is
            given is never closed.
        judge: who answers ballots and reads what is said: a model, or a ``Judge`` that reads (then
            ballots are the speakers'); None: as the settings say.
        embedder: texts as vectors; None: as the settings say.
        base_url: an OpenAI-compatible endpoint.
        log: the folder for the log of a model on this machine; None keeps none.
        spending: what all runs played with it may spend together; None: nothing bounds the sum.

    Raises:
        InputError: something that was given is wrong, or both ``settings`` and names are.
    """

    is_passing = False
    """Whether it ends with the verb that made it."""

    def __init__(
        self,
        settings: Settings | None = None,
        *,
        model: "str | Model | None" = None,
        judge: "str | Model | Judge | None" = None,
        embedder: Embedder | None = None,
        base_url: str | None = None,
        log: Path | None = None,
        spending: Budget | None = None,
    ) -> None:
        self.spending = spending
        self.settings = _settings(settings, model, judge, base_url)
        own = None if isinstance(judge, str) else checked_judge(judge)
        self.coder: Judge | None = cast("Judge", own) if hasattr(own, "judge") else None
        """A judge of one's own, which reads what is said in the place of a model that is asked."""
        self._given = None if isinstance(model, str) else checked_model(model)
        self._given_judge = None if self.coder else cast("Model | None", own)
        self._embedder = checked_embedder(embedder)
        self._log = log
        self._lock = asyncio.Lock()
        self._held = _Held()
        self._is_shared = self._stays = False
        weakref.finalize(self, _end, self._held)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    async def aclose(self) -> None:
        """Closes what the engine opened; twice does no harm, and it can be used again."""
        opened, home = [*self._held.opened.values()], self._held.home
        self._held.opened.clear()
        if "together" in self.__dict__:
            self.together.close()
        try:
            await self._there(closed(opened))
        finally:
            self._held.home = None
            if home is not None:
                await home.aclose()

    def close(self) -> None:
        """``aclose`` for a program that waits."""
        blocking(self.aclose())

    def shared(self) -> Self:
        """The engine, from now on for several verbs: its models live in a loop that lasts."""
        self._is_shared = not self._stays
        return self

    def staying(self) -> Self:
        """The engine, for one event loop alone: its models live in the loop that asks them, where
        no request has to go from one thread to another."""
        self._stays = True
        return self

    async def release(self) -> None:
        """Closes one that a verb made for itself; that of others stays open."""
        if self.is_passing:
            await self.aclose()

    def check(self) -> None:
        """Finds out whether there can be the models that are named; none is opened.

        Raises:
            InputError: there is no such model; the message says how to get one.
        """
        speaker = None if self._given else self.settings.model
        own_judge = self.coder or self._given_judge
        judge = None if own_judge else self.settings.judge
        if named := [name for name in (speaker, judge) if name]:
            check_model(self.settings.model_copy(update={"model": named[0], "judge": named[-1]}))

    async def speaker(self) -> Model:
        """The model that speaks.

        Raises:
            InputError, ModelError: as ``open_model``.
        """
        return self._given or await self._opened(SPEAKER, self.settings.model)

    async def judge(self) -> Model:
        """The model that answers ballots and the judge's questions; the speakers', if none is set.

        Raises:
            InputError, ModelError: as ``open_model``.
        """
        if self._given_judge is not None:
            return self._given_judge
        if self.has_judge and self.settings.judge:
            return await self._opened(JUDGE, self.settings.judge)
        return await self.speaker()

    async def start_soon(self) -> None:
        """Begins to load the speakers' model, where it is one on this machine.

        Raises:
            InputError, ModelError: as ``open_model``.
        """
        await self.speaker()
        opened = self._held.opened.get(SPEAKER)
        if isinstance(self._given, EmbeddedModel):
            await self._given.start_soon()
        elif isinstance(opened, EmbeddedModel):
            await self._there(opened.start_soon())

    @property
    def has_judge(self) -> bool:
        """Whether the judge is another model than the speakers'."""
        if self.coder is not None:
            return False
        named = self.settings.judge
        return self._given_judge is not None or bool(named and named != self.settings.model)

    @property
    def has_own_judge(self) -> bool:
        """Whether the model that judges was given rather than named."""
        return self._given_judge is not None or (self._given is not None and not self.has_judge)

    @property
    def own(self) -> frozenset[str]:
        """What was given rather than named: ``model``, ``judge``, ``embedder``."""
        given = {
            "model": self._given,
            "judge": self.coder or self._given_judge,
            "embedder": self._embedder,
        }
        return frozenset(name for name, one in given.items() if one is not None)

    @property
    def own_model(self) -> Model | None:
        """The speakers' model, if it was given rather than named."""
        return self._given

    @cached_property
    def embedder(self) -> Embedder:
        """Texts as vectors."""
        return self._embedder or open_embedder(self.settings)

    @cached_property
    def together(self) -> "Together":
        """The same, for all runs that are played at the same time."""
        from smile_commons.memory.together import Together

        return Together(self.embedder)

    @cached_property
    def kept_embedder(self) -> Embedder:
        """The same, with what worlds give kept between runs."""
        from smile_commons.memory.cache import CachedEmbedder

        behind = self.together if self._stays else self.embedder
        return CachedEmbedder(behind, cache_folder(self.settings.cache_dir))

    def embed_as(self, other: "Engine") -> None:
        """Shares the embedder of another engine, where both are to have the same one."""
        if self._embedder is None and self.settings.embeddings == other.settings.embeddings:
            self.embedder, self.kept_embedder = other.embedder, other.kept_embedder
            self.together = other.together

    @property
    def is_priced(self) -> bool:
        """Whether what is asked costs money that is known."""
        return prices_of(self.settings) is not None and not is_local(self.settings)

    async def _opened(self, role: str, name: str) -> Model:
        """The model of that name, opened once, as it can be asked from any loop."""
        held = self._held
        if self._is_shared and not held.opened:
            held.settle()

        async def opened() -> Model:
            async with self._lock:  # several runs may begin at once, and one of them opens it
                if role not in held.opened:
                    model = await open_model(self.settings, run_dir=self._log, name=name)
                    held.opened[role] = model
                return held.opened[role]

        model = await self._there(opened())
        return model if held.home is None else VisitedModel(model, held.home)

    async def _there(self, work: Coroutine[Any, Any, T]) -> T:
        """Does it in the loop in which the engine's models live."""
        home = self._held.home
        return await (work if home is None else home.do(work))


def with_engine(
    settings: Settings, work: Callable[[Engine], Coroutine[Any, Any, T]], *, log: Path | None = None
) -> T:
    """What comes of some work with an engine of its own, which is closed then; waits for it."""

    async def done() -> T:
        async with Engine(settings, log=log) as engine:
            return await work(engine)

    return blocking(done())


@dataclass(slots=True)
class _Held:
    """What ends with an engine; it does not know the engine, which could not be dropped else."""

    opened: dict[str, Model] = field(default_factory=dict[str, Model])
    """By role."""
    home: Home | None = None
    making: threading.Lock = field(default_factory=threading.Lock)

    def settle(self) -> None:
        """Makes the home, unless there is one; two threads may ask at once."""
        with self.making:
            self.home = self.home or Home()


def _end(held: _Held) -> None:
    opened = [*held.opened.values()]
    for model in opened:
        if isinstance(model, EmbeddedModel):
            model.kill()  # at once: at the process's end no loop runs any more
    if held.home is not None:
        held.home.end_soon(lambda: closed(opened))


def _settings(
    given: Settings | None,
    model: "str | Model | None",
    judge: "str | Model | Judge | None",
    base_url: str | None,
) -> Settings:
    names = {
        "model": model if isinstance(model, str) else None,
        "judge": judge if isinstance(judge, str) else None,
        "base_url": base_url,
    }
    if given is None:
        own = checked_model(model) if not isinstance(model, str) else None
        return load_settings(names if own is None else names | {"model": own.name})
    if typed := [f"`{name}`" for name, value in names.items() if value is not None]:
        raise InputError(f"give either `settings` or {' and '.join(typed)}")
    return given


def checked_model(given: Any) -> Model | None:
    """A model of one's own.

    Raises:
        InputError: it is none.
    """
    return _checked("model", "a name or a Model, which has", given, "complete")


def checked_judge(given: Any) -> "Model | Judge | None":
    """A judge of one's own.

    Raises:
        InputError: it is none.
    """
    return _checked("judge", "a name, a Model or a Judge, which has", given, "complete", "judge")


def checked_embedder(given: Any) -> Embedder | None:
    """An embedder of one's own.

    Raises:
        InputError: it is none.
    """
    return _checked("embedder", "an Embedder, which has", given, "embed")


def _checked(name: str, what: str, given: Any, *methods: str) -> Any:
    if given is None or any(callable(getattr(given, method, None)) for method in methods):
        return given
    has = " or ".join(f"`{method}`" for method in methods)
    raise InputError(f"`{name}`: {what} {has}, not {given!r}")
