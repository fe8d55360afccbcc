"""What a study's reader checks before its results: flow, balance, failures, forms, retest."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from smile_commons.exports.report.page import Plot, Section, Table, number
from smile_commons.exports.report.plots.flow import Step, flow
from smile_commons.studies.analysis.compare import p_text
from smile_commons.studies.tables.sources import FACTOR

if TYPE_CHECKING:
    import pandas as pd

    from smile_commons.studies.analysis.family import Analysis
    from smile_commons.studies.cells import CellRow

NOT_BEGUN = "not begun"
ALL_DONE = "done"


@dataclass(frozen=True, slots=True)
class Checked:
    """What checks are made of."""

    runs: "pd.DataFrame"
    ballots: "pd.DataFrame"
    rows: "Sequence[CellRow]"
    planned: int | None
    """Cells of the design; None: not known."""
    factors: tuple[str, ...]
    analysis: "Analysis"


def flow_section(given: Checked) -> Section:
    """How many cells came through."""
    steps = _steps(given)
    table = Table(
        "Flow of cells",
        ["step", "cells", "lost before it"],
        [[one.label, str(one.count), _lost(one)] for one in steps],
        wordy=True,
    )
    words = "; ".join(f"{one.label} {one.count}" for one in steps)
    plot = Plot(
        lambda: flow("flow", "Flow of cells", words, steps),
        "Cells from the plan to the comparison; what was lost on the way is told with its reason.",
        table,
    )
    return Section("flow", "Flow of cells", plots=[plot])


def _steps(given: Checked) -> list[Step]:
    rows = list(given.rows)
    done = [one for one in rows if one.status == "done"]
    other = Counter(
        _short(one.error) if one.status == "failed" else one.status
        for one in rows
        if one.status != "done"
    )
    frame: Any = given.runs
    scored = (
        int(frame[frame["status"] == "done"]["scored"].fillna(False).sum()) if len(frame) else 0
    )
    planned = given.planned if given.planned is not None else len(rows)
    steps = [Step("planned", planned)]
    left = planned - len(rows)
    steps.append(Step("begun", len(rows), [(NOT_BEGUN, left)] if left > 0 else []))
    steps.append(Step("done", len(done), other.most_common()))
    unscored = len(done) - scored
    steps.append(Step("scored", scored, [("no scores", unscored)] if unscored > 0 else []))
    return steps


def _lost(step: Step) -> str:
    return "; ".join(f"{why}: {count}" for why, count in step.lost) or "none"


def _short(error: str | None) -> str:
    text = " ".join((error or "failed").split())
    return text if len(text) <= 80 else f"{text[:79].rstrip()}…"


def checks_section(given: Checked) -> Section:
    """Balance, failures by arm, forms, retest."""
    tables = [_balance(given), *_forms(given)]
    return Section(
        "checks",
        "Design checks",
        words=[
            "Whether the arms are alike in all but what was varied: how many cells came through, "
            "how many ballots could not be read, whether the forms of a ballot move alike, and how "
            "far talk about nothing in question moves a ballot (the retest) in each arm."
        ],
        tables=[one for one in tables if one is not None],
    )


def _arms(frame: Any, factors: Sequence[str]) -> Any:
    """What arm each row belongs to, in words."""
    names = [frame[FACTOR + one].fillna("?").astype(str) for one in factors]
    arm = names[0] if names else frame["dialogue"].astype(str)
    for one in names[1:]:
        arm = arm + ", " + one
    control = frame["control_arm"].fillna("").astype(str)
    return arm.where(control == "", arm + " (" + control + ")")


def _balance(given: Checked) -> Table:
    frame: Any = given.runs
    frame = frame.assign(arm=_arms(frame, given.factors))
    rows = list[list[str]]()
    counts = list[list[int]]()
    for arm, part in frame.groupby("arm", sort=False):
        came = part[part["status"] == "done"]
        done = len(came)
        counts.append([done, len(part) - done])
        asked = int(part["ballots"].fillna(0).sum())
        dark = int(part["unscored_ballots"].fillna(0).sum())
        rows.append(
            [
                str(arm),
                str(len(part)),
                str(done),
                str(int((part["status"] == "failed").sum())),
                f"{dark} of {asked}",
                number(_mean(came["speeches"]), signed=False),
                number(_mean(came["tokens"]), signed=False),
            ]
        )
    return Table(
        "Balance and failures by arm",
        ["arm", "cells", "done", "failed", "ballots unscored", "speeches a run", "tokens a run"],
        rows,
        note=_failures_told(counts),
    )


def _failures_told(counts: list[list[int]]) -> str:
    """Whether cells fail in one arm more than in another, by Fisher's exact test."""
    if len(counts) < 2 or not any(lost for _, lost in counts):
        return "No cell failed." if counts else ""
    from scipy import stats

    library: Any = stats
    if len(counts) == 2:
        p, how = float(library.fisher_exact(counts).pvalue), "Fisher's exact test"
    else:
        p, how = float(library.chi2_contingency(counts).pvalue), "chi-squared, rough for few cells"
    return (
        f"Cells not done by arm: p {p_text(p)} ({how}). Where arms lose cells unequally, what is "
        "left need not be comparable."
    )


