"""What students' phones ask for: the way in, the one page, its forms."""

import secrets
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from smile_commons.errors import CommonsError, InputError
from smile_commons.room.folding import one_line
from smile_commons.room.gate import Limit
from smile_commons.room.house import House
from smile_commons.room.orders import leave
from smile_commons.room.pages import last_id, lines_of, page
from smile_commons.room.records import POSITIONS, REASONS
from smile_commons.room.visits import (
    Visitor,
    fields,
    told,
    visitor,
    wants_json,
    with_cookie,
    without_cookie,
)

SEE_OTHER = 303


class StudentPages:
    """Handlers of ``/``, ``/j/…`` and ``/r/…``.

    Args:
        house: the room, and how it is reached.
    """

    def __init__(self, house: House) -> None:
        self._house, self._room = house, house.room
        self._words = house.room.wording
        self._posts = Limit(6, 10.0)
        self._joins = Limit(60, 60.0)

    def routes(self) -> list[Route]:
        """What there is to ask for."""
        here = "/r/{code}"
        return [
            Route("/", self.start, methods=["GET"]),
            Route("/", self.typed, methods=["POST"]),
            Route("/j/{code}", self.notice, methods=["GET"]),
            Route("/j/{code}", self.join, methods=["POST"]),
            Route(here, self.seat_page, methods=["GET"]),
            Route(f"{here}/results", self.results, methods=["GET"]),
            Route(f"{here}/events", self.events, methods=["GET"]),
            Route(f"{here}/since/{{id}}", self.since, methods=["GET"]),
            Route(f"{here}/since/", self.since, methods=["GET"]),
            Route(f"{here}/statement/{{id}}/vote", self.statement_vote, methods=["POST"]),
            Route(f"{here}/{{what}}", self.post, methods=["POST"]),
        ]

    async def start(self, request: Request) -> Response:
        """The code's field."""
        return page("start.html", self._words, wrong="")

    async def typed(self, request: Request) -> Response:
        """A code that was typed; nothing is kept of it."""
        form = await fields(request)
        code = form.get("code", "").strip().upper().replace(" ", "")
        if (wrong := self._wrong(request, code)) is not None:
            return wrong
        target = f"/r/{code}" if form.get("what") == "watch" else f"/j/{code}"
        return RedirectResponse(target, SEE_OTHER)

    async def notice(self, request: Request) -> Response:
        """The notice; nothing is kept before it was read and answered."""
        if (wrong := self._wrong(request)) is not None:
            return wrong
        self._house.reach()
        if visitor(request, self._room, "seat").seat:
            return RedirectResponse(f"/r/{self._house.code}", SEE_OTHER)
        return self._notice("")

    async def join(self, request: Request) -> Response:
        """A seat, for who agrees; a watcher's page and no cookie for who does not."""
        if (wrong := self._wrong(request)) is not None:
            return wrong
        form, here = await fields(request), f"/r/{self._house.code}"
        if form.get("what") == "watch":
            return RedirectResponse(here, SEE_OTHER)
        if visitor(request, self._room, "seat").seat:
            return RedirectResponse(here, SEE_OTHER)
        if not self._joins.takes(_address(request)):
            return told(request, self._words, self._words("join.busy"), status=429, back=here)
        try:
            if self._room.state.phase == "closed":
                raise InputError(self._words("join.closed"))
            name = self._house.roster_name(form.get("name", ""))
            seat, token = self._room.seats.join(self._room.state.phase)
            if name:
                self._house.keep_roster(name, seat.id)
        except InputError as error:
            return self._notice(str(error), status=409)
        self._room.count_soon()
        self._room.show_teacher("seat")
        return with_cookie(
            RedirectResponse(here, SEE_OTHER), self._room, "seat", token, secure=self._house.secure
        )

    async def seat_page(self, request: Request) -> Response:
        """The one page of a seat or a watcher."""
        if (wrong := self._wrong(request)) is not None:
            return wrong
        self._house.reach()
        who = visitor(request, self._room, "seat")
        return page("seat.html", self._words, **self._shown(who, request))

    async def results(self, request: Request) -> Response:
        """What moved, once it is shown."""
        if (wrong := self._wrong(request)) is not None:
            return wrong
        room, who = self._room, visitor(request, self._room, "seat")
        if room.state.phase not in ("results", "closed"):
            return told(request, self._words, self._words("results.not_yet"), status=404,
                        back=f"/r/{self._house.code}")  # fmt: skip
        found = await self._house.results.shown(self._house.run, who.seat.id if who.seat else "")
        return page("results.html", self._words, room=room, back=f"/r/{self._house.code}", **found)

    async def events(self, request: Request) -> Response:
        """The stream; who may hear what is decided before its first byte."""
        if (wrong := self._wrong(request)) is not None:
            return wrong
        audience = visitor(request, self._room, "seat").audience
        return self._house.stream(request, audience)

    async def since(self, request: Request) -> Response:
        """The same as JSON, for networks that hold streams back."""
        if (wrong := self._wrong(request)) is not None:
            return wrong
        audience = visitor(request, self._room, "seat").audience
        return self._house.missed(request.path_params.get("id", ""), audience)

    async def post(self, request: Request) -> Response:
        """A form of a seat."""
        what, form = request.path_params["what"], await fields(request)
        who = visitor(request, self._room, "seat")
        back = f"/r/{self._house.code}"
        if (wrong := self._refused(request, who, form)) is not None:
            return wrong
        assert who.seat is not None
        try:
            says = self._do(what, who, form)
        except InputError as error:
            return told(request, self._words, self._error(str(error)), status=409, back=back)
        except CommonsError as error:
            return told(request, self._words, str(error), status=503, back=back)
        if what == "leave":
            gone = RedirectResponse(f"/j/{self._house.code}", SEE_OTHER)
            return without_cookie(gone, self._room, "seat")
        return self._done(request, says)

    async def statement_vote(self, request: Request) -> Response:
        """A choice on a statement."""
        form, who = await fields(request), visitor(request, self._room, "seat")
        if (wrong := self._refused(request, who, form)) is not None:
            return wrong
        assert who.seat is not None
        back = f"/r/{self._house.code}"
        try:
            if not self._room.state.takes_input:
                raise InputError("closed")
            self._room.questions.vote(
                who.seat.id, request.path_params["id"], form.get("choice", "")
            )
        except InputError as error:
            return told(request, self._words, self._error(str(error)), status=409, back=back)
        return self._done(request, self._words("statement.taken"))

    def _do(self, what: str, who: Visitor, form: dict[str, str]) -> str:
        """Does what a form asks, and says that it was done."""
        room, seat, words = self._room, who.seat, self._words
        assert seat is not None
        if what == "vote":
            room.ballots.take(seat.id, form.get("phase", ""), form, room.state,
                              key=form.get("key", ""))  # fmt: skip
            room.count_soon()
            return words("vote.taken")
        if what == "erase":
            vote = room.state.vote
            if vote is None:
                raise InputError("closed")
            room.ballots.erase(seat.id, vote)
            room.count_soon()
            return words("vote.erased")
        if what == "name":
            room.seats.reroll(seat)
            room.show_teacher("seat")
            return words("me.renamed")
        if what == "help":
            room.seats.change(seat, helped=not seat.helped)
            room.show_teacher("seat")
            room.tell_seat(seat.id)
            return words("me.help_off" if seat.helped else "me.help_on")
        if what == "leave":
            leave(room, seat.id)
            return ""
        if not room.state.takes_input:
            raise InputError("closed")
        if what in ("question", "statement"):
            kind = "question" if what == "question" else "statement"
            text = form.get("text", "")
            flags = [one.kind for one in self._house.guard.flags(text)]
            room.questions.ask(seat.id, kind, text, key=form.get("key", ""), flags=flags)
            room.tell_seat(seat.id)
            room.show_teacher("queue")
            return words("ask.taken")
        if what == "seat":
            persona = form.get("persona", "")
            if persona and persona not in room.cues:
                raise InputError("persona")
            room.wishes.pop(seat.id, None)
            if persona:
                room.wishes[seat.id] = persona
            room.tell_seat(seat.id)
            room.show_teacher("seat")
            return words("wish.taken" if persona else "wish.gone")
        if what == "line":
            text = one_line(form.get("text", ""))
            if not text or len(text) > 400:
                raise InputError("empty" if not text else "long")
            self._house.desk.say(seat.id, text)
            return words("line.taken")
        raise InputError("unknown")

    def _shown(self, who: Visitor, request: Request) -> dict[str, Any]:
        room, seat = self._room, who.seat
        state = room.state
        phase = state.vote or ("after" if state.phase in ("after", "results") else "before")
        missed = bool(
            seat and state.phase == "debate" and not room.ballots.has_voted(seat.id, "before")
        )
        if missed:
            phase = "before"
        own = {
            one.id: room.ballots.last(seat.id, phase, one.id) if seat else None
            for one in room.articles
        }
        entries = [one for one in room.entries if one.is_for(who.audience)]
        return {
            "room": room,
            "state": room.state_data(),
            "seat": seat,
            "token": who.form,
            "key": secrets.token_hex(8),
            "since": last_id(room),
            "lines": lines_of(entries),
            "positions": POSITIONS,
            "phase": phase,
            "missed": missed,
            "voted": bool(seat and room.ballots.has_voted(
                seat.id, phase, room.state.round(phase) or None)),
            "own": own,
            "mine": room.mine(seat.id) if seat else {"questions": [], "seat": "", "wish": ""},
            "statements": [
                {"id": one.id, "text": one.text,
                 "choice": room.questions.choice(seat.id, one.id) if seat else None}
                for one in room.questions.shown()
            ],
            "reasons": [self._words(f"reason.{one}") for one in REASONS],
            "code": self._house.code,
        }  # fmt: skip

    def _refused(self, request: Request, who: Visitor, form: dict[str, str]) -> Response | None:
        """Why a form is not taken at all."""
        if (wrong := self._wrong(request)) is not None:
            return wrong
        back = f"/r/{self._house.code}"
        if who.seat is None or not who.sent(form):
            return told(request, self._words, self._words("errors.no_seat"), status=403, back=back)
        if not self._posts.takes(who.seat.id):
            return told(request, self._words, self._words("errors.slower"), status=429, back=back)
        return None

    def _wrong(self, request: Request, code: str | None = None) -> Response | None:
        """The answer to a code that is not this room's."""
        typed = request.path_params["code"] if code is None else code
        right = self._house.codes.is_right(typed, _address(request))
        if right:
            return None
        says = self._words("start.wrong" if right is False else "start.wait")
        status = 404 if right is False else 429
        if wants_json(request):
            return JSONResponse({"ok": False, "says": says}, status_code=status)
        return page("start.html", self._words, status=status, wrong=says)

    def _notice(self, wrong: str, status: int = 200) -> Response:
        return page("join.html", self._words, status=status, room=self._room, wrong=wrong,
                    notice=self._room.kept.notice.split("\n"), code=self._house.code,
                    asks_name=self._room.kept.names == "roster")  # fmt: skip

    def _error(self, name: str) -> str:
        key = f"errors.{name}"
        return self._words(key) if self._words.has(key) else name

    def _done(self, request: Request, says: str) -> Response:
        if wants_json(request):
            return JSONResponse({"ok": True, "says": says, "key": secrets.token_hex(8)})
        return RedirectResponse(f"/r/{self._house.code}", SEE_OTHER)


def _address(request: Request) -> str:
    return request.client.host if request.client else ""
