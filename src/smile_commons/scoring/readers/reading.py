"""A file or folder read as what it is: the format is told by its content, its ending helps."""

from collections.abc import Callable, Iterator
from pathlib import Path

from smile_commons.scoring.lines import Line, lines_of_events
from smile_commons.scoring.readers import corpus
from smile_commons.scoring.readers.decoding import decode, read_bytes
from smile_commons.scoring.readers.json_lines import parse_json, parse_jsonl
from smile_commons.scoring.readers.plain import parse_script
from smile_commons.scoring.readers.records import Conversation, Record, conversations
from smile_commons.scoring.readers.screenplay import parse_fountain
from smile_commons.scoring.readers.table import looks_like_table, parse_table
from smile_commons.scoring.readers.transcript import Transcript, fault

RUN = "transcript.jsonl"
_MOST_NAMED = 8

Records = Callable[[str, str], Iterator[Record]]


def read_transcript(path: Path, conversation: str | None = None) -> Transcript:
    """The one conversation of a file, or the one of that id.

    Raises:
        InputError: as ``read_transcripts``, or there are several and none was named.
    """
    found = read_transcripts(path, conversation)
    if len(found) > 1:
        ids = ", ".join(str(one.conversation) for one in found[:_MOST_NAMED])
        more = ", …" if len(found) > _MOST_NAMED else ""
        said = f"holds {len(found)} conversations ({ids}{more})"
        raise fault(str(path), None, "conversation", said, "name one of them")
    return found[0]


def read_transcripts(path: Path, conversation: str | None = None) -> list[Transcript]:
    """Every conversation of a file, in the order in which they begin, or the one of that id.

    Args:
        path: a plain script, JSONL or JSON, CSV and its kin, Fountain, a ConvoKit corpus
            (folder or zip), a run's ``transcript.jsonl`` or its folder.
        conversation: the id of one conversation.

    Raises:
        InputError: it cannot be read as any of these, holds no speech, or no such
            conversation; file, line and field are named.
    """
    if path.is_dir():
        return _chosen(_of_folder(path), path, conversation)
    raw = read_bytes(path)
    if raw.startswith(b"PK\x03\x04"):
        inner, name = corpus.utterances_of_zip(path)
        return _chosen(_of_corpus(inner, name, path), path, conversation)
    if b"\x00" in raw[:1000] and raw[:4] in (b"\x89PNG", b"%PDF", b"\xd0\xcf\x11\xe0"):
        raise fault(str(path), None, "", "is no text", "give a script, JSONL, CSV or a corpus")
    return _chosen(_of_text(decode(raw, str(path)), path), path, conversation)


def _of_folder(path: Path) -> list[Transcript]:
    if (path / RUN).is_file():
        return _of_text(decode(read_bytes(path / RUN), str(path / RUN)), path / RUN)
    if (path / corpus.UTTERANCES).is_file():
        raw, name = corpus.utterances_of_folder(path)
        return _of_corpus(raw, name, path)
    said = f"holds neither {RUN} (a run) nor {corpus.UTTERANCES} (a ConvoKit corpus)"
    raise fault(str(path), None, "", said)


def _of_corpus(raw: bytes, name: str, path: Path) -> list[Transcript]:
    records = parse_jsonl(decode(raw, name), name)
    return _transcripts(conversations(records, name), path, "ConvoKit", by_time=True)


def _of_text(text: str, path: Path) -> list[Transcript]:
    kind = _kind(text, path)
    file = str(path)
    if kind == "run":
        return [Transcript(tuple(_of_run(path)), file, "transcript of a run")]
    if kind == "Fountain":
        return [Transcript(tuple(parse_fountain(text, file)), file, kind)]
    if kind == "script":
        lines, passed_over = parse_script(text, file)
        if not lines:  # names on lines of their own
            lines, kind = parse_fountain(text, file), "Fountain"
        return [Transcript(tuple(lines), file, kind, None, passed_over)]
    parse: Records = {"JSONL": parse_jsonl, "JSON": parse_json, "CSV": parse_table}[kind]
    corpus_like = path.name == corpus.UTTERANCES
    return _transcripts(conversations(parse(text, file), file), path, kind, by_time=corpus_like)


def _kind(text: str, path: Path) -> str:
    """What a text is; an ending that says so is believed."""
    start = text.lstrip()[:1]
    first = text.lstrip().split("\n", 1)[0]
    ending = path.suffix.lower()
    if ending in (".jsonl", ".ndjson") or (start == "{" and ending in ("", ".txt", ".log")):
        return "run" if '"kind"' in first and '"turn"' in first else "JSONL"
    if ending == ".json":
        return "JSON"
    if ending in (".csv", ".tsv", ".tab"):
        return "CSV"
    if ending in (".fountain", ".spmd"):
        return "Fountain"
    return "CSV" if looks_like_table(text) else "script"


def _of_run(path: Path) -> list[Line]:
    from smile_commons.transcript import read_events

    return lines_of_events(read_events(path))


def _transcripts(
    found: list[Conversation], path: Path, kind: str, by_time: bool
) -> list[Transcript]:
    return [
        Transcript(one.ordered(by_time), str(path), kind, one.id, one.passed_over())
        for one in found
    ]


def _chosen(found: list[Transcript], path: Path, conversation: str | None) -> list[Transcript]:
    spoken = [one for one in found if one.lines]
    if not spoken:
        hint = "`NAME: what they say` on a line, JSONL or CSV with a speaker and a text"
        raise fault(str(path), None, "", "holds no speech", hint)
    if conversation is None:
        return spoken
    chosen = [one for one in spoken if one.conversation == conversation]
    if chosen:
        return chosen
    ids = ", ".join(str(one.conversation) for one in spoken[:_MOST_NAMED])
    said = f"there is no conversation {conversation!r}"
    raise fault(str(path), None, "conversation", said, f"here are {ids}")
