"""Forgetting: what a run holds of students' words and choices, taken out of it.

Two ways: the whole run, folder and all; or the class alone. Of the second, what stays is what
models said before a student's words had come in, and the personas' ballots. A student's words go
further than the room's files: a question becomes a line of the debate, is in the prompts of the
record and in the personas' memories, and the lines after it may repeat it. So everything that came
after the first of them goes, too, for no list of words finds a thought that was put in other words.
"""

import json
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from smile_commons.errors import InputError, unwritable
from smile_commons.files import write_atomically
from smile_commons.room.kept import DEFAULT_KEEP, read_kept, room_folder
from smile_commons.room.records import FOLDER, QUEUE, ROSTER, STATEMENT_VOTES, VOTES, read_items
from smile_commons.runs.folder import RunFolder, list_runs
from smile_commons.transcript import Event

DRAFTS = "drafts"
"""In the cache: what a model made of a question as the subject of a speech."""
INDEX = "logs.sqlite*"
"""Beside the runs: all that was said, for searching; it is made anew when it is next asked."""
_NEEDLE = 60
"""Characters of a text by which it is found; a prompt may have it shortened."""

FIRST = (ROSTER, "tokens.jsonl", VOTES, STATEMENT_VOTES, QUEUE)
"""Files of a room, the most telling first: if the machine stops, the least is left."""
KEPT = frozenset({"run.json", "world", "run.lock", "transcript.jsonl", "ballots.jsonl"})
"""What is left of a run in which the class is forgotten; all else may hold its words."""


@dataclass(frozen=True, slots=True)
class Holding:
    """What a run holds of a class."""

    run: Path
    files: tuple[Path, ...]
    """In which words or choices of students are or may be."""
    since: int | None
    """The first turn after which a student's words were in the debate; None: they never were."""
    speeches: int
    """Speeches that would stay."""


def holding(run: RunFolder) -> Holding:
    """What a run holds of its class, before anything is deleted.

    Raises:
        InputError: a file of it is damaged.
    """
    events = run.events.all()
    since = _since(run, events, _words(run))
    stays = [one for one in events if since is None or one.turn < since]
    touched = _files(room_folder(run.path))
    if since is not None:
        touched += [path for path in _files(run.path) if path.relative_to(run.path).parts[0]
                    not in (FOLDER, "world", "run.json", "run.lock")]  # fmt: skip
    speeches = sum(one.kind == "speech" for one in stays)
    return Holding(run.path, tuple(touched), since, speeches)


def forget_class(
    run: RunFolder, others: Sequence[RunFolder] = (), *, cache: Path | None = None
) -> Holding:
    """Takes a class out of a run, and out of the runs that it went on in; gives what was held.

    What is left can be read and exported. It cannot be resumed or replayed: its record, its
    memories and its checkpoints held students' words, and are gone.

    Args:
        run: in whose folder the room is.
        others: runs into which the debate went on, its branches.
        cache: the folder in which replies are kept between runs; what was kept since the lesson
            began goes.

    Raises:
        InputError: the run is being played, or a file cannot be deleted; what was deleted before
            stays deleted, and doing it again goes on.
    """
    held = holding(run)
    words = _words(run)
    since = {one.id: _since(one, one.events.all(), words) for one in (run, *others)}
    for one in (*others, run):  # the room's own files last: what the others hold is found by them
        with one.owned():
            if one is not run or since[one.id] is not None:
                _cut(one, since[one.id])
            _delete_room(room_folder(one.path))
    _forget_beside(run, cache)
    return held


def forget_run(
    run: RunFolder, others: Sequence[RunFolder] = (), *, cache: Path | None = None
) -> None:
    """Deletes a run with its room, and the runs it went on in; arguments as in ``forget_class``.

    Raises:
        InputError: it is being played, or something cannot be deleted.
    """
    for one in (*others, run):
        with one.owned():
            _delete_room(room_folder(one.path))
        try:
            shutil.rmtree(one.path)
        except OSError as error:
            raise InputError(f"{one.path} could not be deleted: {error.strerror}") from error
    _forget_beside(run, cache)


