"""A study, from its file to its results: what ``sc.study(path)`` gives."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import cached_property
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from smile_commons.api.blocking import blocking
from smile_commons.api.engine import Engine
from smile_commons.api.run import Run
from smile_commons.errors import InputError
from smile_commons.models.budget import Budget
from smile_commons.models.open import check_cost
from smile_commons.models.record import Record
from smile_commons.runs.folder import REPLIES, RunFolder
from smile_commons.studies.analysis.compare import Comparison, compare
from smile_commons.studies.analysis.planner import Plan
from smile_commons.studies.backends.choosing import LOCAL, player_by
from smile_commons.studies.bundle import write_bundle
from smile_commons.studies.cells import Cell, CellRow
from smile_commons.studies.design import Design
from smile_commons.studies.ledger import Ledger, read_rows
from smile_commons.studies.planning import Cells, cells_of, settings_of
from smile_commons.studies.player import Here, Player
from smile_commons.studies.powering import plans_of
from smile_commons.studies.progress import Status, status_of
from smile_commons.studies.reading import read_design
from smile_commons.studies.registration import Registration, register
from smile_commons.studies.results import Analysed, analysed, reported
from smile_commons.studies.running import OnCell, Running, settings_for
from smile_commons.studies.tables import load
from smile_commons.world.model import World

if TYPE_CHECKING:
    import pandas as pd


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
        """Runs it while it is iterated over. Whoever leaves closes it (``contextlib.aclosing``):
        that stops the study, which can go on another time.

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

    def plan(self, pilot: "Study | str | PathLike[str] | None" = None) -> list[Plan]:
        """What the design can find: a plan for each primary outcome.

        Args:
            pilot: a study, or a folder of one or of runs, whose pairs tell the spread; None:
                ``analysis.sd`` does.

        Raises:
            InputError: the pilot has too few pairs.
        """
        place = pilot.folder if isinstance(pilot, Study) else pilot
        return list(plans_of(self.design, None if place is None else load(Path(place))))

    def register(self, *, because: str = "") -> Registration:
        """Freezes what is planned in ``registration/``, with the headings of the usual forms.

        Args:
            because: why it is amended, where it is registered already.

        Raises:
            InputError: it is registered as it is, or amended without a reason.
        """
        return register(self.design, self.plan_cells, because=because)

    def load(self, what: str = "scores", *, wide: bool = False) -> "pd.DataFrame":
        """A table of its runs: ``scores``, ``positions``, ``ballots``, ``speeches``, ``readings``,
        ``influence``, ``consistency``, ``runs`` or ``labels``.

        Raises:
            InputError: there is no such table, or pandas is not there.
        """
        return load(self.folder, what=what, wide=wide)

    def compare(self, outcome: str, by: str, **how: Any) -> Comparison:
        """One outcome between the levels of a factor, in pairs of a block; ``how`` as for
        ``smile_commons.studies.analysis.compare.compare``.

        Raises:
            InputError: there is no such outcome or factor.
        """
        asked: dict[str, Any] = {"block": "block", **how}
        return compare(self.load(), outcome, by, **asked)

    def analyse(self) -> Analysed:
        """Analyses as the design says, under all that was done otherwise than registered; writes
        ``tables/``, ``analysis.json`` and ``deviations.json``.

        Raises:
            InputError: no cell is done.
        """
        return analysed(self.design, self.plan_cells, self.rows())

    def report(
        self,
        out: "str | PathLike[str] | None" = None,
        *,
        people: "Sequence[str | PathLike[str]]" = (),
    ) -> Path:
        """Writes the report, one HTML file, beside the study or where it is named.

        Args:
            out: a file or folder.
            people: debates of people, whose bands stand beside the scores, besides those that the
                design names: see ``smile_commons.studies.people.bands.read_bands``.

        Raises:
            InputError: no cell is done, or there are no such debates.
        """
        place = None if out is None else Path(out)
        other = [Path(one) for one in people]
        return reported(self.design, self.plan_cells, self.rows(), place, other)[0]

    def bundle(self, out: "str | PathLike[str] | None" = None) -> Path:
        """Writes an RO-Crate with design, registration, tables, report, runs and sums of them.

        Raises:
            InputError: no cell is done.
        """
        return write_bundle(self.design, self.rows(), None if out is None else Path(out))

    def _budget(self, ledger: Ledger) -> Budget:
        stop, rows = self.design.stop, ledger.rows.values()
        spent = sum(row.tokens for row in rows) + sum(map(self._unwritten, rows))
        return Budget(stop.max_tokens, stop.max_cost, spent, sum(row.cost or 0.0 for row in rows))

    def _unwritten(self, row: CellRow) -> int:
        """Tokens of a cell that was killed before its row could say what it had spent."""
        if row.status != "playing" or row.run_id is None:
            return 0
        used = Record(self.design.runs / row.run_id / REPLIES, read_only=True).usage()
        return max(0, used.prompt + used.completion - row.tokens)

    @asynccontextmanager
    async def _player(
        self, backend: str, budget: Budget, at_once: int | None, engine: Engine | None
    ) -> AsyncGenerator[Player]:
        here = Here(budget, worlds=self.plan_cells.worlds.by_digest, at_once=at_once, engine=engine)
        for cell in _one_of_each(self.cells):
            check_cost(self.design.stop.max_cost, settings_of(cell, self.design))
            here.prepare(settings_for(cell, self.design))
        if engine is not None and backend != LOCAL:
            raise InputError("`engine` is for `backend` local: it cannot go to other processes")
        player = await player_by(backend, here, at_once)
        try:
            yield player
        finally:
            await player.aclose()
            await here.aclose()


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
