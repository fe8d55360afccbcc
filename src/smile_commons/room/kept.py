"""``room.json``: what a room is, as it was opened."""

import hashlib
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from smile_commons.errors import InputError
from smile_commons.files import write_atomically
from smile_commons.room.records import FOLDER

FILE = "room.json"
DEFAULT_KEEP, MOST_KEEP = 30, 3650
"""Days, if nobody says."""


class Kept(BaseModel):
    """What ``room.json`` holds: nobody's name, and no phone's address."""

    model_config = ConfigDict(extra="ignore")

    code: str
    epoch: str
    """Of the journal's ids; another one tells a page to load itself again."""
    dialogue: str
    title: str = ""
    language: str = "en"
    articles: list[str] = Field(default_factory=list[str])
    seats: int = Field(default=40, ge=1, le=400)
    names: Literal["none", "roster"] = "none"
    release: str = "hold"
    """``hold``, or ``auto:SECONDS``."""
    minutes: int | None = None
    keep: int | None = Field(default=None, ge=0, le=MOST_KEEP)
    """Days; None: not answered yet."""
    opened: str = ""
    """The day, ISO-8601."""
    run: str = ""
    """The run in which the debate stands last: a branch, once speeches were struck."""
    model: str = ""
    """As the notice names it."""
    remote: str = ""
    """The host that lines are sent to; empty: nothing leaves this machine."""
    notice: str = ""
    """The notice as it was shown."""
    notice_digest: str = ""
    host: str | None = None
    """How it was let in last, so that it is there again when it goes on; see ``door.Door``."""
    port: int = 8765
    url: str | None = None
    address: str = ""
    """Of this machine, as phones were told it last."""
    rehearsal: bool = False
    pretended: list[str] = Field(default_factory=list[str])
    """Simulated seats."""
    times: list[list[str]] = Field(default_factory=list[list[str]])
    """Phases in order, each with the minute in which it began: ``["before", "09:12"]``."""

    def noticed(self, text: str) -> "Kept":
        """The same with the notice and its digest."""
        found = hashlib.sha256(text.encode("utf-8")).hexdigest()
        return self.model_copy(update={"notice": text, "notice_digest": found})

    def write(self, folder: Path) -> None:
        """Writes it into a ``room/`` folder.

        Raises:
            InputError, FullDiskError: it cannot be written.
        """
        write_atomically(folder / FILE, self.model_dump_json(indent=2) + "\n")


def room_folder(run: Path) -> Path:
    """Where a run keeps what its class room made."""
    return run / FOLDER


def read_kept(folder: Path) -> Kept:
    """What stands in ``room.json``.

    Raises:
        InputError: there is none, or it is damaged; file and field are named.
    """
    path = folder / FILE
    try:
        return Kept.model_validate_json(path.read_bytes())
    except FileNotFoundError as error:
        raise InputError(f"{folder.parent.name} was not played in a class room") from error
    except OSError as error:
        raise InputError(f"cannot read {path}: {error.strerror}") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "the file"
        raise InputError(f"{path}: {where}: {first['msg']}") from error


def open_folder(run: Path, kept: Kept) -> Path:
    """Makes ``room/`` in a run's folder.

    Raises:
        InputError: it cannot be made, or there is one.
    """
    folder = run / "room"
    try:
        folder.mkdir()
    except OSError as error:
        raise InputError(f"cannot make {folder}: {error.strerror}") from error
    kept.write(folder)
    return folder
