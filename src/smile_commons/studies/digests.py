"""What a study rests on, by SHA-256: dialogues, cards, prompts, scores, models, the program."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path, PurePosixPath
from typing import Any

import smile_commons.studies
from smile_commons.errors import InputError
from smile_commons.models.open import unopened
from smile_commons.runs.manifest import package_versions
from smile_commons.scoring.definitions import DEFINITIONS
from smile_commons.studies.design import Design
from smile_commons.studies.planning import Cells, settings_of

_PACKAGE = Path(smile_commons.studies.__file__).parent.parent


def digests_of(design: Design, cells: Cells) -> dict[str, Any]:
    """Everything by which it can be told later whether something was another."""
    files = design.world.files
    return {
        "dialogues": {
            id: cells.worlds.digest(design.world, id) for id in sorted(set(design.dialogue))
        },
        "cards": _each(files, "personas"),
        "memories": _each(files, "memory"),
        "prompts": _all(files, "prompts"),
        "worlds": sorted({cell.world for cell in cells.cells}),
        "definitions": definitions(),
        "models": _models(design, cells),
        "packages": package_versions(),
        "program": program(),
    }


@cache
def definitions() -> dict[str, str]:
    """Version and digest of each score's definition, by its id."""
    return {
        id: f"{one.version}/{_sha256(_plain(one.to_dict()))}"
        for id, one in sorted(DEFINITIONS.items())
    }


def _plain(data: Any) -> bytes:
    return json.dumps(data, sort_keys=True, default=str).encode()


@cache
def program() -> str:
    """SHA-256 over the program's own files, as they are installed."""
    found = (one for one in _PACKAGE.rglob("*") if one.suffix in (".py", ".j2", ".yaml", ".json"))
    return _together((one.relative_to(_PACKAGE).as_posix(), one.read_bytes()) for one in found)


def content_digest(path: Path) -> str:
    """SHA-256 of a file, or of all files of a folder with their names.

    Raises:
        InputError: it cannot be read.
    """
    files = sorted(one for one in path.rglob("*") if one.is_file()) if path.is_dir() else [path]
    try:
        return _together((one.relative_to(path.parent).as_posix(), one.read_bytes())
                         for one in files)  # fmt: skip
    except OSError as error:
        raise InputError(f"{error.filename or path}: cannot be read: {error.strerror}") from error


def _models(design: Design, cells: Cells) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for cell in {repr((cell.settings, cell.change)): cell for cell in cells.cells}.values():
        settings = settings_of(cell, design)
        for role, name in (
            ("speaker", settings.model),
            ("judge", settings.judge or settings.model),
        ):
            try:
                model = unopened(settings, name)
                found[f"{role} {name}"] = {"name": model.name, "digest": model.digest}
            except InputError:
                found[f"{role} {name}"] = {"name": name, "digest": None}
    return found


def _each(files: Mapping[str, bytes], folder: str) -> dict[str, str]:
    there = {name: raw for name, raw in files.items() if PurePosixPath(name).parts[0] == folder}
    return {PurePosixPath(name).name: _sha256(raw) for name, raw in sorted(there.items())}


def _all(files: Mapping[str, bytes], folder: str) -> str:
    return _together((n, raw) for n, raw in files.items() if PurePosixPath(n).parts[0] == folder)


def _together(files: Iterable[tuple[str, bytes]]) -> str:
    total = hashlib.sha256()
    for name, raw in sorted(files):
        total.update(f"{len(name)}:{name}:{len(raw)}:".encode())
        total.update(raw)
    return total.hexdigest()


def _sha256(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()
