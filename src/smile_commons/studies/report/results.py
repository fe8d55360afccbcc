"""The comparisons of a study as sections: forest, pairs, specification curves."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from smile_commons.exports.report.page import Plot, Section, Table, number, span
from smile_commons.exports.report.plots.forest import Row, contrasts
from smile_commons.exports.report.plots.paired import Panel, paired
from smile_commons.exports.report.plots.specifications import Point, specifications
from smile_commons.studies.analysis.compare import Contrast, p_text
from smile_commons.studies.analysis.curve import Curve
from smile_commons.studies.analysis.family import ABOUT, PRIMARY, Analysis
from smile_commons.studies.people.bands import Band
from smile_commons.studies.report.levels import band_of

if TYPE_CHECKING:
    from smile_commons.studies.analysis.sides import Sides

_MOST = 40
"""Rows of pairs that a table has."""


def forest_section(analysis: Analysis) -> Section:
    """Every contrast with its interval, by family."""
    groups = [
        (
            title,
            [_row(one, analysis.alpha) for one in analysis.of(role) if one.estimate is not None],
        )
        for role, title in ABOUT.items()
    ]
    told = [one.contrast for one in analysis.comparisons]
    table = Table(
        "Differences",
        ["family", "outcome", "difference", "estimate", f"{1 - analysis.alpha:.0%}", "p",
         "adjusted", "n", "note"],
        [[one.role, *_cells(one.contrast)] for one in analysis.comparisons],
        note=_how(told),
        wordy=True,
    ).filled()  # fmt: skip
    words = "; ".join(one.text() for one in analysis.of(PRIMARY)) or "nothing to compare"
    plots = []
    if any(rows for _, rows in groups):
        plots = [
            Plot(
                lambda: contrasts("contrasts", "Differences", words, groups, analysis.sesoi),
                "What each level has more than the reference, with its interval.",
                table,
            )
        ]
    return Section(
        "results",
        "Results",
        words=[*(f"{one}: no run has it." for one in analysis.missing), *analysis.notes],
        definitions=list(dict.fromkeys(one.outcome.partition("@")[0] for one in told)),
        plots=plots,
        tables=[*([] if plots else [table]), *_sizes(analysis), *_equivalences(analysis)],
    )  # fmt: skip


def _row(one: Contrast, alpha: float) -> Row:
    clear = one.p_adjusted is not None and one.p_adjusted <= alpha
    return Row(_named(one), one.estimate or 0.0, one.ci, clear)


def _cells(one: Contrast) -> list[str]:
    beyond = f" beyond {one.beyond}" if one.beyond else ""
    return [
        one.outcome,
        f"{one.by}: {one.level} - {one.reference}{beyond}",
        number(one.estimate),
        span(one.ci),
        "" if one.p is None else p_text(one.p),
        "" if one.p_adjusted is None else p_text(one.p_adjusted),
        str(one.n_blocks) + (f" in {one.n_clusters} clusters" if one.n_clusters else ""),
        one.note,
    ]


def _how(told: Sequence[Contrast]) -> str:
    """By what tests, each named once."""
    named = "; ".join(dict.fromkeys(one.method for one in told if one.method))
    return f"{named[:1].upper()}{named[1:]}." if named else ""


def _sizes(analysis: Analysis) -> list[Table]:
    """Sizes of effects; none where none is told."""
    rows = [
        [
            _named(one),
            number(one.dz) + (f" [{span(one.dz_ci)}]" if one.dz_ci else ""),
            number(one.g),
            number(one.cliffs_delta),
        ]
        for one in (entry.contrast for entry in analysis.comparisons)
    ]
    table = Table(
        "Sizes",
        ["difference", "dz", "g", "delta"],
        rows,
        note="dz: mean over standard deviation of the differences, interval by the noncentral t; "
        "g: difference over the mean standard deviation of both, less its bias; delta: Cliff's.",
    ).filled()
    return [table] if len(table.head) > 1 else []


def _named(one: Contrast) -> str:
    beyond = f", beyond {one.beyond}" if one.beyond else ""
    return f"{one.outcome}: {one.level} - {one.reference}{beyond}"


def _equivalences(analysis: Analysis) -> list[Table]:
    """Which effects are shown to be too small to matter; none without such a size."""
    rows = list[list[str]]()
    for one in (entry.contrast for entry in analysis.comparisons):
        test = one.equivalence
        if test is None:
            continue
        verdict = "smaller" if test.equivalent else "not shown to be smaller"
        rows.append([_named(one), span(test.interval), p_text(test.p), verdict])  # fmt: skip
    if not rows:
        return []
    level = f"{1 - 2 * analysis.alpha:.0%}"
    note = "Two one-sided tests (Schuirmann 1987), each taken alone."
    title = f"Is the effect smaller than {analysis.sesoi:g}, to either side?"
    return [Table(title, ["difference", level, "p", "verdict"], rows, note=note)]


def pairs_section(
    pairs: "Sequence[tuple[str, Sides]]", bands: Mapping[str, Sequence[Band]]
) -> Section | None:
    """Each block at both levels, before the band in which debates of people lie."""
    shown = [(title, sides) for title, sides in pairs if sides.paired and len(sides.a)]
    if not shown:
        return None
    behind = [band_of(title, bands) for title, _ in shown]
    panels = [
        Panel(title, one.reference, one.level, _both(one), band and (band.low, band.high))
        for (title, one), band in zip(shown, behind, strict=True)
    ]
    rows = [
        [title, block, number(a), number(b), number(b - a)]
        for title, one in shown
        for block, (a, b) in list(zip(one.blocks, _both(one), strict=True))[:_MOST]
    ]
    left = sum(max(0, len(one.a) - _MOST) for _, one in shown)
    table = Table(
        "Blocks",
        ["outcome", "block", "reference", "level", "difference"],
        rows,
        note=f"{left} more blocks are in the tables." if left else "",
    )
    words = "; ".join(
        f"{title}: {one.reference} {one.a.mean():+.2f}, {one.level} {one.b.mean():+.2f}"
        for title, one in shown
    )
    plot = Plot(
        lambda: paired("pairs", "Blocks at both levels", words, panels),
        "A line a block, from the reference to the other level; the thick line joins the means.",
        table,
    )
    return Section("pairs", "Block by block", plots=[plot])


def _both(sides: "Sides") -> list[tuple[float, float]]:
    return list(zip(sides.a.tolist(), sides.b.tolist(), strict=True))


def curve_section(curves: Sequence[Curve]) -> Section | None:
    """How far the results hang on how they were read."""
    plots = list[Plot]()
    for place, curve in enumerate(one for one in curves if len(one.told) > 1):
        by_level = dict.fromkeys(one.contrast.level for one in curve.told)
        for level in by_level:
            plots.append(_curve(f"curve{place}-{len(plots)}", curve, level))
    if not plots:
        return None
    words = [
        "Each specification makes the outcome in another way from the same ballots or readings "
        "and is compared as registered. One that points elsewhere tells on what the result hangs."
    ]
    return Section("robustness", "Specification curve", words=words, plots=plots)


def _curve(name: str, curve: Curve, level: str) -> Plot:
    told = [one for one in curve.told if one.contrast.level == level]
    points = [
        Point(one.contrast.estimate or 0.0, one.contrast.ci, one.choices, one.registered)
        for one in told
    ]
    rows = [
        [", ".join(f"{key} {value}" for key, value in one.choices.items())
         + (" (registered)" if one.registered else ""),
         number(one.contrast.estimate), span(one.contrast.ci),
         "" if one.contrast.p is None else p_text(one.contrast.p), str(one.contrast.n_blocks)]
        for one in told
    ]  # fmt: skip
    title = f"{curve.outcome} by {curve.by}: {level} - {told[0].contrast.reference}"
    table = Table(title, ["specification", "estimate", "interval", "p", "n"], rows)
    words = Curve(curve.outcome, curve.by, tuple(told)).text()
    caption = f"{title}. {words.partition(': ')[2]}."
    return Plot(lambda: specifications(name, title, words, points), caption, table)
