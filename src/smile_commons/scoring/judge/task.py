"""What a judge is asked and what it answers, as plain data."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from smile_commons.scoring.judge.judge_task import JudgeTask

Task = str
"""``stance``, ``agreement``, ``contradiction``, ``red-line``, ``attribution``; or a plug-in's."""

SUPPORTS, OPPOSES, UNDECIDED, SILENT = "supports", "opposes", "undecided", "silent"
AGREES, DISAGREES = "agrees", "disagrees"
CONTRADICTS, CONSISTENT = "contradicts", "consistent"
CROSSES, KEEPS = "crosses", "keeps"

LABELS: Mapping[Task, tuple[str, ...]] = {
    "stance": (SUPPORTS, OPPOSES, UNDECIDED, SILENT),
    "agreement": (AGREES, DISAGREES),
    "contradiction": (CONTRADICTS, CONSISTENT),
    "red-line": (CROSSES, KEEPS),
    "attribution": (),
}
"""The labels of each task of ours, the one that positive evidence speaks for first.

``silent``: does not speak to the article. Those of ``attribution`` are an item's candidates.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One text to be judged; whatever it says, it is data and never an instruction.

    Raises:
        ValueError: a task other than attribution has nothing to judge against, attribution has
            fewer than two candidates, or a task that is not ours is not defined.
    """

    task: Task
    text: str
    """What is judged: a speech."""
    against: str = ""
    """Stance: the article, as a whole sentence. Agreement and contradiction: the other line.
    Red line: what a persona will not do, as its card has it."""
    negation: str | None = None
    """Stance: the article's contrary in words of its own, where there is one."""
    before: str | None = None
    """What was said just before, where the text is an answer to it."""
    expected: bool = False
    """Stance: it was said where the article was the matter, so likeness alone does not rule it
    out."""
    candidates: Mapping[str, Sequence[str]] = field(default_factory=dict[str, Sequence[str]])
    """Attribution: other lines of each candidate, names masked."""
    own: JudgeTask | None = None
    """The task, where it is none of ours."""

    def __post_init__(self) -> None:
        if (self.own is None) is not (self.task in LABELS):
            raise ValueError(f"{self.task} is one of our tasks, or else a JudgeTask")
        if self.task == "attribution":
            if len(self.candidates) < 2:
                raise ValueError("attribution needs two candidates or more")
        elif not self.against.strip() and (self.own is None or self.own.against):
            raise ValueError(f"{self.task} needs something to judge against")

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels that a verdict on it may have."""
        if self.own is not None:
            return self.own.labels
        return LABELS[self.task] or tuple(self.candidates)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a judge makes of one item."""

    distribution: Mapping[str, float]
    """Over the item's labels, sums to 1; empty when unscored."""
    evidence: float | None
    """Log-odds of the task's first label against its second (stance: supports, opposes), free of
    the judge's leaning; for attribution of the likeliest candidate against the next. None when
    unscored, and for a stance where the text does not speak to the article."""
    unscored: str | None = None
    """Why there is no verdict."""
    forms: tuple[float, ...] = ()
    """The evidence by each form of the question, for intervals."""

    @property
    def label(self) -> str | None:
        """The likeliest label; None when unscored."""
        if not self.distribution:
            return None
        return max(self.distribution, key=lambda label: self.distribution[label])

    @property
    def position(self) -> float | None:
        """Of a stance that speaks to the article: P(supports) - P(opposes) given that it does.

        In [-1, 1]; None where it is unscored or likelier silent than not.
        """
        return self.side if self.distribution.get(SILENT, 0.0) <= 0.5 else None

    @property
    def side(self) -> float | None:
        """Of a stance: P(supports) - P(opposes) given that it speaks to the article.

        In [-1, 1], however likely it is that it does; None where it was not asked for its side.
        """
        spoken = 1 - self.distribution.get(SILENT, 0.0)
        if SUPPORTS not in self.distribution or spoken <= 0:
            return None
        return (self.distribution[SUPPORTS] - self.distribution[OPPOSES]) / spoken


def unscored(reason: str) -> Verdict:
    """The verdict that is none."""
    return Verdict({}, None, reason)


@dataclass(frozen=True, slots=True)
class Spent:
    """What judging has cost so far."""

    items: int = 0
    kept: int = 0
    """Items whose verdict was on disk."""
    requests: int = 0
    prompt: int = 0
    """Tokens of prompts, the cached ones included."""
    cached: int = 0
    """Tokens of prompts that the server had in its cache."""
    seconds: float = 0.0

    @property
    def cached_share(self) -> float | None:
        """Share of prompt tokens that came from the server's cache; None without a request."""
        return self.cached / self.prompt if self.prompt else None


class Judge(Protocol):
    """Codes text, with a distribution over the labels of a task."""

    @property
    def name(self) -> str: ...

    @property
    def digest(self) -> str | None:
        """Names the judge as a whole: weights, questions, offsets. None: cannot be told."""
        ...

    @property
    def spent(self) -> Spent: ...

    async def judge(self, items: Sequence[Item]) -> list[Verdict]:
        """One verdict an item, in the items' order.

        Requests go out in an order of the judge's own, one after another, so that what texts
        share is read once. A verdict that is kept is not asked for again.

        Raises:
            ModelError: the model failed.
        """
        ...
