"""The judge against lines that people labelled."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from smile_commons.api.engine import Engine
from smile_commons.api.judging import judges
from smile_commons.errors import InputError
from smile_commons.models.cache import cache_folder
from smile_commons.scoring.judge.answer import Scale
from smile_commons.scoring.judge.asking import OnProgress
from smile_commons.scoring.judge.check import FEWEST, check
from smile_commons.scoring.judge.judge_task import JudgeTask
from smile_commons.scoring.judge.kept_reliability import keep_reliability
from smile_commons.scoring.judge.labelled import Labelled, halves, read_labelled, shipped
from smile_commons.scoring.judge.plugged import plugged_task
from smile_commons.scoring.judge.reliability import Reliability
from smile_commons.scoring.judge.task import LABELS, Spent, Task

SEED = 2145


@dataclass(frozen=True, slots=True)
class Checked:
    """What was measured of a judge."""

    reliability: Reliability
    scales: dict[str, Scale]
    spent: Spent
    source: str
    """The data, in words."""


async def check_judge(
    engine: Engine,
    *,
    data: Path | None = None,
    task: str | None = None,
    items: int | None = None,
    part: str = "report",
    progress: OnProgress | None = None,
) -> Checked:
    """Measures the engine's judge; on the shipped set's whole report half it is kept by digest.

    Args:
        engine: whose judge.
        data: labelled lines of one's own; None: the set that ships.
        task: this one alone, or a plug-in's, which needs ``data``; None: all of ours.
        items: so many of each task; None: all.
        part: of the shipped set: ``report``, ``development`` or ``all``.
        progress: told how many questions are answered.

    Raises:
        InputError: the data or the task is wrong, or there are too few items.
        ModelError: the judge's model failed; what it answered is kept.
    """
    own = None if task is None or task in LABELS else plugged_task(task)
    if own is not None and data is None:
        raise InputError(f"task {task} is a plug-in's: no labelled lines ship for it; give `data`")
    chosen, source = _chosen(data, task, part, own)
    if items is not None:
        chosen = _sample(chosen, items)
        source = f"{source}, {items} a task"
    if len(chosen) < FEWEST:
        raise InputError(f"{source}: {len(chosen)} items; {FEWEST} are needed at least")
    settings, embedder = engine.settings, engine.kept_embedder
    opened = judges(
        await engine.judge(), settings, embedder, progress=progress, own=engine.has_own_judge
    )
    found = await check(opened.judge, opened.ungated, chosen, embedder.embed, source)
    if not found.uses:
        raise InputError(f"{source}: no task has {FEWEST} items with two labels or more")
    if data is None and items is None and part == "report":
        keep_reliability(found, cache_folder(settings.cache_dir))
    scales = {**opened.ungated.scales, **opened.judge.scales}
    return Checked(found, scales, opened.judge.spent, source)


def _chosen(
    data: Path | None, task: Task | None, part: str, own: JudgeTask | None
) -> tuple[list[Labelled], str]:
    if data is not None:
        return read_labelled(data, task, own), data.name
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
