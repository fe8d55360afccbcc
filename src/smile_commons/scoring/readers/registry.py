"""The formats that are read, the surest first; a new one is a module and a row here.

A module of a format has ``recognises(given) -> bool``, which looks at the content and reads
nothing to its end, and ``read(given) -> list[Conversation]``.
"""

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
from smile_commons.scoring.readers.given import Given
from smile_commons.scoring.readers.plugged import PluggedReaders
from smile_commons.scoring.readers.reader import Reader

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
