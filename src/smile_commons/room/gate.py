"""What stands before every page: which hosts it answers to, whose forms it takes, how much of them.

The rules are those that hold on a school's plain http network, where a page is no secure context:
the ``Host`` is one of ours (else a name that points here could read it: DNS rebinding), a form's
``Origin`` is ours, port included (else another page could send it). Headers as in the OWASP cheat
sheets on CSRF and Content Security Policy.
"""

import time
from collections import deque
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from smile_commons.room.wording import Wording

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

MOST_BYTES = 16_384
"""Of a form."""
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = [
    (b"content-security-policy", POLICY.encode()),
    (b"referrer-policy", b"same-origin"),  # `no-referrer` would send our own forms with no origin
    (b"x-content-type-options", b"nosniff"),
    (b"cache-control", b"no-store"),
]


class Gate:
    """Lets through what may come in, and puts the headers on all that goes out.

    Args:
        inner: the pages.
        origins: gives the addresses that are ours now, ``http://192.168.0.7:8765``.
        words: of the room's language.
    """

    def __init__(self, inner: App, origins: Callable[[], Iterable[str]], words: Wording) -> None:
        self._inner, self._ours, self._words = inner, origins, words

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """As ASGI has it."""
        if scope["type"] != "http":
            await self._inner(scope, receive, send)
            return
        headers = {name.lower(): value for name, value in scope["headers"]}

        async def sending(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                own = {name for name, _ in HEADERS}
                kept = [one for one in message.get("headers", []) if one[0].lower() not in own]
                message = {**message, "headers": [*kept, *HEADERS]}
            await send(message)

        origins = {one.lower() for one in self._ours()}
        host = headers.get(b"host", b"").decode("latin-1").lower()
        if host not in {urlsplit(one).netloc for one in origins}:
            await _answer(sending, 400, self._words("errors.host"))
            return
        if scope["method"] in ("GET", "HEAD"):
            await self._inner(scope, receive, sending)
            return
        origin: str = headers.get(b"origin", b"").decode("latin-1").lower()
        if origin not in origins or urlsplit(origin).netloc != host:
            await _answer(sending, 403, self._words("errors.origin"))
            return
        body = await _whole(receive)
        if body is None:
            await _answer(sending, 413, self._words("errors.size"))
            return
        await self._inner(scope, _again(body, receive), sending)


async def _whole(receive: Receive) -> bytes | None:
    """The body; None: it is too long."""
    parts, size = list[bytes](), 0
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return b"".join(parts)
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if size > MOST_BYTES:
            return None
        if not message.get("more_body"):
            return b"".join(parts)


def _again(body: bytes, receive: Receive) -> Receive:
    given = False

    async def give() -> MutableMapping[str, Any]:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return give


async def _answer(send: Send, status: int, text: str) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": text.encode()})


@dataclass(slots=True)
class Limit:
    """So many in so many seconds, for each key; a class behind one address shares one for joins
    alone, since a school's network is often one address."""

    most: int
    seconds: float
    now: Callable[[], float] = time.monotonic
    _seen: dict[str, deque[float]] = field(default_factory=dict[str, deque[float]])

    def takes(self, key: str) -> bool:
        """Notes one more, and whether it is within the limit."""
        if self.is_full(key):
            return False
        self._seen.setdefault(key, deque()).append(self.now())
        return True

    def is_full(self, key: str) -> bool:
        """Whether no more is taken now."""
        seen = self._seen.get(key)
        if seen is None:
            return False
        while seen and seen[0] <= self.now() - self.seconds:
            seen.popleft()
        if not seen:
            del self._seen[key]
            return False
        return len(seen) >= self.most


class Codes:
    """Guards a room's code against guessing.

    Twenty wrong ones a minute are looked at in the whole room; after that, who has typed a wrong
    one within the minute gets in with no code at all, and all others are not slowed.
    """

    def __init__(self, code: str, now: Callable[[], float] = time.monotonic) -> None:
        self.code = code
        self._room = Limit(20, 60.0, now)
        self._who = Limit(3, 60.0, now)

    def is_right(self, typed: str, address: str) -> bool | None:
        """Whether a code is the room's; None: it is not looked at."""
        if self._room.is_full("") and self._who.is_full(address):
            return None
        if typed.strip().upper().replace(" ", "") == self.code:
            return True
        self._room.takes("")
        self._who.takes(address)
        return False
