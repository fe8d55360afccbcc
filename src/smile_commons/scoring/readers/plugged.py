"""Readers that plug-ins bring."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from typing import cast

from smile_commons.errors import CommonsError, InputError
from smile_commons.plugins import READERS as GROUP
from smile_commons.plugins import Plugin, usable
from smile_commons.scoring.readers.conversation import Conversation
from smile_commons.scoring.readers.given import Given
from smile_commons.scoring.readers.reader import Reader

RIGHT = (
    "a Reader (smile_commons.scoring.readers.reader) with a text for its name and functions that "
    "tell whether a text is of its format and make a list of Conversation of it"
)


@dataclass(slots=True)
class PluggedReaders:
    """All of them; one that is broken is passed over, since most texts are not its own.

    Args:
        built_in: names of formats of ours, which no plug-in may have.
    """

    built_in: Collection[str]
    broken: list[str] = field(default_factory=list[str])
    """What is wrong with those that were passed over."""

    def reader_of(self, given: Given) -> Reader | None:
        """The first that knows the text, by their names; None: none does."""
        for plugin in usable(GROUP, self.built_in):
            if isinstance(plugin, str):
                self.broken.append(plugin)
                continue
            try:
                reader = _checked(plugin)
                with plugin.blamed():
                    if reader.recognises(given):
                        return reader
            except CommonsError as error:
                self.broken.append(str(error))
        return None


def _checked(plugin: Plugin) -> Reader:
    """The plug-in's reader, so that its failures name it.

    Raises:
        InputError: it cannot be imported or is no reader.
    """
    made = plugin.load(RIGHT)
    if not isinstance(made, Reader):
        raise plugin.fault(f"{plugin.entry.value} is of type {type(made).__name__}", RIGHT)
    if not (isinstance(made.name, str) and callable(made.recognises) and callable(made.read)):
        raise plugin.fault("its name is no text, or what it reads with no function", RIGHT)

    def read(given: Given) -> list[Conversation]:
        with plugin.blamed():
            return _conversations(plugin, made.read(given))

    return replace(made, read=read)


def _conversations(plugin: Plugin, made: object) -> list[Conversation]:
    kind = type(made).__name__
    if isinstance(made, list | tuple):
        found = [*cast("Sequence[object]", made)]
        if all(isinstance(one, Conversation) for one in found):
            return cast("list[Conversation]", found)
    raise plugin.fault(f"it made a {kind} of something else", RIGHT)


def with_broken(error: InputError, broken: Sequence[str]) -> InputError:
    """The same error where a reader that was passed over might have read the text."""
    if not broken:
        return error
    told = "readers of plug-ins that were passed over:"
    return InputError("\n".join([str(error), told, *broken]))
