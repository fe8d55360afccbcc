"""Whether a line is true to its notes, as a person reads it; and what such labels come to."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

from smile_commons.scoring.intervals import of_share
from smile_commons.scoring.labels.agreement import alpha
from smile_commons.scoring.labels.given import Given
from smile_commons.scoring.labels.kept import append_line, read_lines
from smile_commons.scoring.score import Interval

TRUE, FALSE, GARBLED = "true", "false", "garbled"
TRUTHS = (TRUE, FALSE, GARBLED)
"""``false``: of who did what, of what, or of how many. ``garbled``: it cannot be understood."""
NAME = "truth.jsonl"


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """What one reader makes of one line."""

    turn: int
    label: str
    digest: str
    """Of what was read (``Given.digest``)."""
    reader: str
    clean: bool | None = None
    """Of a line that is not true: whether another take was, so that the choice was wrong and not
    the writing. None where it was not asked."""
    comment: str = ""
    at: str = ""

    def to_json(self) -> str:
        """The label as one JSON line, without the newline."""
        return json.dumps(asdict(self), ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """The label of a parsed line; unknown keys are passed over.

        Raises:
            KeyError, TypeError, ValueError: a field is missing or of the wrong kind.
        """
        truth = cls(**{name: data[name] for name in cls.__dataclass_fields__ if name in data})
        if truth.label not in TRUTHS:
            raise ValueError(f"label {truth.label!r} is none of {', '.join(TRUTHS)}")
        if type(data["turn"]) is not int or not isinstance(data["reader"], str):
            raise TypeError("turn is a whole number, reader a text")
        return truth


def append_truth(run: Path, truth: Truth) -> None:
    """Keeps a label in the run's folder, on the disk before this returns.

    Raises:
        InputError: the file cannot be written.
    """
    append_line(run / NAME, truth.to_json())


def read_truths(run: Path) -> list[Truth]:
    """All labels of a run, in the order in which they were given.

    Raises:
        InputError: a line is no label; file and line are named.
    """
    return read_lines(run / NAME, Truth.from_dict)


def valid_truths(truths: Iterable[Truth], lines: Iterable[Given]) -> dict[str, dict[str, Truth]]:
    """By reader and digest, the last label of each line whose words are still the same."""
    known = {line.digest for line in lines}
    found = dict[str, dict[str, Truth]]()
    for truth in truths:
        if truth.digest in known:
            found.setdefault(truth.reader, {})[truth.digest] = truth
    return found


@dataclass(frozen=True, slots=True)
class Told:
    """What one reader's labels come to."""

    lines: int
    false: int
    garbled: int
    interval: Interval | None
    """95 % (Wilson) of the share false or garbled."""
    no_clean_take: int
    """Of these: no take was true that could have been spoken."""
    wrong_choice: int
    """Another take was."""

    @property
    def share(self) -> float | None:
        """False or garbled; None of nothing."""
        return (self.false + self.garbled) / self.lines if self.lines else None


def told(truths: Iterable[Truth]) -> Told:
    """Counts the labels of one reader."""
    given = list(truths)
    wrong = [truth for truth in given if truth.label != TRUE]
    return Told(
        lines=len(given),
        false=sum(truth.label == FALSE for truth in given),
        garbled=sum(truth.label == GARBLED for truth in given),
        interval=of_share(len(wrong), len(given)),
        no_clean_take=sum(truth.clean is False for truth in wrong),
        wrong_choice=sum(truth.clean is True for truth in wrong),
    )


def agreement(
    readers: Sequence[Mapping[str, Truth]],
) -> tuple[int, tuple[float, Interval | None] | None]:
    """How many lines two readers or more labelled, and their alpha (``agreement.alpha``)."""
    lines = dict.fromkeys(digest for reader in readers for digest in reader)
    units = [[one[digest].label for one in readers if digest in one] for digest in lines]
    shared = [unit for unit in units if len(unit) > 1]
    return len(shared), alpha(shared)
