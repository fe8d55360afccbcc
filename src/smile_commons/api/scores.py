"""``scores.json`` as lists of runs and exports need it: a row a score."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, cast

from smile_commons.errors import InputError
from smile_commons.exports.script import Score


def read_scores(path: Path) -> tuple[Score, ...]:
    """The scores of a run; none when it was not scored.

    Raises:
        InputError: the file cannot be read.
    """
    if not path.is_file():
        return ()
    try:
        data = cast("dict[str, Any]", json.loads(path.read_bytes()))
        return tuple(_score(score) for score in data["scores"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError(f"{path} cannot be read as scores: {error!r}") from error


def whole(scores: Iterable[Score]) -> tuple[Score, ...]:
    """The scores of the whole debate, not of a persona, an article or an act."""
    return tuple(score for score in scores if not any(score.scope.values()))


def _score(data: Mapping[str, Any]) -> Score:
    value, interval = data["value"], data.get("interval")
    return Score(
        id=str(data["id"]),
        value=None if value is None else float(value),
        interval=None if interval is None else (float(interval[0]), float(interval[1])),
        shown=data.get("shown"),
        unscored=data.get("unscored"),
        n=data.get("n"),
        scope=data.get("scope") or {},
    )
