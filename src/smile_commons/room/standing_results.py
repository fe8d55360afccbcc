"""The results of a room as they stand, read from its files and its run's ballots."""

import asyncio
from dataclasses import dataclass, field
from typing import Any

from smile_commons.room.classroom import Room
from smile_commons.room.opinion_map import Dot
from smile_commons.room.results import Results, own_dot, results_of
from smile_commons.runs.folder import RunFolder
from smile_commons.transcript import read_ballots


def results_now(room: Room, run: RunFolder) -> Results:
    """All that may be shown of a lesson.

    Args:
        room: whose votes.
        run: in which the debate stands last.
    """
    approved = {
        (seat, article, kind)
        for seat, article in room.approved_reasons()
        for kind in ("before", "after", "change")
    }
    return results_of(
        list(room.ballots.votes),
        room.questions.items,
        list(room.questions.statement_votes),
        read_ballots(run.ballots_path),
        room.articles,
        room.cues,
        approved=approved,
    )


@dataclass(slots=True)
class StandingResults:
    """Results that are counted once, however many phones ask for them, and beside the room's loop:
    an interval takes a second.
    """

    room: Room
    _of: tuple[object, ...] = ()
    _results: Results | None = None
    _dots: dict[str, Dot | None] = field(default_factory=dict[str, Dot | None])
    _lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def shown(self, run: RunFolder, seat: str = "") -> dict[str, Any]:
        """What the page of the results is filled with; a seat's own dot is for that seat alone."""
        room = self.room
        async with self._lock:
            stands = (
                run.id,
                run.ballots_path.stat().st_size if run.ballots_path.exists() else 0,
                len(room.ballots.votes),
                len(room.questions.statement_votes),
                frozenset(room.approved_reasons()),
            )
            if self._results is None or stands != self._of:
                self._results = await asyncio.to_thread(results_now, room, run)
                self._of = stands
                self._dots.clear()
            if seat and self._results.map is not None and seat not in self._dots:
                items, votes = room.questions.items, list(room.questions.statement_votes)
                self._dots[seat] = await asyncio.to_thread(own_dot, items, votes, seat)
            return {"results": self._results, "own": self._dots.get(seat)}
