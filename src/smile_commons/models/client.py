"""What guards every HTTP client of an endpoint: where it may go, how much an error or a
streamed reply may say, and whether it is whole.
"""

import asyncio
import json
import re
import zlib
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator
from contextlib import aclosing, suppress
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from smile_commons.models.faults import AttemptError, complaint, invalid
from smile_commons.world.mending import object_of

if TYPE_CHECKING:
    import httpx2


MOST_OF_AN_ERROR = 64_000
"""Bytes of the body of an error, as it comes in and unpacked."""
AFTER_THE_END, MOST_AFTER_THE_END = 0.1, 64_000
"""Seconds and bytes in which a stream may end once it said that it is over."""
_EITHER = 47
"""zlib's sign for a gzip or a zlib head, whichever is there."""
_PACKED = ("gzip", "deflate", "x-gzip")
_PORTS = {"http": 80, "https": 443}


def hooks(url: str) -> dict[str, list[Callable[..., Any]]]:
    """For an asynchronous client of the endpoint at a URL."""
    stays = _stays_at(url)

    async def before(request: "httpx2.Request") -> None:
        stays(request)

    async def after(response: "httpx2.Response") -> None:
        _bounded(response)

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


_FIELDS = (b"event:", b"id:", b"retry:", b":")
_DONE = "[DONE]"


async def chunks(pieces: AsyncIterator[bytes], most: int) -> AsyncGenerator[dict[str, Any] | None]:
    """The JSON objects of a server-sent event stream; None for its end mark.

    Args:
        pieces: the body as it comes in.
        most: how many bytes the whole may have.

    Raises:
        AttemptError: a line that is not data, data that is not a JSON object, an error that was
            sent instead, or more than ``most`` bytes.
    """
    async with aclosing(_lines(pieces, most)) as lines:
        async for line in lines:
            if not line.strip() or line.startswith(_FIELDS):
                continue
            if not line.startswith((b"data:", b"error:")):
                raise invalid("line that is not data", line.decode("utf-8", "replace"))
            name, _, value = line.partition(b":")
            text = value.strip().decode("utf-8", "replace")
            if text == _DONE:
                yield None
                return
            found = json_object(text)
            if name == b"error":
                raise invalid("error in the stream", text)
            yield found


async def to_the_end(pieces: AsyncIterator[bytes]) -> None:
    """Reads what comes after a stream's end mark, so that its connection serves the next request;
    one of which no end comes at once is left, and its connection with it."""
    import httpx2

    left = MOST_AFTER_THE_END
    with suppress(TimeoutError, OSError, httpx2.HTTPError):
        async with asyncio.timeout(AFTER_THE_END):
            async for piece in pieces:
                left -= len(piece)
                if left < 0:
                    return


def json_object(text: str) -> dict[str, Any]:
    """The object that a text holds.

    Raises:
        AttemptError: it is not JSON, not an object, or it tells of an error.
    """
    try:
        found: object = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise invalid("not JSON", text) from error
    data = object_of(found)
    if data is None:
        raise invalid("not a JSON object", text)
    if data.get("error"):
        raise _error_within(data["error"], text)
    return data


async def whole(pieces: AsyncIterator[bytes], most: int) -> str:
    """A body that is not streamed, as text.

    Raises:
        AttemptError: it has more than ``most`` bytes.
    """
    return b"".join([piece async for piece in _within(pieces, most)]).decode("utf-8", "replace")


async def _lines(pieces: AsyncIterator[bytes], most: int) -> AsyncGenerator[bytes]:
    rest = bytearray()
    async with aclosing(_within(pieces, most)) as within:
        async for piece in within:
            rest += piece
            if b"\n" in piece:
                *full, last = rest.split(b"\n")
                rest = bytearray(last)
                for line in full:
                    yield bytes(line.rstrip(b"\r"))
    if rest.strip():
        yield bytes(rest)


async def _within(pieces: AsyncIterator[bytes], most: int) -> AsyncGenerator[bytes]:
    """The pieces of a body, which may have no more than so many bytes."""
    seen = 0
    async for piece in pieces:
        seen += len(piece)
        if seen > most:
            raise invalid("endless output", f"more than {most} bytes")
        yield piece


def _error_within(error: Any, text: str) -> AttemptError:
    """An error that came with a status of success; its own code, if it has one, is its status."""
    failure = invalid("error in the reply", complaint(text))
    code = (object_of(error) or {}).get("code")
    if isinstance(code, int | str) and re.fullmatch(r"[45]\d\d", str(code)):
        failure.status, failure.body = int(code), text
    return failure
