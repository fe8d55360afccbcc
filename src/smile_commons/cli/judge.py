"""``commons judge check``: the judge against lines that people labelled."""

from pathlib import Path

from smile_commons.api.blocking import blocking
from smile_commons.api.engine import Engine
from smile_commons.api.judge_check import Checked, check_judge
from smile_commons.cli import console
from smile_commons.cli.judge_progress import Judging
from smile_commons.errors import InputError
from smile_commons.models.settings import load_settings
from smile_commons.scoring.judge.kept_reliability import written
from smile_commons.scoring.judge.reliability import Figure, UseReliability
from smile_commons.scoring.judge.task import Spent

_HEAD = ("use", "figure", "value", "95 % over topics", "")


def judge_check(
    *,
    data: Path | None,
    task: str | None,
    items: int | None,
    part: str,
    model: str | None,
    base_url: str | None,
    world: Path | None,
    out: Path | None,
    as_json: bool = False,
) -> None:
    """Measures the judge and prints what came of it; kept by the judge's digest.

    Raises:
        InputError: the data, the task or a setting is wrong.
        ModelError: the judge's model failed; what it answered is kept.
    """
    settings = load_settings({"judge": model, "base_url": base_url}, world=world)
    progress = Judging(silent=as_json)

    async def checked() -> Checked:
        async with Engine(settings) as engine:
            return await check_judge(
                engine, data=data, task=task, items=items, part=part, progress=progress.told
            )

    try:
        came = blocking(checked())
    finally:
        progress.close()
    found = came.reliability
    if out is not None:
        _write(out, written(found, came.scales))
    if as_json:
        console.emit({**found.to_dict(), "spent": _spent(came.spent)})
        return
    console.say(f"judge {found.judge}, on {came.source}")
    console.say()
    console.say(console.table(_HEAD, [row for one in found.uses.values() for row in _rows(one)]))
    console.say()
    for one in found.uses.values():
        if one.licenses:
            console.say(console.wrap(f"{one.use}: {_verdict(one)}"))
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


def _verdict(one: UseReliability) -> str:
    if one.withheld:
        return f"withheld: {one.withheld}"
    return "clear of both baselines"


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


def _write(out: Path, text: str) -> None:
    try:
        out.write_text(text, "utf-8")
    except OSError as error:
        raise InputError(f"{out}: cannot be written: {error.strerror}") from error
