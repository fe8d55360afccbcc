"""What a reader is given: a text, where it stands, and which of its fields the user named."""

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from smile_commons.scoring.readers.documents import Documents, documents_of


@dataclass(frozen=True, slots=True)
class Fields:
    """Where speaker, text and time stand: paths into JSON (``author.name``), columns of a table."""

    speaker: str | None = None
    text: str | None = None
    time: str | None = None

    def __bool__(self) -> bool:
        return any((self.speaker, self.text, self.time))


@dataclass(frozen=True)
class Given:
    """One text that is to be read."""

    text: str
    path: Path
    """Of the file it comes from; its ending helps where the content may be several things."""
    file: str
    """As faults name it."""
    fields: Fields = field(default_factory=Fields)
    people: dict[str, str] = field(default_factory=dict[str, str])
    """Names by id, where an export keeps them in another file."""

    @property
    def ending(self) -> str:
        """The file's ending in small letters, with its dot."""
        return self.path.suffix.lower()

    @cached_property
    def rows(self) -> list[str]:
        """The lines of the text."""
        return self.text.split("\n")

    @cached_property
    def first(self) -> str:
        """The first line that is not blank."""
        return next((row.strip() for row in self.rows if row.strip()), "")

    @cached_property
    def documents(self) -> Documents | None:
        """The text as JSON; None: it is none.

        Raises:
            InputError: it must be JSON and cannot be read as such.
        """
        return documents_of(self.text, self.ending, self.file)

    @cached_property
    def objects(self) -> list[tuple[int | None, Any]]:
        """What the text holds as JSON, a list of it item by item, with lines where known."""
        return [] if self.documents is None else list(self.documents.items())
