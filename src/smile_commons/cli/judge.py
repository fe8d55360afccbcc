"""What was measured of a judge, printed."""

from pathlib import Path

from smile_commons.api.judge_check import Checked
from smile_commons.cli import console
from smile_commons.errors import InputError
from smile_commons.scoring.judge.kept_reliability import written
from smile_commons.scoring.judge.reliability import Figure, UseReliability
from smile_commons.scoring.judge.task import Spent

_HEAD = ("use", "figure", "value", "95 % over topics", "")


def show_checked(came: Checked, out: Path | None, *, as_json: bool = False) -> None:
    """Prints what came of a check, and writes its figures into a file if one is named.

    Raises:
        InputError: the file cannot be written.
    """
    found = came.reliability
    if out is not None:
        try:
            out.write_text(written(found, came.scales), "utf-8")
        except OSError as error:
            raise InputError(f"{out}: cannot be written: {error.strerror}") from error
    if as_json:
        console.emit({**found.to_dict(), "spent": _spent(came.spent)})
        return
    console.say(f"judge {found.judge}, on {came.source}")
    console.say()
    console.say(console.table(_HEAD, [row for one in found.uses.values() for row in _rows(one)]))
    console.say()
    for one in found.uses.values():
        if one.licenses:
            verdict = f"withheld: {one.withheld}" if one.withheld else "clear of both baselines"
            console.paragraph(f"{one.use}: {verdict}")
    console.note(_told(came.spent))


def _rows(one: UseReliability) -> list[tuple[str, ...]]:
    labels = ", ".join(f"{count} {label}" for label, count in one.labels.items())
    left = f"{one.unscored} not answered, which count as wrong" if one.unscored else ""
    figures = {
        "accuracy, each label alike": one.accuracy,
        "macro-F1": one.macro_f1,
        "Cohen's kappa": one.kappa,
        "calibration error": one.ece,
        "AUC": one.auc,
    }
    counted = f"{one.topics} topics; {labels}"
    rows = [(one.use, "items", str(one.n), "", "; ".join(filter(None, (left, counted))))]
    rows += [
        ("", name, f"{figure.value:.3f}", _interval(figure), "")
        for name, figure in figures.items()
        if figure is not None
    ]
    rows += [
        ("", "accuracy of the commonest label", f"{one.majority:.3f}", "", ""),
        ("", "accuracy of cosine similarity", f"{one.cosine:.3f}", "", ""),
        ("", "accuracy above them", f"{one.advantage.value:+.3f}", _interval(one.advantage), ""),
    ]
    if one.advantage_auc is not None:
        above = one.advantage_auc
        rows.append(("", "AUC above theirs", f"{above.value:+.3f}", _interval(above), ""))
    return rows


def _interval(figure: Figure) -> str:
    if figure.interval is None:
        return "too few topics"
    return f"{figure.interval[0]:.3f} to {figure.interval[1]:.3f}"


def _spent(spent: Spent) -> dict[str, float | int | None]:
    share = spent.cached_share
    return {
        "requests": spent.requests,
        "prompt": spent.prompt,
        "cached_share": None if share is None else round(share, 3),
        "seconds": round(spent.seconds, 1),
    }


def _told(spent: Spent) -> str:
    if not spent.requests:
        return "no request: every answer was kept"
    share = spent.cached_share or 0.0
    return (
        f"{spent.requests} requests in {spent.seconds:.0f} s, "
        f"{share:.0%} of {spent.prompt} prompt tokens from cache"
    )
