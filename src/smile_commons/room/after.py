"""What the teacher looks at and takes away after a lesson, and how it is all deleted."""

import asyncio
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from smile_commons.errors import InputError
from smile_commons.room.house import House
from smile_commons.room.pages import page, results_page
from smile_commons.room.paper.html import as_html
from smile_commons.room.refusal import said
from smile_commons.room.takeaways import check_counted, paper, table
from smile_commons.room.visits import Visitor, fields, not_the_teacher, told, visitor


class AfterPages:
    """Handlers of ``/t/reasons``, ``/t/report``, ``/t/export…``, ``/t/print…`` and ``/t/forget``.

    Args:
        house: the room.
    """

    def __init__(self, house: House) -> None:
        self._house, self._room = house, house.room
        self._words = house.room.wording

    def routes(self) -> list[Route]:
        """What there is to ask for."""
        return [
            Route("/t/reasons", self.reasons, methods=["GET"]),
            Route("/t/report", self.report, methods=["GET"]),
            Route("/t/export/{name}", self.export, methods=["GET"]),
            Route("/t/print/{name}", self.printed, methods=["GET"]),
            Route("/t/forget", self.forget_page, methods=["GET"]),
            Route("/t/forget", self.forget, methods=["POST"]),
        ]

    async def reasons(self, request: Request) -> Response:
        """The reasons that were given, to be let into the results one by one."""
        who = self._who(request)
        if who.role is None:
            return not_the_teacher(request, self._words)
        room = self._room
        given = [] if room.state.vote is not None else self._given()
        return page("reasons.html", self._words, given=given, token=who.form,
                    voting=room.state.vote is not None)  # fmt: skip

    def _given(self) -> list[dict[str, Any]]:
        """All reasons, by article and in no order of people; while a vote is open there are none to
        be seen, for one that came in would be somebody's."""
        room = self._room
        approved = room.approved_reasons()
        given = [
            (place, vote.reason, seat.id, vote)
            for place, one in enumerate(room.articles)
            for seat in room.seats.there
            if (vote := room.ballots.last(seat.id, "after", one.id)) is not None
            and (vote.reason or vote.change)
        ]
        return [
            {
                "seat": seat,
                "article": room.articles[place],
                "vote": vote,
                "on": (seat, room.articles[place].id) in approved,
                "flags": room.explained(f"{vote.reason}\n{vote.change}"),
            }
            for place, _, seat, vote in sorted(given, key=lambda row: row[:2])
        ]

    async def report(self, request: Request) -> Response:
        """The results as the class sees them."""
        if self._who(request).role is None:
            return not_the_teacher(request, self._words)
        try:
            check_counted(self._room)
        except InputError as error:
            return told(request, self._words, said(error, self._words), status=409, back="/t")
        found = await self._house.results.shown(self._house.run)
        return results_page(self._room, "/t", "teacher", found)

    async def export(self, request: Request) -> Response:
        """A table to take away."""
        if self._who(request).role is None:
            return not_the_teacher(request, self._words)
        name, column = request.path_params["name"], request.query_params.get("column", "id number")
        try:
            content = table(name, self._room, self._house.run, column)
        except InputError as error:
            return told(request, self._words, said(error, self._words), status=409, back="/t")
        named = {"Content-Disposition": f'attachment; filename="{name}"'}
        kind = "text/csv" if name.endswith(".csv") else "text/plain"
        return Response(content, media_type=f"{kind}; charset=utf-8", headers=named)

    async def printed(self, request: Request) -> Response:
        """A paper, to be printed by the browser."""
        if self._who(request).role is None:
            return not_the_teacher(request, self._words)
        try:
            again = self._house.lesson.player.again
            sheet = paper(request.path_params["name"], self._room, self._house.run, again.world)
        except InputError as error:
            return told(request, self._words, said(error, self._words), status=409, back="/t")
        return HTMLResponse(as_html(sheet))

    async def forget_page(self, request: Request) -> Response:
        """Asks twice whether all of it is to be deleted."""
        who = self._who(request)
        if who.role is None:
            return not_the_teacher(request, self._words)
        return page("forget.html", self._words, token=who.form, wrong="")

    async def forget(self, request: Request) -> Response:
        """Ends the room; what was asked for is deleted once nobody writes any more."""
        form, who = await fields(request), self._who(request)
        if who.role is None or not who.sent(form):
            return not_the_teacher(request, self._words)
        code = form.get("code", "").replace(" ", "").upper()
        if form.get("sure") != "yes" or code != self._house.code:
            wrong = self._words("forget.not_sure")
            return page("forget.html", self._words, status=409, token=who.form, wrong=wrong)
        self._house.forget = "whole" if form.get("what") == "whole" else "words"
        asyncio.get_running_loop().call_later(0.5, self._house.end)
        return page("message.html", self._words, says=self._words("forget.done"), back="/t")

    def _who(self, request: Request) -> Visitor:
        return visitor(request, self._room, "teacher")
