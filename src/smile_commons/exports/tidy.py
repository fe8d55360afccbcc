"""Scores and positions as tidy tables: one observation a row, for analysis elsewhere."""

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from smile_commons.exports.clean import clean
from smile_commons.scoring.results import Control, Position, Results, Score

Value = str | int | float | bool | None

KINDS = ("retest", "opening", "sham", "shuffled", "swapped", "negated", "floor")
"""Controls with columns of their own, whether a run has them or not: runs can be stacked."""
_COMPUTED = tuple("=+-@\t\r")
"""What a spreadsheet takes for the start of a formula."""


@dataclass(frozen=True, slots=True)
class Tidy:
    """One table, column by column, each of one type (``str``, ``int``, ``float``, ``bool``)."""

    name: str
    types: Mapping[str, type]
    rows: Sequence[Mapping[str, Value]]


def tidy_tables(results: Results) -> list[Tidy]:
    """``scores`` (a row a score, its controls in columns) and ``positions``."""
    return [
        Tidy("scores", _SCORES, [score_row(score) for score in results.scores]),
        Tidy("positions", _POSITIONS, [_position(one) for one in results.positions]),
    ]


def to_csv(table: Tidy) -> str:
    """The table as CSV (RFC 4180); what is missing is empty.

    A text that a spreadsheet would compute gets an apostrophe before it; numbers stay numbers.
    """
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\r\n")
    rows.writerow(table.types)
    for row in table.rows:
        rows.writerow([csv_value(row[name]) for name in table.types])
    return out.getvalue()


def to_parquet(table: Tidy) -> bytes | None:
    """The table as Parquet; None where ``pyarrow`` is not installed."""
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError:
        return None
    arrow: Any = pyarrow  # its types are partial
    writer: Any = parquet
    columns = {name: [row[name] for row in table.rows] for name in table.types}
    out = arrow.BufferOutputStream()
    writer.write_table(arrow.table(columns, schema=arrow_schema(table.types)), out)
    return out.getvalue().to_pybytes()


def arrow_schema(types: Mapping[str, type]) -> Any:
    """The types of columns as a schema of ``pyarrow``, which has to be there."""
    import pyarrow

    arrow: Any = pyarrow
    kinds = {str: arrow.string(), int: arrow.int64(), float: arrow.float64(), bool: arrow.bool_()}
    return arrow.schema([(name, kinds[type]) for name, type in types.items()])


def csv_value(value: Value) -> str:
    """One value as ``to_csv`` writes it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    text = clean(value)
    return f"'{text}" if text.startswith(_COMPUTED) else text


_OF_KIND: Mapping[str, Callable[[Control], float | None]] = {
    "value": lambda c: c.value,
    "difference": lambda c: c.difference,
    "low": lambda c: c.interval[0] if c.interval else None,
    "high": lambda c: c.interval[1] if c.interval else None,
    "p": lambda c: c.p,
}
_SCORES: dict[str, type] = {
    "id": str,
    "version": int,
    "persona": str,
    "article": str,
    "act": str,
    "value": float,
    "low": float,
    "high": float,
    "start": float,
    "n": int,
    "left_out": int,
    "shown": bool,
    "unscored": str,
    "control": str,
    "control_value": float,
    "difference": float,
    "difference_low": float,
    "difference_high": float,
    "p": float,
    "p_adjusted": float,
    "family": str,
    "undecided": str,
    **{f"{kind}_{part}": float for kind in KINDS for part in _OF_KIND},
}
_POSITIONS: dict[str, type] = {
    "channel": str,
    "stage": str,
    "persona": str,
    "article": str,
    "turn": int,
    "position": float,
    "p_against": float,
    "p_undecided": float,
    "p_for": float,
    "unscored": str,
}


def score_row(score: Score) -> dict[str, Value]:
    """A score by the columns of its table."""
    low, high = score.interval or (None, None)
    main = score.control or Control(kind="")
    apart_low, apart_high = main.interval or (None, None)
    row: dict[str, Value] = {
        **{name: getattr(score, name) for name in _SCORES if name in Score.model_fields},
        **score.scope.model_dump(),
        "low": low,
        "high": high,
        "left_out": len(score.left_out),
        "control": main.kind or None,
        "control_value": main.value,
        "difference": main.difference,
        "difference_low": apart_low,
        "difference_high": apart_high,
    }
    by_kind = {control.kind: control for control in score.controls}
    for kind in KINDS:
        control = by_kind.get(kind)
        for part, of in _OF_KIND.items():
            row[f"{kind}_{part}"] = None if control is None else of(control)
    return {name: row[name] for name in _SCORES}


def _position(one: Position) -> dict[str, Value]:
    shares = {"p_against": "-1", "p_undecided": "0", "p_for": "1"}
    return {
        name: one.distribution.get(shares[name]) if name in shares else getattr(one, name)
        for name in _POSITIONS
    }
