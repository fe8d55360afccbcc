"""Where a cast stands and how it moved, as functions of tables: of ballots, and of what was said.

The ids are those of ballots; what was said has the same with ``stated-`` before them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from smile_commons.scoring import convergence as c
from smile_commons.scoring.convergence import Table, alpha
from smile_commons.scoring.score import Scope

STATES = {"attainment": c.attainment, "agreement": c.agreement, "polarisation": c.polarisation}
CHANGES = {"convergence": "attainment", "mutual-convergence": "agreement"}
OF_MANY = {"agreement", "polarisation", "mutual-convergence"}
"""They compare personas, so one persona has none."""


@dataclass(frozen=True, slots=True)
class Part:
    """A scope, and where it lies in tables of personas by articles."""

    scope: Scope
    rows: Sequence[int]
    columns: Sequence[int]

    def of(self, table: Table) -> Table:
        """What a table has of it, behind whatever leading axes."""
        return table[..., self.rows, :][..., self.columns]


def parts(personas: Sequence[str], articles: Sequence[str]) -> Iterator[Part]:
    """The whole, each persona, each article, and each persona on each article."""
    rows, columns = range(len(personas)), range(len(articles))
    yield Part(Scope(), rows, columns)
    for row, persona in enumerate(personas):
        yield Part(Scope(persona=persona), [row], columns)
    for column, article in enumerate(articles):
        yield Part(Scope(article=article), rows, [column])
    for row, persona in enumerate(personas):
        for column, article in enumerate(articles):
            yield Part(Scope(persona=persona, article=article), [row], [column])


def ids_of(scope: Scope, of_the_whole: Sequence[str]) -> Sequence[str]:
    """The scores that a scope has, of those of the whole."""
    if scope.persona is None:
        return [id for id in of_the_whole if scope.article is None or id != "alpha"]
    if scope.article is not None:
        return ("movement",)
    return [id for id in (*STATES, *CHANGES, "movement") if id not in OF_MANY]


def figure(id: str, start: Table, end: Table, weights: Table) -> Table:
    """A score, one number for each draw; of a state it is that at the end.

    ``weights`` are the articles', behind the same leading axes as the tables'.
    """
    if id == "movement":
        return c.movement(start, end, weights).mean()
    if id == "alpha":
        return alpha(end)
    if id in STATES:
        return STATES[id](end, weights).mean()
    state = STATES[CHANGES[id]]
    return c.normalised_change(state(start, weights).mean(), state(end, weights).mean())


def is_state(id: str) -> bool:
    """Whether a score says where the cast stands, and not how far it moved."""
    return id in STATES or id == "alpha"


def number(value: Table) -> float | None:
    """A figure as it is written; None where it is not defined."""
    return float(value) if np.isfinite(value) else None
