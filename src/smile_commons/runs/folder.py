"""A run's folder: its paths, its manifest, its append-only journals, its lease.

Reading needs nothing; writing needs the lease::

    folder = RunFolder.create(runs, Manifest(dialogue="forum"))
    with folder.owned():
        folder.append_event(event)
        folder.change(status="done")
"""

import hashlib
import re
import shlex
import shutil
from collections.abc import Generator, Hashable, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, Self

from pydantic import ValidationError

from smile_commons.errors import FULL, CommonsError, InputError, RunLockedError, unwritable
from smile_commons.files import write_atomically
from smile_commons.names import nearest
from smile_commons.runs.directions import Direction
from smile_commons.runs.journal import Journal
from smile_commons.runs.lock import RunLock
from smile_commons.runs.manifest import FORMAT, Manifest, Status
from smile_commons.runs.torn import torn
from smile_commons.transcript import REVISIONS, Ballot, Event, Revision, read_events

_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,79}")
_TRIES = 20
_SHOWN = 80
"""Characters of a name that is no run's, in messages."""
DIRECTIONS = "directions.jsonl"
LAST = "last"
"""What is typed for the run that was begun last."""

REPLIES = "replies.jsonl"
"""The record of a run's model, in its folder."""


class RunFolder:
    """One run on disk."""

    def __init__(self, path: Path, manifest: Manifest) -> None:
        self.path = path
        self._manifest = manifest
        self._lock = RunLock(path / "run.lock")
        self.transcript_path = path / "transcript.jsonl"
        self.ballots_path = path / "ballots.jsonl"
        self.replies_path = path / REPLIES
        self.directions_path = path / DIRECTIONS
        self.checkpoints_path = path / "forum.sqlite"
        self.memory_path = path / "memory"
        self.world_path = path / "world"
        """The world as it was when the run began; a world folder like any other."""
        self.scores_path = path / "scores.json"
        self.events = Journal(
            self.transcript_path, build=Event.from_dict, key=_event_key, read=read_events
        )
        """The transcript; ``tail`` gives a window without reading the rest, as first spoken."""
        self.revisions = Journal(
            path / REVISIONS, build=Revision.from_dict, key=lambda one: (one.turn, one.after)
        )
        """Lines that were taken again when their act was over."""
        self.ballots = Journal(self.ballots_path, build=Ballot.from_dict, key=_ballot_key)
        """The private ballots."""
        self.directions = Journal(
            self.directions_path, build=Direction.from_dict, key=lambda one: one.n
        )
        """What a director said while it was played."""

    @classmethod
    def create(
        cls,
        runs_dir: Path,
        manifest: Manifest,
        *,
        world: Mapping[str, bytes] | None = None,
        files: Mapping[str, bytes] | None = None,
        now: datetime | None = None,
        id: str | None = None,
    ) -> Self:
        """Makes a folder with a name of its own and writes ``run.json``, last of all.

        Args:
            runs_dir: where it stands.
            manifest: all but its id and when it was created.
            world: contents of the world's files by their paths; kept with the run, so that it
                goes on in it whatever becomes of the files.
            files: what stands in the folder from the beginning, by name: the past of a branch.
            now: when it is created; None: now.
            id: what it is called; None: a name that no other run has.

        Raises:
            InputError: the folder cannot be made.
        """
        now = now or datetime.now().astimezone()
        for attempt in range(1 if id else _TRIES):
            run = id or run_id(
                manifest.dialogue, now, f"{now.isoformat()}/{attempt}/{manifest.to_json()}"
            )
            try:
                (runs_dir / run).mkdir(parents=True)
            except FileExistsError:
                continue
            except OSError as error:
                if error.errno in FULL:
                    raise unwritable(runs_dir / run, error) from error
                raise InputError(f"cannot make a run in {runs_dir}: {error.strerror}") from error
            created = now.isoformat()
            folder = cls(runs_dir / run, manifest.changed(id=run, created=created))
            try:
                folder._keep_world(world or {})
                for name, content in (files or {}).items():
                    folder.write(name, content)
                folder._write_manifest()
            except CommonsError:
                shutil.rmtree(folder.path, ignore_errors=True)
                raise
            return folder
        raise InputError(
            f"there is a {id} in {runs_dir} already"
            if id
            else f"found no free name for a run in {runs_dir}"
        )

    @classmethod
    def open(cls, run: str | Path, runs_dir: Path) -> Self:
        """The run of that folder, id or name under ``runs_dir``, or of that path.

        A folder may be renamed or moved: the id stands in its manifest. The id's last part is
        enough where it is one run's alone; ``last`` is the run that was begun last.

        Raises:
            InputError: there is none (the message names the nearest), several are called so, or
                it cannot be read.
        """
        for path in (runs_dir / run, Path(run)):
            if _is_there(path / "run.json"):
                return cls(path.resolve(), read_manifest(path))
        there = list_runs(runs_dir)[0]
        found = [one for one in there if one.is_called(str(run))]
        if not found and str(run) == LAST:
            found = there[-1:]
        if len(found) > 1:
            names = ", ".join(one.path.name for one in found)
            raise InputError(f"{run!r} are several runs in {runs_dir}: {names}")
        if found:
            return cls(found[0].path.resolve(), found[0].manifest)
        raise InputError(_not_found(str(run), runs_dir))

    def is_called(self, name: str) -> bool:
        """Whether that is the run's id, the last part of it, or what its writer calls it."""
        return bool(name) and name in (self.id, self.id.rpartition("-")[2], self.manifest.name)

    @property
    def id(self) -> str:
        """The run's id; its folder was called so when it was made."""
        return self._manifest.id or self.path.name

    @property
    def resume_command(self) -> str:
        """What goes on with the run, to be typed anywhere."""
        return f"commons resume {shlex.quote(str(self.path))}"

    @property
    def manifest(self) -> Manifest:
        """``run.json`` as this object last read or wrote it."""
        return self._manifest

    @property
    def status(self) -> Status:
        """How the run stands; one whose process was killed counts as stopped."""
        if self._manifest.status == "playing" and not self._lock.seems_held():
            return "stopped"
        return self._manifest.status

    # Writing.

    @property
    def in_bulk(self) -> bool:
        """Whether it is written as one of many runs at once: see ``gather``."""
        return not self.events.is_lasting

    def gather(self) -> None:
        """From now on lines wait for one another before the disk is waited for: see ``sync``.

        A kill costs none of them. A power cut may, those since the last checkpoint: the run goes on
        from there.
        """
        for journal in self._journals:
            journal.is_lasting = False

    def sync(self) -> None:
        """Waits until every line that was added is on the disk.

        Raises:
            ServiceError: the disk would not take it.
        """
        for journal in self._journals:
            journal.sync()

    @property
    def _journals(self) -> "tuple[Journal[Any], ...]":
        return self.events, self.revisions, self.ballots, self.directions

    @contextmanager
    def owned(self) -> Generator[Self]:
        """Holds the lease; what a killed process left torn is mended first.

        Raises:
            RunLockedError: another process plays this run.
        """
        with self._lock:
            self._manifest = read_manifest(self.path)
            for journal in self._journals:
                journal.repair()
            yield self

    def append_event(self, event: Event) -> bool:
        """Adds an event to the transcript; False, and nothing written, if it stands there.

        The same means: a speech of that turn, the opening of that act, or that narrator's line.
        """
        self._must_own()
        return self.events.append(event)

    def standing(self, event: Event) -> Event:
        """The same event as it stands in the transcript.

        Raises:
            KeyError: it does not.
        """
        return self.events.under(_event_key(event))

    def append_ballot(self, ballot: Ballot) -> bool:
        """Adds a ballot; False if that persona's on that article, at that time, stands there."""
        self._must_own()
        return self.ballots.append(ballot)

    def append_revision(self, revision: Revision) -> bool:
        """Adds a line that was taken again; False if it was, after that act, already."""
        self._must_own()
        return self.revisions.append(revision)

    def append_direction(self, direction: Direction) -> bool:
        """Adds a direction; False if one of that number stands there."""
        self._must_own()
        return self.directions.append(direction)

    def change(self, **fields: Any) -> None:
        """Changes fields of the manifest and writes it, after all that it says something of."""
        self._must_own()
        self.sync()
        self._manifest = self._manifest.changed(**fields)
        self._write_manifest()

    def write(self, name: str, content: str | bytes) -> Path:
        """Writes a file of the run whole or not at all (scores, exports); needs no lease.

        Raises:
            InputError: the name is not a plain one, or the file cannot be written.
        """
        if not _NAME.fullmatch(name):
            raise InputError(f"{name!r} cannot be the name of a file in a run")
        write_atomically(self.path / name, content)
        return self.path / name

    def _keep_world(self, files: Mapping[str, bytes]) -> None:
        for name, content in files.items():
            path = self.world_path / name
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
            except OSError as error:
                raise unwritable(path, error) from error

    def _write_manifest(self) -> None:
        write_atomically(self.path / "run.json", self._manifest.to_json())

    def _must_own(self) -> None:
        if not self._lock.held:
            raise RunLockedError(f"run {self.id}: nothing may be added without `with owned():`")
        self._lock.beat()


