"""Where each level lies, on the score's own scale, beside debates of people."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from smile_commons.exports.report.page import Plot, Section, Table, number, span
from smile_commons.exports.report.plots.levels import Level, Panel, levels
from smile_commons.studies.analysis.family import CONTROL, Analysis
from smile_commons.studies.analysis.sides import ARM, SIDE, VALUE, outcome_rows
from smile_commons.studies.people.bands import Band

if TYPE_CHECKING:
    import pandas as pd

_MOST = 12
"""Panels; the others stand in the table."""
ABOUT = (
    "Differences alone do not say where a level lies. Here each level has its mean over blocks "
    "with its interval, on the scale of the score."
)
PEOPLE = (
    "The band is where debates of people lie on the same score, by the same definition: the middle "
    "90 % of twenty and more, of fewer all of them; beside it their median with its interval. "
    "People were others, on other matters, and their ballots asked in one form: a band says what "
    "is usual, and not what is right."
)
NOBODY = "No debates of people were named (`people` in study.yaml), so no band stands beside them."


@dataclass(frozen=True, slots=True)
class At:
    """One outcome at one level."""

    outcome: str
    by: str
    level: str
    mean: float
    interval: tuple[float, float] | None
    blocks: int


def levels_section(
    scores: "pd.DataFrame", analysis: Analysis, bands: Mapping[str, Sequence[Band]]
) -> Section | None:
    """Every outcome at every level, with the bands that there are; None without any value."""
    found = at_levels(scores, analysis)
    if not found:
        return None
    several = any(len(of) > 1 for of in bands.values())
    rows = list[list[str]]()
    for one in found:
        of = _bands(one.outcome, bands)
        for band in of or [None]:
            rows.append([one.outcome, f"{one.by}: {one.level}", number(one.mean),
                         span(one.interval), str(one.blocks), *_beside(band)])  # fmt: skip
    level = f"{1 - analysis.alpha:.0%}"
    table = Table(
        "Levels",
        ["outcome", "level", "mean", level, "blocks", "band", "median", "corpus", "debates"],
        rows,
        note="" if bands else NOBODY,
        wordy=True,
    ).filled()
    panels = _panels(found, bands)
    words = "; ".join(f"{one.outcome}, {one.level}: {number(one.mean)}" for one in found)
    plot = Plot(
        lambda: levels("levels", "Levels beside people", words, panels),
        "Means of the levels" + (", the first corpus' band behind them." if several else "."),
        table,
    )
    return Section(
        "levels",
        "Levels beside people" if bands else "Levels",
        words=[ABOUT, *([PEOPLE] if bands else [])],
        plots=[plot],
    )


def at_levels(scores: "pd.DataFrame", analysis: Analysis) -> list[At]:
    """The mean of each outcome at each level over blocks, controls left out."""
    seen = dict.fromkeys(
        (one.contrast.outcome, one.contrast.by)
        for one in analysis.comparisons
        if one.role != CONTROL and one.contrast.estimate is not None
    )
    return [at for outcome, by in seen for at in _at(scores, outcome, by, analysis.alpha)]


def _at(scores: "pd.DataFrame", outcome: str, by: str, alpha: float) -> list[At]:
    from scipy import stats

    library: Any = stats
    rows: Any = outcome_rows(scores, outcome, by)
    rows = rows[(rows[ARM] == "") & rows[VALUE].notna() & rows[SIDE].notna()]
    found = list[At]()
    for level, part in rows.groupby(SIDE, sort=False):
        means = part.groupby("block", sort=False)[VALUE].mean()
        values = means.to_numpy(dtype=float) if len(means) else part[VALUE].to_numpy(dtype=float)
        ends = None
        if len(values) > 2 and values.std() > 0:
            test = library.ttest_1samp(values, 0.0).confidence_interval(1 - alpha)
            ends = float(test.low), float(test.high)
        found.append(At(outcome, by, str(level), float(values.mean()), ends, len(values)))
    return found


def _bands(outcome: str, bands: Mapping[str, Sequence[Band]]) -> Sequence[Band]:
    """Those of a score of the whole; of a persona or an article of ours people have none."""
    id, _, scope = outcome.partition("@")
    return bands.get(id, ()) if scope == "all" else ()


def band_of(outcome: str, bands: Mapping[str, Sequence[Band]]) -> Band | None:
    """The first corpus' band of an outcome."""
    return next(iter(_bands(outcome, bands)), None)


def _beside(band: Band | None) -> list[str]:
    if band is None:
        return ["", "", "", ""]
    median = number(band.middle)
    if band.middle_interval:
        median += f" [{span(band.middle_interval)}]"
    return [f"{span((band.low, band.high))}, {band.covers}", median, band.corpus, str(band.n)]


def _panels(found: Sequence[At], bands: Mapping[str, Sequence[Band]]) -> list[Panel]:
    panels = list[Panel]()
    for outcome, by in list(dict.fromkeys((one.outcome, one.by) for one in found))[:_MOST]:
        band = band_of(outcome, bands)
        here = [Level(one.level, one.mean, one.interval)
                for one in found if (one.outcome, one.by) == (outcome, by)]  # fmt: skip
        panels.append(
            Panel(
                f"{outcome} by {by}",
                here,
                band and (band.low, band.high),
                band and band.middle,
            )
        )
    return panels
