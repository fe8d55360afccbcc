"""JSON and JSONL with a speaker and a text a record: an object a line, or lists of messages."""

from collections.abc import Iterator
from typing import Any, cast

from smile_commons.scoring.readers.conversation import Conversation
from smile_commons.scoring.readers.given import Given
from smile_commons.scoring.readers.json_shapes import breadth_first, lists_of, object_of
from smile_commons.scoring.readers.records import SPEAKER, TEXT, Record, conversations, has, record
from smile_commons.scoring.readers.transcript import fault

_LISTS = (
    *("messages", "utterances", "lines", "turns", "transcript", "conversation", "conversations"),
    *("dialogue", "dialog", "chat_history", "chathistory", "history", "chat", "items", "data"),
    *("comments", "posts", "contents", "results", "events", "message_thread"),
)
"""What the list of messages in an object may be called."""
_IDS = ("conversation_id", "group_id", "dialogue_id", "id")


def recognises(given: Given) -> bool:
    """Whether it is JSON."""
    return given.documents is not None


def format_of(given: Given) -> str:
    """Whether it is one document or one a line."""
    return "JSON" if given.documents is None else given.documents.kind


def read(given: Given) -> list[Conversation]:
    """The conversations of a JSON or JSONL text.

    Raises:
        InputError: it holds no list of objects, or these have no speaker or no text.
    """
    assert given.documents is not None
    if given.documents.kind == "JSON":
        whole: object = given.documents.parsed[0][1]
        own = object_of(whole)
        deeper = _deeper(own) if own and messages_in(own) is None else None
        if deeper is not None:
            return conversations((record(one, None, given.file) for one in deeper), given.file)
        _check(whole, given.file)
    records = (one for line, item in given.objects for one in _records(item, given.file, line))
    return conversations(records, given.file)


def messages_in(data: object) -> list[Any] | None:
    """The list of messages that an object holds, by whichever name."""
    if not isinstance(data, dict):
        return None
    whole = {str(name).casefold(): value for name, value in cast("dict[Any, Any]", data).items()}
    for name in _LISTS:
        if isinstance(whole.get(name), list):
            return cast("list[Any]", whole[name])
    return None


def _deeper(whole: object) -> list[Any] | None:
    """The first list inside whose objects have a speaker and a text, the shallowest first."""
    for items in map(lists_of, breadth_first(whole)):
        if any(has(item, SPEAKER) and has(item, TEXT) for item in items[:20]):
            return items
    return None


def _check(data: object, file: str) -> None:
    if isinstance(data, dict) and messages_in(cast("object", data)) is None:
        hint = f"it may be called {', '.join(_LISTS[:6])}, or `speaker_field` and `text_field`"
        raise fault(file, None, "", "holds no list of messages", f"{hint} lead to them")
    if not isinstance(data, list | dict):
        raise fault(file, None, "", "is neither a list nor an object")


def _records(data: object, file: str, line: int | None) -> Iterator[Record]:
    """One object as a record, or the messages that it holds, under its id."""
    inner = messages_in(data)
    if inner is None:
        yield record(data, line, file)
        return
    whole = cast("dict[str, Any]", data)
    id = next((whole[name] for name in _IDS if name in whole), f"{line}" if line else None)
    for place, item in enumerate(inner, start=1):
        if not isinstance(item, dict):
            raise fault(file, line, f"messages.{place}", "is not an object")
        own = cast("dict[str, Any]", item)
        yield record(own if id is None else {"conversation_id": id, **own}, line, file)
