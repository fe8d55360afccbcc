"""The room of one lesson: its state, its people, its files, and what everybody is told.

All of it lives in one event loop. The play, which has a loop of its own, comes in through
``hall.py`` and ``desk.py``; people come in through the pages.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from smile_commons.errors import CommonsError, InputError
from smile_commons.room.ballot_box import BallotBox
from smile_commons.room.held import Held
from smile_commons.room.journal import TEACHER, Journal
from smile_commons.room.kept import read_kept
from smile_commons.room.machine import Doing, State
from smile_commons.room.question_box import QuestionBox
from smile_commons.room.records import Item, VotePhase
from smile_commons.room.seats import Seats
from smile_commons.room.streams import Hub
from smile_commons.room.timing import Box
from smile_commons.room.wording import Wording
from smile_commons.world.dialogue import Article

COUNTED_EVERY = 0.25
"""Seconds between two counts of votes that are told."""
Moments = list[tuple[str, Mapping[str, Any]]]


class Room:
    """One class room.

    Args:
        folder: ``room/`` of a run, with its ``room.json``.
        articles: what is voted on, in order.
        cues: the cast, by id.

    Raises:
        InputError: a file of the room is damaged; file and line are named.
    """

    def __init__(self, folder: Path, articles: Sequence[Article], cues: Mapping[str, str]) -> None:
        self.folder, self.kept = folder, read_kept(folder)
        self.articles, self.cues = tuple(articles), dict(cues)
        self.wording = Wording.of(self.kept.language)
        self._journal = Journal(folder / "journal.jsonl")
        self.hub = Hub(self._journal, self.kept.epoch)
        self.seats = Seats(folder, self.wording, self.kept.seats)
        self.ballots = BallotBox(folder, [one.id for one in articles])
        self.questions = QuestionBox(folder)
        self.state = self._last_state()
        self.box = Box(lambda data: self.hub.show("box", data))
        self.held: Held | None = None
        self.thinking = ""
        """The cue of who thinks."""
        self.model: dict[str, Any] = {"state": "starting"}
        self.needs: dict[str, str] = {}
        """What the teacher has to see to, in words, by kind."""
        self.wishes: dict[str, str] = {}
        """By seat, the persona whose seat it asks for."""
        self.pending: Callable[[], Sequence[str]] = lambda: ()
        """Orders that wait for the panel."""
        self.seated_turn: int | None = None
        """The speech that a person gives from a persona's seat."""
        self.seated: tuple[str, str] | None = None
        """The seat and the persona, while a person is to speak."""
        self._changed = asyncio.Event()
        self._counting: asyncio.TimerHandle | None = None

    # --- what is told ---------------------------------------------------------------------------

    def tell(self, event: str, data: Mapping[str, Any], to: str = "all") -> None:
        """Writes it down, then tells it.

        Raises:
            InputError, FullDiskError: it cannot be written; the teacher is told.
        """
        try:
            self.hub.tell(event, data, to)
        except CommonsError as error:
            self.need("disk", str(error))
            raise

    def show_teacher(self, *events: str) -> None:
        """Shows the teacher how these things of the moment stand."""
        now = dict(self.now("teacher"))
        for event in events:
            self.hub.show(event, now[event], "teacher")

    def need(self, kind: str, text: str = "") -> None:
        """Notes what the teacher has to see to; without words it is seen to."""
        if text:
            self.needs[kind] = text
        else:
            self.needs.pop(kind, None)
        self.show_teacher("needs")

    def now(self, audience: str) -> Moments:
        """How things of the moment stand, as an audience is told them when it comes."""
        told: Moments = [("box", self.box.data()), ("thinking", {"speaker": self.thinking})]
        if (count := self.count()) is not None:
            told.append(("count", count))
        if audience.startswith("seat:"):
            told.append(("mine", self.mine(audience.removeprefix("seat:"))))
        if audience != "teacher":
            return told
        held = {} if self.held is None else self.held.to_dict()
        return [
            *told,
            ("held", held),
            ("queue", {"items": [self._shown(one) for one in self.questions.items]}),
            ("seat", {"seats": self._seats_shown(), "joined": len(self.seats)}),
            ("model", dict(self.model)),
            ("needs", {"needs": list(self.needs.values())}),
            ("pending", {"orders": list(self.pending())}),
        ]

    def mine(self, seat: str) -> Mapping[str, Any]:
        """What one seat alone is told: its questions, and whether a persona's seat is its own."""
        known = self.seats.get(seat)
        return {
            "questions": [
                {
                    "id": one.id,
                    "text": one.text,
                    "state": one.state,
                    "says": self.wording(f"mine.{one.state}"),
                    "reason": self.wording(f"reason.{one.reason}") if one.reason else "",
                }
                for one in self.questions.of(seat)
            ],
            "seat": self.cues[self.seated[1]] if self.seated and self.seated[0] == seat else "",
            "wish": self.cues.get(self.wishes.get(seat, ""), ""),
            "helped": bool(known and known.helped),
        }

    def tell_seat(self, seat: str) -> None:
        """Shows a seat what is its own."""
        if seat:
            self.hub.show("mine", self.mine(seat), f"seat:{seat}")

    def count(self) -> dict[str, Any] | None:
        """How many have voted, while a vote is open."""
        vote: VotePhase | None = self.state.vote
        if vote is None:
            return None
        seats = [one.id for one in self.seats.there]
        done = self.ballots.count(vote, self.state.round(vote), seats)
        return {"phase": vote, "in": done, "of": len(seats)}

    def count_soon(self) -> None:
        """Tells the count, at most so often."""
        if self._counting is None:
            loop = asyncio.get_running_loop()
            self._counting = loop.call_later(COUNTED_EVERY, self._tell_count)

    # --- how it stands --------------------------------------------------------------------------

    def move(self, state: State, because: str = "") -> None:
        """Goes into a state and tells everybody, and why if the teacher says so.

        Raises:
            InputError, FullDiskError: it cannot be written; the room stays where it was.
        """
        if state == self.state:
            return
        before = self.state
        self.tell("state", {**self.state_data(state), "because": because})
        self.state = state
        if state.phase != before.phase:
            self._note_time(state.phase)
            self.box.stop()
        if state.vote != before.vote:
            self.count_soon()
        self.ring()

    def state_data(self, state: State | None = None) -> dict[str, Any]:
        """A state as every page is told it."""
        state = state or self.state
        return {**state.to_dict(), "stage": state.stage, "vote": state.vote or ""}

    def did(self, doing: Doing, speaker: str = "") -> None:
        """Notes what the panel does."""
        self.thinking = speaker if doing == "thinking" else ""
        self.hub.show("thinking", {"speaker": self.thinking})
        self.move(self.state.did(doing))

    def hold(self, held: Held | None) -> None:
        """Lays a line before the teacher, or takes it away."""
        self.held = held
        self.show_teacher("held")

    def change(self, item: Item, **fields: Any) -> Item:
        """A question as it stands from now on; its author and the teacher are told."""
        new = self.questions.write(replace(item, **fields))
        self.tell_seat(item.seat)
        self.show_teacher("queue")
        return new

    def approve_reason(self, seat: str, article: str) -> None:
        """Lets a reason be printed in the results; once more takes that back.

        Raises:
            InputError: there is no such vote.
        """
        if self.ballots.last(seat, "after", article) is None:
            raise InputError("there is no such reason")
        is_on = (seat, article) not in self.approved_reasons()
        self.tell("printed", {"seat": seat, "article": article, "on": is_on}, TEACHER)

    def approved_reasons(self) -> set[tuple[str, str]]:
        """Seat and article of the reasons that may be printed."""
        found = set[tuple[str, str]]()
        for entry in self._journal.entries:
            if entry.event == "printed":
                one = (str(entry.data["seat"]), str(entry.data["article"]))
                found.add(one) if entry.data["on"] else found.discard(one)
        return found

    def keep(self, **fields: Any) -> None:
        """Changes what ``room.json`` holds."""
        self.kept = self.kept.model_copy(update=fields)
        self.kept.write(self.folder)

    def ring(self) -> None:
        """Wakes whoever waits for something to change."""
        self._changed.set()
        self._changed = asyncio.Event()

    async def until(self, is_so: Callable[[], bool], most: float | None = None) -> bool:
        """Waits until something is so; at most so many seconds.

        Returns:
            Whether it is.
        """
        try:
            async with asyncio.timeout(most):
                while not is_so():
                    await self._changed.wait()
        except TimeoutError:
            return is_so()
        return True

    @property
    def entries(self) -> Sequence[Any]:
        """The journal's lines."""
        return self._journal.entries

    def close(self) -> None:
        """Closes the room's files; what they hold stays."""
        self.box.stop()
        for one in (self._journal, self.seats, self.ballots, self.questions):
            one.close()

    def _last_state(self) -> State:
        for entry in reversed(self._journal.entries):
            if entry.event == "state":
                state = State.from_dict(entry.data)
                return state.did("") if state.doing in ("thinking", "held", "seat") else state
        return State()

    def _tell_count(self) -> None:
        self._counting = None
        if (count := self.count()) is not None:
            self.hub.show("count", count)
        self.show_teacher("seat")

    def _note_time(self, phase: str) -> None:
        times = [*self.kept.times, [phase, datetime.now().astimezone().strftime("%H:%M")]]
        self.keep(times=times)

    def _shown(self, item: Item) -> dict[str, Any]:
        seat = self.seats.get(item.seat)
        return {
            **item.to_dict(),
            "seat": seat.name if seat else "",
            "flags": [self.wording(f"flag.{kind}") for kind in item.flags],
            "says": self.wording(f"mine.{item.state}"),
            "to": self.cues.get(item.to or "", ""),
        }

    def _seats_shown(self) -> list[dict[str, Any]]:
        vote = self.state.vote
        return [
            {
                "id": one.id,
                "name": one.name,
                "voted": bool(
                    vote and self.ballots.has_voted(one.id, vote, self.state.round(vote))
                ),
                "here": self.hub.listening(f"seat:{one.id}") > 0,
                "wish": self.cues.get(self.wishes.get(one.id, ""), ""),
                "helped": one.helped,
            }
            for one in self.seats.there
        ]
