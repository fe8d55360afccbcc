"""What a study came to: its tables, its analysis under what was done otherwise, its report."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from smile_commons.errors import InputError
from smile_commons.files import write_atomically
from smile_commons.studies.analysis.family import Analysis, analyse
from smile_commons.studies.cells import CellRow
from smile_commons.studies.design import Design
from smile_commons.studies.deviations import Deviation, deviations
from smile_commons.studies.planning import Cells
from smile_commons.studies.registration import registered
from smile_commons.studies.report.methods import methods
from smile_commons.studies.tables import load, write_tables
from smile_commons.studies.tables.write import Format

TABLES, ANALYSIS, DEVIATIONS = "tables", "analysis.json", "deviations.json"
METHODS = "methods.md"


@dataclass(frozen=True, slots=True)
class Analysed:
    """The analysis that a study registered, and what was done otherwise."""

    analysis: Analysis
    deviations: tuple[Deviation, ...]
    registered: str | None
    """When; None: it was not."""

    def text(self) -> str:
        """For a terminal; deviations stand at the head."""
        head = [f"registered on {self.registered}" if self.registered else "not registered"]
        head += [f"deviation, {one}" for one in self.deviations]
        if self.registered and not self.deviations:
            head.append("no deviation from what was registered")
        return "\n".join([*head, "", self.analysis.text()])

    def to_dict(self) -> dict[str, Any]:
        """As plain data."""
        return {
            "registered": self.registered,
            "deviations": [asdict(one) for one in self.deviations],
            **self.analysis.to_dict(),
        }


def analysed(
    design: Design, cells: Cells, rows: Sequence[CellRow], *, to: Format | None = "parquet"
) -> Analysed:
    """Analyses a study as its design says; writes tables, analysis, deviations and the methods in
    a paragraph beside it.

    Args:
        design: the study.
        cells: all that it plays.
        rows: what became of its cells.
        to: the tables' format; None writes no tables.

    Raises:
        InputError: no cell is done, or a file cannot be read or written.
    """
    if not any(row.status == "done" for row in rows):
        raise InputError(f"{design.folder}: no cell is done yet; `commons study run` plays them")
    before = registered(design.folder)
    off = tuple(deviations(design, cells, rows, before))
    found = Analysed(
        analyse(load(design.folder, what="scores"), design), off, before and before.created
    )
    folder = design.folder
    if to is not None:
        write_tables(folder, folder / TABLES, to=to)
    write_atomically(folder / ANALYSIS, _json(found.to_dict()))
    write_atomically(folder / DEVIATIONS, _json([asdict(one) for one in off]))
    write_atomically(folder / METHODS, f"{methods(design, rows)}\n")
    return found


def reported(
    design: Design,
    cells: Cells,
    rows: Sequence[CellRow],
    out: Path | None = None,
    people: Sequence[Path] = (),
) -> list[Path]:
    """Writes the report of a study, one HTML file.

    Args:
        design, cells, rows: as for ``analysed``.
        out: a file or folder; None: beside the study.
        people: debates of people besides those that the design names.

    Raises:
        InputError: as ``analysed``.
    """
    from smile_commons.studies.report.page import write_report

    found = analysed(design, cells, rows)
    return write_report(
        design.folder,
        replace(design, people=(*design.people, *people)),
        found.analysis,
        rows,
        found.deviations,
        out or design.folder,
        planned=len(cells.cells),
        registered=found.registered is not None,
    )


def _json(data: Any) -> str:
    return json.dumps(data, indent=1, ensure_ascii=False, default=str) + "\n"
