"""``report.html`` of a study: one file, printable, every plot with a table of the same."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from smile_commons.exports.report.html import study_html
from smile_commons.exports.report.page import Finding, Head, Section, Table, number, span
from smile_commons.files import write_atomically
from smile_commons.runs.manifest import package_version
from smile_commons.scoring.definitions import DEFINITIONS
from smile_commons.studies.analysis.compare import Contrast, p_text
from smile_commons.studies.analysis.curve import CHOICES, Curve, curve
from smile_commons.studies.analysis.family import PRIMARY, Analysis
from smile_commons.studies.analysis.sides import Sides, outcome_rows, sides_of
from smile_commons.studies.analysis.specified import OF_BALLOTS
from smile_commons.studies.people.bands import read_bands
from smile_commons.studies.report.checks import Checked, checks_section, flow_section
from smile_commons.studies.report.levels import levels_section
from smile_commons.studies.report.methods import methods
from smile_commons.studies.report.results import curve_section, forest_section, pairs_section
from smile_commons.studies.tables.load import load
from smile_commons.studies.tables.sources import FACTOR

if TYPE_CHECKING:
    import pandas as pd

    from smile_commons.studies.cells import CellRow
    from smile_commons.studies.design import Design

NAME = "report.html"
_MOST_PANELS = 9


class Deviation(Protocol):
    """What was done otherwise than registered."""

    @property
    def what(self) -> str: ...

    @property
    def planned(self) -> str: ...

    @property
    def found(self) -> str: ...


def write_report(
    study_folder: Path,
    design: "Design",
    analysis: Analysis,
    rows: "Sequence[CellRow]",
    deviations: Sequence[Deviation],
    out: Path,
    *,
    planned: int | None = None,
    registered: bool | None = None,
) -> list[Path]:
    """Writes the report of a study.

    Args:
        study_folder: where it lies.
        design: its design.
        analysis: what ``analyse`` found.
        rows: of its cells.
        deviations: from what was registered.
        out: a file ``….html`` or a folder.
        planned: cells of the design; None: as many as there are rows.
        registered: whether it was registered before it was run; None: not known.

    Raises:
        InputError: a table cannot be read, or the file cannot be written.
    """
    path = out if out.suffix == ".html" else out / NAME
    path.parent.mkdir(parents=True, exist_ok=True)
    html = report_html(study_folder, design, analysis, rows, deviations,
                       planned=planned, registered=registered)  # fmt: skip
    write_atomically(path, html)
    return [path]


def report_html(
    study_folder: Path,
    design: "Design",
    analysis: Analysis,
    rows: "Sequence[CellRow]",
    deviations: Sequence[Deviation],
    *,
    planned: int | None = None,
    registered: bool | None = None,
) -> str:
    """The page."""
    scores, bands = load(study_folder, what="scores"), read_bands(design.people)
    ballots, runs = (load(study_folder, what=what) for what in ("ballots", "runs"))
    factors = tuple(design.factors)
    cells = [one for one in rows if one.kind == "cell"]
    given = Checked(runs, ballots, cells, planned, factors, analysis)
    sections = [
        _deviations(deviations),
        flow_section(given),
        forest_section(analysis),
        levels_section(scores, analysis, bands),
        pairs_section(_pairs(scores, analysis), bands),
        curve_section(_curves(study_folder, ballots, analysis, design)),
        checks_section(given),
        Section("methods", "Methods", words=[methods(design, cells)]),
    ]
    ids = dict.fromkeys(one.contrast.outcome.partition("@")[0] for one in analysis.comparisons)
    return study_html(
        _head(design, analysis, cells, deviations, registered),
        [one for one in sections if one is not None],
        [DEFINITIONS[id] for id in ids if id in DEFINITIONS],
        question=design.question,
        version=package_version(),
    )


def _head(
    design: "Design",
    analysis: Analysis,
    rows: "Sequence[CellRow]",
    deviations: Sequence[Deviation],
    registered: bool | None,
) -> Head:
    warnings = list[str]()
    if registered is False:
        warnings.append(
            "This study was not registered before it was run: its outcomes and tests may have been "
            "chosen after they were seen."
        )
    if deviations:
        told = "; ".join(
            f"{one.what}: registered {one.planned}; found {one.found}" for one in deviations
        )
        warnings.append(f"Otherwise than registered: {told}.")
    return Head(
        title=design.title or design.id,
        facts=_facts(design, rows),
        warnings=warnings,
        findings=[_finding(one, analysis) for one in analysis.of(PRIMARY)],
    )


def _facts(design: "Design", rows: "Sequence[CellRow]") -> list[tuple[str, str]]:
    status = Counter(one.status for one in rows)
    spent = sum(one.cost or 0.0 for one in rows)
    facts = [
        ("Study", design.id),
        ("Dialogues", ", ".join(design.dialogue)),
        ("Factors", "; ".join(f"{name}: {', '.join(level.name for level in levels)}"
                              for name, levels in design.factors.items())),
        ("Design", design.design),
        ("Seeds", str(len(design.repeats.seeds))),
        ("Cells", ", ".join(f"{count} {name}" for name, count in status.items()) or "none begun"),
        ("Models", _named(one.model for one in rows)),
        ("Judges", _named(one.judge for one in rows)),
        ("Tokens", f"{sum(one.tokens for one in rows):,}"),
        ("Cost", f"{spent:.2f}" if spent else ""),
        ("Versions", _named(one.package for one in rows)),
    ]  # fmt: skip
    return [(name, told) for name, told in facts if told]


def _named(names: Any) -> str:
    return ", ".join(sorted({one for one in names if one}))


def _finding(one: Contrast, analysis: Analysis) -> Finding:
    clear = one.p_adjusted is not None and one.p_adjusted <= analysis.alpha
    same = one.equivalence is not None and one.equivalence.equivalent
    verdict = "a difference is shown" if clear else "no difference is shown"
    if same:
        verdict = f"{verdict}; smaller than {analysis.sesoi:g} is"
    if one.p is None:
        verdict = "cannot be told"
    p = "" if one.p_adjusted is None else f"p {p_text(one.p_adjusted)} in its family"
    level = f"{1 - analysis.alpha:.0%}"
    return Finding(
        id=one.outcome,
        title=f"{one.outcome}: {one.level} - {one.reference}",
        value=number(one.estimate) or "no value",
        interval=f"{level}: {span(one.ci)}" if one.ci else "",
        verdict=verdict,
        kind="shown" if clear else "open" if one.p is None else "not-shown",
        control=p,
    )


def _deviations(deviations: Sequence[Deviation]) -> Section | None:
    if not deviations:
        return None
    rows = [[one.what, one.planned, one.found] for one in deviations]
    table = Table("Deviations", ["what", "registered", "found"], rows, wordy=True)
    return Section("deviations", "Otherwise than registered", tables=[table])


def _pairs(scores: "pd.DataFrame", analysis: Analysis) -> list[tuple[str, Sides]]:
    frame: Any = scores
    found = list[tuple[str, Sides]]()
    for one in analysis.of(PRIMARY)[:_MOST_PANELS]:
        if one.estimate is None or not one.differences:
            continue
        others = [str(name) for name in frame.columns
                  if str(name).startswith(FACTOR) and str(name) != FACTOR + one.by]  # fmt: skip
        rows = outcome_rows(scores, one.outcome, one.by)
        sides = sides_of(rows, one.reference, one.level, block=("block",), within=others)
        found.append((one.outcome, sides))
    return found


def _curves(
    folder: Path, ballots: "pd.DataFrame", analysis: Analysis, design: "Design"
) -> list[Curve]:
    """Of the primary outcomes that can be made anew from tables."""
    found = dict[tuple[str, str], Curve]()
    tables: dict[str, Any] = {"ballots": ballots if len(ballots) else None}
    for one in analysis.of(PRIMARY):
        id, _, scope = one.outcome.partition("@")
        key = (one.outcome, one.by)
        if id not in CHOICES or "act=" in scope or key in found or one.estimate is None:
            continue
        if id not in OF_BALLOTS and "readings" not in tables:
            tables["readings"] = load(folder, what="readings")
        found[key] = curve(
            tables,
            one.outcome,
            one.by,
            article_weights=_article_weights(design),
            block="block" if one.differences else None,
            levels=_levels(analysis, one),
            ci=1 - analysis.alpha,
        )
    return list(found.values())


def _article_weights(design: "Design") -> dict[str, float]:
    resolutions = [design.world.resolution(one) for one in design.dialogue]
    return {article.id: article.weight for one in resolutions for article in one.articles}


def _levels(analysis: Analysis, one: Contrast) -> list[str]:
    others = [x.level for x in analysis.of(PRIMARY)
              if (x.outcome, x.by) == (one.outcome, one.by) and x.estimate is not None]  # fmt: skip
    return [one.reference, *others]
