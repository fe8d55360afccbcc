"""One format of transcripts that is read, or a family of them."""

from collections.abc import Callable
from dataclasses import dataclass

from smile_commons.scoring.readers.conversation import Conversation
from smile_commons.scoring.readers.given import Given
from smile_commons.scoring.readers.json_shapes import Lists, Message


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


def of_messages(
    name: str,
    lists: Callable[[Given], Lists],
    add: Callable[[Message, Conversation], None],
    *,
    by_time: bool = False,
) -> Reader:
    """The reader of a program that keeps its conversations as lists of messages in JSON.

    Args:
        name: of the program.
        lists: each conversation's id and messages; none where the text is not the program's.
        add: adds what one message says, and counts what it is besides.
        by_time: whether times decide the order.
    """

    def read(given: Given) -> list[Conversation]:
        found = list[Conversation]()
        for id, messages in lists(given):
            into = Conversation(id, given.file)
            for line, message in messages:
                into.place = line
                add(message, into)
            found.append(into)
        return found

    return Reader(name, lambda given: any(True for _ in lists(given)), read, by_time)
