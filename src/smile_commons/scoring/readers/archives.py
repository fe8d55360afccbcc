"""Folders and zips that hold a transcript: corpora, chats of WhatsApp and Slack, Inspect's logs.

A corpus is ConvoKit's (Chang et al. 2020): a folder or a zip with ``utterances.jsonl``, one
utterance a line with ``id``, ``speaker`` (``user`` in old corpora), ``text``, ``conversation_id``
(``root``), ``reply-to``, ``timestamp`` and ``meta``.
"""

import json
import re
import zipfile
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Any

from smile_commons.scoring.readers.given import Fields, Given, decode, read_bytes
from smile_commons.scoring.readers.json_shapes import lists_of, object_of
from smile_commons.scoring.readers.records import CONVERSATION, Record
from smile_commons.scoring.readers.times import moment
from smile_commons.scoring.readers.transcript import LARGEST, fault

UTTERANCES = "utterances.jsonl"
_MOST_MEMBERS = 10_000
_DAY = re.compile(r"^\d{4}-\d\d-\d\d\.json$")
"""Slack's export has a file a day."""
_OFFICE = {"word/document.xml": "a Word file", "META-INF/container.xml": "an EPUB",
           "xl/workbook.xml": "a spreadsheet", "content.xml": "an OpenDocument file"}  # fmt: skip


@contextmanager
def _opened(path: Path) -> Generator[tuple[zipfile.ZipFile, list[zipfile.ZipInfo]]]:
    """A zip and the files in it; nothing is unpacked to disk.

    Raises:
        InputError: it is damaged or holds too many.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            if len(members) > _MOST_MEMBERS:
                raise fault(str(path), None, "", f"holds more than {_MOST_MEMBERS} files")
            files = [m for m in members if not m.is_dir() and "__MACOSX" not in m.filename]
            yield archive, files
    except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError, EOFError) as error:
        raise fault(str(path), None, "", f"cannot be read as a zip: {error}") from error


def given_of_zip(path: Path, fields: Fields) -> Given:
    """What a zip holds, as one text; that of a corpus is called ``UTTERANCES``.

    Raises:
        InputError: the archive is damaged, holds none or several, or they are too large.
    """
    with _opened(path) as (archive, members):
        found = [m for m in members if PurePosixPath(m.filename).name == UTTERANCES]
        if not found:
            return _of_archive(archive, members, path, fields)
        if len(found) > 1:
            said = f"holds {len(found)} {UTTERANCES}"
            raise fault(str(path), None, "", said, "a ConvoKit corpus holds one")
        name = f"{path}:{found[0].filename}"
        return Given(_text(archive, found[0], path), Path(UTTERANCES), name, fields)


def given_of_days(folder: Path, fields: Fields) -> Given | None:
    """A channel of Slack's export: a folder with a file a day; None: it is none."""
    days = sorted(path for path in folder.iterdir() if _DAY.match(path.name))
    if not days:
        return None
    texts = [(str(day), decode(read_bytes(day), str(day))) for day in days]
    users = folder.parent / "users.json"
    listed: Any = []
    if users.is_file():
        listed = _loaded(decode(read_bytes(users), str(users)), str(users))
    people = dict(_people(listed))
    messages = [one for file, text in texts for one in lists_of(_loaded(text, file))]
    whole = json.dumps(messages)
    return Given(whole, folder / "channel.json", str(folder), fields, people)


def _of_archive(
    archive: zipfile.ZipFile, members: list[zipfile.ZipInfo], path: Path, fields: Fields
) -> Given:
    names = {one.filename for one in members}
    for name, what in _OFFICE.items():
        if name in names:
            raise fault(str(path), None, "", f"is {what}", "save it as plain text")
    samples = [one for one in members if re.match(r"samples/.*\.json$", one.filename)]
    if samples and "header.json" in names:
        texts = [(one.filename, _text(archive, one, path)) for one in samples]
        whole = {"samples": [_loaded(text, f"{path}:{name}") for name, text in texts]}
        return Given(json.dumps(whole), Path("log.json"), str(path), fields)
    found = [one for one in members if PurePosixPath(one.filename).suffix == ".txt"]
    if len(found) != 1:
        said = "holds no utterances.jsonl and no single text"
        raise fault(str(path), None, "", said, "a ConvoKit corpus, or a chat as WhatsApp sends it")
    name = f"{path}:{found[0].filename}"
    return Given(_text(archive, found[0], path), Path(found[0].filename), name, fields)


def _text(archive: zipfile.ZipFile, member: zipfile.ZipInfo, path: Path) -> str:
    with archive.open(member) as file:
        raw = file.read(LARGEST + 1)  # what the archive says of its size need not be true
    if len(raw) > LARGEST:
        raise fault(str(path), None, member.filename, f"is larger than {LARGEST // 1024**2} MB")
    return decode(raw, f"{path}:{member.filename}")


def _people(users: object) -> Iterator[tuple[str, str]]:
    for one in lists_of(users):
        profile = object_of(one.get("profile"))
        name = profile.get("real_name") or one.get("real_name") or one.get("name")
        if name:
            yield str(one.get("id")), str(name)


def _loaded(text: str, file: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise fault(file, None, "", f"is not JSON that can be read: {error}") from error


def in_order(records: Iterable[Record]) -> list[Record]:
    """The utterances in the order in which they were said, conversation by conversation.

    The chain of ``reply-to`` comes first; where every utterance of a conversation has a time,
    that decides, and the chain only among equal times.
    """
    grouped = dict[str, list[Record]]()
    for one in records:
        id = next((one.fields[name] for name in CONVERSATION if one.fields.get(name)), None)
        grouped.setdefault(str(id), []).append(one)
    return [one for group in grouped.values() for one in _ordered(group)]


def _ordered(group: list[Record]) -> list[Record]:
    chained = _chained(group)
    times = {id(one): moment(one.fields.get("timestamp")) for one in chained}
    if any(time is None for time in times.values()):
        return chained
    return sorted(chained, key=lambda one: times[id(one)] or 0.0)


def _chained(group: list[Record]) -> list[Record]:
    """Each answer after what it answers, the first answer with all that follows it first."""
    ids = {str(one.fields.get("id")) for one in group}
    answers = dict[str, list[Record]]()
    roots = list[Record]()
    for one in group:
        to: Any = one.fields.get("reply_to")
        if to is not None and str(to) in ids:
            answers.setdefault(str(to), []).append(one)
        else:
            roots.append(one)
    found = list[Record]()
    waiting = roots[::-1]
    while waiting:
        one = waiting.pop()
        found.append(one)
        waiting += answers.pop(str(one.fields.get("id")), [])[::-1]
    there = {id(one) for one in found}
    return [*found, *(one for one in group if id(one) not in there)]  # those in a circle
