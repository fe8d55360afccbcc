"""How things of the moment are shown: a seat's own, the questions and the seats at the desk."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from smile_commons.room.ballot_box import BallotBox
from smile_commons.room.machine import State
from smile_commons.room.question_box import QuestionBox
from smile_commons.room.records import Item
from smile_commons.room.seats import Seat, Seats
from smile_commons.room.wording import Wording

Rows = list[dict[str, Any]]


def place(state: State) -> str:
    """Where a lesson stands, as pages and phrases have it: the phase, and what lies over it.

    ``before_closed`` is the vote that is over; ``debate_vote`` one that is held in the debate.
    """
    if state.frozen is not None:
        return "frozen"
    if state.phase in ("before", "after") and not state.voting:
        return f"{state.phase}_closed"
    if state.phase == "debate" and (state.vote or state.pause):
        return f"debate_{'vote' if state.vote else state.pause}"
    return state.phase


def own_items(items: Sequence[Item], words: Wording) -> Rows:
    """A seat's questions and sentences, and what became of them, as their author is told."""
    return [
        {
            "id": one.id,
            "text": one.text,
            "state": one.state,
            "says": words(f"mine.{one.state}" if one.kind == "question" else f"yours.{one.state}"),
            "reason": words(f"reason.{one.reason}") if one.reason else "",
        }
        for one in items
    ]


def queue(
    questions: QuestionBox,
    seats: Seats,
    cues: Mapping[str, str],
    words: Wording,
    explained: Callable[[str], Sequence[str]],
) -> Rows:
    """All questions and sentences, as the teacher sees them.

    Args:
        questions, seats, cues: of the room.
        words: of its language.
        explained: what the guard found in a text, in words.
    """
    rows: Rows = []
    for one in questions.items:
        seat = seats.get(one.seat)
        kind = "mine" if one.kind == "question" else "yours"
        here = f"asked_here.{one.state}"
        rows.append(
            {
                **one.to_dict(),
                "seat": seat.name if seat else "",
                "flags": list(explained(one.text)) if one.flags else [],
                "says": words(here if words.has(here) else f"{kind}.{one.state}"),
                "to": cues.get(one.to or "", ""),
            }
        )
    return rows


def seat_rows(
    seats: Seats,
    ballots: BallotBox,
    state: State,
    here: Callable[[Seat], bool],
    wishes: Mapping[str, str],
    granted: Collection[str],
    cues: Mapping[str, str],
) -> Rows:
    """All seats; ``asks`` are those that want something of the teacher.

    Args:
        seats, ballots, state: of the room.
        here: whether somebody is at a page.
        wishes: by seat, the persona whose seat it asks for.
        granted: seats that are to speak for a persona.
        cues: the cast, by id.
    """
    vote = state.vote
    rows = [
        {
            "id": one.id,
            "name": one.name,
            "voted": bool(vote and ballots.has_voted(one.id, vote, state.round(vote))),
            "here": here(one),
            "wish": cues.get(wishes.get(one.id, ""), ""),
            "granted": one.id in granted,
            "helped": one.helped,
        }
        for one in seats.there
    ]
    for row in rows:
        row["asks"] = bool(row["helped"] or row["wish"] or row["granted"])
    return rows
