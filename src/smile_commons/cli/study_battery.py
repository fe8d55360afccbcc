"""What ``commons study battery`` asks and prints."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from smile_commons.cli import console
from smile_commons.errors import InputError
from smile_commons.files import write_atomically
from smile_commons.studies.battery.known import metrics_checked, sheet
from smile_commons.studies.battery.metrics import TASKS
from smile_commons.studies.battery.suite import check_battery, persona_suite

if TYPE_CHECKING:
    import pandas as pd

EVERY = 20.0
"""Seconds between two lines that say how far it is."""


@dataclass(frozen=True, slots=True)
class Battery:
    """What was typed."""

    tasks: tuple[str, ...]
    personas: tuple[str, ...]
    n: int | None
    probes: Path | None
    people: Path | None
    out: Path | None


class Counted:
    """Counts questions, and says so now and then.

    Args:
        clock: seconds, for the pauses between lines.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._last = clock, clock()
        self.asked = 0

    def __call__(self) -> None:
        """One more is asked."""
        self.asked += 1
        if self._clock() - self._last >= EVERY:
            self._last = self._clock()
            console.note(f"{self.asked} questions so far")


def run_battery(
    path: Path | None,
    given: Battery,
    model: str | None,
    judge: str | None,
    base_url: str | None,
    world: Path | None,
    *,
    as_json: bool,
) -> None:
    """Asks a battery of the personas of runs or, without a path, of a judge by what was planted.

    Raises:
        InputError: options do not go together, or as ``persona_suite``.
        ModelError: a model failed; with ``out`` what was answered is kept.
    """
    tasks, counted = given.tasks or TASKS, Counted()
    if path is None:
        _only_of_runs(given, model)
        table = check_battery(judge, tasks=tasks, n=given.n, people=given.people,
                              base_url=base_url, out=given.out, on_asked=counted)  # fmt: skip
    elif given.people is not None:
        raise InputError("`people` are those who labelled what was planted: add `--planted`")
    else:
        table = persona_suite(
            path, tasks=tasks, personas=given.personas, n=given.n, probes=given.probes,
            model=model, judge=judge, base_url=base_url, world=world, out=given.out,
            on_asked=counted,
        )  # fmt: skip
    if as_json:
        frame: Any = table
        console.emit({"rows": _plain(frame), "asked": counted.asked})
        return
    console.say(_known(table) if path is None else _values(table))
    console.note(f"{counted.asked} questions" + (f"; tables in {given.out}" if given.out else ""))


def write_sheet(path: Path, tasks: Sequence[str], n: int | None) -> None:
    """Writes the planted items for people to label."""
    write_atomically(path, sheet(metrics_checked(tasks or TASKS), n))
    console.say(str(path))
    console.note("fill in `label` (yes or no) and `coder`; --planted --people FILE reads it")


def _only_of_runs(given: Battery, model: str | None) -> None:
    for name, value in (("persona", given.personas), ("probes", given.probes), ("model", model)):
        if value:
            raise InputError(f"`{name}` is for runs; what was planted is put to the judge alone")


def _values(table: "pd.DataFrame") -> str:
    rows = [
        (
            str(row["persona"]),
            f"{row['metric']} {row['part'] or ''}".strip(),
            "" if row["by"] == "source" else "ours",
            _number(row["value"]) or f"none: {row['unscored']}",
            _ends(row["low"], row["high"]),
            str(row["n"] or ""),
        )
        for row in _plain(table)
    ]
    return console.table(("persona", "metric", "", "value", "95 %", "n"), rows)


def _known(table: "pd.DataFrame") -> str:
    measures = ("precision", "95 %", "recall", "95 %", "AUC", "95 %")
    head = ("metric", "by", "answered", *measures, "chance")
    rows = [
        (
            str(row["metric"]),
            str(row["by"]),
            f"{row['n'] - row['unanswered']} of {row['n']}",
            *(
                text
                for name in ("precision", "recall", "auc")
                for text in (_number(row[name]), _ends(row[f"{name}_low"], row[f"{name}_high"]))
            ),
            _number(row["there"] / row["n"]),
        )
        for row in _plain(table)
    ]
    note = "chance: precision of whoever says of every item that it is there"
    return f"{console.table(head, rows)}\n{note}"


def _plain(table: Any) -> list[dict[str, Any]]:
    """Rows in which what is missing is None."""
    return [
        {name: None if value != value or str(value) == "<NA>" else value
         for name, value in row.items()}
        for row in table.to_dict("records")
    ]  # fmt: skip


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"


def _ends(low: float | None, high: float | None) -> str:
    return "" if low is None or high is None else f"{low:.2f} to {high:.2f}"
