"""JSONL (one object a line) and JSON (a list of objects, or an object that holds one)."""

import json
from collections.abc import Iterator
from typing import Any, cast

from smile_commons.scoring.readers.records import Record, record
from smile_commons.scoring.readers.transcript import fault

_LISTS = ("messages", "utterances", "lines", "turns", "transcript", "conversation", "events")
"""What the list of messages in an object may be called."""
_IDS = ("conversation_id", "group_id", "dialogue_id", "id")


def parse_jsonl(text: str, file: str) -> Iterator[Record]:
    """The objects of a JSONL text; one that holds a list of messages is a conversation.

    Raises:
        InputError: a line is not JSON, or not an object.
    """
    for number, row in enumerate(text.split("\n"), start=1):
        if row.strip():
            yield from _records(_parsed(row, file, number), file, number)


def parse_json(text: str, file: str) -> Iterator[Record]:
    """The objects of a JSON document.

    Raises:
        InputError: it is not JSON, or holds no list of objects.
    """
    data: object = _parsed(text, file, None)
    if isinstance(data, dict):
        if _messages(cast("dict[str, Any]", data)) is None:
            said = "holds no list of messages"
            raise fault(file, None, "", said, f"it may be called {', '.join(_LISTS)}")
        data = [cast("object", data)]
    if not isinstance(data, list):
        raise fault(file, None, "", "is neither a list nor an object")
    for item in cast("list[object]", data):
        yield from _records(item, file, None)


def _records(data: object, file: str, line: int | None) -> Iterator[Record]:
    """One object as a record, or the messages that it holds, under its id."""
    inner = _messages(cast("dict[str, Any]", data)) if isinstance(data, dict) else None
    if inner is None:
        yield record(cast("object", data), line, file)
        return
    whole = cast("dict[str, Any]", data)
    id = next((whole[name] for name in _IDS if name in whole), f"{line}" if line else None)
    for place, item in enumerate(inner, start=1):
        if not isinstance(item, dict):
            raise fault(file, line, f"messages.{place}", "is not an object")
        own = cast("dict[str, Any]", item)
        yield record(own if id is None else {"conversation_id": id, **own}, line, file)


def _messages(data: dict[str, Any]) -> list[Any] | None:
    for name in _LISTS:
        if isinstance(data.get(name), list):
            return data[name]
    return None


def _parsed(text: str, file: str, line: int | None) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        place = line or error.lineno
        raise fault(file, place, "", f"is not JSON: {error.msg} at column {error.colno}") from error
    except (ValueError, RecursionError) as error:  # a number beyond all bounds; nested too deep
        raise fault(file, line, "", f"is not JSON that can be read: {error}") from error
