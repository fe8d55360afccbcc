"""The archive of a CHARX card, read within bounds: one behind a JPEG too, as Risu writes it."""

import io
import zipfile
import zlib
from typing import NoReturn

from smile_commons.errors import Problem, WorldError

MOST_FILES = 1000


def is_archive(content: bytes) -> bool:
    """Whether these bytes are a zip, or end with one."""
    return content.startswith(b"PK") or zipfile.is_zipfile(io.BytesIO(content))


def unpacked(content: bytes, file: str, largest: int) -> dict[str, bytes]:
    """The files of an archive, by path.

    Args:
        content: of the archive, and of what stands before it.
        file: its name, for messages.
        largest: bytes of all files together when they are unpacked.

    Raises:
        WorldError: it is broken, encrypted or too large.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            # What the archive says of itself is looked at before anything is unpacked.
            if len(entries) > MOST_FILES or sum(e.file_size for e in entries) > largest:
                refuse(file, f"unpacks to more than {largest // 1024**2} MB or 1000 files")
            if any(entry.flag_bits & 1 for entry in entries):
                refuse(file, "is encrypted")
            return {entry.filename: _content(archive, entry, file) for entry in entries}
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, ValueError) as error:
        refuse(file, f"is no archive that can be read: {error}")
    except (zlib.error, RuntimeError, MemoryError) as error:
        refuse(file, f"is no archive that can be unpacked: {error}")


def _content(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, file: str) -> bytes:
    with archive.open(entry) as inside:
        content = inside.read(entry.file_size + 1)
    if len(content) != entry.file_size:
        refuse(file, f"says less of {entry.filename[:80]!r} than is in it")
    return content


def refuse(
    file: str, message: str, hint: str | None = None, *, place: str = "", line: int | None = None
) -> NoReturn:
    """Says what is wrong with a file.

    Raises:
        WorldError: always.
    """
    raise WorldError([Problem(file, line, place, message, hint)])
