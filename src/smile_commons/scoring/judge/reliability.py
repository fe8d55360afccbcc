"""How far a judge can be trusted, use by use."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from pydantic import TypeAdapter

from smile_commons.scoring.judge.task import Task
from smile_commons.scoring.score import Interval

LICENSED = ("side", "silence", "agreement", "contradiction", "red-line", "attribution")
"""The uses that scores hang on."""
NEVER = "the judge was never checked on it: commons judge check"


@dataclass(frozen=True, slots=True)
class Figure:
    """A value with its 95 % interval."""

    value: float
    interval: Interval | None
    """Over topics; None with too few of them."""

    def __str__(self) -> str:
        if self.interval is None:
            return f"{self.value:.3f}"
        return f"{self.value:.3f} [{self.interval[0]:.3f}, {self.interval[1]:.3f}]"

    @property
    def clear(self) -> bool:
        """Whether it is above zero with its whole interval."""
        return self.interval is not None and self.interval[0] > 0


@dataclass(frozen=True, slots=True, kw_only=True)
class UseReliability:
    """A judge against labels by people, in one use."""

    use: str
    task: Task
    data: str
    """Which items: the set and the part of it."""
    n: int
    """Items."""
    topics: int
    """Of the items; intervals are over them."""
    unscored: int
    """Items that the judge did not answer: wrong answers in every figure but ``ece``."""
    why: str | None
    """What was said of most of these."""
    labels: Mapping[str, int]
    """How many items of each label."""
    accuracy: Figure
    """Mean over the labels of the share that is right."""
    macro_f1: Figure
    kappa: Figure
    """Cohen 1960."""
    ece: Figure | None
    """Expected calibration error, of what was answered: Naeini et al. 2015; Guo et al. 2017."""
    auc: Figure | None = None
    """Of the first label against the second, by the evidence alone; None where there is none."""
    majority: float
    """Accuracy of always saying the commonest label."""
    cosine: float
    """Accuracy of a classifier that knows how near the embeddings are, and the labels."""
    cosine_auc: float | None = None
    """Its AUC."""
    advantage: Figure
    """Accuracy above that baseline of the two which it is least clear of, over the same items."""
    advantage_auc: Figure | None = None
    """AUC above that of chance or of cosines, whichever it is least clear of."""
    licenses: bool = True
    """Whether scores hang on it."""

    @property
    def usable(self) -> bool:
        """Whether accuracy, and the AUC where there is one, are clear of both baselines."""
        return self.advantage.clear and (self.advantage_auc is None or self.advantage_auc.clear)

    @property
    def withheld(self) -> str | None:
        """Why what hangs on this use is withheld; None where it is not."""
        if self.usable or not self.licenses:
            return None
        if self.n == self.unscored:
            return f"not one of {self.n} items of {self.use} could be judged ({self.why})"
        if self.advantage.interval is None:
            return f"{self.use}: {self.n} items of {self.topics} topics are too few to tell"
        if not self.advantage.clear:
            better = "cosine of embeddings" if self.cosine >= self.majority else "majority"
            return (
                f"the judge is not clear of the better baseline on {self.use} ({better}): "
                f"accuracy {self.accuracy.value:.2f}, advantage {self.advantage}, n {self.n}, "
                f"{self.topics} topics"
            )
        area = f"{self.auc.value:.2f}" if self.auc else "not defined"
        return (
            f"the judge orders {self.use} not clearly better than chance or cosines: AUC {area}, "
            f"advantage {self.advantage_auc}, n {self.n}, {self.topics} topics"
        )

    def to_dict(self) -> dict[str, Any]:
        """As ``scores.json`` has it under ``judge``."""
        return {**asdict(self), "usable": self.usable, "withheld": self.withheld}


@dataclass(frozen=True, slots=True)
class Reliability:
    """All that was measured of one judge."""

    judge: str
    digest: str | None
    uses: Mapping[str, UseReliability] = field(default_factory=dict[str, UseReliability])

    @property
    def withheld(self) -> dict[str, str]:
        """Uses that it is not to be put to, with the reason; those not measured among them."""
        found: dict[str, str] = {}
        for use in LICENSED:
            reason = self.uses[use].withheld if use in self.uses else f"{use}: {NEVER}"
            if reason:
                found[use] = reason
        return found

    def to_dict(self) -> dict[str, Any]:
        """As it is kept, and as ``scores.json`` has it under ``judge``."""
        uses = {use: one.to_dict() for use, one in self.uses.items()}
        return {"judge": self.judge, "digest": self.digest, "uses": uses}


def from_dict(data: Any) -> Reliability:
    """What ``to_dict`` wrote.

    Raises:
        ValueError: it is something else.
    """
    return TypeAdapter(Reliability).validate_python(data)
