"""Files of labels: one JSON line each, only ever appended to."""

import json
import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

from smile_commons.errors import InputError

Label = TypeVar("Label")


def append_line(path: Path, line: str) -> None:
    """Adds a line at the end, on the disk before this returns; a torn line before it is ended.

    Raises:
        InputError: the file cannot be written.
    """
    try:
        with path.open("ab+") as file:
            if file.tell():
                file.seek(-1, os.SEEK_END)
                torn = file.read(1) != b"\n"
                file.write(b"\n" * torn)
            file.write(line.encode("utf-8", "backslashreplace") + b"\n")
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise InputError(f"cannot write {path}: {error.strerror}") from error


def read_lines(path: Path, build: Callable[[Mapping[str, Any]], Label]) -> list[Label]:
    """All labels of a file, in the order in which they were given; a torn line is passed over.

    Args:
        path: the file; where there is none there are no labels.
        build: makes a label of a parsed line; what it raises of KeyError, TypeError, ValueError
            and AttributeError says that it is none.

    Raises:
        InputError: a line is no label; file and line are named.
    """
    return [_built(path, number, data, build) for number, data in _parsed(path)]


def _built(
    path: Path, number: int, data: Any, build: Callable[[Mapping[str, Any]], Label]
) -> Label:
    try:
        return build(data)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise InputError(f"{path}:{number}: not a label: {error}") from error


def _parsed(path: Path) -> Iterator[tuple[int, Any]]:
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        return
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}") from error
    for number, line in enumerate(raw.split(b"\n"), start=1):
        if not line.strip():
            continue
        try:
            yield number, json.loads(line)
        except ValueError as error:
            if line.startswith(b"{") and not line.rstrip().endswith(b"}"):
                continue  # a write that was cut off
            raise InputError(f"{path}:{number}: not JSON: {error}") from error
