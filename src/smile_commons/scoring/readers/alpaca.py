"""Alpaca and its kin: an instruction and its answer a record, and what was said before it."""

from collections.abc import Iterator
from typing import Any

from smile_commons.scoring.readers.conversation import Conversation, Passed, spoken
from smile_commons.scoring.readers.given import Given
from smile_commons.scoring.readers.json_shapes import list_of, objects_in
from smile_commons.scoring.readers.transcript import fault

_SHAPES = (
    ("instruction", ("input", "context"), ("output", "response")),  # Alpaca, Dolly
    ("prompt", ("query",), ("response", "output")),  # ChatGLM, where it has a history
)
_ASKS, _ANSWERS = "user", "assistant"


def recognises(given: Given) -> bool:
    """Whether records have an instruction and an answer, or a prompt with a history."""
    return any(_shape(one) for _, one in objects_in(given)[:20])


def read(given: Given) -> list[Conversation]:
    """A conversation a record: pairs of the history, then the instruction and its answer.

    Raises:
        InputError: a history holds no pairs of texts, or an answer is no text.
    """
    found = list[Conversation]()
    records = objects_in(given)
    for place, (line, one) in enumerate(records, start=1):
        id = str(one.get("id") or place) if len(records) > 1 else None
        into = Conversation(id, given.file)
        into.pass_over(Passed.NOBODY, int(bool(one.get("system"))))
        for who, text in _said(one, line, given.file):
            into.say(spoken(who, text), line)
        found.append(into)
    return found


def _shape(one: dict[str, Any]) -> tuple[str, tuple[str, ...], tuple[str, ...]] | None:
    for shape in _SHAPES:
        asked, _, answers = shape
        whole = asked in one and any(name in one for name in answers)
        if whole and (asked == "instruction" or isinstance(one.get("history"), list)):
            return shape
    return None


def _said(one: dict[str, Any], line: int | None, file: str) -> Iterator[tuple[str, str]]:
    shape = _shape(one)
    if shape is None:
        raise fault(file, line, "", "has no instruction with an answer, as other records have")
    for pair in list_of(one.get("history")):
        cells = list_of(pair)
        if len(cells) != 2 or not all(isinstance(cell, str) for cell in cells):
            raise fault(file, line, "history", "holds what is no pair of texts", '["…", "…"]')
        yield from zip((_ASKS, _ANSWERS), cells, strict=True)
    asked, more, answers = shape
    texts = (one.get(name) for name in (asked, *more))
    yield _ASKS, "\n".join(_text(text, line, file) for text in texts if text)
    yield _ANSWERS, _text(next((one[a] for a in answers if one.get(a)), ""), line, file)


def _text(value: object, line: int | None, file: str) -> str:
    if not isinstance(value, str):
        raise fault(file, line, "", f"{str(value)[:60]!r} is not text")
    return value
