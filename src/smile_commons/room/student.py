"""What students' phones ask for: the way in, the one page, its forms."""

import secrets
from collections.abc import Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from smile_commons.errors import CommonsError, InputError
from smile_commons.room.gate import Limit
from smile_commons.room.house import House
from smile_commons.room.pages import last_id, lines_of, page, results_page
from smile_commons.room.records import POSITIONS, REASONS
from smile_commons.room.refusal import RefusedError, said
from smile_commons.room.seat_forms import Form, SeatForms
from smile_commons.room.seats import Seat
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
        self._forms = SeatForms(house)
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
            Route(f"{here}/ask-leave", self.ask_leave, methods=["POST"]),
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
                raise RefusedError("room_closed")
            name = self._house.roster_name(form.get("name", ""))
            seat, token = self._room.seats.join(self._room.state.phase)
            if name:
                self._house.keep_roster(name, seat.id)
        except InputError as error:
            return self._notice(said(error, self._words), status=409)
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
        return results_page(room, f"/r/{self._house.code}", "seat", found)

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

    async def ask_leave(self, request: Request) -> Response:
        """Asks once more before a seat goes, where no script asks."""
        form, who = await fields(request), visitor(request, self._room, "seat")
        if (wrong := self._refused(request, who, form)) is not None:
            return wrong
        here, words = f"/r/{self._house.code}", self._words
        return page("ask.html", words, says=words("ask_again.leave"), action=f"{here}/leave",
                    sent={"token": who.form}, back=here)  # fmt: skip

    async def post(self, request: Request) -> Response:
        """A form of a seat."""
        what = request.path_params["what"]
        return await self._sent(request, lambda seat, form: self._forms.do(what, seat, form))

    async def statement_vote(self, request: Request) -> Response:
        """A choice on a statement."""
        id = request.path_params["id"]
        return await self._sent(request, lambda seat, form: self._forms.choose(seat, id, form))

    async def _sent(self, request: Request, does: Callable[[Seat, Form], str]) -> Response:
        """Does what a form asks, if it is a seat's own; the answer says what came of it."""
        form, who = await fields(request), visitor(request, self._room, "seat")
        if (wrong := self._refused(request, who, form)) is not None:
            return wrong
        assert who.seat is not None
        here, words = f"/r/{self._house.code}", self._words
        try:
            says = does(who.seat, form)
        except InputError as error:
            return told(request, words, said(error, words), status=409, back=here)
        except CommonsError:  # it names a folder of the teacher's, who is told
            return told(request, words, words("errors.unwritten"), status=503, back=here)
        if wants_json(request):
            return JSONResponse({"ok": True, "says": says, "key": secrets.token_hex(8)})
        if self._room.seats.get(who.seat.id) is None:
            gone = RedirectResponse(f"/j/{self._house.code}", SEE_OTHER)
            return without_cookie(gone, self._room, "seat")
        return RedirectResponse(here, SEE_OTHER)

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


def _address(request: Request) -> str:
    return request.client.host if request.client else ""
