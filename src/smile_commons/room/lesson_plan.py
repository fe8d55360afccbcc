"""The minutes of a lesson: what comes when, and how many speeches there is time for.

What a speech and a ballot take is measured on this machine, never guessed: where nothing was
measured yet, a plan says so, and the first speech measures it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from statistics import fmean
from typing import Any, Literal, cast

from smile_commons.errors import InputError
from smile_commons.models.settings import Settings
from smile_commons.runs.folder import RunFolder, list_runs
from smile_commons.transcript import Event
from smile_commons.world.dialogue import Dialogue

Phase = Literal["lobby", "before", "debate", "questions", "after", "results"]
PHASES: tuple[Phase, ...] = ("lobby", "before", "debate", "questions", "after", "results")
LENGTHS_FILE = Path(__file__).with_name("lengths.yaml")
LATEST, FEWEST = 3, 3
"""Runs that are looked at, at most; speeches that are a measure, at least."""


@dataclass(frozen=True, slots=True)
class Length:
    """One length of a lesson."""

    minutes: int
    speeches: int
    """At most."""
    parts: Mapping[Phase, float]
    """Minutes by phase, in their order; they add up to the lesson."""


@dataclass(frozen=True, slots=True)
class Lengths:
    """All lengths there are."""

    read: float
    """Seconds that a class needs to read one speech."""
    lengths: Mapping[int, Length]


@dataclass(frozen=True, slots=True)
class Measured:
    """What the model takes on this machine, by its latest plays."""

    speech: float | None
    """Seconds a speech, in the mean; None: not measured yet."""
    ballots: float | None
    """Seconds for the private ballots of all personas before a debate; None: not measured yet."""
    speeches: int = 0
    """How many were measured."""


@dataclass(frozen=True, slots=True)
class Step:
    """One part of a lesson."""

    phase: Phase
    starts: float
    """Minutes from the beginning of the lesson."""
    minutes: float


@dataclass(frozen=True, slots=True)
class Plan:
    """The minutes of one lesson."""

    minutes: int
    speeches: int
    steps: tuple[Step, ...]
    speech: float | None
    """Seconds the model takes for a speech; None: not measured yet."""
    read: float
    """Seconds the class needs to read one."""
    cut: bool = False
    """Whether the dialogue has more speeches than there is time for."""
    late_ballots: bool = False
    """Whether the personas' ballots take longer than the class's vote, so the debate waits."""


def plan_of(dialogue: Dialogue, minutes: int, measured: Measured) -> Plan:
    """The plan of a lesson of that length.

    Args:
        dialogue: that is played.
        minutes: one of the lengths there are.
        measured: what the model takes.

    Raises:
        InputError: there is no such length.
    """
    every = lengths()
    if minutes not in every.lengths:
        there = ", ".join(map(str, every.lengths))
        raise InputError(f"no lesson of {minutes} minutes is planned; there are {there}")
    length = every.lengths[minutes]
    written = speeches_of(dialogue)
    room = min(length.speeches, written)
    if measured.speech is not None:
        seconds = length.parts["debate"] * 60
        room = min(room, int(seconds // max(measured.speech, every.read)))
    room = max(1, room)
    starts = 0.0
    steps: list[Step] = []
    for phase, lasts in length.parts.items():
        steps.append(Step(phase, starts, lasts))
        starts += lasts
    waits = length.parts["before"] * 60
    return Plan(
        minutes,
        room,
        tuple(steps),
        measured.speech,
        every.read,
        cut=room < written,
        late_ballots=measured.ballots is not None and measured.ballots > waits,
    )


def replanned(dialogue: Dialogue, plan: Plan, spoken: Sequence[Event]) -> Plan:
    """The same plan, once speeches of the lesson itself have measured the model."""
    seconds = _seconds(spoken)
    return plan_of(dialogue, plan.minutes, Measured(fmean(seconds), None)) if seconds else plan


def speeches_of(dialogue: Dialogue) -> int:
    """How many speeches a dialogue has as it is written."""
    return sum(len(act.beats) if act.mode == "directed" else act.turns for act in dialogue.acts)


@cache
def lengths(file: Path = LENGTHS_FILE) -> Lengths:
    """The lengths of lessons, as their file has them.

    Raises:
        InputError: the file's parts do not add up.
    """
    import yaml

    data: Any = yaml.safe_load(file.read_text(encoding="utf-8"))
    found: dict[int, Length] = {}
    for minutes, given in cast("Mapping[int, Mapping[str, Any]]", data["lengths"]).items():
        parts: dict[Phase, float] = {
            phase: float(given["parts"][phase]) for phase in PHASES if phase in given["parts"]
        }
        if set(given["parts"]) != set(parts) or round(sum(parts.values()), 6) != minutes:
            raise InputError(f"{file}: the parts of {minutes} minutes do not add up to {minutes}")
        found[minutes] = Length(minutes, int(given["speeches"]), parts)
    return Lengths(float(data["read"]), found)


def measured_here(settings: Settings, runs: Path) -> Measured:
    """What the settings' model took for its latest speeches and ballots on this machine.

    Of speeches that went off as the director wanted them at once; what a person said is none.
    """
    from smile_commons.models.embedded import EmbeddedModel
    from smile_commons.models.llama_server import PARALLEL
    from smile_commons.models.open import unopened

    model = unopened(settings)
    at_once = PARALLEL if isinstance(model, EmbeddedModel) else 1
    speeches: list[float] = []
    ballots: list[float] = []
    for folder in _latest(model.name, runs):
        speeches += _seconds(folder.events.all())
        if (seconds := _ballots(folder, at_once)) is not None:
            ballots.append(seconds)
        if len(speeches) >= FEWEST * 10:
            break
    enough = len(speeches) >= FEWEST
    return Measured(
        fmean(speeches) if enough else None,
        fmean(ballots) if ballots else None,
        len(speeches) if enough else 0,
    )


def _latest(name: str, runs: Path) -> Iterable[RunFolder]:
    folders = [
        folder
        for folder in reversed(list_runs(runs)[0])
        if folder.manifest.model is not None
        and folder.manifest.model.name == name
        and folder.manifest.replay is None
    ]
    return folders[:LATEST]


def _seconds(events: Iterable[Event]) -> list[float]:
    """What each speech of a model took; those that came out of a record took nothing."""
    return [
        event.usage["seconds"]
        for event in events
        if event.kind == "speech"
        and event.by == "agent"
        and event.usage is not None
        and event.usage.get("seconds", 0) > 0
    ]


def _ballots(folder: RunFolder, at_once: int) -> float | None:
    """What the opening ballots took, as they stand in the record: so many were asked at once."""
    from smile_commons.models.record import Record

    if not folder.replies_path.is_file():
        return None
    seconds = [
        reply.usage.seconds
        for asked, reply in Record(folder.replies_path, read_only=True).exchanges()
        if asked.purpose.startswith("ballot/opening") and reply.usage.calls
    ]
    return sum(seconds) / at_once if seconds else None