def run_id(dialogue: str, now: datetime, made_of: str = "") -> str:
    """A readable id that no other run has: ``forum-20451124-153012-3f9a02c1``.

    Its last part is the beginning of the SHA-256 of what the run is made of.
    """
    name = re.sub(r"[^a-z0-9]+", "-", dialogue.lower()).strip("-")[:40] or "run"
    return f"{name}-{now:%Y%m%d-%H%M%S}-{hashlib.sha256(made_of.encode()).hexdigest()[:8]}"


def list_runs(runs_dir: Path) -> tuple[list[RunFolder], list[InputError]]:
    """The runs under a folder, the oldest first, and what is wrong with those unreadable.

    One bad folder does not hide the others; folders that are no runs are passed over.
    """
    runs: list[RunFolder] = []
    faults: list[InputError] = []
    for file in sorted(runs_dir.glob("*/run.json")):
        try:
            runs.append(RunFolder(file.parent, read_manifest(file.parent)))
        except InputError as error:
            faults.append(error)
    runs.sort(key=lambda run: (run.manifest.created, run.id))
    return runs, faults


def turn_event(run: RunFolder, turn: int) -> Event:
    """The event that took a turn.

    Raises:
        InputError: there is no such turn.
    """
    events = [event for event in run.events.all() if event.is_turn]
    for event in events:
        if event.turn == turn:
            return event
    raise InputError(no_turn(run, turn, events[-1].turn if events else 0))


