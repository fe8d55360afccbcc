"""``scores.json``, and the rows of the table that stands at the end of a play."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from smile_commons.scoring.definitions import DEFINITIONS
from smile_commons.scoring.score import Interval, Score

NOT_SHOWN = "not shown"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: of the whole cast, or the movement of one persona."""

    id: str
    title: str
    persona: str | None
    value: float | None
    interval: Interval | None
    control: float | None
    """The value where no debate stood between."""
    shown: bool | None
    note: str
    """``shown``, ``not shown``, or why neither can be said."""


def summary(scores: Sequence[Score]) -> list[Row]:
    """The scores of the whole, then each persona's movement and convergence."""
    whole = [s for s in scores if not any(s.scope.to_dict().values())]
    single = [
        s
        for s in scores
        if s.scope.persona is not None
        and s.scope.article is None
        and s.scope.act is None
        and s.id in ("movement", "convergence")
    ]
    return [_row(score) for score in (*whole, *single)]


def _row(score: Score) -> Row:
    return Row(
        id=score.id,
        title=DEFINITIONS[score.id].title,
        persona=score.scope.persona,
        value=score.value,
        interval=score.interval,
        control=score.control.value if score.control else None,
        shown=score.shown,
        note=_note(score),
    )


def _note(score: Score) -> str:
    if score.value is None:
        return f"unscored: {score.unscored}"
    if score.shown is None:
        return (score.control.reason if score.control else None) or "no control"
    return "shown" if score.shown else NOT_SHOWN


def to_json(scores: Sequence[Score], judge: Mapping[str, Any] | None = None) -> str:
    """The text of ``scores.json``: scores, judge (None where none was used), definitions."""
    used = {score.id for score in scores}
    data = {
        "scores": [score.to_dict() for score in scores],
        "judge": judge,
        "definitions": {id: d.to_dict() for id, d in DEFINITIONS.items() if id in used},
    }
    return json.dumps(data, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def write_scores(
    path: Path, scores: Sequence[Score], judge: Mapping[str, Any] | None = None
) -> None:
    """Writes ``scores.json`` whole: the file is replaced at once, never half written."""
    part = path.with_name(path.name + ".part")
    part.write_text(to_json(scores, judge), encoding="utf-8")
    part.replace(path)
