"""Who plays cells: in this process, many at once over shared connections, or elsewhere."""

from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from smile_commons.api.engine import Engine
from smile_commons.models.budget import Budget
from smile_commons.models.open import is_local
from smile_commons.models.settings import Settings, load_settings
from smile_commons.studies.play import play_here
from smile_commons.studies.spec import Played, PlaySpec
from smile_commons.world.model import World

MORE = 16
"""Forums at most beyond those that an endpoint's requests keep busy."""


class Player(Protocol):
    """Plays cells, so many at once."""

    at_once: int
    shares_budget: bool
    """Whether its cells spend from one budget; if not, each is given caps of its own."""
    shares_disk: bool
    """Whether it sees the study's folder; if not, runs go and come by content."""

    async def play(self, spec: PlaySpec) -> Played:
        """Plays a cell; never raises but to be cancelled."""
        ...

    async def aclose(self) -> None:
        """Lets go of whatever it holds."""
        ...


class Here:
    """Plays in this process and loop: one embedder, one engine for each choice of models.

    Args:
        budget: what all cells may spend together.
        worlds: those that are read already, by digest.
        at_once: cells at once; None: by how many requests the endpoint takes.
        engine: models of one's own, in the place of what settings name.
    """

    shares_budget = shares_disk = True

    def __init__(
        self,
        budget: Budget | None = None,
        *,
        worlds: Mapping[str, World] | None = None,
        at_once: int | None = None,
        engine: Engine | None = None,
    ) -> None:
        self._budget, self._worlds, self._given = budget, dict(worlds or {}), engine
        self._engines: dict[str, Engine] = {}
        self._wanted = at_once
        self.at_once = at_once or 1
        if engine is not None:
            engine.spending = budget

    def engine(self, settings: Mapping[str, object]) -> Engine:
        """The engine of some settings, opened once.

        Raises:
            InputError: they name what is not there.
        """
        if self._given is not None:
            return self._given
        key = repr(sorted(settings.items(), key=lambda one: one[0]))
        if key not in self._engines:
            engine = Engine(load_settings(settings), spending=self._budget).staying()
            for other in self._engines.values():
                engine.embed_as(other)
            self._engines[key] = engine
        return self._engines[key]

    def prepare(self, settings: Mapping[str, object]) -> None:
        """Finds out whether there can be the models of some settings; none is opened.

        Raises:
            InputError: there is no such model; the message says how to get one.
        """
        engine = self.engine(settings)
        engine.check()
        if self._wanted is None:
            self.at_once = max(self.at_once, at_once_of(engine.settings))

    async def play(self, spec: PlaySpec) -> Played:
        """Plays a cell; see ``play_here``."""
        assert spec.runs is not None
        world = self._worlds.get(spec.world_digest)
        return await play_here(spec, self.engine(spec.settings), Path(spec.runs), world)

    async def aclose(self) -> None:
        """Closes the engines that it opened."""
        engines, self._engines = self._engines, {}
        for engine in engines.values():
            await engine.aclose()


def at_once_of(settings: Settings) -> int:
    """Forums at once: one for a model on this machine, whose cache holds one debate's prompts. For
    an endpoint one for each request that it takes, since a forum mostly waits for its model, and
    some more, so that no request is missing while a forum is about something else."""
    most = settings.concurrency
    return 1 if is_local(settings) else most + min(most, MORE)
