"""A study, from its file to its results: what ``sc.study(path)`` gives."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import cached_property
from os import PathLike
from pathlib import Path

from smile_commons.api.blocking import blocking
from smile_commons.api.engine import Engine
from smile_commons.api.run import Run
from smile_commons.errors import InputError
from smile_commons.models.budget import Budget
from smile_commons.models.open import check_cost
from smile_commons.runs.folder import RunFolder
from smile_commons.studies.cells import Cell, CellRow
from smile_commons.studies.design import Design
from smile_commons.studies.ledger import Ledger, read_rows
from smile_commons.studies.planning import Cells, cells_of, settings_of
from smile_commons.studies.player import Here, Player
from smile_commons.studies.progress import Status, status_of
from smile_commons.studies.reading import read_design
from smile_commons.studies.running import OnCell, Running, settings_for
from smile_commons.world.model import World

LOCAL = "local"


@dataclass(frozen=True, slots=True)
class CellEvent:
    """Something became of a cell."""

    cell: Cell
    row: CellRow
    status: Status
    """Of the whole study then."""


class Study:
    """A study on disk: its design, its cells, and what became of them.

    Args:
        path: ``study.yaml``, or the folder that holds it.
        world: in the place of the one that the file names.

    Raises:
        InputError: there is no such file.
        WorldError: it has mistakes; each is named with its line.
    """

    def __init__(self, path: "str | PathLike[str]", *, world: World | None = None) -> None:
        self.design: Design = read_design(Path(path), world)

    @property
    def id(self) -> str:
        """As the file has it."""
        return self.design.id

    @property
    def folder(self) -> Path:
        """Where everything of it lies."""
        return self.design.folder

    @cached_property
    def plan_cells(self) -> Cells:
        """Cells and common parts, with their worlds.

        Raises:
            InputError, WorldError: as ``cells_of``.
        """
        return cells_of(self.design)

    @property
    def cells(self) -> Sequence[Cell]:
        """Every play that the design asks for, in order."""
        return self.plan_cells.cells

    def rows(self) -> list[CellRow]:
        """What became of the cells that were begun, in the order of the design.

        Raises:
            InputError: ``cells.jsonl`` cannot be read.
        """
        there = read_rows(self.folder)
        return [there[cell.id] for cell in self.cells if cell.id in there]

    def runs(self) -> list[Run]:
        """The runs of cells that are done, in the order of the design."""
        done = [row for row in self.rows() if row.status == "done" and row.run_id]
        return [
            Run(RunFolder.open(self.design.runs / str(row.run_id), self.design.runs))
            for row in done
        ]

    def status(self) -> Status:
        """How it stands, whoever plays it."""
        ledger = Ledger(self.folder)
        return status_of(self.cells, ledger.rows, running=ledger.owner_seems_there())

    async def run_async(
        self,
        *,
        backend: str = LOCAL,
        at_once: int | None = None,
        engine: Engine | None = None,
        on_cell: Callable[[CellEvent], None] | None = None,
    ) -> Status:
        """Plays every cell that is not done; those that are done are never played again.

        Args:
            backend: ``local`` (this process), ``process:N``, ``ray[:ADDRESS]``, ``dask[:ADDRESS]``.
            at_once: cells at once; None: by what the models take.
            engine: models that are open already, for ``local``.
            on_cell: told of every row that is written.

        Raises:
            InputError: something that it takes is not there; nothing was played.
            RunLockedError: somebody else runs the study.
            asyncio.CancelledError: what was played is kept, and goes on another time.
        """
        cells, ledger = self.plan_cells, Ledger(self.folder)
        with ledger.owned():
            budget = self._budget(ledger)
            async with self._player(backend, budget, at_once, engine) as player:
                running = Running(self.design, cells, ledger, player, budget, _told(on_cell))
                await running.run()
        return status_of(cells.cells, ledger.rows, ended=running.ended)

    def run(
        self,
        *,
        backend: str = LOCAL,
        at_once: int | None = None,
        engine: Engine | None = None,
        on_cell: Callable[[CellEvent], None] | None = None,
    ) -> Status:
        """``run_async`` for a program that waits."""
        return blocking(
            self.run_async(backend=backend, at_once=at_once, engine=engine, on_cell=on_cell)
        )

    async def events(
        self, *, backend: str = LOCAL, at_once: int | None = None, engine: Engine | None = None
    ) -> AsyncGenerator[CellEvent]:
        """Runs it while it is iterated over; whoever leaves stops it, and it can go on.

        Raises:
            CommonsError: as ``run_async``.
        """
        queue: asyncio.Queue[CellEvent | None] = asyncio.Queue()
        running = asyncio.create_task(
            self.run_async(
                backend=backend, at_once=at_once, engine=engine, on_cell=queue.put_nowait
            )
        )
        running.add_done_callback(lambda _: queue.put_nowait(None))
        try:
            while (event := await queue.get()) is not None:
                yield event
            await running
        finally:
            if not running.done():
                running.cancel()
                await asyncio.wait([running])

    def _budget(self, ledger: Ledger) -> Budget:
        stop, rows = self.design.stop, ledger.rows.values()
        spent = sum(row.tokens for row in rows)
        return Budget(stop.max_tokens, stop.max_cost, spent, sum(row.cost or 0.0 for row in rows))

    @asynccontextmanager
    async def _player(
        self, backend: str, budget: Budget, at_once: int | None, engine: Engine | None
    ) -> AsyncGenerator[Player]:
        here = Here(budget, worlds=self.plan_cells.worlds.by_digest, at_once=at_once, engine=engine)
        for cell in _one_of_each(self.cells):
            check_cost(self.design.stop.max_cost, settings_of(cell, self.design))
            here.prepare(settings_for(cell, self.design))
        if backend == LOCAL:
            try:
                yield here
            finally:
                await here.aclose()
            return
        raise InputError(f"`backend`: there is no {backend!r}; there are: {LOCAL}")


def study(path: "str | PathLike[str]", *, world: World | None = None) -> Study:
    """Opens a study: ``study.yaml``, or the folder that holds it; nothing is played.

    Raises:
        InputError: there is no such file.
        WorldError: it has mistakes; each is named with its line.
    """
    return Study(path, world=world)


def _told(on_cell: Callable[[CellEvent], None] | None) -> OnCell:
    if on_cell is None:
        return lambda cell, row, status: None
    return lambda cell, row, status: on_cell(CellEvent(cell, row, status))


def _one_of_each(cells: Sequence[Cell]) -> list[Cell]:
    """A cell for each choice of settings."""
    found = {repr((sorted(cell.settings.items()), cell.change)): cell for cell in reversed(cells)}
    return list(found.values())
