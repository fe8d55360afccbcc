"""Speeches held against the card, the red lines, and what the same persona said before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from smile_commons.scoring.consistency.likeness import Vectors
from smile_commons.scoring.consistency.shares import shares
from smile_commons.scoring.judge.pairs import deed_of
from smile_commons.scoring.judge.task import CONTRADICTS, CROSSES, Item, Judge, Task, Verdict
from smile_commons.scoring.lines import Line
from smile_commons.scoring.score import Score
from smile_commons.scoring.subject import Persona

NEAR = 0.2
"""Cosine below which a speech has nothing to do with a red line or an earlier speech."""
BROKEN = frozenset({CONTRADICTS, CROSSES})
TURNS = frozenset({"concede", "confess", "decide"})
"""Moves that say openly that a mind has changed."""
NO_CARDS = "there are no cards to hold it against"
NOTHING_NEAR = "no speech comes near what it is held against"


@dataclass(frozen=True, slots=True)
class Case:
    """One speech, with what it is held against and what the control holds it against."""

    line: Line
    own: str
    other: str | None
    task: Task = "contradiction"
    """What the judge is asked."""
    excuse: str | None = None
    """Why a contradiction would be none: the case counts on neither side."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A case with the judge's verdicts."""

    case: Case
    own: Verdict
    other: Verdict | None

    @property
    def kept(self) -> float | None:
        """1 when the speech keeps to it, 0 when it contradicts it; None when it cannot be told.

        None too after an open change of mind, whatever the verdict: were only contradictions
        taken out, or only on one side, what is left would look kept.
        """
        return None if self.case.excuse else _kept(self.own)

    @property
    def kept_to_other(self) -> float | None:
        """The same of the control."""
        return None if self.other is None or self.case.excuse else _kept(self.other)

    def to_row(self, id: str) -> dict[str, Any]:
        """As ``scores.json`` has it among ``consistency``."""
        broken, excuse = self.own.label in BROKEN, self.case.excuse
        row: dict[str, Any] = {
            "id": id,
            "turn": self.case.line.turn,
            "persona": self.case.line.speaker,
            "value": as_counted(id, self.kept),
            "probability": next(
                (share for label, share in self.own.distribution.items() if label in BROKEN), None
            ),
            "evidence": self.own.evidence,
            "against": self.case.own,
            "unscored": self.own.unscored or (f"development: {excuse}" if excuse else None),
        }
        if broken:
            row |= {"quote": self.case.line.text, "excuse": excuse}
        return row


def _kept(verdict: Verdict) -> float | None:
    return None if verdict.label is None else float(verdict.label not in BROKEN)


def against_cards(
    lines: Sequence[Line], personas: Mapping[str, Persona], vectors: Vectors
) -> list[Case]:
    """Each speech beside the nearest line of its own card, and of another's."""
    own = {who: one.card for who, one in personas.items()}
    return _beside(lines, own, vectors, -1.0, "contradiction")


def against_red_lines(
    lines: Sequence[Line], personas: Mapping[str, Persona], vectors: Vectors
) -> list[Case]:
    """Each speech that comes near a red line of its own, beside that and beside another's.

    Of the lines that say what is ruled out; how another one is crossed nobody can be asked.
    """
    own = {who: [line for line in one.red_lines if deed_of(line)] for who, one in personas.items()}
    return _beside(lines, own, vectors, NEAR, "red-line")


def against_before(
    lines: Sequence[Line],
    vectors: Vectors,
    moved: Mapping[int, str],
) -> list[Case]:
    """Each speech beside the nearest earlier one of its persona, and of another.

    Args:
        lines: the speeches.
        vectors: of texts.
        moved: by turn, why the persona may have changed its mind by then, since it last spoke.
    """
    found = list[Case]()
    for place, line in enumerate(lines):
        own = [one for one in lines[:place] if one.speaker == line.speaker]
        near = vectors.nearest(line.text, [one.text for one in own])
        if near is None or near[1] < NEAR:
            continue
        others = [one.text for one in lines[:place] if one.speaker != line.speaker]
        other = vectors.nearest(line.text, others)
        earlier = next(one for one in own if one.text == near[0])
        between = [one for one in own if one.turn > earlier.turn] + [line]
        turned = next(
            (f"{one.move} in turn {one.turn}" for one in between if one.move in TURNS), None
        )
        changed = next((moved[one.turn] for one in between if one.turn in moved), None)
        found.append(Case(line, near[0], other[0] if other else None, excuse=turned or changed))
    return found


async def judged(judge: Judge, cases: Sequence[Case]) -> list[Judged]:
    """Asks the judge for all cases, the controls among them.

    Raises:
        ModelError: the judge's model failed.
    """
    own = [Item(task=c.task, text=c.line.text, against=c.own) for c in cases]
    other = [
        Item(task=c.task, text=c.line.text, against=c.other) for c in cases if c.other is not None
    ]
    verdicts = await judge.judge([*own, *other])
    rest = iter(verdicts[len(own) :])
    return [
        Judged(case, verdict, next(rest) if case.other is not None else None)
        for case, verdict in zip(cases, verdicts, strict=False)
    ]


def as_counted(id: str, kept: float | None) -> float | None:
    """What a speech counts for in a score: 1 for keeping to it; of red lines, for crossing one."""
    return kept if kept is None or id != "red-lines" else 1 - kept


def score_kept(id: str, found: Sequence[Judged], personas: Sequence[str]) -> list[Score]:
    """The share of speeches that keep to it; of red lines, the share that crosses one."""
    own = [as_counted(id, one.kept) for one in found]
    other = [as_counted(id, one.kept_to_other) for one in found]
    speakers = [one.case.line.speaker for one in found]
    return shares(id, own, other, speakers, personas, nothing=NOTHING_NEAR)


def _beside(
    lines: Sequence[Line],
    texts: Mapping[str, Sequence[str]],
    vectors: Vectors,
    least: float,
    task: Task,
) -> list[Case]:
    found = list[Case]()
    for place, line in enumerate(lines):
        near = vectors.nearest(line.text, texts.get(line.speaker, ()))
        if near is None or near[1] < least:
            continue
        others = [who for who, own in texts.items() if who != line.speaker and own]
        other = None
        if others:  # each in turn: all of them would cost as many questions
            other = vectors.nearest(line.text, texts[others[place % len(others)]])
        found.append(Case(line, near[0], other[0] if other else None, task))
    return found
