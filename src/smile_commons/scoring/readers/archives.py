"""Folders and zips that hold a transcript: corpora, chats of WhatsApp and Slack, Inspect's logs."""

import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

from smile_commons.scoring.readers.decoding import decode, read_bytes
from smile_commons.scoring.readers.given import Fields, Given
from smile_commons.scoring.readers.json_shapes import lists_of, object_of
from smile_commons.scoring.readers.transcript import LARGEST, fault

_MOST_MEMBERS = 10_000
_DAY = re.compile(r"^\d{4}-\d\d-\d\d\.json$")
"""Slack's export has a file a day."""
_OFFICE = {"word/document.xml": "a Word file", "META-INF/container.xml": "an EPUB",
           "xl/workbook.xml": "a spreadsheet", "content.xml": "an OpenDocument file"}  # fmt: skip


def given_of_zip(path: Path, fields: Fields) -> Given:
    """What a zip holds, as one text; nothing is unpacked to disk.

    Raises:
        InputError: the archive is damaged, holds none or several, or they are too large.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            return _of_archive(archive, path, fields)
    except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError, EOFError) as error:
        raise fault(str(path), None, "", f"cannot be read as a zip: {error}") from error


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
    return Given(_together(texts), folder / "channel.json", str(folder), fields, people)


def _of_archive(archive: zipfile.ZipFile, path: Path, fields: Fields) -> Given:
    members = archive.infolist()
    if len(members) > _MOST_MEMBERS:
        raise fault(str(path), None, "", f"holds more than {_MOST_MEMBERS} files")
    members = [one for one in members if not one.is_dir() and "__MACOSX" not in one.filename]
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


def _together(texts: list[tuple[str, str]]) -> str:
    """The messages of all days as one document."""
    messages = list[Any]()
    for file, text in texts:
        messages += lists_of(_loaded(text, file))
    return json.dumps(messages)


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