def _forget_beside(run: RunFolder, cache: Path | None) -> None:
    """Deletes what stands beside the run: the index for searching, drafts kept since it began."""
    beside = list(run.path.parent.glob(INDEX))
    if cache is not None:
        began = datetime.fromisoformat(run.manifest.created).timestamp()
        drafts = (cache / DRAFTS).glob("*/*.json")
        beside += [path for path in drafts if path.stat().st_mtime >= began - 1]
    for path in beside:
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise unwritable(path, error) from error


def descendants(run: RunFolder, runs: Path) -> list[RunFolder]:
    """The branches of a run, and theirs, the nearest first."""
    there = list_runs(runs)[0]
    found: list[RunFolder] = []
    wanted = {run.id}
    while new := [
        one
        for one in there
        if one.manifest.parent is not None
        and one.manifest.parent.run in wanted
        and one.id not in {other.id for other in found}
    ]:
        found += new
        wanted |= {one.id for one in new}
    return found


def overdue(runs: Path, today: date) -> list[RunFolder]:
    """Runs whose class should have been forgotten by today, by what their rooms say."""
    late: list[RunFolder] = []
    for run in list_runs(runs)[0]:
        folder = room_folder(run.path)
        if not (folder / "room.json").is_file():
            continue
        try:
            kept = read_kept(folder)
        except InputError:
            continue  # one that cannot be read stops no other room
        days = DEFAULT_KEEP if kept.keep is None else kept.keep
        try:
            opened = date.fromisoformat(kept.opened)
        except ValueError:
            continue  # a room that does not know its day is not deleted behind anybody's back
        if today > opened + timedelta(days=days):
            late.append(run)
    return late


def _words(run: RunFolder) -> list[str]:
    """What students wrote that was let into the debate; the rest never got there."""
    items = read_items(room_folder(run.path))
    return [one.text for one in items if one.seat and one.state not in ("held", "refused")]


def _since(run: RunFolder, events: Sequence[Event], words: Sequence[str]) -> int | None:
    """The first turn that a student's words may be in; earlier ones had not heard them.

    A person's speech is one, and a narrator's line that a teacher put in; and where the words of a
    question stand, as what a speech was to be about, in a whisper, in a direction.
    """
    turns = [one.turn for one in events if one.by == "human"]
    turns += [one.turn for one in events if one.kind == "narration" and one.move is None]
    turns += [one.turn for one in events if _holds(one.to_json(), words)]
    turns += [one.turn for one in run.directions.all() if _holds(one.to_json(), words)]
    return min(turns, default=None)


def _holds(line: str, words: Iterable[str]) -> bool:
    """Whether one of these texts stands in a line of JSON."""
    flat = (" ".join(one.split())[:_NEEDLE].strip() for one in words)
    return any(one and json.dumps(one, ensure_ascii=False)[1:-1] in line for one in flat)


def _delete_room(folder: Path) -> None:
    """The room's files, the roster first; then the folder."""
    if not folder.is_dir():
        return
    try:
        for name in FIRST:
            (folder / name).unlink(missing_ok=True)
        shutil.rmtree(folder)
    except OSError as error:
        raise unwritable(folder, error) from error


def _cut(run: RunFolder, since: int | None) -> None:
    """Leaves of a run what stood before a turn: lines and ballots; deletes all that held more."""
    events = [one for one in run.events.all() if since is None or one.turn < since]
    ballots = [one for one in run.ballots.all() if since is None or one.after_turn < since]
    for path in sorted(run.path.iterdir()):
        if path.name in KEPT:
            continue
        try:
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink()
        except OSError as error:
            raise unwritable(path, error) from error
    _rewrite(run.transcript_path, [one.to_json() for one in events])
    _rewrite(run.ballots_path, [one.to_json() for one in ballots])
    parent = run.manifest.parent
    if parent is not None:  # what a branch began with may be a student's words
        parent = parent.model_copy(update={"change": None})
    run.change(status="stopped", parent=parent)


def _rewrite(path: Path, lines: Sequence[str]) -> None:
    write_atomically(path, "".join(f"{line}\n" for line in lines))


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())
