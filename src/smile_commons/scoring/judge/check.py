"""A judge put to labelled lines, and what comes of it."""

from collections import Counter
from collections.abc import Sequence

from smile_commons.errors import ModelError
from smile_commons.scoring.judge.baselines import cosine, majority
from smile_commons.scoring.judge.gate import Embed
from smile_commons.scoring.judge.labelled import Labelled
from smile_commons.scoring.judge.measures import Measured, auc, difference, measure
from smile_commons.scoring.judge.reliability import Figure, Reliability, TaskReliability
from smile_commons.scoring.judge.task import LABELS, SILENT, Judge, Task, Verdict

FEWEST = 8
"""With fewer items nothing can be said."""


async def check(
    judge: Judge, ungated: Judge, items: Sequence[Labelled], embed: Embed, data: str
) -> Reliability:
    """Measures a judge on labelled items, task by task.

    Args:
        judge: what is measured.
        ungated: the same without its gate: asked for stances where no item is labelled as not
            speaking to its article, so that each gets a side.
        items: of one task or several.
        embed: for the cosine baseline.
        data: names the items, for the record.

    Raises:
        ModelError: the judge's model failed, or answered nothing that can be read.
    """
    found: dict[Task, TaskReliability] = {}
    silent = Counter[str]()
    for task in dict.fromkeys((*LABELS, *(one.item.task for one in items))):
        some = [one for one in items if one.item.task == task]
        if len(some) < FEWEST:
            continue
        all_sided = task == "stance" and all(one.label != SILENT for one in some)
        verdicts = await (ungated if all_sided else judge).judge([one.item for one in some])
        if any(verdict.unscored is None for verdict in verdicts):
            found[task] = compare(task, some, verdicts, embed, data)
        silent.update(verdict.unscored for verdict in verdicts if verdict.unscored)
    if not found and silent:
        why, _ = silent.most_common(1)[0]
        raise ModelError(
            f"{judge.name} cannot be a judge: not one of {silent.total()} items could be judged "
            f"by what it answered ({why})",
            "no answer",
        )
    return Reliability(judge.name, judge.digest, found)


def compare(
    task: Task, items: Sequence[Labelled], verdicts: Sequence[Verdict], embed: Embed, data: str
) -> TaskReliability:
    """Verdicts against labels; labels that no item has are no choice of the judge's either.

    Figures and baselines are over the items that could be judged.
    """
    pairs = [(i, v) for i, v in zip(items, verdicts, strict=True) if v.unscored is None]
    scored = [item for item, _ in pairs]
    truth = [item.label for item in scored]
    classes = _classes(task, items)
    said, sure = _choices(pairs, classes)
    figures: Measured = measure(truth, said, sure, classes)
    common, near = majority(scored), cosine(scored, embed)
    rights = [[a == b for a, b in zip(truth, guess, strict=True)] for guess in (common, near)]
    shares = [sum(right) / len(right) for right in rights]
    better = rights[shares.index(max(shares))]
    return TaskReliability(
        task=task,
        data=data,
        n=len(scored),
        unscored=len(items) - len(scored),
        labels=dict(Counter(one.label for one in items)),
        accuracy=figures.accuracy,
        macro_f1=figures.macro_f1,
        kappa=figures.kappa,
        ece=figures.ece,
        auc=_auc(task, pairs),
        majority=shares[0],
        cosine=shares[1],
        advantage=difference([a == b for a, b in zip(truth, said, strict=True)], better),
    )


def _classes(task: Task, items: Sequence[Labelled]) -> tuple[str, ...]:
    if task == "attribution":
        return tuple(sorted({name for one in items for name in one.item.candidates}))
    there = {one.label for one in items}
    return tuple(label for label in items[0].item.labels if label in there)


def _choices(
    pairs: Sequence[tuple[Labelled, Verdict]], classes: Sequence[str]
) -> tuple[list[str], list[float]]:
    """The likeliest of the classes for each item, and its share among them."""
    said: list[str] = []
    sure: list[float] = []
    for _, verdict in pairs:
        shares = {label: verdict.distribution.get(label, 0.0) for label in classes}
        best = max(shares, key=lambda label: shares[label])
        total = sum(shares.values())
        said.append(best)
        sure.append(shares[best] / total if total > 0 else 1 / len(classes))
    return said, sure


def _auc(task: Task, pairs: Sequence[tuple[Labelled, Verdict]]) -> Figure | None:
    """Of the first label against the second, where both were judged."""
    if task == "attribution":
        return None
    first, second = pairs[0][0].item.labels[:2]
    sided = [(i.label == first, v.evidence) for i, v in pairs if i.label in (first, second)]
    told = [(one, evidence) for one, evidence in sided if evidence is not None]
    if len(told) < FEWEST:
        return None
    return auc([one for one, _ in told], [evidence for _, evidence in told])
