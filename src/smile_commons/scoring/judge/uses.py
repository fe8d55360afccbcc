"""What verdicts are used for; each use is licensed by itself.

A stance is used twice: whether a line speaks to its article at all, and on which side of it the
line is. A judge may be good at the one and toss a coin for the other.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from smile_commons.scoring.judge.labelled import Labelled
from smile_commons.scoring.judge.task import LABELS, OPPOSES, SILENT, SUPPORTS, Task, Verdict

SIDE, SILENCE = "side", "silence"
SPEAKS = "speaks"
"""To its article, whatever it says of it."""


@dataclass(frozen=True, slots=True)
class Use:
    """One thing that verdicts are used for."""

    id: str
    task: Task
    """Whose verdicts."""
    labels: tuple[str, ...]
    """What is told apart, the label that positive evidence speaks for first; empty: an item's
    candidates."""
    of: Mapping[str, str] | None = None
    """The label here of each label of the task; a label that is not there is no item of this use.
    None: they are the same."""
    licenses: bool = True
    """Whether scores hang on it; False: told beside the others."""

    def label(self, one: Labelled) -> str | None:
        """What an item is labelled as; None: it is none of this use."""
        if one.item.task != self.task:
            return None
        return one.label if self.of is None else self.of.get(one.label)


@dataclass(frozen=True, slots=True)
class Told:
    """What a verdict comes to in one use."""

    label: str | None
    """None: the judge did not say."""
    evidence: float
    """For the first label; 0 where the judge did not say."""
    sure: float
    """What it gave to the label, among those of the use; 0 where it did not say."""


NOTHING = Told(None, 0.0, 0.0)

USES: Mapping[str, Use] = {
    use.id: use
    for use in (
        Use(SIDE, "stance", (SUPPORTS, OPPOSES), {SUPPORTS: SUPPORTS, OPPOSES: OPPOSES}),
        Use(
            SILENCE,
            "stance",
            (SPEAKS, SILENT),
            {label: SILENT if label == SILENT else SPEAKS for label in LABELS["stance"]},
        ),
        Use("stance", "stance", LABELS["stance"], licenses=False),
        *(
            Use(task, task, LABELS[task])
            for task in ("agreement", "contradiction", "red-line", "attribution")
        ),
    )
}
"""Ours; a plug-in's task is a use of its own name."""


def uses_of(items: Iterable[Labelled]) -> list[Use]:
    """The uses that labelled items can tell of, ours first."""
    own = {one.item.task: one.item.own for one in items if one.item.own is not None}
    plugged = (Use(task, task, its.labels) for task, its in own.items())
    return [*USES.values(), *plugged]


def told(use: Use, verdict: Verdict) -> Told:
    """What a verdict says in a use."""
    shares = verdict.distribution
    if verdict.unscored is not None or not shares:
        return NOTHING
    if use.id == SILENCE:
        silent = shares.get(SILENT, 0.0)
        label = SILENT if silent > 0.5 else SPEAKS
        return Told(label, 0.5 - silent, max(silent, 1 - silent))
    among = {label: shares.get(label, 0.0) for label in use.labels or shares}
    total = sum(among.values())
    if total <= 0:
        return NOTHING
    label = max(among, key=lambda one: among[one])
    return Told(label, verdict.evidence or 0.0, among[label] / total)
