"""One format of transcripts that is read, or a family of them."""

from collections.abc import Callable
from dataclasses import dataclass

from smile_commons.scoring.readers.conversation import Conversation
from smile_commons.scoring.readers.given import Given


@dataclass(frozen=True, slots=True)
class Reader:
    """How a format is recognised and read."""

    name: str | Callable[[Given], str]
    """As a person calls it."""
    recognises: Callable[[Given], bool]
    """Looks at the content, and reads nothing to its end."""
    read: Callable[[Given], list[Conversation]]
    """The conversations of the whole text; raises ``InputError`` where it cannot be read."""
    by_time: bool = False
    """Whether times that were read decide the order."""

    def format(self, given: Given) -> str:
        """What this text is called."""
        return self.name if isinstance(self.name, str) else self.name(given)
