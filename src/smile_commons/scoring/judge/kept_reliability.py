"""Reliability kept by the judge's digest, so that a report has it without a check.

What was measured with the embedded default ships with the package, in a file that ``commons judge
check`` wrote; what is measured here goes to the user's cache and comes before it.
"""

import json
from collections.abc import Mapping
from contextlib import suppress
from importlib.resources import files
from pathlib import Path

from smile_commons.errors import CommonsError
from smile_commons.files import write_atomically
from smile_commons.scoring.judge.known_scales import SHIPPED, to_dict
from smile_commons.scoring.judge.reliability import Reliability, from_dict
from smile_commons.scoring.judge.scale import Scale
from smile_commons.scoring.judge.task import Judge

_FOLDER = "reliability"


def reliability_of(judge: Judge, folder: Path | None = None) -> Reliability | None:
    """What is known of a judge: measured on this machine, or shipped; None: nothing.

    Args:
        judge: its digest decides.
        folder: the user's cache.
    """
    if judge.digest is None:
        return None
    own = None if folder is None else _read(_path(folder, judge.digest))
    if own is not None:
        return own
    packaged = files("smile_commons.scoring.judge").joinpath(SHIPPED)
    try:
        shipped = from_dict(json.loads(packaged.read_text("utf-8")))
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return shipped if shipped.digest == judge.digest else None


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


def written(found: Reliability, scales: Mapping[str, Scale] | None = None) -> str:
    """As JSON; with the scales of the forms, as the file that ships has them."""
    data = found.to_dict() | ({} if scales is None else {"scales": to_dict(scales)})
    return json.dumps(data, indent=1, ensure_ascii=False) + "\n"


def _path(folder: Path, digest: str) -> Path:
    return folder / _FOLDER / f"{digest}.json"


def _read(path: Path) -> Reliability | None:
    try:
        return from_dict(json.loads(path.read_text("utf-8")))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
