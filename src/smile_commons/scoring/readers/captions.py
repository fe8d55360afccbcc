"""Captions: WebVTT (Zoom, Teams, Meet, Whisper), SRT, and YouTube's SBV."""

import html
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from smile_commons.scoring.readers.blocks import refuse_leftover
from smile_commons.scoring.readers.conversation import Conversation, Passed, spoken
from smile_commons.scoring.readers.given import Given
from smile_commons.scoring.readers.labels import Labels, split_label
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


_SPAN = re.compile(r"^\s*(?:\d+:)?\d{1,2}:\d{1,2}[.,]\d{1,3}\s*-->")
_SPAN_SBV = re.compile(r"^\s*\d+:\d{1,2}:\d{1,2}\.\d{1,3}\s*,\s*\d+:\d{1,2}:\d{1,2}\.\d{1,3}\s*$")
_OTHER_BLOCKS = ("NOTE", "STYLE", "REGION", "WEBVTT", "X-TIMESTAMP-MAP")


def recognises(given: Given) -> bool:
    """Whether it begins as captions do."""
    return format_of(given) is not None


def name_of(given: Given) -> str:
    """Which captions they are, as a person calls them."""
    return {"vtt": "WebVTT", "sbv": "SBV"}.get(format_of(given) or "", "SRT")


def format_of(given: Given) -> str | None:
    """Which captions they are, as webvtt-py calls them."""
    rows = [row for row in given.rows[:400] if row.strip()][:2]
    if not rows:
        return None
    if re.match(r"WEBVTT(?:\s|$)", rows[0]):
        return "vtt"
    if _SPAN_SBV.match(rows[0]):
        return "sbv"
    timed = _SPAN.match(rows[0]) or (rows[0].strip().isdigit() and _SPAN.match(rows[-1]))
    return "srt" if timed else None


def read(given: Given) -> list[Conversation]:
    """What the cues say: neighbours of one speaker are one speech.

    Raises:
        InputError: a line of time is in no format, words stand outside all cues, a cue holds
            what looks like a label or a time; no cue names a speaker.
    """
    into = Conversation(None, given.file)
    say_parts(parts_of_cues(list(_cues(given)), given.file), into)
    return [into]


def _cues(given: Given) -> Iterator[tuple[int, str]]:
    """The text of each cue, and the line it begins on."""
    from webvtt import WebVTT
    from webvtt.errors import MalformedCaptionError, MalformedFileError

    kind = format_of(given) or "vtt"
    _check_blocks(given, kind)
    try:
        captions = WebVTT.from_buffer(io.StringIO(_prepared(given, kind)), format=kind).captions
    except (MalformedFileError, MalformedCaptionError, ValueError) as error:
        raise fault(given.file, 1, "", f"is no {kind.upper()} that can be read: {error}") from error
    texts = [caption.raw_text for caption in captions if caption.raw_text.strip()]
    places = list(_places(given.rows, texts))
    for at in _begin_words(given.rows, kind):
        if at not in places:
            said = f"was not read: {given.rows[at - 1].strip()[:80]!r}"
            raise fault(given.file, at, "", said, "its times are not written as the others are")
    yield from zip(places, texts, strict=True)


def _prepared(given: Given, kind: str) -> str:
    """The text as the parser wants it: SRT with a number before each line of times."""
    rows = given.text.strip("\n").split("\n")
    if kind == "srt" and _SPAN.match(given.first):
        rows = [f"1\n{row}" if _SPAN.match(row) else row for row in rows]
    return "\n".join(rows) + "\n"


def _places(rows: Sequence[str], texts: Sequence[str]) -> Iterator[int]:
    """The lines on which the words of cues begin, one after the other."""
    after = 0
    for text in texts:
        first = next(row.strip() for row in text.split("\n") if row.strip())
        found = (at for at in range(after, len(rows)) if rows[at].strip() == first)
        after = next(found, after - 1) + 1
        yield after


def _begin_words(rows: Sequence[str], kind: str) -> Iterator[int]:
    """Lines that stand right under a line of times."""
    for at, row in enumerate(rows[:-1], start=2):
        if _is_span(row, kind) and rows[at - 1].strip():
            yield at


def _is_span(row: str, kind: str) -> bool:
    return bool(_SPAN_SBV.match(row) if kind == "sbv" else "-->" in row)


def _check_blocks(given: Given, kind: str) -> None:
    """Refuses what the parser would drop without a word."""
    begun: int | None = None
    timed = False
    for at, row in enumerate([*given.rows, ""], start=1):
        if row.strip():
            begun = begun or at
            timed = timed or _is_span(row, kind)
            if "-->" in row and not _SPAN.match(row):
                said = f"is no line of times: {row.strip()[:80]!r}"
                raise fault(given.file, at, "", said, "00:00:05.790 --> 00:00:09.514")
            continue
        block = given.rows[begun - 1 : at - 1] if begun else []
        lost = block and not timed and not block[0].startswith(_OTHER_BLOCKS)
        if lost and kind != "srt" and not all(line.strip().isdigit() for line in block):
            said = f"stands in no cue: {block[0].strip()[:80]!r}"
            raise fault(given.file, begun, "", said, "no blank line inside a cue")
        begun, timed = None, False
