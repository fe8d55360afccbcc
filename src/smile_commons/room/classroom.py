"""The room of one lesson: its state, its people, its files, and what everybody is told.

All of it lives in one event loop. The play, which has a loop of its own, comes in through
``hall.py`` and ``desk.py``; people come in through the pages.
"""

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from smile_commons.errors import CommonsError
from smile_commons.room import shown
from smile_commons.room.ballot_box import BallotBox
from smile_commons.room.course import Course
from smile_commons.room.held import Held
from smile_commons.room.journal import TEACHER
from smile_commons.room.machine import Doing, State
from smile_commons.room.printable import EVENT, printable
from smile_commons.room.question_box import QuestionBox
from smile_commons.room.records import Item, VotePhase
from smile_commons.room.refusal import RefusedError
from smile_commons.room.seats import Seat, Seats
from smile_commons.room.timing import Box
from smile_commons.room.wording import Wording
from smile_commons.world.dialogue import Article

COUNTED_EVERY = 0.25
"""Seconds between two counts of votes and seats that are told."""
Moments = list[tuple[str, Mapping[str, Any]]]


class Room(Course):
    """One class room.

    Args:
        folder: ``room/`` of a run, with its ``room.json``.
        articles: what is voted on, in order.
        cues: the cast, by id.

    Raises:
        InputError: a file of the room is damaged; file and line are named.
    """

    def __init__(self, folder: Path, articles: Sequence[Article], cues: Mapping[str, str]) -> None:
        super().__init__(folder)
        self.articles, self.cues = tuple(articles), dict(cues)
        self.wording = Wording.of(self.kept.language)
        self.hub.on_change = self.count_soon
        self.seats = Seats(folder, self.wording, self.kept.seats)
        self.ballots = BallotBox(folder, [one.id for one in articles])
        self.questions = QuestionBox(folder)
        self.box = Box(lambda data: self.hub.show("box", data))
        self.held: Held | None = None
        self._held_since = 0.0
        self.thinking = ""
        """The cue of who thinks."""
        self.model: dict[str, Any] = {"state": "starting"}
        self.needs: dict[str, str] = {}
        """What the teacher has to see to, in words, by kind."""
        self.wishes: dict[str, str] = {}
        """By seat, the persona whose seat it asks for."""
        self.slide = 0
        """Which page of the results is on the wall, from 0."""
        self.granted = ""
        """The seat that the teacher lets speak for a persona."""
        self.pretended = set(self.kept.pretended)
        """Seats of a rehearsal: nobody sits there, and they count as there."""
        self.pending: Callable[[], Sequence[str]] = lambda: ()
        """Orders that wait for the panel."""
        self.when_over: Callable[[], None] = lambda: None
        """Called once nobody on the panel speaks any more."""
        self.explained: Callable[[str], Sequence[str]] = lambda text: ()
        """What the guard found in a text, in words."""
        self.seated_turn: int | None = None
        """The speech that a person gives from a persona's seat."""
        self.seated: tuple[str, str] | None = None
        """The seat and the persona, while a person is to speak."""
        self._counting: asyncio.TimerHandle | None = None

    # --- what is told ---------------------------------------------------------------------------

    def tell(self, event: str, data: Mapping[str, Any], to: str = "all") -> None:
        """Writes it down, then tells it.

        Raises:
            InputError, FullDiskError: it cannot be written; the teacher is told.
        """
        try:
            super().tell(event, data, to)
        except CommonsError as error:
            self.need("disk", self.wording("needs.disk", why=str(error)))
            raise

    def show_teacher(self, *events: str) -> None:
        """Shows the teacher how these things of the moment stand."""
        now = self._at_the_desk()
        for event in events:
            self.hub.show(event, now[event](), "teacher")

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
        if audience in ("teacher", "wall"):
            told.append(("slide", {"n": self.slide}))
        if audience.startswith("seat:"):
            told.append(("mine", self.mine(audience.removeprefix("seat:"))))
        if audience == "teacher":
            told += [(event, how()) for event, how in self._at_the_desk().items()]
        return told

    def _at_the_desk(self) -> Mapping[str, Callable[[], Mapping[str, Any]]]:
        """What the teacher alone is told, each as it stands when it is asked for."""
        return {
            "held": lambda: {} if self.held is None else self.held.to_dict(),
            "queue": lambda: {"items": self._queue()},
            "seat": lambda: {"seats": self._seat_rows(), "joined": len(self.seats)},
            "model": lambda: dict(self.model),
            "needs": lambda: {"needs": list(self.needs.values())},
            "pending": lambda: {"orders": list(self.pending())},
        }

    def mine(self, seat: str) -> Mapping[str, Any]:
        """What one seat alone is told: its questions, and whether a persona's seat is its own."""
        known = self.seats.get(seat)
        return {
            "questions": shown.own_items(self.questions.of(seat), self.wording),
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
        """Tells the count and who is there, at most so often."""
        if self._counting is None:
            loop = asyncio.get_running_loop()
            self._counting = loop.call_later(COUNTED_EVERY, self._tell_count)

    # --- how it stands --------------------------------------------------------------------------

    def moved(self, before: State) -> None:
        """Another part of the lesson has a clock and a vote of its own."""
        if self.state.phase != before.phase:
            self.box.stop()
            self.need("host")
        if self.state.vote != before.vote:
            self.count_soon()

    def turn_wall(self, to: int) -> None:
        """Puts a page of the results on the wall: two for each article, one for sentences."""
        most = 2 * len(self.articles) - (not self.questions.shown())
        self.slide = max(0, min(to, most))
        for audience in ("teacher", "wall"):
            self.hub.show("slide", {"n": self.slide}, audience)

    def did(self, doing: Doing, speaker: str = "") -> None:
        """Notes what the panel does."""
        self.thinking = speaker if doing == "thinking" else ""
        self.hub.show("thinking", {"speaker": self.thinking})
        self.move(self.state.did(doing))
        if doing == "over":
            self.when_over()

    def hold(self, held: Held | None) -> None:
        """Lays a line before the teacher, or takes it away."""
        if held is not None and (self.held is None or held.id != self.held.id):
            self._held_since = time.monotonic()
        self.held = held
        self.show_teacher("held")

    @property
    def held_for(self) -> float:
        """Seconds for which the line that is held has been there in these words."""
        return time.monotonic() - self._held_since

    def change(self, item: Item, **fields: Any) -> Item:
        """A question as it stands from now on; its author and the teacher are told."""
        new = self.questions.write(replace(item, **fields))
        self.tell_seat(item.seat)
        self.show_teacher("queue")
        return new

    def approve_reason(self, seat: str, article: str) -> None:
        """Lets a reason be printed in the results; once more takes that back.

        Raises:
            RefusedError: there is no such vote.
        """
        if self.ballots.last(seat, "after", article) is None:
            raise RefusedError("no_reason")
        is_on = (seat, article) not in self.approved_reasons()
        self.tell(EVENT, {"seat": seat, "article": article, "on": is_on}, TEACHER)

    def approved_reasons(self) -> set[tuple[str, str]]:
        """Seat and article of the reasons that may be printed."""
        return printable(self._journal.entries)

    def close(self) -> None:
        """Closes the room's files; what they hold stays."""
        self.box.stop()
        for one in (self._journal, self.seats, self.ballots, self.questions):
            one.close()

    def _tell_count(self) -> None:
        self._counting = None
        if (count := self.count()) is not None:
            self.hub.show("count", count)
        self.show_teacher("seat")

    def _queue(self) -> shown.Rows:
        return shown.queue(self.questions, self.seats, self.cues, self.wording, self.explained)

    def _seat_rows(self) -> shown.Rows:
        def here(one: Seat) -> bool:
            return one.id in self.pretended or self.hub.listening(f"seat:{one.id}") > 0

        granted = {self.granted, self.seated[0] if self.seated else ""}
        return shown.seat_rows(
            self.seats, self.ballots, self.state, here, self.wishes, granted, self.cues
        )
