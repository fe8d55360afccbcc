"""A ConvoKit corpus: a folder or a zip with ``utterances.jsonl``.

The layout is ConvoKit's (Chang et al. 2020): one utterance a line with ``id``, ``speaker``
(``user`` in old corpora), ``text``, ``conversation_id`` (``root``), ``reply-to``, ``timestamp``
and ``meta``.
"""

import zipfile
from pathlib import Path, PurePosixPath

from smile_commons.scoring.readers.decoding import read_bytes
from smile_commons.scoring.readers.transcript import LARGEST, fault

UTTERANCES = "utterances.jsonl"
_MOST_MEMBERS = 10_000


def utterances_of_folder(folder: Path) -> tuple[bytes, str]:
    """The utterances of a corpus in a folder, and the name of their file.

    Raises:
        InputError: there are none, or they cannot be read.
    """
    path = folder / UTTERANCES
    return read_bytes(path), str(path)


def in_zip(path: Path) -> bool:
    """Whether a zip holds utterances; one that cannot be read says so when it is read."""
    try:
        with zipfile.ZipFile(path) as archive:
            return any(PurePosixPath(name).name == UTTERANCES for name in archive.namelist())
    except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError, EOFError):
        return False


def utterances_of_zip(path: Path) -> tuple[bytes, str]:
    """The utterances of a zipped corpus; nothing is unpacked to disk.

    Raises:
        InputError: the archive is damaged, holds none or several, or they are too large.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            return _member(archive, path)
    except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError, EOFError) as error:
        raise fault(str(path), None, "", f"cannot be read as a zip: {error}") from error


def _member(archive: zipfile.ZipFile, path: Path) -> tuple[bytes, str]:
    members = archive.infolist()
    if len(members) > _MOST_MEMBERS:
        raise fault(str(path), None, "", f"holds more than {_MOST_MEMBERS} files")
    found = [m for m in members if PurePosixPath(m.filename).name == UTTERANCES
             and "__MACOSX" not in m.filename]  # fmt: skip
    if len(found) != 1:
        said = f"holds {len(found) or 'no'} {UTTERANCES}"
        raise fault(str(path), None, "", said, "a ConvoKit corpus holds one")
    with archive.open(found[0]) as member:
        # What the archive says of its size need not be true.
        raw = member.read(LARGEST + 1)
    if len(raw) > LARGEST:
        raise fault(str(path), None, UTTERANCES, f"is larger than {LARGEST // 1024**2} MB")
    return raw, f"{path}:{found[0].filename}"
