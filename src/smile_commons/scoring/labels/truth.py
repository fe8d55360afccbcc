"""What a speech was given and what became of it; whether it is true to that, as a person reads it;
and what such labels come to.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

from smile_commons.scoring.intervals import of_share
from smile_commons.scoring.labels.agreement import alpha
from smile_commons.scoring.labels.label import append_line, read_lines
from smile_commons.scoring.score import Interval
from smile_commons.transcript import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """One speech, with all that it may say."""

    turn: int
    speaker: str
    """The cue."""
    to: tuple[str, ...]
    """Cues."""
    move: str
    notes: str
    """What the speaker had to say; where no notes were kept, what the speech was about."""
    noted: bool
    """Whether there were notes."""
    memory: str
    """The memory that the speaker was given: of those that came up it is kept first."""
    recalled: tuple[str, ...]
    """What else came up; whether it was shown hangs on the model."""
    last: str
    """Cue and words of the speech before, in the same act."""
    holds: str
    """What the speaker thinks of the matter."""
    text: str
    others: tuple[str, ...]
    """Takes that could have been spoken as well."""
    digest: str
    """Of the run, the turn and the words: a label is not carried over to others."""


def givens(
    run: str,
    events: Sequence[Event],
    cues: Mapping[str, str],
    holds: Mapping[tuple[str, str], str],
) -> Iterator[Given]:
    """Every speech of an agent, in order.

    Args:
        run: the run's id.
        events: its transcript.
        cues: by persona.
        holds: by persona and article, in the persona's words.
    """
    before: Event | None = None
    for event in events:
        if event.kind != "speech" or event.speaker is None:
            continue
        if event.by != "human":
            last = before if before is not None and before.act == event.act else None
            yield _given(run, event, last, cues, holds)
        before = event


def _given(
    run: str,
    event: Event,
    last: Event | None,
    cues: Mapping[str, str],
    holds: Mapping[tuple[str, str], str],
) -> Given:
    say: str = getattr(event, "say", None) or ""
    who = event.speaker or ""
    memories = [one.text for one in event.memories]
    free = [take.text for take in event.takes if not take.dropped and take.text != event.text]
    whole = "\n".join((run, str(event.turn), say, event.on or "", *memories[:1], event.text))
    return Given(
        turn=event.turn,
        speaker=cues.get(who, who),
        to=tuple(cues.get(one, one) for one in event.to),
        move=event.move or "",
        notes=say or event.on or "",
        noted=bool(say),
        memory=memories[0] if memories else "",
        recalled=tuple(memories[1:]),
        last=f"{cues.get(last.speaker or '', last.speaker)}: {last.text}" if last else "",
        holds=holds.get((who, event.article or ""), ""),
        text=event.text,
        others=tuple(dict.fromkeys(free)),
        digest=hashlib.sha256(whole.encode()).hexdigest()[:16],
    )


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
