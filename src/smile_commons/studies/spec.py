"""What is handed to whoever plays a cell, and what comes back: plain data that can be pickled."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from smile_commons.studies.cells import Change, State


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaySpec:
    """One cell to be played, with all that it takes but keys, which each place has of its own."""

    cell: str
    run_id: str
    runs: str | None
    """The folder of runs, where whoever plays sees it too; None: files go and come by content."""
    world: Mapping[str, bytes]
    """The files of the world, by path."""
    world_digest: str
    options: Mapping[str, Any]
    settings: Mapping[str, Any]
    """Non-secret settings, all of them as they hold where the study is run."""
    mark: Mapping[str, Any]
    """What the run's manifest says of the study."""
    change: Change | None = None
    card: tuple[str, bytes] | None = None
    """Name and content of the card's file, where the change is one."""
    trunk: str | None = None
    """The run whose beginning is shared, by its id."""
    stop_at: int | None = None
    """A trunk stops after so many speeches."""
    max_tokens: int | None = None
    """This cell's own cap, where whoever plays does not share a budget with the others."""
    max_cost: float | None = None
    begun: bytes | None = field(default=None, repr=False)
    """The run as it stands, packed, where it goes on elsewhere."""
    trunk_files: bytes | None = field(default=None, repr=False)
    """The trunk's run, packed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """What became of a spec."""

    cell: str
    status: State
    error: str | None = None
    """Why it is not done."""
    fault: str = ""
    """``input``: it will not be otherwise another time; ``cap``, ``stop`` or ``service``."""
    tokens: int = 0
    """Of all attempts."""
    cost: float | None = None
    seconds: float = 0.0
    """Of this attempt."""
    model: str | None = None
    model_digest: str | None = None
    judge: str | None = None
    judge_digest: str | None = None
    run: bytes | None = field(default=None, repr=False)
    """The run's folder, packed; None: it lies where it belongs."""
