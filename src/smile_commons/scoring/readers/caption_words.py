"""Who says the words in the cues of captions, by ``<v NAME>`` or by labels."""

import html
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from smile_commons.scoring.readers.conversation import Conversation, Passed, spoken
from smile_commons.scoring.readers.labels import Labels, split_label
from smile_commons.scoring.readers.leftover import refuse_leftover
from smile_commons.scoring.readers.transcript import fault

_VOICE = re.compile(r"<v(?:\.[^\s>]{0,80})?(?:\s+([^>]{0,200}))?>")
_TAG = re.compile(r"</?(?:v|c|i|b|u|s|em|strong|ruby|rt|lang|font|span)\b[^<>]{0,200}>"
                  r"|<\d[\d:.]{0,20}>|\{\\[^{}]{0,80}\}", re.IGNORECASE)  # fmt: skip
_NO_WORDS = re.compile(r"^\s*(?:[-–—]\s*)?(?:[\[(][^\])]*[\])]|[♪♫#\s]+|[♪♫].*[♪♫])\s*$")
_DASH = re.compile(r"^\s*[-–—]\s*(?=\S)")
_HYPHEN = re.compile(r"^\s*[-–]\s*(?=\S)")
"""Alone in its cue, a long dash may as well go on with a sentence."""
_CHANGE = re.compile(r"^\s*>>+\s*")
"""Somebody else, in captions for the deaf."""


@dataclass(slots=True)
class Part:
    """A part of a cue that one person speaks."""

    place: int
    who: str | None
    """None: the file does not say; empty: it says that it does not know."""
    text: str


def say_parts(parts: Iterable[Part], into: Conversation) -> None:
    """Adds what the parts say: neighbours of one speaker are one speech.

    Raises:
        InputError: no part has a speaker.
    """
    who: str | None = None
    said = list[str]()
    begun = 0
    for part in parts:
        if _NO_WORDS.match(part.text):
            into.pass_over(Passed.DIRECTIONS)
            continue
        if part.who is not None and part.who != who:
            _add(into, who, said, begun)
            who, said, begun = part.who, [], part.place
        if who:
            said.append(part.text)
        else:
            into.pass_over(Passed.NAMELESS)
    _add(into, who, said, begun)
    if not into.lines and into.passed[Passed.NAMELESS]:
        hint = "`<v NAME>` or `NAME: ` at the start of a cue; transcribe it with speakers"
        raise fault(into.file, None, "", "no cue says who speaks", hint)


def _add(into: Conversation, who: str | None, said: Sequence[str], place: int) -> None:
    if who and said:
        into.say(spoken(who, " ".join(said)), place)


def parts_of_cues(cues: Sequence[tuple[int, str]], file: str) -> Iterator[Part]:
    """The parts of cues with their lines.

    Raises:
        InputError: a cue holds what looks like a label or a time.
    """
    if any(_VOICE.search(text) for _, text in cues):
        for place, text in cues:
            yield from _voices(text, place, file)
        return
    labels = Labels.of(*_beginnings(cues))
    for place, text in cues:
        rows = text.split("\n")
        dashed = sum(bool(_DASH.match(_bare(row))) for row in rows)
        for at, row in enumerate(rows, start=place):
            if _bare(row):
                yield _labelled(row, at, file, labels, several=dashed > 1)


def _labelled(row: str, place: int, file: str, labels: Labels, several: bool) -> Part:
    """A row of a cue; in one of several dashes each is somebody's."""
    bare = _bare(row)
    label = labels.split(bare)
    if label is not None:
        return Part(place, *label)
    refuse_leftover(_TAG.sub("", row), place, file)
    if labels.doubts(bare):
        said = f"may be another speaker's label: {bare[:80]!r}"
        raise fault(file, place, "", said, "write it as the other names, or without the colon")
    changed = _CHANGE.match(bare) or (_DASH if several else _HYPHEN).match(bare)
    return Part(place, "" if changed else None, bare[changed.end() if changed else 0 :])


def _beginnings(cues: Sequence[tuple[int, str]]) -> tuple[list[str], list[str]]:
    """Rows where somebody may begin to speak, and the other rows of cues."""
    first, others = list[str](), list[str]()
    for _, text in cues:
        for at, row in enumerate(map(_bare, text.split("\n"))):
            if row and not _NO_WORDS.match(row):
                own = at == 0 or (_HYPHEN.match(row) and split_label(row))
                (first if own else others).append(row)
    return first, others


def _voices(text: str, place: int, file: str) -> Iterator[Part]:
    """The parts of a cue by its ``<v NAME>``; words outside of them are nobody's."""
    before, *spans = re.split(_VOICE, text)
    found = [("", before), *zip(spans[::2], spans[1::2], strict=True)]
    for name, span in found:
        inside, closed, after = span.partition("</v>")
        for who, words in ((name, inside), ("", after if closed else "")):
            for row in _TAG.sub("", words).split("\n"):
                refuse_leftover(row, place, file)
            if bare := " ".join(_bare(words).split()):
                yield Part(place, html.unescape(who or "").strip(), bare)


def _bare(text: str) -> str:
    return html.unescape(_TAG.sub("", text)).replace("​", "").strip()