def _forms(given: Checked) -> list[Table | None]:
    frame: Any = given.ballots
    if not len(frame):
        return []
    frame = frame.assign(arm=_arms(frame, given.factors), form=frame["form"].fillna(0).astype(int))
    keys = ["run_id", "arm", "persona", "article", "form"]
    placed = frame.pivot_table(index=keys, columns="stage", values="position", aggfunc="mean")
    placed = placed.reindex(columns=["opening", "retest", "final"]).reset_index()
    arms = list(dict.fromkeys(frame["arm"]))
    moved = placed.assign(by=placed["final"] - placed["opening"])
    by_form = moved.groupby(["form", "arm"])["by"].mean().unstack("arm").reindex(columns=arms)
    retest = placed.assign(by=placed["retest"] - placed["opening"]).groupby("arm")["by"]
    inconsistent = frame.groupby("arm")["inconsistency"].mean()
    return [
        Table(
            "Movement by form of the ballot",
            ["form", *arms],
            [[str(form), *(number(_value(x)) for x in row)] for form, row in by_form.iterrows()],
            note="An effect that only one form shows is one of wording.",
        ),
        _by_persona(moved),
        Table(
            "Retest and inconsistency by arm",
            ["arm", "retest - opening, mean", "spread", "inconsistency"],
            [
                [
                    arm,
                    number(_value(retest.mean().get(arm))),
                    number(_value(retest.std().get(arm)), signed=False),
                    number(_value(inconsistent.get(arm)), signed=False),
                ]
                for arm in arms
            ],
            note="The retest is asked before the debate: arms that differ in it differed before.",
        ),
    ]


def _by_persona(moved: Any) -> Table | None:
    """Whether a form moves one persona otherwise than another; None: there is one form."""
    forms = list(dict.fromkeys(sorted(moved["form"])))
    if len(forms) < 2:
        return None
    found = moved.groupby(["persona", "form"])["by"].mean().unstack("form").reindex(columns=forms)
    rows = [
        [str(who), *(number(_value(x)) for x in row), number(_value(row.max() - row.min()),
                                                             signed=False)]
        for who, row in found.iterrows()
    ]  # fmt: skip
    return Table(
        "Movement by persona and form of the ballot",
        ["persona", *(f"form {one}" for one in forms), "apart"],
        rows,
        note="Over all arms; apart: the highest less the lowest.",
    )


def _mean(column: Any) -> float | None:
    there = column.dropna()
    return float(there.astype(float).mean()) if len(there) else None


def _value(found: Any) -> float | None:
    return None if found is None or found != found else float(found)
