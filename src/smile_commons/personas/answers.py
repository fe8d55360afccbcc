"""What a strong model answers when it is asked for lines: what the character wants, and the lines.

The form that is asked for is ``WANTS: …`` and ``LINE: …`` (``LINE 1:`` and so on for several), each
on a line of its own. Models bend it: they leave labels out, number instead, put bold around them,
answer in JSON or in a fence. Whatever can be understood is.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast

_FENCE = re.compile(r"^\s*```\w*\s*$", re.MULTILINE)
_BEFORE = r"^[ \t]*(?:[#>*_-]+[ \t]*)*"
_AFTER = r"[ \t]*(?:\*{1,3}|_{1,2})?[ \t]*[:：](?:\*{1,3}|_{1,2})?[ \t]*"
_WANTS = re.compile(rf"{_BEFORE}WANTS(?: AND FEARS)?{_AFTER}", re.MULTILINE | re.IGNORECASE)
_LINE = re.compile(
    rf"{_BEFORE}LINE[ \t]*(?:#?[ \t]*(?P<number>\d{{1,2}}))?{_AFTER}", re.MULTILINE | re.IGNORECASE
)
_NUMBER = re.compile(
    rf"{_BEFORE}(?P<number>\d{{1,2}})(?:[.)]|[ \t]*[:：])[ \t*_]*(?=\S)", re.MULTILINE
)
MOST_LINES = 16
"""So many are asked for at most."""
_LINE_KEYS = ("line", "lines", "takes", "speech", "text", "says")


@dataclass(frozen=True, slots=True)
class Answer:
    """What was understood of an answer."""

    lines: tuple[str, ...]
    """As they were written, markdown and all; at least one, which may be empty."""
    mind: str | None = None
    """What the character wants and fears, in a sentence; None where it was left out."""


def read_answer(text: str, wanted: int) -> Answer:
    """The lines of an answer.

    Args:
        text: the whole answer.
        wanted: how many lines were asked for; more than that are left out.
    """
    text = _FENCE.sub("", text).strip()
    found = _from_json(text) or _labelled(text, wanted)
    return Answer(found.lines[: max(1, wanted)], found.mind)


def _labelled(text: str, wanted: int) -> Answer:
    first = _LINE.search(text)
    mind, rest = _mind(text, first.start() if first else len(text))
    spans = list(_LINE.finditer(rest)) or (_numbered(rest) if wanted > 1 else [])
    return Answer(tuple(_between(rest, spans)) or (rest,), mind)


def _mind(text: str, until: int) -> tuple[str | None, str]:
    """The sentence of what is wanted, and the answer without it."""
    label = _WANTS.search(text)
    if label is None or label.start() >= until:
        return None, text
    end = until
    if until == len(text):  # no label after it: it is the paragraph
        stop = re.search(r"\n", text[label.end() :].lstrip("\n"))
        skipped = len(text[label.end() :]) - len(text[label.end() :].lstrip("\n"))
        end = label.end() + skipped + stop.start() if stop else len(text)
    mind = " ".join(text[label.end() : end].replace("*", "").split())
    return mind or None, f"{text[: label.start()]}{text[end:]}".strip()


def _numbered(text: str) -> list[re.Match[str]]:
    """The numbers of a list, one after the other from 1; a number in a speech is none of them."""
    spans: list[re.Match[str]] = []
    for match in _NUMBER.finditer(text):
        if int(match["number"]) == len(spans) + 1:
            spans.append(match)
    return spans if len(spans) > 1 else []


def _between(text: str, spans: list[re.Match[str]]) -> Iterator[str]:
    ends = [*(span.start() for span in spans[1:]), len(text)]
    for span, end in zip(spans, ends, strict=False):
        yield text[span.end() : end].strip()


def _from_json(text: str) -> Answer | None:
    if not text.startswith(("{", "[")):
        return None
    try:
        found: Any = json.loads(text)
    except (ValueError, RecursionError):
        return None
    mind: str | None = None
    if isinstance(found, dict):
        named = {str(k).lower(): v for k, v in cast("dict[Any, Any]", found).items()}
        wants = named.pop("wants", None)
        mind = " ".join(wants.split()) or None if isinstance(wants, str) else None
        found = next((named[key] for key in _LINE_KEYS if key in named), list(named.values()))
    lines = tuple(_texts(found))
    return Answer(lines, mind) if lines else None


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for one in cast("list[Any]", value):
            yield from _texts(one)
    elif isinstance(value, dict):
        texts = [one for one in cast("dict[Any, Any]", value).values() if isinstance(one, str)]
        yield from sorted(texts, key=len)[-1:]
