"""Files that are written whole or not at all, and files of JSON lines."""

import json
import os
import secrets
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

from smile_commons.errors import InputError, unwritable

T = TypeVar("T")


def write_atomically(path: Path, content: str | bytes) -> None:
    """Writes a file so that a reader sees the old one or the new one, never half.

    Raises:
        InputError: it cannot be written.
        FullDiskError: there is no room for it.
    """
    data = content.encode("utf-8", "replace") if isinstance(content, str) else content
    passing = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with passing.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        passing.replace(path)
    except OSError as error:
        with suppress(OSError):
            passing.unlink(missing_ok=True)
        raise unwritable(path, error) from error


def read_json_lines(
    path: Path, build: Callable[[Any], T], kind: str = "a line of this kind"
) -> list[T]:
    """What the lines of a file hold, a torn last line passed over; nothing where there is no file.

    Args:
        path: the file.
        build: makes what a line holds of its data.
        kind: what a line should hold, for messages.

    Raises:
        InputError: a line is none; the message names file and line.
    """
    lines = path.read_bytes().split(b"\n") if path.exists() else []
    found = list[T]()
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            data = json.loads(line)
        except ValueError as error:
            if number == len(lines):
                break  # no newline after it: a write that was cut off
            raise InputError(f"{path}:{number}: not JSON: {error}") from error
        try:
            found.append(build(data))
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise InputError(f"{path}:{number}: not {kind}: {error!r}") from error
    return found
