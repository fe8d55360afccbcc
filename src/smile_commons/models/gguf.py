"""How many parameters a GGUF file has, read from its head without loading it."""

import re
import struct
from pathlib import Path
from typing import IO, Any

_MOST_KEYS, _MOST_NAME, _MOST_TEXT = 64, 1 << 10, 1 << 16
"""What describes a model as a whole stands first; further keys are not looked at."""
_SIZES = {0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "?", 10: "Q", 11: "q", 12: "d"}
_STRING, _ARRAY = 8, 9
_COUNT, _LABEL, _KIND = "general.parameter_count", "general.size_label", "general.file_type"
_SIZE_LABEL = re.compile(r"(?:(\d+)x)?(\d+(?:\.\d+)?)([QTBMK])", re.IGNORECASE)
_BILLIONS = {"q": 1e6, "t": 1e3, "b": 1.0, "m": 1e-3, "k": 1e-6}
_BYTES = {0: 4.0, 1: 2.0, 7: 1.07, 32: 2.0, 18: 0.83, 16: 0.7, 17: 0.72, 10: 0.4}
"""For each parameter, by llama.cpp's file types; four bits and what goes with them otherwise."""
_FOUR_BITS = 0.62


def parameters_of(path: Path) -> float | None:
    """Parameters in billions: as the file tells them, else by its size; None when it is no GGUF."""
    try:
        with path.open("rb") as file:
            told = _told(file)
        size = path.stat().st_size
    except (OSError, struct.error, UnicodeDecodeError):
        return None
    if told is None:
        return None
    count, label = told.get(_COUNT), told.get(_LABEL)
    if isinstance(count, int) and count > 0:
        return count / 1e9
    if isinstance(label, str) and (found := _SIZE_LABEL.match(label)):
        times, number, unit = found.groups()
        return int(times or 1) * float(number) * _BILLIONS[unit.lower()]
    kind = told.get(_KIND)
    return size / (_BYTES.get(kind, _FOUR_BITS) if isinstance(kind, int) else _FOUR_BITS) / 1e9


def _told(file: IO[bytes]) -> dict[str, Any] | None:
    """The values at the file's beginning, up to the first list; None when it is no GGUF."""
    if file.read(4) != b"GGUF" or not 2 <= _number(file, "I") < 256:
        return None
    _number(file, "Q")  # tensors
    told = dict[str, Any]()
    for _ in range(min(_number(file, "Q"), _MOST_KEYS)):
        name, kind = _text(file, _MOST_NAME), _number(file, "I")
        if name is None or kind == _ARRAY or (kind != _STRING and kind not in _SIZES):
            break
        value = _text(file, _MOST_TEXT) if kind == _STRING else _number(file, _SIZES[kind])
        if value is None:
            break
        told[name] = value
    return told


def _number(file: IO[bytes], kind: str) -> Any:
    size = struct.calcsize(f"<{kind}")
    return struct.unpack(f"<{kind}", file.read(size))[0]


def _text(file: IO[bytes], most: int) -> str | None:
    length = _number(file, "Q")
    return file.read(length).decode("utf-8", "replace") if length <= most else None
