"""Files that are written whole or not at all."""

import os
import secrets
from contextlib import suppress
from pathlib import Path

from smile_commons.errors import unwritable


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
