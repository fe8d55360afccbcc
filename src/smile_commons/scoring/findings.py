"""All that scoring found: what ``scores.json`` holds."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from smile_commons.files import write_atomically
from smile_commons.scoring.definitions import DEFINITIONS
from smile_commons.scoring.score import Score

Rows = Sequence[Mapping[str, Any]]

KINDS = ("retest", "sham", "shuffled", "swapped", "negated", "floor")
"""Controls that there can be; see ``Control.kind``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """Scores, and the rows that they are made of."""

    scores: Sequence[Score]
    judge: Mapping[str, Any] | None = None
    """Which judge, its reliability by task, and what it cost; None where none was asked."""
    positions: Rows = ()
    """See ``over_time.position_rows``."""
    series: Rows = ()
    """See ``over_time.series_rows``."""
    influence: Rows = ()
    """See ``results.Effect``."""
    consistency: Rows = ()
    """One speech a row: ``id`` of the score, ``turn``, ``persona``, ``value``, and a quotation
    where something is found."""
    unread: Rows = ()
    """Speeches and articles that the judge could not tell, with the reason."""
    addressed: Rows = ()
    """Sentences that give the judge orders, not read: ``turn``, ``persona``, ``quote``."""

    @property
    def controls(self) -> dict[str, Any]:
        """Which controls were run, which not, and a sentence for the head of a report."""
        ran = {
            control.kind
            for score in self.scores
            for control in (score.control, *score.further)
            if control is not None and control.value is not None
        }
        note = None
        if not ran:
            note = "No control was run: nothing here is shown to be an effect of the debate."
        elif not ran & {"sham", "negated"}:
            note = (
                "The negated resolution and the sham debate were not run (commons score --controls,"
                " --sham RUN): a general leaning to agree is not ruled out."
            )
        return {
            "run": [kind for kind in KINDS if kind in ran],
            "not_run": [kind for kind in KINDS if kind not in ran],
            "note": note,
        }

    def to_dict(self) -> dict[str, Any]:
        """As ``scores.json`` has it."""
        used = {score.id for score in self.scores}
        return {
            "controls": self.controls,
            "scores": [score.to_dict() for score in self.scores],
            "judge": self.judge,
            "definitions": {id: d.to_dict() for id, d in DEFINITIONS.items() if id in used},
            "positions": list(self.positions),
            "series": list(self.series),
            "influence": list(self.influence),
            "consistency": list(self.consistency),
            "unread": list(self.unread),
            "addressed": list(self.addressed),
        }

    def to_json(self) -> str:
        """The text of ``scores.json``."""
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=1, allow_nan=False) + "\n"

    def write(self, path: Path) -> None:
        """Writes ``scores.json`` whole: the file is replaced at once, never half written."""
        write_atomically(path, self.to_json())
