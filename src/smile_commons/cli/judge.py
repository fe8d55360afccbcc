"""``commons judge check``: the judge against lines that people labelled."""

import asyncio
import random
from collections.abc import Sequence
from pathlib import Path
from typing import cast

from smile_commons.cli import console
from smile_commons.cli.judge_progress import judging
from smile_commons.cli.judging import opened_judge
from smile_commons.errors import InputError
from smile_commons.models.cache import cache_folder
from smile_commons.models.settings import Settings, load_settings
from smile_commons.scoring.judge.asking import OnProgress
from smile_commons.scoring.judge.check import FEWEST, check
from smile_commons.scoring.judge.kept_reliability import keep_reliability, written
from smile_commons.scoring.judge.labelled import Labelled, halves, read_labelled, shipped
from smile_commons.scoring.judge.reliability import Figure, Reliability, TaskReliability
from smile_commons.scoring.judge.scale import Scale
from smile_commons.scoring.judge.task import LABELS, Spent, Task

SEED = 2145
_HEAD = ("task", "figure", "value", "95 %", "")


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
    if task is not None and task not in LABELS:
        raise InputError(f"--task {task}: it is one of {', '.join(LABELS)}")
    wanted = cast("Task | None", task)
    settings = load_settings({"judge": model, "base_url": base_url}, world=world)
    chosen, source = _chosen(data, wanted, part)
    if items is not None:
        chosen = _sample(chosen, items)
        source = f"{source}, {items} a task"
    if len(chosen) < FEWEST:
        raise InputError(f"{source}: {len(chosen)} items; {FEWEST} are needed at least")
    with judging(silent=as_json) as progress:
        found, scales, spent = asyncio.run(_measured(settings, chosen, source, progress))
    if data is None and items is None and part == "report":
        keep_reliability(found, cache_folder(settings.cache_dir))
    if out is not None:
        _write(out, written(found, scales))
    if as_json:
        console.emit({**found.to_dict(), "spent": _spent(spent)})
        return
    console.say(f"judge {found.judge}, on {source}")
    console.say()
    console.say(console.table(_HEAD, [row for one in found.tasks.values() for row in _rows(one)]))
    console.say()
    for one in found.tasks.values():
        console.say(console.wrap(f"{one.task}: {_verdict(one)}"))
    console.note(_told(spent))


def _chosen(data: Path | None, task: Task | None, part: str) -> tuple[list[Labelled], str]:
    if data is not None:
        return read_labelled(data, task), data.name
    found = shipped(task)
    if part == "all":
        return found, "the shipped set"
    tasks = dict.fromkeys(one.item.task for one in found)
    split = [halves([one for one in found if one.item.task == task]) for task in tasks]
    side = 1 if part == "report" else 0
    return [one for pair in split for one in pair[side]], f"the {part} half of the shipped set"


def _sample(items: Sequence[Labelled], count: int) -> list[Labelled]:
    """So many of each task, in their order; the same ones every time."""
    picked: list[Labelled] = []
    for task in dict.fromkeys(one.item.task for one in items):
        some = [one for one in items if one.item.task == task]
        places = sorted(random.Random(SEED).sample(range(len(some)), min(count, len(some))))
        picked += [some[place] for place in places]
    return picked


async def _measured(
    settings: Settings, items: Sequence[Labelled], source: str, progress: OnProgress
) -> tuple[Reliability, dict[str, Scale], Spent]:
    async with opened_judge(settings, progress=progress) as opened:
        found = await check(opened.judge, opened.ungated, items, opened.embed, source)
        scales = {**opened.ungated.scales, **opened.judge.scales}
        return found, scales, opened.judge.spent


def _rows(one: TaskReliability) -> list[tuple[str, ...]]:
    labels = ", ".join(f"{count} {label}" for label, count in one.labels.items())
    left = f"{one.unscored} unscored" if one.unscored else ""
    figures = {
        "accuracy": one.accuracy,
        "macro-F1": one.macro_f1,
        "Cohen's kappa": one.kappa,
        "calibration error": one.ece,
        "AUC of the first two labels": one.auc,
    }
    rows = [(one.task, "items", str(one.n), "", ", ".join(filter(None, (left, labels))))]
    rows += [
        ("", name, f"{figure.value:.3f}", _interval(figure), "")
        for name, figure in figures.items()
        if figure is not None
    ]
    rows += [
        ("", "accuracy of the commonest label", f"{one.majority:.3f}", "", ""),
        ("", "accuracy of cosine similarity", f"{one.cosine:.3f}", "", ""),
        (
            "",
            "advantage over the better",
            f"{one.advantage.value:.3f}",
            _interval(one.advantage),
            "",
        ),
    ]
    return rows


def _interval(figure: Figure) -> str:
    if figure.interval is None:
        return "too few items"
    return f"{figure.interval[0]:.3f} to {figure.interval[1]:.3f}"


def _verdict(one: TaskReliability) -> str:
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
