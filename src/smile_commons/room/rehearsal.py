"""Simulated seats, so that a teacher can try a lesson alone: they come, vote, ask and take a seat.

What they write is from the phrases; how they vote is drawn by lot. A rehearsal is marked as one in
``room.json``, and its results are nobody's.
"""

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field
from random import Random
from typing import Any

from smile_commons.errors import InputError
from smile_commons.room.house import House
from smile_commons.room.records import POSITIONS, VotePhase

TICK = 0.5
"""Seconds between two looks at the room."""


@dataclass(slots=True)
class Pretender:
    """One seat that nobody sits in."""

    id: str
    leaning: dict[str, float]
    asks_at: int
    """The line of the debate after which it asks something."""
    asked: bool = False


@dataclass(slots=True)
class Rehearsal:
    """So many simulated seats.

    Args:
        house: the room.
        seats: how many.
        draw: for all that is drawn.
        haste: how many times faster than people they are.
    """

    house: House
    seats: int
    draw: Random
    haste: float = 1.0
    _there: list[Pretender] = field(default_factory=list[Pretender])

    async def run(self) -> None:
        """Goes on until it is cancelled."""
        await self._come()
        while True:
            await asyncio.sleep(TICK / self.haste)
            with suppress(InputError):  # it was closed just now, or they ask too much
                await self._look()

    async def _come(self) -> None:
        room = self.house.room
        for id in room.kept.pretended:  # the room goes on
            self._there.append(self._pretender(id))
        while len(self._there) < self.seats:
            try:
                seat, _ = room.seats.join(room.state.phase)
            except InputError:
                return
            room.pretended.add(seat.id)
            room.keep(pretended=[*room.kept.pretended, seat.id])
            self._there.append(self._pretender(seat.id))
            room.count_soon()
            await asyncio.sleep(self.draw.uniform(0.1, 0.6) / self.haste)

    def _pretender(self, id: str) -> Pretender:
        leaning = {one.id: self.draw.uniform(-1, 1) for one in self.house.room.articles}
        return Pretender(id, leaning, self.draw.randint(1, 9))

    async def _look(self) -> None:
        room = self.house.room
        if room.state.frozen is not None:
            return
        vote = room.state.vote
        for one in self._there:
            if room.seats.get(one.id) is None:
                continue
            if vote and not room.ballots.has_voted(one.id, vote, room.state.round(vote)):
                if self.draw.random() < 0.25:
                    self._vote(one, vote)
            elif room.state.phase == "debate":
                self._take_part(one)

    def _vote(self, one: Pretender, phase: VotePhase) -> None:
        room, given = self.house.room, dict[str, str]()
        for article, leaning in one.leaning.items():
            moved = leaning + (self.draw.uniform(-0.2, 0.6) if phase == "after" else 0.0)
            nearest = min(POSITIONS, key=lambda at: abs(at - moved))
            given[f"position.{article}"] = f"{nearest:g}"
            if self.draw.random() < 0.4:
                given[f"reason.{article}"] = self._phrase("reasons")
            if phase == "after" and self.draw.random() < 0.2:
                given[f"change.{article}"] = self._phrase("changes")
        room.ballots.take(one.id, phase, given, room.state, key=f"{self.draw.random()}")
        room.count_soon()

    def _take_part(self, one: Pretender) -> None:
        room = self.house.room
        if room.seated is not None and room.seated[0] == one.id:
            self.house.desk.person.say(one.id, self._phrase("lines"))
        if one.asked or room.state.released < one.asks_at:
            return
        one.asked = True
        kind = self.draw.choice(("question", "question", "statement", "wish", "choices"))
        if kind == "wish":
            room.wishes[one.id] = self.draw.choice(list(room.cues))
            room.show_teacher("seat")
            return
        for shown in room.questions.shown():
            choice = self.draw.choice(("agree", "agree", "disagree", "pass"))
            room.questions.vote(one.id, shown.id, choice)
        if kind != "choices":
            text = self._phrase(f"{kind}s")
            flags = [found.kind for found in self.house.guard.flags(text)]
            asked = "question" if kind == "question" else "statement"
            room.questions.ask(one.id, asked, text, key=one.id, flags=flags)
            room.show_teacher("queue")

    def _phrase(self, kind: str) -> str:
        phrases: Any = self.house.room.wording.phrases["rehearsal"][kind]
        return str(self.draw.choice(list(phrases)))
