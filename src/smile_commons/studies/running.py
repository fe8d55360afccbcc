"""A study run: every cell that is not done is played, and what becomes of it is written down."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from smile_commons.dialogues.aside import aside
from smile_commons.models.budget import Budget
from smile_commons.runs.manifest import package_version
from smile_commons.studies.cells import Cell, CellRow
from smile_commons.studies.design import Design
from smile_commons.studies.ledger import Ledger, now
from smile_commons.studies.packing import packed, unpack
from smile_commons.studies.planning import Cells, settings_of
from smile_commons.studies.player import Player
from smile_commons.studies.progress import Status, Tally, played_seconds
from smile_commons.studies.spec import Played, PlaySpec

ATTEMPTS = 2
"""How often a cell is tried in one session, where a service failed."""
_BEYOND = ("words", "take", "new_takes")
"""Changes that put something in the place of the next speech, which must be there."""

_OWN = {"api_key", "embeddings_api_key", "checkpoints_url", "runs", "table"}
"""Settings that each place has of its own."""

OnCell = Callable[[Cell, CellRow, Status], None]


@dataclass(slots=True)
class Running:
    """One session of a study.

    Args:
        design: the study.
        cells: all of them.
        ledger: its rows; must be owned.
        player: who plays.
        budget: what all cells may spend together, with what was spent already.
        on_cell: told of each row that is written.
    """

    design: Design
    cells: Cells
    ledger: Ledger
    player: Player
    budget: Budget
    on_cell: OnCell = lambda cell, row, status: None
    ended: str = ""
    """Why it is over with cells left."""
    _trunks: dict[str, asyncio.Task[CellRow]] = field(
        default_factory=dict[str, asyncio.Task[CellRow]]
    )
    _held: dict[str, tuple[int, float]] = field(default_factory=dict[str, tuple[int, float]])
    """Tokens and cost that cells under way elsewhere may spend."""
    _begun: int = 0
    _tally: Tally = field(init=False)
    _writing: asyncio.Lock = field(default_factory=asyncio.Lock)

    def __post_init__(self) -> None:
        self._tally = Tally(self.cells.cells, self.ledger.rows)

    async def run(self) -> None:
        """Plays what is left, until it is done or a rule of ``stop`` holds.

        Raises:
            asyncio.CancelledError: cells under way are kept, and written down as stopped.
        """
        self._begun = sum(cell.id in self.ledger.rows for cell in self.cells.cells)
        todo = self._todo()
        hours = self.design.stop.max_hours
        left = None if hours is None else hours * 3600 - played_seconds(self.ledger.rows.values())
        if left is not None and left <= 0:
            self.ended = f"max_hours: {hours:g} are played"
            return
        try:
            async with asyncio.timeout(left), asyncio.TaskGroup() as group:
                for _ in range(self.player.at_once):
                    group.create_task(self._work(todo))
        except TimeoutError:
            self.ended = f"max_hours: {hours:g} are played"
        except BaseExceptionGroup as group:  # what one task raised has stopped the others
            raise group.exceptions[0] from None
        finally:
            for task in self._trunks.values():
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task

    def status(self) -> Status:
        """How the study stands."""
        return self._tally.status(running=True, ended=self.ended)

    def _todo(self) -> Iterator[Cell]:
        rows = dict(self.ledger.rows)  # as it stood: what fails now is not begun again at once
        for cell in self.cells.cells:
            if self.ended:
                return
            row = rows.get(cell.id)
            if row is not None and row.status == "done":
                continue
            most = self.design.stop.max_runs
            if row is None:
                if most is not None and self._begun >= most:
                    self.ended = f"max_runs: {most} are played"
                    return
                self._begun += 1
            yield cell

    async def _work(self, todo: Iterator[Cell]) -> None:
        for cell in todo:
            if cell.trunk is not None and not await self._shares(cell, cell.trunk):
                continue
            await self._played(cell)

    async def _shares(self, cell: Cell, trunk: str) -> bool:
        """Whether the common part is there; where it is not, that is what became of the cell."""
        if trunk not in self._trunks:
            self._trunks[trunk] = asyncio.create_task(self._played(self.cells.trunks[trunk]))
        row = await asyncio.shield(self._trunks[trunk])
        if row.status == "done":
            return True
        said = f"the common part of its block is not there: {row.error}"
        await self._write(cell, replace(self._row(cell), status=row.status, error=said))
        return False

    async def _played(self, cell: Cell) -> CellRow:
        row = self.ledger.rows.get(cell.id)
        if row is not None and row.status == "done":
            return row
        for attempt in range(ATTEMPTS):
            row = replace(self._row(cell), status="playing", attempts=self._attempts(cell) + 1)
            row = await self._write(cell, replace(row, run_id=cell.run_id))
            began = asyncio.get_running_loop().time()
            try:
                came = await self.player.play(self._spec(cell))
            except asyncio.CancelledError:
                seconds = asyncio.get_running_loop().time() - began
                await self._write(
                    cell,
                    self._over(
                        row,
                        Played(cell=cell.id, status="stopped", error="stopped", seconds=seconds),
                    ),
                )
                raise
            self._spent(row, came)
            if came.run is not None:
                await aside(unpack, came.run, self.design.runs / cell.run_id)
            if came.fault == "cap" and not self.ended:
                self.ended = came.error or "a cap was reached"
            row = await self._write(cell, self._over(row, came))
            if came.status != "failed" or came.fault == "input" or attempt + 1 == ATTEMPTS:
                break
        assert row is not None
        return row

    def _attempts(self, cell: Cell) -> int:
        row = self.ledger.rows.get(cell.id)
        return 0 if row is None else row.attempts

    def _over(self, row: CellRow, came: Played) -> CellRow:
        before = self.ledger.rows.get(row.cell)
        seconds = (before.seconds if before is not None else 0.0) + came.seconds
        return replace(
            row,
            status=came.status,
            error=came.error,
            tokens=max(came.tokens, row.tokens),
            cost=came.cost if came.cost is not None else row.cost,
            seconds=round(seconds, 3),
            model=came.model or row.model,
            model_digest=came.model_digest or row.model_digest,
            judge=came.judge or row.judge,
            judge_digest=came.judge_digest or row.judge_digest,
        )

    def _row(self, cell: Cell) -> CellRow:
        """A row of a cell as it stands: what was spent before is spent."""
        fresh = CellRow(
            cell=cell.id,
            kind=cell.kind,
            status="playing",
            factors=dict(cell.factors),
            control=cell.control,
            dialogue=cell.dialogue,
            dialogue_digest=cell.dialogue_digest,
            seed=cell.seed,
            block=cell.block,
            package=package_version(),
        )
        before = self.ledger.rows.get(cell.id)
        if before is None:
            return fresh
        kept = (
            "run_id",
            "attempts",
            "tokens",
            "cost",
            "seconds",
            "model",
            "model_digest",
            "judge",
            "judge_digest",
        )
        return replace(fresh, **{name: getattr(before, name) for name in kept})

    async def _write(self, cell: Cell, row: CellRow) -> CellRow:
        """Writes a row, whoever cancels it meanwhile; then it is on the disk, and was told of."""
        writing = asyncio.ensure_future(self._written(cell, row))
        try:
            return await asyncio.shield(writing)
        except asyncio.CancelledError:
            await asyncio.wait([writing])
            raise

    async def _written(self, cell: Cell, row: CellRow) -> CellRow:
        async with self._writing:  # in the order in which things happened
            before = self.ledger.rows.get(cell.id)
            row = await asyncio.to_thread(self.ledger.add, replace(row, at=now()))
            self._tally.changed(before, row)
        self.on_cell(cell, row, self.status())
        return row

    def _spec(self, cell: Cell) -> PlaySpec:
        design, trunk = self.design, self.cells.trunks.get(cell.trunk or "")
        content: dict[str, Any] = {}
        if not self.player.shares_disk:
            mine = design.runs / cell.run_id
            content["begun"] = packed(mine) if (mine / "run.json").is_file() else None
            content["trunk_files"] = packed(design.runs / trunk.run_id) if trunk else None
        if not self.player.shares_budget:
            content |= self._share(cell)
        stop_at = None
        if cell.kind == "trunk":
            stop_at = design.at + (design.paired in _BEYOND)
        return PlaySpec(
            cell=cell.id,
            run_id=cell.run_id,
            runs=str(design.runs) if self.player.shares_disk else None,
            world=dict(self.cells.worlds.by_digest[cell.world].files),
            world_digest=cell.world,
            options=cell.options,
            settings=settings_for(cell, design),
            mark={
                "id": design.id,
                "cell": cell.id,
                "block": cell.block,
                "factors": dict(cell.factors),
                "control": cell.control,
            },
            change=cell.change,
            card=_card(cell, design.folder),
            trunk=trunk and trunk.run_id,
            stop_at=stop_at,
            **content,
        )

    def _share(self, cell: Cell) -> dict[str, Any]:
        """Caps of a cell that is played elsewhere: a part of what nobody else may spend."""
        free = max(1, self.player.at_once - len(self._held))
        tokens = cost = None
        if self.budget.most_tokens is not None:
            held = sum(one[0] for one in self._held.values())
            tokens = max(1, (self.budget.most_tokens - self.budget.tokens - held) // free)
        if self.budget.most_cost is not None:
            dear = sum(one[1] for one in self._held.values())
            cost = max(1e-9, (self.budget.most_cost - self.budget.cost - dear) / free)
        self._held[cell.id] = (tokens or 0, cost or 0.0)
        return {"max_tokens": tokens, "max_cost": cost}

    def _spent(self, row: CellRow, came: Played) -> None:
        """Counts what a cell that was played elsewhere has spent."""
        if not self.player.shares_budget:
            self._held.pop(row.cell, None)
            self.budget.tokens += max(0, came.tokens - row.tokens)
            self.budget.cost += max(0.0, (came.cost or 0.0) - (row.cost or 0.0))


def settings_for(cell: Cell, design: Design) -> dict[str, Any]:
    """A cell's settings as they hold here, for wherever it is played; nothing secret."""
    given = settings_of(cell, design).model_dump(mode="json", exclude=_OWN)
    return {name: value for name, value in given.items() if value is not None}


def _card(cell: Cell, folder: Path) -> tuple[str, bytes] | None:
    if cell.change is None or cell.change.factor != "card" or cell.change.value is None:
        return None
    path = folder / str(cell.change.value)
    return path.name, path.read_bytes()
