"""Who sends a request: the cookie and the form's token, and what they may."""

from collections.abc import Mapping
from dataclasses import dataclass

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from smile_commons.room.classroom import Room
from smile_commons.room.pages import page
from smile_commons.room.seats import Role, Seat, form_token, same
from smile_commons.room.wording import Wording


@dataclass(frozen=True, slots=True)
class Visitor:
    """Whoever asks; a watcher has no role and no token."""

    role: Role | None = None
    seat: Seat | None = None
    token: str = ""

    @property
    def audience(self) -> str:
        """Whose stream it may hear."""
        if self.role == "teacher":
            return "teacher"
        return f"seat:{self.seat.id}" if self.seat else "watcher"

    @property
    def form(self) -> str:
        """What its forms carry."""
        return form_token(self.token) if self.token else ""

    def sent(self, form: Mapping[str, str]) -> bool:
        """Whether a form is from a page that this visitor was given."""
        return bool(self.token) and same(form.get("token", ""), self.form)


def cookie_of(room: Room, role: Role) -> str:
    """The name of a cookie: cookies know no port, so it names the room."""
    return f"commons-{role}-{room.kept.code.lower()}"


def visitor(request: Request, room: Room, role: Role) -> Visitor:
    """Who sends this request, as a seat or as the teacher."""
    token = request.cookies.get(cookie_of(room, role), "")
    found = room.seats.role(token)
    if found is None or found[0] != role:
        return Visitor()
    if role == "teacher":
        return Visitor("teacher", None, token)
    seat = room.seats.get(found[1])
    return Visitor("seat", seat, token) if seat else Visitor()


def with_cookie(answer: Response, room: Room, role: Role, token: str, *, secure: bool) -> Response:
    """The answer with a cookie that scripts cannot read; ``secure`` where the room is https."""
    answer.set_cookie(
        cookie_of(room, role), token, httponly=True, samesite="lax", path="/", secure=secure
    )
    return answer


def without_cookie(answer: Response, room: Room, role: Role) -> Response:
    """The answer that takes the cookie away."""
    answer.delete_cookie(cookie_of(room, role), path="/")
    return answer


async def fields(request: Request) -> dict[str, str]:
    """A form's fields; files are passed over."""
    form: FormData = await request.form()
    return {name: value for name, value in form.items() if isinstance(value, str)}


def wants_json(request: Request) -> bool:
    """Whether a script asks."""
    return "application/json" in request.headers.get("accept", "")


def not_the_teacher(request: Request, words: Wording) -> Response:
    """The answer to somebody who has no teacher's cookie."""
    return told(request, words, words("errors.no_key"), status=403)


def told(
    request: Request, words: Wording, says: str, *, status: int = 400, back: str = "/"
) -> Response:
    """Tells what went wrong, to a script or on a page."""
    if wants_json(request):
        return JSONResponse({"ok": False, "says": says}, status_code=status)
    return page("message.html", words, status=status, says=says, back=back)
