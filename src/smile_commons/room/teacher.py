"""The teacher's pages: the way in by the key, the console, its one form."""

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from smile_commons.errors import CommonsError, InputError
from smile_commons.room.addresses import qr_svg
from smile_commons.room.house import House
from smile_commons.room.pages import last_id, lines_of, page
from smile_commons.room.records import REASONS
from smile_commons.room.refusal import said
from smile_commons.room.takeaways import COLUMNS, PAPERS, TABLES
from smile_commons.room.visits import (
    Visitor,
    fields,
    not_the_teacher,
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
            Route("/t/ask", self.ask, methods=["POST"]),
            Route("/t/events", self.events, methods=["GET"]),
            Route("/t/since/{id}", self.since, methods=["GET"]),
            Route("/t/since/", self.since, methods=["GET"]),
            Route("/t/qr", self.qr, methods=["GET"]),
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
            self._house.orders.do(_order(form), form.get("line"))
        except CommonsError as error:
            status = 409 if isinstance(error, InputError) else 503
            return told(request, self._words, said(error, self._words), status=status, back="/t")
        if wants_json(request):
            return JSONResponse({"ok": True, "says": ""})
        back = form.get("back", "/t")
        return RedirectResponse(back if back == "/t/reasons" else "/t", SEE_OTHER)

    async def ask(self, request: Request) -> Response:
        """Asks once more what cannot be taken back, where no script asks."""
        form, who = await fields(request), visitor(request, self._room, "teacher")
        if who.role is None or not who.sent(form):
            return self._nobody(request)
        order, words = _order(form), self._words
        key = f"ask_again.{order.partition(' ')[0]}"
        says = words(key) if words.has(key) else words("ask_again.title")
        sent = {"token": who.form, "order": order, "line": form.get("line", "")}
        return page("ask.html", words, says=says, action="/t/do", sent=sent, back="/t")

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

    async def qr(self, request: Request) -> Response:
        """The way in, to be scanned from the teacher's own screen."""
        if visitor(request, self._room, "teacher").role is None:
            return self._nobody(request)
        svg = qr_svg(f"{self._house.join_url}/j/{self._house.code}", alone=True)
        return Response(svg, media_type="image/svg+xml")

    def _nobody(self, request: Request) -> Response:
        return not_the_teacher(request, self._words)

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
            "help": self._words.phrases["help"],
            "reasons": REASONS,
            "where": house.whereabouts(),
            "code": house.code,
            "cast": room.cues,
            "plan": house.plan_now(),
            "papers": PAPERS,
            "tables": tuple(TABLES),
            "columns": COLUMNS if room.kept.names == "roster" else (),
        }


def _order(form: dict[str, str]) -> str:
    """The order that a form is: its word, with what is chosen or typed beside it."""
    order = form.get("order", "").replace("$who", form.get("who", ""))
    return f"{order} {form['text']}" if "text" in form else order
