"""What guards every HTTP client of an endpoint: where it may go, and how much an error may say."""

import zlib
from collections.abc import AsyncIterator, Callable, Iterator
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from smile_commons.models.faults import AttemptError

if TYPE_CHECKING:
    import httpx2

MOST_OF_AN_ERROR = 64_000
"""Bytes of the body of an error, as it comes in and unpacked."""
_EITHER = 47
"""zlib's sign for a gzip or a zlib head, whichever is there."""
_PACKED = ("gzip", "deflate", "x-gzip")
_PORTS = {"http": 80, "https": 443}


def hooks(url: str) -> dict[str, list[Callable[..., Any]]]:
    """For an asynchronous client of the endpoint at a URL."""
    stays, bounds = _stays_at(url), _bounded

    async def before(request: "httpx2.Request") -> None:
        stays(request)

    async def after(response: "httpx2.Response") -> None:
        bounds(response)

    return {"request": [before], "response": [after]}


def plain_hooks(url: str) -> dict[str, list[Callable[..., Any]]]:
    """For a synchronous one."""
    return {"request": [_stays_at(url)], "response": [_bounded]}


def _stays_at(url: str) -> Callable[["httpx2.Request"], None]:
    home = _origin(url)

    def check(request: "httpx2.Request") -> None:
        there = str(request.url)
        # A redirect that turned POST into GET has lost what was asked, so it is named as well.
        if _origin(there) not in (home, _safer(home)) or request.method != "POST":
            shown = there.partition("?")[0].partition("#")[0]
            raise AttemptError(
                f"the endpoint sends on to {shown}, and nothing is sent anywhere but to the "
                "endpoint that was named: name that one (`base_url`) if it is meant",
                "redirect",
                again=False,
            )

    return check


def _origin(url: str) -> tuple[str, str, int]:
    parts = urlsplit(url)
    port = parts.port or _PORTS.get(parts.scheme, 0)
    return parts.scheme, (parts.hostname or "").lower(), port


def _safer(home: tuple[str, str, int]) -> tuple[str, str, int]:
    """The same host behind TLS, at the port that goes with it."""
    scheme, host, port = home
    return ("https", host, 443) if (scheme, port) == ("http", 80) else home


def _bounded(response: "httpx2.Response") -> None:
    if response.status_code < 300:
        return
    packed = response.headers.get("content-encoding", "").strip().lower()
    if packed:  # unpacked here, within bounds; another packing is left as it is, unreadable
        del response.headers["content-encoding"]
    response.stream = _bounded_stream(response.stream, _Bound(packed in _PACKED))


class _Bound:
    """Lets the beginning of a body through, unpacked."""

    def __init__(self, is_packed: bool) -> None:
        self._left, self._raw_left = MOST_OF_AN_ERROR, MOST_OF_AN_ERROR
        self._unpacking = zlib.decompressobj(wbits=_EITHER) if is_packed else None

    @property
    def is_full(self) -> bool:
        return self._left <= 0 or self._raw_left <= 0

    def let_through(self, piece: bytes) -> bytes:
        piece = piece[: self._raw_left]
        self._raw_left -= len(piece)
        if self._unpacking is not None:
            try:
                piece = self._unpacking.decompress(piece, self._left)
            except zlib.error:
                self._left = 0
                return b""
        piece = piece[: self._left]
        self._left -= len(piece)
        return piece


def _bounded_stream(inner: Any, bound: _Bound) -> Any:
    import httpx2

    class Bounded(httpx2.AsyncByteStream, httpx2.SyncByteStream):
        """The beginning of a body; the connection is closed with what is left of it unread."""

        async def __aiter__(self) -> AsyncIterator[bytes]:
            async for piece in inner:
                yield bound.let_through(piece)
                if bound.is_full:
                    return

        def __iter__(self) -> Iterator[bytes]:
            for piece in inner:
                yield bound.let_through(piece)
                if bound.is_full:
                    return

        async def aclose(self) -> None:
            await inner.aclose()

        def close(self) -> None:
            inner.close()

    return Bounded()
