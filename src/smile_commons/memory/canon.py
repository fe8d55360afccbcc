"""What a persona brings to the forum: the world's memories, made theirs."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from smile_commons.memory.memory import Embedder, Memory
from smile_commons.memory.persona import PersonaMemory

WORLD = "world"
"""The key under which a world keeps what everybody knows."""


class Given(Protocol):
    """A memory as a world gives it (``smile_commons.world.CanonMemory``)."""

    @property
    def id(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def owner(self) -> str | None: ...
    @property
    def when(self) -> str | None: ...
    @property
    def importance(self) -> float: ...


def canon_memories(given: Iterable[Given]) -> list[Memory]:
    """The world's memories as memories of turn 0, in their order."""
    return [
        Memory(
            id=memory.id,
            text=memory.text,
            kind="canon",
            importance=memory.importance,
            when=memory.when,
        )
        for memory in given
    ]


def canon_of(persona: str, memories: Mapping[str, Sequence[Given]]) -> list[Memory]:
    """What that persona knows at the outset: what everybody knows, then what is theirs alone."""
    return canon_memories([*memories.get(WORLD, ()), *memories.get(persona, ())])


def learn_canon(memory: PersonaMemory, canon: Sequence[Memory], embedder: Embedder) -> int:
    """Gives a persona those canon memories that it does not have yet; how many they were.

    Raises:
        ServiceError: the texts cannot be embedded.
    """
    new = [one for one in canon if memory.get(one.id) != one]
    if new:
        memory.remember(new, embedder.embed([one.text for one in new]))
    return len(new)
