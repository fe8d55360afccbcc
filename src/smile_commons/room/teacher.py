"""The teacher's pages: the way in by the key, the console, its one form."""

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from smile_commons.errors import CommonsError, InputError
from smile_commons.room.house import House
from smile_commons.room.orders import HELP
from smile_commons.room.pages import last_id, lines_of, page
from smile_commons.room.records import REASONS
from smile_commons.room.standing_results import shown_results
from smile_commons.room.visits import (
    Visitor,
    fields,
    told,
    visitor,
    wants_json,
    with_cookie,
)

SEE_OTHER = 303


class TeacherPages:
    """Handlers of ``/t…``.

    Args:
        house: the room, and how it is reached.
    """

    def __init__(self, house: House) -> None:
        self._house, self._room = house, house.room
        self._words = house.room.wording

    def routes(self) -> list[Route]:
        """What there is to ask for."""
        return [
            Route("/t", self.console, methods=["GET"]),
            Route("/t/do", self.do, methods=["POST"]),
            Route("/t/events", self.events, methods=["GET"]),
            Route("/t/since/{id}", self.since, methods=["GET"]),
            Route("/t/since/", self.since, methods=["GET"]),
            Route("/t/reasons", self.reasons, methods=["GET"]),
            Route("/t/report", self.report, methods=["GET"]),
        ]

    async def console(self, request: Request) -> Response:
        """The console; with the key in the address, a cookie in its place."""
        key = request.query_params.get("key", "")
        if self._house.is_key(key):
            token = self._room.seats.admit("teacher")
            answer = RedirectResponse("/t", SEE_OTHER)
            return with_cookie(answer, self._room, "teacher", token, secure=self._house.secure)
        who = visitor(request, self._room, "teacher")
        if who.role is None:
            return self._nobody(request)
        return page("desk.html", self._words, **self._shown(who))

    async def do(self, request: Request) -> Response:
        """One order, in one field."""
        form, who = await fields(request), visitor(request, self._room, "teacher")
        if who.role is None or not who.sent(form):
            return self._nobody(request)
        try:
            self._house.orders.do(_order(form))
        except InputError as error:
            return told(request, self._words, str(error), status=409, back="/t")
        except CommonsError as error:
            return told(request, self._words, str(error), status=503, back="/t")
        if wants_json(request):
            return JSONResponse({"ok": True, "says": ""})
        back = form.get("back", "/t")
        return RedirectResponse(back if back == "/t/reasons" else "/t", SEE_OTHER)

    async def events(self, request: Request) -> Response:
        """The stream."""
        if visitor(request, self._room, "teacher").role is None:
            return self._nobody(request)
        return self._house.stream(request, "teacher")

    async def since(self, request: Request) -> Response:
        """The same as JSON."""
        if visitor(request, self._room, "teacher").role is None:
            return self._nobody(request)
        return self._house.missed(request.path_params.get("id", ""), "teacher")

    async def reasons(self, request: Request) -> Response:
        """The reasons that were given, to be let into the results one by one."""
        who = visitor(request, self._room, "teacher")
        if who.role is None:
            return self._nobody(request)
        approved = self._room.approved_reasons()
        given = [
            {"seat": seat.id, "article": one, "vote": vote,
             "on": (seat.id, one.id) in approved}
            for one in self._room.articles
            for seat in self._room.seats.there
            if (vote := self._room.ballots.last(seat.id, "after", one.id)) is not None
            and (vote.reason or vote.change)
        ]  # fmt: skip
        return page("reasons.html", self._words, given=given, token=who.form)

    async def report(self, request: Request) -> Response:
        """The results as the class sees them."""
        if visitor(request, self._room, "teacher").role is None:
            return self._nobody(request)
        found = shown_results(self._room, self._house.run)
        return page("results.html", self._words, room=self._room, back="/t", **found)

    def _nobody(self, request: Request) -> Response:
        return told(request, self._words, self._words("errors.no_key"), status=403)

    def _shown(self, who: Visitor) -> dict[str, Any]:
        room, house = self._room, self._house
        now = dict(room.now("teacher"))
        return {
            "room": room,
            "state": room.state_data(),
            "now": now,
            "token": who.form,
            "since": last_id(room),
            "lines": lines_of([one for one in room.entries if one.is_for("teacher")]),
            "help": HELP,
            "reasons": REASONS,
            "join_url": house.join_url,
            "others": house.others,
            "code": house.code,
            "cast": room.cues,
            "plan": house.plan,
        }


def _order(form: dict[str, str]) -> str:
    """The order that a form is: its word, with what is chosen or typed beside it."""
    order = form.get("order", "").replace("$who", form.get("who", ""))
    return f"{order} {form['text']}" if "text" in form else order
