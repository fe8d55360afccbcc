"""A loaded world as the rest of the program sees it: plain data that nobody changes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from smile_commons.dialogues.dialogue import Dialogue, Resolution
from smile_commons.errors import InputError
from smile_commons.personas.card import Card
from smile_commons.world.nearest import did_you_mean

FOLDERS = ("personas", "memory", "prompts", "dialogues")
"""What a world consists of."""

EVERYBODY = "world"
"""The key, and the name of the file, of what everybody remembers."""


@dataclass(frozen=True, slots=True)
class CanonMemory:
    """A memory that the world gives, from before the curtain rises."""

    id: str
    text: str
    owner: str | None
    """The persona's id; None when everybody remembers it."""
    when: str | None
    """In the words of the file (``2144-11``, ``spring 2139``)."""
    importance: float
    """In [0, 1]."""
    group: str | None
    """The heading it stands under."""


@dataclass(frozen=True)
class World:
    """Everything that can be played, checked."""

    root: Path
    digest: str
    """SHA-256 in hex over the names and contents of all files that were read."""
    personas: Mapping[str, Card]
    dialogues: Mapping[str, Dialogue]
    memories: Mapping[str, tuple[CanonMemory, ...]]
    """By the id of who remembers; what everybody does under ``world``."""
    templates: Mapping[str, str]
    """The world's own templates, by file name (``speech.j2``); those that ship are not in it."""
    resolutions: Mapping[str, Resolution] = field(default_factory=dict[str, Resolution])
    """Those of ``dialogues/resolutions/``, whole."""

    def resolution(self, dialogue_id: str) -> Resolution:
        """What a dialogue debates, with the articles in play in the order it gives.

        Raises:
            InputError: there is no such dialogue.
        """
        if dialogue_id not in self.dialogues:
            hint = did_you_mean(dialogue_id, self.dialogues)
            raise InputError(
                f"{self.root}: no dialogue {dialogue_id!r}" + (f" ({hint})" if hint else "")
            )
        given = self.dialogues[dialogue_id].resolution
        if isinstance(given, Resolution):
            return given
        whole = self.resolutions[given.use]
        if not given.articles:
            return whole
        articles = {article.id: article for article in whole.articles}
        return Resolution(
            id=whole.id,
            title=whole.title,
            articles=tuple(articles[article] for article in given.articles),
        )
