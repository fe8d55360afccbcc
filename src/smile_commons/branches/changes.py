"""The one thing that is different on a branch, made from what a writer asks for."""

import hashlib
import tempfile
from dataclasses import asdict
from pathlib import Path, PurePosixPath

from smile_commons.branches.branching import BranchPoint, world_files
from smile_commons.dialogues.casting import reordered
from smile_commons.dialogues.remembering import past_of
from smile_commons.dialogues.retakes import taker, with_take, with_words
from smile_commons.errors import InputError
from smile_commons.memory.changes import HAND
from smile_commons.memory.changes import Change as MemoryChange
from smile_commons.memory.rebuild import lived
from smile_commons.names import known
from smile_commons.prompts.check import check_world
from smile_commons.runs.directions import Direction
from smile_commons.runs.folder import RunFolder
from smile_commons.runs.manifest import Change
from smile_commons.transcript import Event
from smile_commons.world import World
from smile_commons.world.model import EVERYBODY

_IMPORTANCE = 0.8
"""Of what a writer puts in: it was worth the trouble."""


def another_direction(turn: int, text: str) -> BranchPoint:
    """The next speech is given with a direction."""
    text = " ".join(text.split())
    if not text:
        raise InputError("a direction says something")
    directions = (Direction(1, "before", turn + 1, "direct", text=text),)
    return BranchPoint(
        turn=turn, change=Change(kind="direction", after=text), directions=directions
    )


def another_model(run: RunFolder, turn: int, model: str, base_url: str | None) -> BranchPoint:
    """Another model speaks from here on; the ballots are taken by the one that took them."""
    settings = dict(run.manifest.settings)
    before = settings.get("model")
    settings["judge"] = settings.get("judge") or before
    settings["model"] = model
    if base_url:
        settings["base_url"] = base_url
    change = Change(kind="model", before=before, after=model)
    return BranchPoint(turn=turn, change=change, fields={"settings": settings})


def another_seed(run: RunFolder, turn: int, seed: int) -> BranchPoint:
    """Everything is drawn otherwise from here on.

    Raises:
        InputError: it is the run's own seed.
    """
    before = run.manifest.seed
    if seed == before:
        raise InputError(f"{seed} is the seed of {run.id}; nothing would be different")
    return BranchPoint(
        turn=turn, change=Change(kind="seed", before=before, after=seed), fields={"seed": seed}
    )


def another_card(run: RunFolder, turn: int, path: Path) -> BranchPoint:
    """One of the cast is somebody else from here on; its opening ballots are asked again.

    Raises:
        InputError: the file cannot be read, or holds a card that the world cannot be played with.
    """
    who = path.stem
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}") from error
    if who not in run.manifest.cast:
        raise InputError(
            f"{path}: the name of the file says whose card it is, and nobody in {run.id} is "
            f"called {who!r}; there are: {', '.join(run.manifest.cast)}"
        )
    files = world_files(run)
    place = next(
        (name for name in files if PurePosixPath(name).parent.name == "personas"
         and PurePosixPath(name).stem == who),
        f"personas/{who}.yaml",
    )  # fmt: skip
    if files.get(place) == content:
        raise InputError(f"{path} is the card that {who} has in {run.id} already")
    before, files[place] = _digest(files.get(place, b"")), content
    world = _checked(files)
    cast = {**run.manifest.cast, who: world.personas[who].cue}
    return BranchPoint(
        turn=turn,
        change=Change(kind="card", who=who, before=before, after=_digest(content)),
        fields={"world": world.digest, "cast": cast},
        world=files,
        anew=who,
    )


def another_order(run: RunFolder, turn: int, order: tuple[str, ...]) -> BranchPoint:
    """The cast sits in another order from here on.

    Raises:
        InputError: somebody is not of the cast, or it is the order they sit in.
    """
    before = tuple(run.manifest.cast)
    after = reordered(before, order)
    if after == before:
        raise InputError(f"{', '.join(after)} is the order in {run.id} already")
    cast = {who: run.manifest.cast[who] for who in after}
    change = Change(kind="order", before=list(before), after=list(after))
    return BranchPoint(turn=turn, change=change, fields={"order": after, "cast": cast})


