"""The formats that are read, the surest first; a new one is a module and a row here.

A module of a format has ``recognises(given) -> bool``, which looks at the content and reads
nothing to its end, and ``read(given) -> list[Conversation]``.
"""

from collections.abc import Callable
from dataclasses import dataclass

from smile_commons.scoring.readers import (
    alpaca,
    captions,
    deliberate_lab,
    facebook,
    fdx,
    headed,
    imessage,
    inspect_logs,
    irc,
    json_records,
    llm_markdown,
    messengers,
    model_exports,
    model_logs,
    named_fields,
    pairs,
    plain,
    screenplay,
    sillytavern,
    simulations,
    speech_recognition,
    stamped,
    substation,
    table,
    tinytroupe,
    webex,
    workrooms,
    zoom_chat,
)
from smile_commons.scoring.readers.conversation import Conversation
from smile_commons.scoring.readers.given import Given


@dataclass(frozen=True, slots=True)
class Reader:
    """One format, or a family of them."""

    name: str | Callable[[Given], str]
    """As a person calls it."""
    recognises: Callable[[Given], bool]
    read: Callable[[Given], list[Conversation]]
    by_time: bool = False
    """Whether times that were read decide the order."""

    def format(self, given: Given) -> str:
        """What this text is called."""
        return self.name if isinstance(self.name, str) else self.name(given)


READERS: tuple[Reader, ...] = (
    Reader(named_fields.format_of, named_fields.recognises, named_fields.read, by_time=True),
    Reader("FDX", fdx.recognises, fdx.read),
    Reader("SubStation Alpha", substation.recognises, substation.read),
    Reader(captions.name_of, captions.recognises, captions.read),
    Reader("Messenger", facebook.recognises, facebook.read, by_time=True),
    # JSON that only one program writes, then any.
    Reader("SillyTavern", sillytavern.recognises, sillytavern.read),
    Reader("Inspect log", inspect_logs.recognises, inspect_logs.read),
    Reader("TinyTroupe", tinytroupe.recognises, tinytroupe.read),
    Reader("Alpaca", alpaca.recognises, alpaca.read),
    Reader(model_exports.format_of, model_exports.recognises, model_exports.read),
    Reader(messengers.format_of, messengers.recognises, messengers.read, by_time=True),
    Reader(workrooms.format_of, workrooms.recognises, workrooms.read, by_time=True),
    Reader("Deliberate Lab", deliberate_lab.recognises, deliberate_lab.read, by_time=True),
    Reader(simulations.format_of, simulations.recognises, simulations.read),
    Reader(model_logs.format_of, model_logs.recognises, model_logs.read),
    Reader("speech recognition", speech_recognition.recognises, speech_recognition.read),
    Reader(pairs.format_of, pairs.recognises, pairs.read),
    Reader(json_records.format_of, json_records.recognises, json_records.read, by_time=True),
    Reader("iMessage", imessage.recognises, imessage.read),
    Reader("Webex chat", webex.recognises, webex.read),
    Reader("Zoom chat", zoom_chat.recognises, zoom_chat.read),
    Reader(stamped.format_of, stamped.recognises, stamped.read),
    Reader("IRC log", irc.recognises, irc.read),
    Reader("llm log", llm_markdown.recognises, llm_markdown.read),
    Reader("CSV", table.recognises, table.read, by_time=True),
    Reader("names with times", headed.recognises, headed.read),
    Reader("Fountain", screenplay.recognises, screenplay.read),
    Reader("script", plain.recognises, plain.read),
)


def reader_of(given: Given) -> Reader | None:
    """The first reader that knows the text; None: it is blank."""
    return next((reader for reader in READERS if reader.recognises(given)), None)
