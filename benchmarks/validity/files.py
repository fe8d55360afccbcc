"""The labelled sets of a folder, told apart by the fields of their rows."""

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from validity.public import public_sets

SEED = 2145
STANCES = {"claim", "text", "stance"}
GROUPS = {"messages", "cards", "final_agreement"}
REPORTING = ("dev", "test", "held-out", "heldout", "validation")
"""Splits that are measured; rows of `train` are for those who develop."""


@dataclass(frozen=True)
class Found:
    """One file: what it holds, or why it is passed over."""

    path: Path
    kind: Literal["stances", "groups"] | None
    rows: Sequence[dict[str, Any]] = ()
    reason: str = ""

    @property
    def name(self) -> str:
        return self.path.name


def found_in(folder: Path) -> list[Found]:
    own = [_found(path) for path in sorted(folder.glob("*.jsonl"))]
    public = public_sets(folder)
    return own + [Found(Path(name), "stances", rows) for name, rows in public.items() if rows]


def _found(path: Path) -> Found:
    rows = list[dict[str, Any]]()
    for number, line in enumerate(path.read_text(encoding="utf-8-sig").split("\n"), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError as error:
            return Found(path, None, reason=f"line {number} is not JSON: {error}")
        if not isinstance(row, dict):
            return Found(path, None, reason=f"line {number} is not an object")
        rows.append(row)
    if not rows:
        return Found(path, None, reason="it is empty")
    for kind, fields in (("stances", STANCES), ("groups", GROUPS)):
        if fields <= rows[0].keys():
            short = next((n for n, row in enumerate(rows, 1) if not fields <= row.keys()), None)
            if short is not None:
                lacking = ", ".join(sorted(fields - rows[short - 1].keys()))
                return Found(path, None, reason=f"row {short} lacks {lacking}")
            return Found(path, kind, rows)  # type: ignore[arg-type]
    wanted = " or ".join("/".join(sorted(fields)) for fields in (STANCES, GROUPS))
    return Found(path, None, reason=f"its rows have neither {wanted}")


def drawn(rows: Sequence[dict[str, Any]], count: int) -> list[dict[str, Any]]:
    """So many of them, always the same ones."""
    if len(rows) <= count:
        return list(rows)
    return random.Random(SEED).sample(list(rows), count)


def reporting(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows of the splits that are not for training; all where there are no such splits."""
    kept = [row for row in rows if row.get("split") in REPORTING]
    return kept or list(rows)
