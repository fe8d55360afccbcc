"""A run's folder as bytes and back, so that it can come from another machine."""

import io
import shutil
import zipfile
from pathlib import Path

from smile_commons.errors import ServiceError

_LEFT_OUT = ("run.lock",)


def packed(folder: Path) -> bytes:
    """All files of a folder as one archive."""
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for file in sorted(one for one in folder.rglob("*") if one.is_file()):
            if file.name not in _LEFT_OUT:
                archive.write(file, file.relative_to(folder).as_posix())
    return into.getvalue()


def unpack(content: bytes, folder: Path) -> None:
    """Puts the files of an archive where a folder is to be: all of them or none.

    Raises:
        ServiceError: it is no archive, or a name in it leads elsewhere.
    """
    passing = folder.with_name(f".{folder.name}.coming")
    shutil.rmtree(passing, ignore_errors=True)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name in archive.namelist():
                if not (passing / name).resolve().is_relative_to(passing.resolve()):
                    raise ServiceError(f"a run came back with a file named {name!r}")
            archive.extractall(passing)
    except zipfile.BadZipFile as error:
        raise ServiceError(f"a run came back broken: {error}") from error
    if folder.exists():
        shutil.rmtree(folder)
    passing.replace(folder)
