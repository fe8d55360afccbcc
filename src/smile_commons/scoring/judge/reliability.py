"""How far a judge can be trusted, task by task."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, cast

from smile_commons.scoring.judge.task import LABELS, Task
from smile_commons.scoring.score import Interval


@dataclass(frozen=True, slots=True)
class Figure:
    """A value with its 95 % interval."""

    value: float
    interval: Interval | None
    """None with too few items."""

    def __str__(self) -> str:
        if self.interval is None:
            return f"{self.value:.3f}"
        return f"{self.value:.3f} [{self.interval[0]:.3f}, {self.interval[1]:.3f}]"


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskReliability:
    """A judge against labels by people, on one task."""

    task: Task
    data: str
    """Which items: the set and the part of it."""
    n: int
    """Items that were judged."""
    unscored: int
    """Items that were not; they count in no figure."""
    labels: Mapping[str, int]
    """How many items of each label."""
    accuracy: Figure
    macro_f1: Figure
    kappa: Figure
    """Cohen 1960."""
    ece: Figure
    """Expected calibration error: Naeini et al. 2015; Guo et al. 2017."""
    auc: Figure | None = None
    """Of the first label against the second, by the evidence alone; None where there is none."""
    majority: float
    """Accuracy of always saying the commonest label."""
    cosine: float
    """Accuracy of a classifier that knows how near the embeddings are, and the labels."""
    advantage: Figure
    """Accuracy above the better of the two baselines, over the same items."""

    @property
    def usable(self) -> bool:
        """Whether the advantage is clear of zero."""
        return self.advantage.interval is not None and self.advantage.interval[0] > 0

    @property
    def withheld(self) -> str | None:
        """Why what hangs on this task is withheld; None where it is not."""
        if self.usable:
            return None
        better = "cosine of embeddings" if self.cosine >= self.majority else "majority"
        return (
            f"the judge is not clear of the better baseline on {self.task} ({better}): accuracy "
            f"{self.accuracy.value:.2f}, advantage {self.advantage}, n {self.n}"
        )

    def to_dict(self) -> dict[str, Any]:
        """As ``scores.json`` has it under ``judge``."""
        return {**asdict(self), "usable": self.usable, "withheld": self.withheld}


@dataclass(frozen=True, slots=True)
class Reliability:
    """All that was measured of one judge."""

    judge: str
    digest: str | None
    tasks: Mapping[Task, TaskReliability] = field(default_factory=dict[Task, TaskReliability])

    @property
    def withheld(self) -> dict[Task, str]:
        """Tasks that are not to be put to it, with the reason; those not measured among them."""
        never = "the judge was never checked on it: commons judge check"
        found: dict[Task, str] = {}
        for task in LABELS:
            reason = self.tasks[task].withheld if task in self.tasks else f"{task}: {never}"
            if reason:
                found[task] = reason
        return found

    def to_dict(self) -> dict[str, Any]:
        """As it is kept, and as ``scores.json`` has it under ``judge``."""
        tasks = {task: one.to_dict() for task, one in self.tasks.items()}
        return {"judge": self.judge, "digest": self.digest, "tasks": tasks}


def from_dict(data: Mapping[str, Any]) -> Reliability:
    """What ``to_dict`` wrote.

    Raises:
        ValueError, KeyError, TypeError: it is something else.
    """
    tasks: dict[Task, TaskReliability] = {}
    for task, given in cast("dict[Task, dict[str, Any]]", data["tasks"]).items():
        values = {k: v for k, v in given.items() if k not in ("usable", "withheld")}
        for name in ("accuracy", "macro_f1", "kappa", "ece", "auc", "advantage"):
            if values[name] is not None:
                low_high = values[name]["interval"]
                interval = None if low_high is None else (float(low_high[0]), float(low_high[1]))
                values[name] = Figure(float(values[name]["value"]), interval)
        tasks[task] = TaskReliability(**values)
    return Reliability(str(data["judge"]), data["digest"], tasks)
