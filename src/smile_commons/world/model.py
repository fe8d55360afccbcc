"""What a world holds, as plain data."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from smile_commons.world.card import Card
from smile_commons.world.dialogue import Dialogue, Resolution
from smile_commons.world.lorebook import Lorebook

EVERYBODY = "world"
"""The name of the memory file that everybody shares."""


@dataclass(frozen=True, slots=True)
class CanonMemory:
    """What is remembered before the curtain rises."""

    id: str
    text: str
    owner: str | None
    """The persona that alone remembers it; None: everybody does."""
    when: str | None = None
    """In the story's own time, as it is written."""
    importance: float = 0.5
    """In [0, 1]."""
    group: str | None = None
    """The heading under which it stands."""
    line: int = field(default=0, compare=False)
    """Where it begins in its owner's file, from 1; 0 where that is not known."""


@dataclass(frozen=True)
class World:
    """A world folder, read and checked."""

    root: Path
    digest: str
    """SHA-256 over the names and contents of all that was read."""
    personas: Mapping[str, Card]
    dialogues: Mapping[str, Dialogue]
    memories: Mapping[str, tuple[CanonMemory, ...]]
    """By owner; those that everybody shares under ``world``."""
    templates: Mapping[str, str]
    """Sources by name relative to ``prompts/``."""
    words: Mapping[str, str] = field(default_factory=dict[str, str])
    """The text of each language's ``words.yaml``, by the language's code."""
    resolutions: Mapping[str, Resolution] = field(default_factory=dict[str, Resolution])
    lore: Mapping[str, tuple[Lorebook, ...]] = field(
        default_factory=dict[str, tuple[Lorebook, ...]]
    )
    """Lorebooks by owner; those that everybody knows under ``world``."""
    files: Mapping[str, bytes] = field(default_factory=dict[str, bytes], repr=False)
    """All that was read, by its path in the folder."""

    def lore_of(self, persona: str) -> tuple[Lorebook, ...]:
        """The lorebooks that a persona knows: everybody's, then its own."""
        return (*self.lore.get(EVERYBODY, ()), *self.lore.get(persona, ()))

    def resolution(self, dialogue: str) -> Resolution:
        """The resolution of a dialogue, with the articles that are in play, in their order."""
        wanted = self.dialogues[dialogue].resolution
        if isinstance(wanted, Resolution):
            return wanted
        whole = self.resolutions[wanted.use]
        if not wanted.articles:
            return whole
        by_id = {article.id: article for article in whole.articles}
        return whole.model_copy(update={"articles": tuple(by_id[a] for a in wanted.articles)})
