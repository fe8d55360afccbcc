"""All pages of a room, behind its gate."""

from collections.abc import Callable, Sequence

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from smile_commons.room.after import AfterPages
from smile_commons.room.gate import App, Gate
from smile_commons.room.house import House
from smile_commons.room.pages import STATIC, static
from smile_commons.room.student import StudentPages
from smile_commons.room.teacher import TeacherPages
from smile_commons.room.visits import told
from smile_commons.room.wall import WallPages


def room_app(house: House, origins: Callable[[], Sequence[str]]) -> App:
    """The room as an ASGI application.

    Args:
        house: the room.
        origins: gives the addresses that it answers to now, ``http://192.168.0.7:8765``.
    """
    words = house.room.wording

    async def file(request: Request) -> Response:
        name = request.path_params["name"]
        content = static(name)
        if content is None:
            return Response(status_code=404)
        return Response(content, media_type=STATIC[name])

    async def nothing(request: Request, _: Exception) -> Response:
        return told(request, words, words("errors.nothing"), status=404)

    async def wrong_way(request: Request, _: Exception) -> Response:
        return told(request, words, words("errors.nothing"), status=405)

    async def broken(request: Request, _: Exception) -> Response:
        return told(request, words, words("errors.broken"), status=500)

    return Gate(
        Starlette(
            routes=[
                Route("/s/{name}", file, methods=["GET"]),
                *TeacherPages(house).routes(),
                *AfterPages(house).routes(),
                *WallPages(house).routes(),
                *StudentPages(house).routes(),
            ],
            exception_handlers={404: nothing, 405: wrong_way, 500: broken},
        ),
        origins,
        words,
    )
