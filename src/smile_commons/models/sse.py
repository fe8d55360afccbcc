"""Reads a streamed reply line by line, within bounds, and tells a whole one from a broken one."""

import json
import re
from collections.abc import AsyncIterator, Mapping
from typing import Any, cast

from smile_commons.models.faults import AttemptError, complaint, invalid

_FIELDS = (b"event:", b"id:", b"retry:", b":")
_DONE = "[DONE]"


async def chunks(pieces: AsyncIterator[bytes], most: int) -> AsyncIterator[dict[str, Any] | None]:
    """The JSON objects of a server-sent event stream; None for its end mark.

    Args:
        pieces: the body as it comes in.
        most: how many bytes the whole may have.

    Raises:
        AttemptError: a line that is not data, data that is not a JSON object, an error that was
            sent instead, or more than ``most`` bytes.
    """
    async for line in _lines(pieces, most):
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


def json_object(text: str) -> dict[str, Any]:
    """The object that a text holds.

    Raises:
        AttemptError: it is not JSON, not an object, or it tells of an error.
    """
    try:
        found: object = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise invalid("not JSON", text) from error
    if not isinstance(found, dict):
        raise invalid("not a JSON object", text)
    found = cast("dict[str, Any]", found)
    if found.get("error"):
        raise _error_within(found["error"], text)
    return found


async def whole(pieces: AsyncIterator[bytes], most: int) -> str:
    """A body that is not streamed, as text.

    Raises:
        AttemptError: it has more than ``most`` bytes.
    """
    body = bytearray()
    async for piece in pieces:
        body += piece
        if len(body) > most:
            raise invalid("endless output", f"more than {most} bytes")
    return body.decode("utf-8", "replace")


async def _lines(pieces: AsyncIterator[bytes], most: int) -> AsyncIterator[bytes]:
    rest, seen = bytearray(), 0
    async for piece in pieces:
        seen += len(piece)
        if seen > most:
            raise invalid("endless output", f"more than {most} bytes")
        rest += piece
        if b"\n" in piece:
            *full, last = rest.split(b"\n")
            rest = bytearray(last)
            for line in full:
                yield bytes(line.rstrip(b"\r"))
    if rest.strip():
        yield bytes(rest)


def _error_within(error: Any, text: str) -> AttemptError:
    """An error that came with a status of success; its own code, if it has one, is its status."""
    failure = invalid("error in the reply", complaint(text))
    code: Any = cast("Mapping[str, Any]", error).get("code") if isinstance(error, Mapping) else None
    if isinstance(code, int | str) and re.fullmatch(r"[45]\d\d", str(code)):
        failure.status, failure.body = int(code), text
    return failure
