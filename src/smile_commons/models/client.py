"""What guards every HTTP client of an endpoint: where it may go, and how much an error may say."""

from collections.abc import AsyncIterator, Callable, Iterator
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from smile_commons.models.faults import AttemptError

if TYPE_CHECKING:
    import httpx2

MOST_OF_AN_ERROR = 64_000
"""Bytes of the body of an error, as they come in."""
_MOST_PACKED = 8_000
"""The same of one that is compressed: it may be a thousand times as much when it is not."""
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
                "endpoint that was named: name that one (--base-url) if it is meant",
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
    if packed not in ("", "identity", *_PACKED) and packed:
        del response.headers["content-encoding"]  # left as it is: unreadable, and harmless
    most = _MOST_PACKED if packed in _PACKED else MOST_OF_AN_ERROR
    response.stream = _bounded_stream(response.stream, most)


def _bounded_stream(inner: Any, most: int) -> Any:
    import httpx2

    class Bounded(httpx2.AsyncByteStream, httpx2.SyncByteStream):
        """The beginning of a body; the connection is closed with what is left of it unread."""

        async def __aiter__(self) -> AsyncIterator[bytes]:
            left = most
            async for piece in inner:
                yield piece[:left]
                left -= len(piece)
                if left <= 0:
                    return

        def __iter__(self) -> Iterator[bytes]:
            left = most
            for piece in inner:
                yield piece[:left]
                left -= len(piece)
                if left <= 0:
                    return

        async def aclose(self) -> None:
            await inner.aclose()

        def close(self) -> None:
            inner.close()

    return Bounded()
