"""The wall: a page that all look at, with no control, no cookie and nobody on it."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from smile_commons.room.addresses import qr_svg
from smile_commons.room.house import House
from smile_commons.room.pages import last_id, lines_of, page, results_page
from smile_commons.room.visits import told


class WallPages:
    """Handlers of ``/w/…``.

    Args:
        house: the room, and how it is reached.
    """

    def __init__(self, house: House) -> None:
        self._house, self._room = house, house.room

    def routes(self) -> list[Route]:
        """What there is to ask for."""
        return [
            Route("/w/{code}", self.wall, methods=["GET"]),
            Route("/w/{code}/results", self.results, methods=["GET"]),
            Route("/w/{code}/events", self.events, methods=["GET"]),
            Route("/w/{code}/since/{id}", self.since, methods=["GET"]),
            Route("/w/{code}/since/", self.since, methods=["GET"]),
        ]

    async def wall(self, request: Request) -> Response:
        """The wall."""
        if (wrong := self._wrong(request)) is not None:
            return wrong
        house, room = self._house, self._room
        return page(
            "wall.html",
            room.wording,
            room=room,
            state=room.state_data(),
            qr=qr_svg(f"{house.join_url}/j/{house.code}"),
            join_url=house.join_url,
            code=house.code,
            reached=house.reached,
            since=last_id(room),
            lines=lines_of([one for one in room.entries if one.is_for("wall")]),
            count=room.count(),
        )

    async def results(self, request: Request) -> Response:
        """What moved, once it is shown."""
        if (wrong := self._wrong(request)) is not None:
            return wrong
        words, room = self._room.wording, self._room
        if room.state.phase not in ("results", "closed"):
            return told(request, words, words("results.not_yet"), status=404,
                        back=f"/w/{self._house.code}")  # fmt: skip
        found = await self._house.results.shown(self._house.run)
        return results_page(room, f"/w/{self._house.code}", "wall", found)

    async def events(self, request: Request) -> Response:
        """The stream."""
        return self._wrong(request) or self._house.stream(request, "wall")

    async def since(self, request: Request) -> Response:
        """The same as JSON."""
        since = request.path_params.get("id", "")
        return self._wrong(request) or self._house.missed(since, "wall")

    def _wrong(self, request: Request) -> Response | None:
        address = request.client.host if request.client else ""
        right = self._house.codes.is_right(request.path_params["code"], address)
        if right:
            return None
        words = self._room.wording
        key, status = ("start.wrong", 404) if right is False else ("start.wait", 429)
        return told(request, words, words(key), status=status)