def without_memory(run: RunFolder, world: World, turn: int, what: str) -> BranchPoint:
    """A memory is taken away: ``ID`` from all who have it, ``PERSONA:ID`` from one.

    Raises:
        InputError: nobody has such a memory at that turn.
    """
    who, colon, id = what.rpartition(":")
    if who not in run.manifest.cast:  # an id from an earlier run holds a colon itself
        who, colon, id = "", "", what
    of = [who] if colon else list(run.manifest.cast)
    past = past_of(run, world)
    losing = [one for one in of if any(m.id == id for m in lived(past, one, turn=turn))]
    if not losing:
        raise InputError(
            f"{who or 'nobody'} {'has no' if colon else 'has a'} memory {id!r} at turn {turn} of "
            f"{run.id}; `commons memory list {who or 'PERSONA'} --run {run.path.name}` names them"
        )
    return BranchPoint(
        turn=turn,
        change=Change(kind="forget", who=", ".join(losing), before=id),
        memories=[MemoryChange("forget", one, id, turn) for one in losing],
    )


def with_memory(run: RunFolder, turn: int, what: str) -> BranchPoint:
    """A memory is put in: ``PERSONA:TEXT``, or ``world:TEXT`` for everybody.

    Raises:
        InputError: it does not say whose it is, or has no text.
    """
    who, colon, text = what.partition(":")
    who, text = who.strip(), " ".join(text.split())
    if not colon or not text:
        raise InputError(f"{what!r} does not say who remembers what; PERSONA:TEXT, or world:TEXT")
    if who != EVERYBODY:
        known(who, run.manifest.cast, f"member of the cast of {run.id}")
    whose = list(run.manifest.cast) if who == EVERYBODY else [who]
    id = f"{HAND}-{hashlib.sha256(text.encode()).hexdigest()[:8]}"
    put = [
        MemoryChange("add", one, id, turn, text=text, importance=_IMPORTANCE, origin=HAND)
        for one in whose
    ]
    return BranchPoint(turn=turn, change=Change(kind="remember", who=who, after=text), memories=put)


def other_take(run: RunFolder, event: Event, number: int) -> BranchPoint:
    """Where a run is left for another take of a speech.

    Raises:
        InputError: there is no such take, or it is the one that was chosen.
    """
    who = taker(event, run.manifest.cast)
    before = next((n for n, one in enumerate(event.takes, start=1) if one.chosen), None)
    if number == before:
        raise InputError(f"take {before} of turn {event.turn} is the one that was chosen")
    change = Change(kind="take", who=who, before=before, after=number)
    instead = with_take(event, number, who)
    return BranchPoint(turn=event.turn - 1, change=change, instead=instead)


def other_words(run: RunFolder, event: Event, text: str) -> BranchPoint:
    """Where a run is left for a writer's own words in the place of a speech."""
    who = taker(event, run.manifest.cast)
    instead = with_words(event, text, who)
    change = Change(kind="edit", who=who, before=event.text, after=instead.text)
    return BranchPoint(turn=event.turn - 1, change=change, instead=instead)


def new_takes(
    run: RunFolder, event: Event, direction: str = "", *, voice: bool = False
) -> BranchPoint:
    """Where a run is left for new takes of a speech, as directed, or in the speaker's own voice."""
    who = taker(event, run.manifest.cast)
    direct = " ".join(direction.split())
    again = Direction(
        1, "before", event.turn, "again", who=who, text=direct, event=asdict(event), voice=voice
    )
    change = Change(kind="own voice" if voice else "new takes", who=who, after=direct or None)
    return BranchPoint(turn=event.turn - 1, change=change, directions=(again,), before_next=True)


def _checked(files: dict[str, bytes]) -> World:
    """The world that these files are.

    Raises:
        WorldError: it has mistakes.
    """
    with tempfile.TemporaryDirectory() as folder:
        for name, content in files.items():
            path = Path(folder) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        return check_world(Path(folder))


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:12]
