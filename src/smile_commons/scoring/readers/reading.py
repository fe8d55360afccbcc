"""A file or folder read as what it is: the format is told by its content, its ending helps."""

import re
from dataclasses import replace
from pathlib import Path

import smile_commons.scoring.readers.archives as archives
from smile_commons.errors import InputError
from smile_commons.scoring.lines import lines_of_events
from smile_commons.scoring.readers.archives import in_order
from smile_commons.scoring.readers.conversation import Conversation
from smile_commons.scoring.readers.given import Fields, Given, decode, read_bytes
from smile_commons.scoring.readers.records import conversations, record
from smile_commons.scoring.readers.registry import NAMED, PluggedReaders, reader_of, with_broken
from smile_commons.scoring.readers.transcript import Transcript, fault

RUN = "transcript.jsonl"
_MOST_NAMED = 8
_HTML = re.compile(r"\s*(?:<\?xml[^>]*>\s*)?<(?:!DOCTYPE\s+)?html\b", re.IGNORECASE)
_NO_TEXT = {b"\x89PNG": "a picture", b"\xff\xd8\xff": "a picture", b"%PDF": "a PDF",
            b"\xd0\xcf\x11\xe0": "an old Word file", b"SQLite format 3": "a database",
            b"RIFF": "a sound", b"ID3": "a sound", b"{\\rtf": "RTF"}  # fmt: skip


def read_transcript(
    path: Path, conversation: str | None = None, fields: Fields | None = None
) -> Transcript:
    """The one conversation of a file, or the one of that id.

    Raises:
        InputError: as ``read_transcripts``, or there are several and none was named.
    """
    found = read_transcripts(path, conversation, fields)
    if len(found) > 1:
        ids = ", ".join(str(one.conversation) for one in found[:_MOST_NAMED])
        more = ", …" if len(found) > _MOST_NAMED else ""
        said = f"holds {len(found)} conversations ({ids}{more})"
        raise fault(str(path), None, "conversation", said, "name one of them")
    return found[0]


def read_transcripts(
    path: Path, conversation: str | None = None, fields: Fields | None = None
) -> list[Transcript]:
    """Every conversation of a file, in the order in which they begin, or the one of that id.

    Args:
        path: a file of any format of the registry, a folder or zip that holds one, or a run's
            ``transcript.jsonl`` or its folder.
        conversation: the id of one conversation.
        fields: where speaker, text and time stand, in JSON or a table that has them elsewhere.

    Raises:
        InputError: it cannot be read as any of these, holds no speech, holds what would be
            given to the wrong person, or no such conversation; file, line and field are named.
    """
    return _chosen(_all(path, fields or Fields()), path, conversation)


def _all(path: Path, fields: Fields) -> list[Transcript]:
    if path.is_dir():
        return _of_folder(path, fields)
    raw = read_bytes(path)
    if raw.startswith(b"PK\x03\x04"):
        return _of_given(archives.given_of_zip(path, fields), path)
    for start, what in _NO_TEXT.items():
        if raw.startswith(start):
            raise fault(str(path), None, "", f"is no text: {what}", "save it as plain text")
    return _of_text(decode(raw, str(path)), path, fields)


def _of_folder(path: Path, fields: Fields) -> list[Transcript]:
    if (path / RUN).is_file():
        return _of_text(decode(read_bytes(path / RUN), str(path / RUN)), path / RUN, fields)
    file = path / archives.UTTERANCES
    if file.is_file():
        return _of_given(Given(decode(read_bytes(file), str(file)), file, str(file), fields), path)
    days = archives.given_of_days(path, fields)
    if days is not None:
        return _of_given(days, path)
    said = f"holds neither {RUN} (a run) nor {archives.UTTERANCES} (a ConvoKit corpus)"
    raise fault(str(path), None, "", said, "nor days of a channel of Slack")


def _of_text(text: str, path: Path, fields: Fields) -> list[Transcript]:
    if _is_run(text) and not fields:
        from smile_commons.transcript import read_events

        lines = lines_of_events(read_events(path))
        return [Transcript(tuple(lines), str(path), "transcript of a run")]
    if path.name != archives.UTTERANCES and _HTML.match(text[:1000]):
        hint = "export the chat as JSON or text, or save the page as plain text"
        raise fault(str(path), None, "", "is a web page", hint)
    return _of_given(Given(text, path, str(path), fields), path)


def _of_given(given: Given, path: Path) -> list[Transcript]:
    if given.path.name == archives.UTTERANCES and not given.fields:
        records = in_order(record(data, line, given.file) for line, data in given.objects)
        return _transcripts(conversations(records, given.file), path, "ConvoKit", by_time=False)
    plugged = PluggedReaders(NAMED)
    reader = reader_of(given, plugged)
    if reader is None:
        return []
    try:
        found = _transcripts(reader.read(given), path, reader.format(given), reader.by_time)
    except InputError as error:
        raise with_broken(error, plugged.broken) from error
    return [replace(one, broken_readers=tuple(plugged.broken)) for one in found]


def _is_run(text: str) -> bool:
    first = text.lstrip().split("\n", 1)[0]
    return first.startswith("{") and all(f'"{name}"' in first for name in ("kind", "turn", "act"))


def _transcripts(
    found: list[Conversation], path: Path, kind: str, by_time: bool
) -> list[Transcript]:
    return [
        Transcript(
            one.ordered(by_time), str(path), kind, one.id, dict(one.passed), one.order_told(by_time)
        )
        for one in found
    ]


def _chosen(found: list[Transcript], path: Path, conversation: str | None) -> list[Transcript]:
    spoken = [one for one in found if one.lines]
    if not spoken:
        over = [f"{count} {kind}" for one in found for kind, count in one.passed_over.items()]
        said = "holds no speech" + (f"; passed over: {', '.join(over)}" if over else "")
        hint = "`NAME: what they say` on a line, JSONL or CSV with a speaker and a text"
        broken = [why for one in found[:1] for why in one.broken_readers]
        raise with_broken(fault(str(path), None, "", said, hint), broken)
    if conversation is None:
        return spoken
    chosen = [one for one in spoken if one.conversation == conversation]
    if chosen:
        return chosen
    ids = ", ".join(str(one.conversation) for one in spoken[:_MOST_NAMED])
    said = f"there is no conversation {conversation!r}"
    raise fault(str(path), None, "conversation", said, f"here are {ids}")
