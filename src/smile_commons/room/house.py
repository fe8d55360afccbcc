"""What all pages of a room share: the room, how it is reached, its streams."""

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from smile_commons.room.classroom import Room
from smile_commons.room.desk import Desk
from smile_commons.room.gate import Codes
from smile_commons.room.held import Guards
from smile_commons.room.lesson_plan import Plan, replanned
from smile_commons.room.opening import Lesson
from smile_commons.room.orders import Orders
from smile_commons.room.refusal import RefusedError
from smile_commons.room.roster import rows_of, seated
from smile_commons.room.seats import digest
from smile_commons.room.standing_results import StandingResults
from smile_commons.runs.folder import RunFolder


@dataclass(slots=True)
class House:
    """One room as it is served.

    Args:
        lesson: the room and what works in it.
        key: the teacher's, by digest.
        join_url: where students go; what the QR code says.
        others: further addresses at which it answers.
    """

    lesson: Lesson
    key: str
    join_url: str
    others: Sequence[str] = ()
    reached: bool = False
    """Whether any phone has reached a page."""
    plan: Plan | None = None
    """The minutes of the lesson, as they were planned when the room was opened."""
    end: Callable[[], None] = lambda: None
    """Ends the server."""
    forget: str = ""
    """What is to be deleted once the server has ended: ``words`` or ``whole``."""
    teacher_seen: float = -math.inf
    """When the teacher last asked for something, by the clock that only goes on."""
    codes: Codes = field(init=False)
    results: StandingResults = field(init=False)

    def __post_init__(self) -> None:
        self.codes = Codes(self.room.kept.code)
        self.results = StandingResults(self.room)

    @property
    def room(self) -> Room:
        """The room."""
        return self.lesson.room

    @property
    def desk(self) -> Desk:
        """The teacher's desk."""
        return self.lesson.desk

    @property
    def guard(self) -> Guards:
        """Sorts texts."""
        return self.lesson.desk.guard

    @property
    def orders(self) -> Orders:
        """What the teacher can order."""
        return self.lesson.orders

    @property
    def run(self) -> RunFolder:
        """The run in which the debate stands last."""
        return self.lesson.player.again.folder

    @property
    def code(self) -> str:
        """The room's code."""
        return self.room.kept.code

    @property
    def secure(self) -> bool:
        """Whether students come by https."""
        return self.join_url.startswith("https:")

    def plan_now(self) -> Plan | None:
        """The minutes of the lesson; where nothing was measured before, by its own speeches."""
        if self.plan is None or self.plan.speech is not None:
            return self.plan
        dialogue = self.lesson.player.again.world.dialogues[self.run.manifest.dialogue]
        return replanned(dialogue, self.plan, self.run.events.all())

    def whereabouts(self) -> dict[str, str]:
        """Where the room is, as the teacher's page says it."""
        code = f"{self.code[:3]} {self.code[3:]}"
        url = self.join_url.removeprefix("http://")
        return {
            "join": self.room.wording("desk.join", url=url, code=code),
            "others": ", ".join(self.others),
        }

    def reach(self) -> None:
        """Notes that a phone has reached a page; the wall stops saying that none has."""
        if not self.reached:
            self.reached = True
            self.room.hub.show("reached", {}, "wall")

    def sees_teacher(self) -> None:
        """Notes that the teacher asks for something: some networks let no stream through."""
        self.teacher_seen = time.monotonic()

    def is_key(self, key: str) -> bool:
        """Whether it is the teacher's."""
        return bool(key) and digest(key) == self.key

    def stream(self, request: Request, audience: str) -> Response:
        """A stream for an audience, from the last id that it has."""
        since = request.headers.get("last-event-id") or request.query_params.get("since", "")
        room = self.room
        return StreamingResponse(
            room.hub.stream(audience, since, lambda: room.now(audience)),
            media_type="text/event-stream",
            headers={"X-Accel-Buffering": "no"},
        )

    def missed(self, since: str, audience: str) -> Response:
        """What a stream would have given, at once."""
        entries = self.room.hub.after(since, audience)
        if entries is None:
            return JSONResponse({"events": [{"id": "", "event": "reload", "data": {}}]})
        epoch = self.room.hub.epoch
        told = [{"id": f"{epoch}-{one.n}", "event": one.event, "data": one.data} for one in entries]
        told += [{"id": "", "event": name, "data": data} for name, data in self.room.now(audience)]
        return JSONResponse({"events": told})

    def roster_name(self, typed: str) -> str:
        """The name on the roster that somebody typed; empty where no names are kept.

        Raises:
            RefusedError: nobody is called so, or they are here already.
        """
        if self.room.kept.names != "roster":
            return ""
        rows = rows_of(self.room.folder)
        typed = " ".join(typed.split())
        for name, seat in rows.items():
            if name.casefold() == typed.casefold():
                if seat and self.room.seats.get(seat):
                    raise RefusedError("there")
                return name
        raise RefusedError("stranger")

    def keep_roster(self, name: str, seat: str) -> None:
        """Notes which seat a name has; it stands apart from all else."""
        seated(self.room.folder, name, seat)
