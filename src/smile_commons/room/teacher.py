"""The teacher's pages: the way in by the key, the console, its one form."""

import asyncio
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from smile_commons.errors import CommonsError, InputError
from smile_commons.room.house import House
from smile_commons.room.orders import HELP
from smile_commons.room.pages import last_id, lines_of, page
from smile_commons.room.paper.html import as_html
from smile_commons.room.records import REASONS
from smile_commons.room.takeaways import MOODLE, PAPERS, TABLES, paper, table
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
            Route("/t/export/{name}", self.export, methods=["GET"]),
            Route("/t/print/{name}", self.printed, methods=["GET"]),
            Route("/t/forget", self.forget_page, methods=["GET"]),
            Route("/t/forget", self.forget, methods=["POST"]),
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
        self._house.sees_teacher()
        return page("desk.html", self._words, **self._shown(who))

    async def do(self, request: Request) -> Response:
        """One order, in one field."""
        form, who = await fields(request), visitor(request, self._room, "teacher")
        if who.role is None or not who.sent(form):
            return self._nobody(request)
        self._house.sees_teacher()
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
        self._house.sees_teacher()
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
        found = await self._house.results.shown(self._house.run)
        return page("results.html", self._words, room=self._room, back="/t", **found)

    async def export(self, request: Request) -> Response:
        """A table to take away."""
        if visitor(request, self._room, "teacher").role is None:
            return self._nobody(request)
        name, column = request.path_params["name"], request.query_params.get("column", "id number")
        try:
            content = table(name, self._room, self._house.run, column)
        except InputError as error:
            return told(request, self._words, str(error), status=409, back="/t")
        named = {"Content-Disposition": f'attachment; filename="{name}"'}
        return Response(content, media_type="text/csv; charset=utf-8", headers=named)

    async def printed(self, request: Request) -> Response:
        """A paper, to be printed by the browser."""
        if visitor(request, self._room, "teacher").role is None:
            return self._nobody(request)
        try:
            again = self._house.lesson.player.again
            sheet = paper(request.path_params["name"], self._room, self._house.run, again.world)
        except InputError as error:
            return told(request, self._words, str(error), status=409, back="/t")
        return HTMLResponse(as_html(sheet))

    async def forget_page(self, request: Request) -> Response:
        """Asks twice whether all of it is to be deleted."""
        who = visitor(request, self._room, "teacher")
        if who.role is None:
            return self._nobody(request)
        return page("forget.html", self._words, token=who.form, wrong="")

    async def forget(self, request: Request) -> Response:
        """Ends the room; what was asked for is deleted once nobody writes any more."""
        form, who = await fields(request), visitor(request, self._room, "teacher")
        if who.role is None or not who.sent(form):
            return self._nobody(request)
        code = form.get("code", "").replace(" ", "").upper()
        if form.get("sure") != "yes" or code != self._house.code:
            wrong = self._words("forget.not_sure")
            return page("forget.html", self._words, status=409, token=who.form, wrong=wrong)
        self._house.forget = "whole" if form.get("what") == "whole" else "words"
        asyncio.get_running_loop().call_later(0.5, self._house.end)
        return page("message.html", self._words, says=self._words("forget.done"), back="/t")

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
            "papers": PAPERS,
            "tables": (*TABLES, *((MOODLE,) if room.kept.names == "roster" else ())),
        }


def _order(form: dict[str, str]) -> str:
    """The order that a form is: its word, with what is chosen or typed beside it."""
    order = form.get("order", "").replace("$who", form.get("who", ""))
    return f"{order} {form['text']}" if "text" in form else order
