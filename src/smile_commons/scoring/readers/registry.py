"""The formats that are read, the surest first; a new one is a module and a row here.

A module of a format has ``recognises(given) -> bool``, which looks at the content and reads
nothing to its end, and ``read(given) -> list[Conversation]``.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from typing import cast

import smile_commons.scoring.readers.alpaca as alpaca
import smile_commons.scoring.readers.captions as captions
import smile_commons.scoring.readers.chats as chats
import smile_commons.scoring.readers.fdx as fdx
import smile_commons.scoring.readers.headed as headed
import smile_commons.scoring.readers.imessage as imessage
import smile_commons.scoring.readers.irc as irc
import smile_commons.scoring.readers.json_records as json_records
import smile_commons.scoring.readers.meeting_chats as meeting_chats
import smile_commons.scoring.readers.model_exports as model_exports
import smile_commons.scoring.readers.model_logs as model_logs
import smile_commons.scoring.readers.named_fields as named_fields
import smile_commons.scoring.readers.pairs as pairs
import smile_commons.scoring.readers.plain as plain
import smile_commons.scoring.readers.screenplay as screenplay
import smile_commons.scoring.readers.simulations as simulations
import smile_commons.scoring.readers.speech_recognition as speech_recognition
import smile_commons.scoring.readers.stamped as stamped
import smile_commons.scoring.readers.substation as substation
import smile_commons.scoring.readers.table as table
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
    made: Reader = plugin.load(RIGHT, Reader)
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


READERS: tuple[Reader, ...] = (
    Reader(named_fields.format_of, named_fields.recognises, named_fields.read, by_time=True),
    Reader("FDX", fdx.recognises, fdx.read),
    Reader("SubStation Alpha", substation.recognises, substation.read),
    Reader(captions.name_of, captions.recognises, captions.read),
    chats.MESSENGER,
    # JSON that only one program writes, then any.
    chats.SILLY_TAVERN,
    model_logs.INSPECT,
    simulations.TINY_TROUPE,
    Reader("Alpaca", alpaca.recognises, alpaca.read),
    Reader(model_exports.format_of, model_exports.recognises, model_exports.read),
    *(chats.SIGNAL, chats.TELEGRAM, chats.SLACK, chats.DISCORD),
    chats.DELIBERATE_LAB,
    *(simulations.AUTOGEN, simulations.CAMEL, simulations.CHAT_ARENA),
    Reader(model_logs.format_of, model_logs.recognises, model_logs.read),
    Reader("speech recognition", speech_recognition.recognises, speech_recognition.read),
    Reader(pairs.format_of, pairs.recognises, pairs.read),
    Reader(json_records.format_of, json_records.recognises, json_records.read, by_time=True),
    Reader("iMessage", imessage.recognises, imessage.read),
    meeting_chats.WEBEX,
    meeting_chats.ZOOM,
    Reader(stamped.format_of, stamped.recognises, stamped.read),
    Reader("IRC log", irc.recognises, irc.read),
    model_logs.MARKDOWN,
    Reader("CSV", table.recognises, table.read, by_time=True),
    Reader("names with times", headed.recognises, headed.read),
    Reader("Fountain", screenplay.recognises, screenplay.read),
    Reader("script", plain.recognises, plain.read),
)


NAMED = frozenset(one.name for one in READERS if isinstance(one.name, str))
"""Names of formats that are the same for every text."""


def reader_of(given: Given, plugged: PluggedReaders | None = None) -> Reader | None:
    """The first reader that knows the text; None: it is blank.

    Where the user named fields, they are what counts; else the readers of plug-ins come before
    all of ours, the last of which takes any text.

    Args:
        given: the text.
        plugged: is told which readers of plug-ins were passed over as broken.
    """
    if not given.fields and given.text.strip():
        own = (plugged or PluggedReaders(NAMED)).reader_of(given)
        if own is not None:
            return own
    return next((reader for reader in READERS if reader.recognises(given)), None)
