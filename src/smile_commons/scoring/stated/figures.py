"""The figures of stated positions as functions of tables: one table, or many draws at once."""

from typing import Protocol

from smile_commons.scoring import convergence as c
from smile_commons.scoring.alpha import alpha
from smile_commons.scoring.convergence import Table

STATES = {
    "stated-attainment": c.attainment,
    "stated-agreement": c.agreement,
    "stated-polarisation": c.polarisation,
}
CHANGES = {
    "stated-convergence": "stated-attainment",
    "stated-mutual-convergence": "stated-agreement",
}
MOVEMENT, POSITION, ALPHA = "stated-movement", "stated-position", "stated-alpha"
OF_MANY = {"stated-agreement", ALPHA, "stated-polarisation", "stated-mutual-convergence"}
"""They compare personas, so one persona has none."""


class Told(Protocol):
    """Tables of starts and ends, behind any leading axes."""

    @property
    def start(self) -> Table: ...

    @property
    def end(self) -> Table: ...

    @property
    def moved(self) -> tuple[Table, Table]: ...


def figure(id: str, told: Told, weights: Table, rows: list[int], columns: list[int]) -> Table:
    """One figure of some personas and articles, one number for each draw.

    ``weights`` are the articles', behind the same leading axes as the tables'.
    """
    here = weights[..., columns]
    if id == POSITION:
        return _part(told.end, rows, columns)[..., 0, 0]
    if id == ALPHA:
        return alpha(_part(told.end, rows, columns))
    if id in STATES:
        return STATES[id](_part(told.end, rows, columns), here).mean()
    start, end = (_part(table, rows, columns) for table in told.moved)
    if id == MOVEMENT:
        return c.movement(start, end, here).mean()
    state = STATES[CHANGES[id]]
    return c.normalised_change(state(start, here).mean(), state(end, here).mean())


def beginning(id: str, told: Told, weights: Table, rows: list[int], columns: list[int]) -> Table:
    """The same at the start, for scores of a state."""
    part = _part(told.start, rows, columns)
    if id == ALPHA:
        return alpha(part)
    return part[..., 0, 0] if id == POSITION else STATES[id](part, weights[..., columns]).mean()


def _part(table: Table, rows: list[int], columns: list[int]) -> Table:
    return table[..., rows, :][..., columns]
