"""What was measured of judges, by their digests, so that a report has it without a check.

What was measured with the embedded default ships with the package, in a file that ``commons judge
check`` wrote; what is measured here goes to the user's cache and comes before it. That file has the
scales of the forms too, what the balanced lines told, so that they need not be asked everywhere.
"""

import json
from collections.abc import Mapping
from contextlib import suppress
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, cast

from smile_commons.errors import CommonsError
from smile_commons.files import write_atomically
from smile_commons.scoring.judge.answer import Scale
from smile_commons.scoring.judge.reliability import Reliability, from_dict
from smile_commons.scoring.judge.task import Judge

_FOLDER = "reliability"
_SHIPPED = files("smile_commons.scoring.judge").joinpath("measured.json")


def reliability_of(judge: Judge, folder: Path | None = None) -> Reliability | None:
    """What is known of a judge: measured on this machine, or shipped; None: nothing.

    Args:
        judge: its digest decides.
        folder: the user's cache.
    """
    if judge.digest is None:
        return None
    own = None if folder is None else _read(_path(folder, judge.digest))
    shipped = _read(_SHIPPED)
    return own or (shipped if shipped and shipped.digest == judge.digest else None)


def keep_reliability(found: Reliability, folder: Path) -> None:
    """Keeps what was measured, beside what is known of other uses; a full disk is passed over."""
    if found.digest is None:
        return
    path = _path(folder, found.digest)
    before = _read(path)
    if before is not None:
        found = Reliability(found.judge, found.digest, {**before.uses, **found.uses})
    with suppress(OSError, CommonsError):
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, written(found))


def shipped_scales(digest: str | None) -> dict[str, Scale]:
    """The scales by form, where they were measured of the judge with this digest; else none."""
    data = _parsed(_SHIPPED)
    if digest is None or data.get("digest") != digest:
        return {}
    scales = cast("Mapping[str, tuple[float, float, int]]", data.get("scales", {}))
    return {form: Scale(*values) for form, values in scales.items()}


def written(found: Reliability, scales: Mapping[str, Scale] | None = None) -> str:
    """As JSON; with the scales of the forms, as the file that ships has them."""
    data = found.to_dict()
    if scales is not None:
        data["scales"] = {
            form: [round(one.offset, 6), round(one.spread, 6), one.sign]
            for form, one in sorted(scales.items())
        }
    return json.dumps(data, indent=1, ensure_ascii=False) + "\n"


def _path(folder: Path, digest: str) -> Path:
    return folder / _FOLDER / f"{digest}.json"


def _read(file: Traversable) -> Reliability | None:
    try:
        return from_dict(_parsed(file))
    except ValueError:
        return None


def _parsed(file: Traversable) -> dict[str, Any]:
    """What a file holds; nothing where it cannot be read."""
    try:
        data = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return cast("dict[str, Any]", data) if isinstance(data, dict) else {}
