"""A line as a strong model writes it down, made what is spoken: no markdown, labels or quotes.

An answer of several lines is read into them first. What can be taken off is taken off; what is left
and no speech is a fault (``personas.faults``).
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast

from smile_commons.personas.takes import tidy

_HEADING = re.compile(r"^[ \t]*(?:#{1,6}|>|[-*•])[ \t]+", re.MULTILINE)
_RULE = re.compile(r"^[ \t]*(?:-{3,}|\*{3,}|_{3,}|={3,})[ \t]*$", re.MULTILINE)
_BOLD = re.compile(r"(\*\*\*|\*\*|__)(?=\S)(.+?)(?<=\S)\1", re.DOTALL)
_STARRED = re.compile(r"(?<![\w*_])([*_])(?=[^\s*_])([^*_]+?)(?<=[^\s*_])\1(?![\w*_])")
_BRACKETED = re.compile(r"\[[^\]\n]{0,200}\]")
_ASIDE = re.compile(r"^\s*[(（][^()（）]{0,160}[)）]\s*")
_LABEL = re.compile(
    r"^[ \t]*(?P<name>[^\W\d_][\w'’.-]*(?: [^\W\d_][\w'’.-]*){0,3})"
    r"(?:[ \t]*\([^()\n]{0,80}\))?[ \t]*[:：][ \t]*"
)
_QUOTES = {'"': '"', "“": "”", "„": "“”", "«": "»", "»": "«", "「": "」", "『": "』", "‹": "›"}
_MARKS = ".!?…。！？؟।"
_ENDS = (*_MARKS, "—", "–", '"', "'", "”", "’", "»", "」", "』", ")")


def spoken(raw: str, own: frozenset[str], others: frozenset[str], *, whole: bool = True) -> str:
    """What is spoken of a line, in one paragraph.

    Args:
        raw: as it was written.
        own: the speaker's cue and names, in lower case: labels that are taken off.
        others: the cues of everybody else, in lower case: where one of them begins to speak, or
            anybody under a cue in capitals, the line is over.
        whole: whether it was written to its end; then a missing full stop is put there.
    """
    text = _RULE.sub("", raw.replace("\r\n", "\n"))
    text = _HEADING.sub("", _BOLD.sub(r"\2", text))
    kept: list[str] = []
    for line in text.split("\n"):
        label = _LABEL.match(line)
        cue = label["name"] if label else ""
        if kept and cue.lower() not in own and (cue.lower() in others or cue.isupper()):
            break  # somebody else's line
        if label and cue.lower() in own:
            line = line[label.end() :]
        if line.strip():
            kept.append(_without_asides(line.strip()))
    text = _unquoted(" ".join(one for one in kept if one))
    text = tidy(_unquoted(_without_asides(text).replace("**", "").strip("*_ ")), "")
    return _ended(text) if whole else text


def _without_asides(text: str) -> str:
    """Without what is done and not said: `*smiles*`, `[pause]`, `(quietly)` at the beginning."""
    text = _BRACKETED.sub(" ", _STARRED.sub(_said_or_done, text))
    while (shorter := _ASIDE.sub("", text)) != text and shorter.strip():
        text = shorter
    return " ".join(text.split())


def _said_or_done(match: re.Match[str]) -> str:
    """What is between stars: words that are stressed, or something that is done."""
    said, whole = match[2], match.string
    before = whole[: match.start()].rstrip()
    alone = not before or before[-1] in _ENDS
    after = whole[match.end() :].lstrip()
    done = alone and (not after or not after[0].islower()) and after[:1] not in (",", ";")
    deed = len(said.split()) > 1 or said[0].islower()  # a word that is stressed begins a sentence
    return " " if done and deed and said[-1] not in _MARKS else said


def _unquoted(text: str) -> str:
    """Without quotation marks around all of it."""
    text = text.strip()
    closing = _QUOTES.get(text[:1], "")
    if len(text) > 2 and closing and text[-1] in closing:
        inner = text[1:-1]
        if text[0] not in inner and text[-1] not in inner:
            return inner.strip()
    return text


def _ended(text: str) -> str:
    """With a full stop, where the writing has them and it was left out."""
    last = text[-1:]
    return f"{text}." if last.islower() or last.isupper() or last.isdigit() else text


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
        begins = len(text) - len(text[label.end() :].lstrip("\n"))
        end = text.find("\n", begins) if "\n" in text[begins:] else len(text)
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
