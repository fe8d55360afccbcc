"""The call of a model that a line is the answer to, found in the records of its run."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from smile_commons.errors import InputError
from smile_commons.models.model import Model
from smile_commons.models.record import Asked, Record
from smile_commons.models.replay import SPEAKER, ReplayModel
from smile_commons.models.reply import Reply
from smile_commons.personas.spoken import MOST_LINES, read_answer, spoken
from smile_commons.personas.takes import tidy
from smile_commons.prompts.language import sentences
from smile_commons.runs.family import parent_of
from smile_commons.runs.folder import RunFolder, turn_event
from smile_commons.transcript import Event, UsedMemory


@dataclass(frozen=True, slots=True)
class Call:
    """The call of a model whose answer a line is."""

    run: RunFolder
    """In whose record it stands: the run's own, or that of a run that it branched off."""
    asked: Asked
    reply: Reply
    number: int
    """Of the round of takes, from 0."""
    after: int
    """Takes that were asked for before."""
    taker: Model
    """Who answered, as far as the record knows."""

    @property
    def prompt(self) -> str:
        """All that stood in the prompt, as one text."""
        if self.asked.form == "prompt":
            return self.asked.text
        return "\n".join(content for _, content in json.loads(self.asked.text))


def line_of(run: RunFolder, turn: int) -> Event:
    """The speech of a turn.

    Raises:
        InputError: there is none, or it was a silence.
    """
    event = turn_event(run, turn)
    if event.kind != "speech":
        raise InputError(f"turn {turn} of {run.id} is a silence: no memory stands behind it")
    return event


def call_of(run: RunFolder, event: Event) -> Call | None:
    """The call that a line is the answer to; None where no record of it is there.

    The past of a branch stands in the record of the run that it left.
    """
    owner: RunFolder | None = run
    while owner is not None:
        if found := _recorded(owner, event):
            return found
        owner = parent_of(owner)
    return None


def calls_before(run: RunFolder, turn: int) -> int:
    """How many calls of a model the speeches up to a turn took, in this run and its parents.

    Parents that are not there count for nothing.
    """
    record = Record(run.replies_path, read_only=True)
    purposes = (asked.purpose.split("/") for asked in record.asked())
    own = sum(part[0] == "speak" and int(part[1]) <= turn for part in purposes)
    mother = parent_of(run)
    parent = run.manifest.parent
    if mother is None or parent is None:
        return own
    return own + calls_before(mother, min(turn, parent.turn))


def given(event: Event, call: Call | None) -> list[UsedMemory]:
    """Those memories of a line that stood in its prompt; without a record, those that should."""
    if call is None:
        recalled = [one for one in event.memories if not one.because]
        return [*recalled[:1], *(one for one in event.memories if one.because and one.score)]
    prompt = " ".join(call.prompt.split())
    return [one for one in event.memories if _stands_in(prompt, one.text)]


def _stands_in(prompt: str, memory: str) -> bool:
    """Whether any of a memory stands there: a speech may be given some of its sentences alone."""
    return any(part in prompt for part in sentences(" ".join(memory.split())))


def in_sight(events: Sequence[Event], event: Event, call: Call) -> list[int]:
    """The turns of earlier speeches that stood in the prompt whole."""
    prompt = call.prompt
    return [
        one.turn
        for one in events
        if one.kind == "speech" and one.turn < event.turn and one.text in prompt
    ]


def _recorded(run: RunFolder, event: Event) -> Call | None:
    if not run.replies_path.is_file():
        return None
    record = Record(run.replies_path, read_only=True)
    purpose = f"speak/{event.turn}"
    found: tuple[int, Asked, Reply] | None = None
    for one, reply in record.exchanges():
        if one.purpose == purpose or one.purpose.startswith(f"{purpose}/"):
            near = max(_likeness(choice.text, event.text) for choice in reply.choices)
            near = near or 3 * (event.text in _lines(reply))
            if near and (found is None or near >= found[0]):
                found = near, one, reply
    if found is None:
        return None
    _, asked_, reply = found
    number, after = _round(asked_.purpose)
    taker = ReplayModel(record, asked_.role if asked_.role in record.takers else SPEAKER)
    return Call(run, asked_, reply, number, after, taker)


def _lines(reply: Reply) -> set[str]:
    """The lines of a strong model's answers, as they are spoken but for names before them."""
    nobody = frozenset[str]()
    return {
        spoken(line, nobody, nobody)
        for choice in reply.choices
        for line in read_answer(choice.text, MOST_LINES).lines
    }


def _likeness(raw: str, line: str) -> int:
    """How surely a line is a cut of a reply: 3 as it stands, 2 but for its last mark, which may
    have been put there, 1 but for a name that it was made to open with; 0 it is not.
    """
    said, rest = tidy(raw, ""), line.partition(", ")[2]
    if line in said:
        return 3
    if line[:-1] and line[:-1] in said:
        return 2
    return int(bool(rest) and rest[:-1] in said)


def _round(purpose: str) -> tuple[int, int]:
    """Number of the round and takes before it: ``speak/12/after-3/1``."""
    number = after = 0
    for piece in purpose.split("/")[2:]:
        if piece.startswith("after-"):
            after = int(piece.removeprefix("after-"))
        else:
            number = int(piece)
    return number, after
