"""How a study stands is kept up to date row by row, and is what all rows say."""

import random
from dataclasses import replace

from smile_commons.studies.cells import Cell, CellRow, State
from smile_commons.studies.progress import Tally, status_of

STATES: tuple[State, ...] = ("playing", "done", "failed", "stopped")


def cell(number: int) -> Cell:
    return Cell(
        id=str(number), dialogue="forum", dialogue_digest="", seed=number, block="", factors={},
        world="", model="", judge="",
    )  # fmt: skip


def test_row_by_row_it_comes_to_the_same() -> None:
    draw, cells = random.Random(2145), [cell(number) for number in range(12)]
    rows = dict[str, CellRow]()
    tally = Tally(cells, rows)
    for _ in range(300):
        id = str(draw.randrange(15))  # three are of common parts, which are no cells
        row = CellRow(
            cell=id,
            status=draw.choice(STATES),
            dialogue="forum",
            seed=1,
            tokens=draw.randrange(99),
            cost=draw.choice([None, 0.25, 1.5]),
        )
        before, rows[id] = rows.get(id), row
        tally.changed(before, row)
        for running in (True, False):
            found, whole = tally.status(running=running), status_of(cells, rows, running=running)
            assert replace(found, hours=0, cost=None, seconds_left=None, cost_left=None) == replace(
                whole, hours=0, cost=None, seconds_left=None, cost_left=None
            )
            assert (found.cost is None) == (whole.cost is None)
            assert abs((found.cost or 0) - (whole.cost or 0)) < 1e-9
