"""Dialogues as lists of lists: Generative Agents (name, text), SOTOPIA (from, to, action)."""

import re
from collections.abc import Iterator
from typing import Any, cast

from smile_commons.scoring.readers.conversation import Conversation, Passed, spoken
from smile_commons.scoring.readers.given import Given
from smile_commons.scoring.readers.json_records import messages_in
from smile_commons.scoring.readers.json_shapes import list_of, object_of

_SAID = re.compile(r"^said\s*:\s*(?P<said>.*)$", re.DOTALL | re.IGNORECASE)
_DONE = re.compile(r"^(?:did nothing|left the conversation|\[[^\]]+\]|action:|none)", re.IGNORECASE)
_ENVIRONMENT = "Environment"


def recognises(given: Given) -> bool:
    """Whether there are rows of two or three strings, or turns of such rows."""
    return any(_rows(one) for one in _holders(given))


def format_of(given: Given) -> str:
    """SOTOPIA where rows have a hearer."""
    for one in _holders(given):
        if rows := _rows(one):
            return "SOTOPIA" if any(len(row) == 3 for row in rows) else "Generative Agents"
    return "JSON"


def read(given: Given) -> list[Conversation]:
    """The dialogues; what the environment tells and what is done is counted."""
    found = list[Conversation]()
    for place, one in enumerate(_holders(given), start=1):
        if rows := _rows(one):
            into = Conversation(_id(one, place, len(_holders(given))), given.file)
            for row in rows:
                _say(row, into)
            found.append(into)
    return found


def _holders(given: Given) -> list[Any]:
    """What may hold the rows of one dialogue each."""
    if given.documents is None:
        return []
    found = list[Any]()
    for _, data in given.documents.parsed:
        rows = _rows(data)
        of_pairs = _depth(data) > 2 and all(len(row) == 2 for row in rows)
        of_dialogues = (of_pairs if rows else True) and any(
            isinstance(one, dict) or _depth(one) > 1 for one in list_of(data)[:20]
        )
        found += list_of(data) if of_dialogues else [data]
    return found


def _depth(data: object) -> int:
    """How many lists lie in each other."""
    items = list_of(data)
    return 1 + _depth(items[0]) if items else int(isinstance(data, list))


def _rows(holder: object) -> list[list[str]]:
    """The rows of one dialogue; empty: it is none."""
    if isinstance(holder, dict):
        chat = messages_in(cast("object", holder))
        return _rows(object_of(cast("object", holder)).get("convo") if chat is None else chat)
    rows = list(_flat(list_of(holder)))
    alike = all(len(row) in (2, 3) and all(isinstance(cell, str) for cell in row) for row in rows)
    return rows if alike else []


def _flat(data: list[Any]) -> Iterator[list[Any]]:
    """Rows, and the rows of turns, one after the other; what is none as an empty row."""
    for one in data:
        items = list_of(one)
        if items and isinstance(items[0], list):
            yield from map(list_of, items)
        else:
            yield items


def _say(row: list[str], into: Conversation) -> None:
    who, text = row[0], row[-1].strip()
    said = _SAID.match(text)
    if who == _ENVIRONMENT:
        into.pass_over(Passed.NOBODY)
    elif len(row) == 3 and not said and _DONE.match(text):
        into.pass_over(Passed.DIRECTIONS)
    else:
        words = said["said"].strip() if said else text
        quoted = len(words) > 1 and words[0] + words[-1] in ('""', "“”")
        into.say(spoken(who, words[1:-1] if said and quoted else words))


def _id(holder: object, place: int, of: int) -> str | None:
    for name in ("episode_id", "pk", "id", "conversation_id"):
        if found := object_of(holder).get(name):
            return str(found)
    return str(place) if of > 1 else None
