"""Texts of heads and lines: a head tells who speaks, the lines under it what is said."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Generic, TypeVar

Head = TypeVar("Head")


@dataclass(slots=True)
class Block(Generic[Head]):
    """A head and the lines under it, each with its number."""

    place: int
    head: Head
    rows: list[tuple[int, str]] = field(default_factory=list[tuple[int, str]])


Before = Callable[[int, str], None]


def blocks(
    rows: Iterable[str], head_of: Callable[[int, str], Head | None], before: Before
) -> Iterator[Block[Head]]:
    """The blocks of a text.

    Args:
        rows: its lines.
        head_of: what a line of that number says as a head; None: it is none.
        before: is told of each line over the first head.
    """
    current: Block[Head] | None = None
    for place, row in enumerate(rows, start=1):
        head = head_of(place, row)
        if head is not None:
            if current is not None:
                yield current
            current = Block(place, head)
        elif current is not None:
            current.rows.append((place, row))
        else:
            before(place, row)
    if current is not None:
        yield current