def no_turn(run: RunFolder, turn: int, last: int) -> str:
    """Says that a run has no such turn."""
    return f"run {run.id} has no turn {turn}: its speeches are numbered 1 to {last}"


def read_manifest(path: Path) -> Manifest:
    """The manifest of the run in that folder.

    Raises:
        InputError: it cannot be read, or a newer version wrote it; what else can be read is said.
    """
    file = path / "run.json"
    try:
        content = file.read_bytes()
    except OSError as error:
        raise InputError(f"{file} cannot be read: {error.strerror}") from error
    try:
        manifest = Manifest.model_validate_json(content)
    except ValidationError as error:
        raise InputError(torn(path, content, error)) from error
    if manifest.format > FORMAT:
        raise InputError(f"{file}: format {manifest.format} is newer than this version knows")
    return manifest


def _is_there(file: Path) -> bool:
    """Whether that is a file; a name that no file can have is none."""
    try:
        return file.is_file()
    except OSError:  # longer than the system lets a name be, or behind a folder that is closed
        return False


def _event_key(event: Event) -> Hashable:
    if event.kind == "speech":
        return ("speech", event.turn)
    if event.kind == "act":
        return ("act", event.act)
    return (event.kind, event.turn, event.act, event.text)


def _ballot_key(ballot: Ballot) -> Hashable:
    return ballot_key(ballot.after_turn, ballot.persona, ballot.article, ballot.stage)


def ballot_key(after_turn: int, persona: str, article: str, stage: str) -> Hashable:
    """By what ``RunFolder.ballots`` knows a ballot."""
    return (after_turn, persona, article, stage)


def _not_found(run: str, runs_dir: Path) -> str:
    there = [folder.parent.name for folder in sorted(runs_dir.glob("*/run.json"))]
    shown = run if len(run) <= _SHOWN else f"{run[:_SHOWN]}…"
    if not there:
        return f"no run {shown!r}: {runs_dir} holds none; `commons play` makes one"
    near = nearest(Path(run).name, there, cutoff=0.0)
    return f"no run {shown!r} in {runs_dir}; did you mean {near}? (`commons list` shows all)"
