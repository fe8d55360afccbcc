"""A small world to begin with."""

import os
import shutil
import tempfile
from importlib.resources import as_file, files
from os import PathLike
from pathlib import Path

from smile_commons.errors import InputError


def new_world(directory: "str | PathLike[str]") -> Path:
    """Writes a world of two personas that can be played and edited, whole or not at all.

    Raises:
        InputError: the folder is there and not empty, or cannot be written.
    """
    target = Path(os.path.realpath(directory))
    try:
        if target.exists() and (not target.is_dir() or any(target.iterdir())):
            raise InputError(f"{directory}: is there already and not empty; name a new folder")
        _write(target)
    except OSError as error:
        raise InputError(f"{directory}: cannot be written: {error.strerror}") from error
    return target


def _write(target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))
    try:
        with as_file(files("smile_commons.world") / "starter") as starter:
            _copy(starter, beside)
        with as_file(files("smile_commons.world") / "schemas") as schemas:
            _copy(schemas, beside / "schemas")
        beside.chmod(0o755)
        if target.exists():
            target.rmdir()  # empty; some systems rename onto nothing that is there
        beside.rename(target)
    except BaseException:
        shutil.rmtree(beside, ignore_errors=True)
        raise


def _copy(source: Path, target: Path) -> None:
    shutil.copytree(
        source,
        target,
        dirs_exist_ok=True,
        copy_function=shutil.copyfile,  # contents alone: an installed package may be read-only
        ignore=shutil.ignore_patterns("__pycache__"),
    )
