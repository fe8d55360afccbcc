"""Captions: WebVTT (Zoom, Teams, Meet, Whisper), SRT, and YouTube's SBV."""

import io
import re
from collections.abc import Iterator, Sequence

from smile_commons.scoring.readers.caption_words import parts_of_cues, say_parts
from smile_commons.scoring.readers.conversation import Conversation
from smile_commons.scoring.readers.given import Given
from smile_commons.scoring.readers.transcript import fault

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
