"""What a persona brings to the forum: the world's memories, made theirs."""

from collections.abc import Iterable, Mapping, Sequence

from smile_commons.memory.episodes import bare
from smile_commons.memory.memory import Embedder, Memory
from smile_commons.memory.persona import PersonaMemory
from smile_commons.world.model import EVERYBODY, CanonMemory


def canon_memories(given: Iterable[CanonMemory]) -> list[Memory]:
    """The world's memories as memories of turn 0, in their order."""
    return [
        Memory(one.id, one.text, "canon", importance=one.importance, when=one.when) for one in given
    ]


def canon_of(persona: str, memories: Mapping[str, Sequence[CanonMemory]]) -> list[Memory]:
    """What that persona knows at the outset: what everybody knows, then what is theirs alone."""
    return canon_memories([*memories.get(EVERYBODY, ()), *memories.get(persona, ())])


def learn(memory: PersonaMemory, memories: Iterable[Memory], embedder: Embedder) -> int:
    """Gives a persona those memories that it does not have yet as they are; how many they were.

    Raises:
        ServiceError: the texts cannot be embedded.
    """
    new = [one for one in memories if memory.get(one.id) != one]
    if new:
        memory.remember(new, embedder.embed([bare(one) for one in new]))
    return len(new)
