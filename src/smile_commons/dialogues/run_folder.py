"""A run's folder: its paths, its manifest, its append-only journals, its lease.

Reading needs nothing; writing needs the lease::

    folder = RunFolder.create(runs, Manifest(dialogue="forum"))
    with folder.owned():
        folder.append_event(event)
        folder.change(status="done")
"""

import difflib
import re
import secrets
import shlex
from collections.abc import Generator, Hashable, Mapping
from contextlib import contextmanager
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any, Self

from pydantic import ValidationError

from smile_commons.dialogues.journal import Journal
from smile_commons.dialogues.manifest import FORMAT, Manifest, Status
from smile_commons.dialogues.run_lock import RunLock
from smile_commons.dialogues.whole_file import write_atomically
from smile_commons.errors import InputError, RunLockedError
from smile_commons.transcript import Ballot, Event, read_ballots, read_events

_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,79}")
_TRIES = 20


class RunFolder:
    """One run on disk."""

    def __init__(self, path: Path, manifest: Manifest) -> None:
        self.path = path
        self._manifest = manifest
        self._lock = RunLock(path / "run.lock")

    @classmethod
    def create(
        cls,
        runs_dir: Path,
        manifest: Manifest,
        *,
        world: Mapping[str, bytes] | None = None,
        now: datetime | None = None,
    ) -> Self:
        """Makes a folder with a name of its own and writes ``run.json``.

        Args:
            runs_dir: where it stands.
            manifest: all but its id and when it was created.
            world: contents of the world's files by their paths; kept with the run, so that it
                goes on in it whatever becomes of the files.
            now: when it is created; None: now.

        Raises:
            InputError: the folder cannot be made.
        """
        now = now or datetime.now().astimezone()
        for _ in range(_TRIES):
            run = run_id(manifest.dialogue, now)
            try:
                (runs_dir / run).mkdir(parents=True)
            except FileExistsError:
                continue
            except OSError as error:
                raise InputError(f"cannot make a run in {runs_dir}: {error.strerror}") from error
            created = now.isoformat(timespec="seconds")
            folder = cls(runs_dir / run, manifest.changed(id=run, created=created))
            folder._keep_world(world or {})
            folder._write_manifest()
            return folder
        raise InputError(f"found no free name for a run in {runs_dir}")

    @classmethod
    def open(cls, run: str | Path, runs_dir: Path) -> Self:
        """The run of that id under ``runs_dir``, or of that path.

        Raises:
            InputError: there is none (the message names the nearest), or it cannot be read.
        """
        for path in (runs_dir / run, Path(run)):
            if (path / "run.json").is_file():
                return cls(path.resolve(), read_manifest(path))
        raise InputError(_not_found(str(run), runs_dir))

    # What stands where.

    @property
    def id(self) -> str:
        """The run's id, the name of its folder."""
        return self.path.name

    @property
    def resume_command(self) -> str:
        """What goes on with the run, to be typed anywhere."""
        return f"commons resume {shlex.quote(str(self.path))}"

    @property
    def transcript_path(self) -> Path:
        return self.path / "transcript.jsonl"

    @property
    def ballots_path(self) -> Path:
        return self.path / "ballots.jsonl"

    @property
    def replies_path(self) -> Path:
        return self.path / "replies.jsonl"

    @property
    def checkpoints_path(self) -> Path:
        return self.path / "forum.sqlite"

    @property
    def memory_path(self) -> Path:
        return self.path / "memory"

    @property
    def world_path(self) -> Path:
        """The world as it was when the run began; a world folder like any other."""
        return self.path / "world"

    @property
    def scores_path(self) -> Path:
        return self.path / "scores.json"

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

    # What was said.

    @cached_property
    def events(self) -> Journal[Event]:
        """The transcript; ``tail`` gives a window without reading the rest."""
        return Journal(
            self.transcript_path, read=read_events, build=Event.from_dict, key=_event_key
        )

    @cached_property
    def ballots(self) -> Journal[Ballot]:
        """The private ballots."""
        return Journal(
            self.ballots_path, read=read_ballots, build=Ballot.from_dict, key=_ballot_key
        )

    # Writing.

    @contextmanager
    def owned(self) -> Generator[Self]:
        """Holds the lease; what a killed process left torn is mended first.

        Raises:
            RunLockedError: another process plays this run.
        """
        with self._lock:
            self._manifest = read_manifest(self.path)
            self.events.repair()
            self.ballots.repair()
            yield self

    def append_event(self, event: Event) -> bool:
        """Adds an event to the transcript; False, and nothing written, if it stands there.

        The same means: a speech of that turn, the opening of that act, or that narrator's line.
        """
        self._must_own()
        return self.events.append(event)

    def append_ballot(self, ballot: Ballot) -> bool:
        """Adds a ballot; False if that persona's on that article, at that time, stands there."""
        self._must_own()
        return self.ballots.append(ballot)

    def change(self, **fields: Any) -> None:
        """Changes fields of the manifest and writes it."""
        self._must_own()
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
                raise InputError(f"cannot write {path}: {error.strerror}") from error

    def _write_manifest(self) -> None:
        write_atomically(self.path / "run.json", self._manifest.to_json())

    def _must_own(self) -> None:
        if not self._lock.held:
            raise RunLockedError(f"run {self.id}: nothing may be added without `with owned():`")
        self._lock.beat()


def run_id(dialogue: str, now: datetime) -> str:
    """A readable id that no other run has: ``forum-20451124-153012-3f9a``."""
    name = re.sub(r"[^a-z0-9]+", "-", dialogue.lower()).strip("-")[:40] or "run"
    return f"{name}-{now:%Y%m%d-%H%M%S}-{secrets.token_hex(2)}"


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


def read_manifest(path: Path) -> Manifest:
    """The manifest of the run in that folder.

    Raises:
        InputError: it cannot be read, or a newer version wrote it.
    """
    file = path / "run.json"
    try:
        manifest = Manifest.model_validate_json(file.read_bytes())
    except (OSError, ValidationError) as error:
        raise InputError(f"{file} cannot be read: {error}") from error
    if manifest.format > FORMAT:
        raise InputError(f"{file}: format {manifest.format} is newer than this version knows")
    return manifest


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
    if not there:
        return f"no run {run!r}: {runs_dir} holds none; `commons play` makes one"
    near = difflib.get_close_matches(Path(run).name, there, n=1, cutoff=0.0)
    return f"no run {run!r} in {runs_dir}; did you mean {near[0]}? (`commons list` shows all)"
