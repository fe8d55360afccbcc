"""What a class said, taken out of everything that was made of a lesson.

The folder of the room goes, the list of names first. In the transcripts of its run, and of the
branches where speeches were struck, what students wrote is struck out: their own lines whole, and
in other lines every word of theirs that the world's files do not have. What cannot be rewritten
goes too: the record of the model's prompts and replies, memories, checkpoints, exports, logs, the
index for searching, drafts in the cache. So the run can be read and scored, and neither resumed nor
replayed; ``commons memory rebuild RUN`` makes its memories of the transcript as it then is.
"""

import json
import re
import shutil
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from smile_commons.errors import CommonsError, InputError, unwritable
from smile_commons.files import write_atomically
from smile_commons.room.kept import DEFAULT_KEEP, read_kept, room_folder
from smile_commons.room.records import ROSTER, read_items, read_votes
from smile_commons.runs.family import families
from smile_commons.runs.folder import RunFolder, list_runs
from smile_commons.runs.index import FILE as INDEX
from smile_commons.transcript import read_events

STRUCK = "▮▮▮"
"""What stands where a student's word stood."""
_KEPT = ("run.json", "transcript.jsonl", "revisions.jsonl", "ballots.jsonl", "directions.jsonl",
         "reflections.jsonl", "carried.jsonl", "memory.jsonl", "scores.json")  # fmt: skip
"""Files that are rewritten rather than deleted."""
_WHOLE = 8
"""Signs of a text that is looked for as a whole."""
_SHORT = 4
"""Letters below which a word is nobody's in particular."""


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What was done."""

    runs: tuple[str, ...]
    """Ids of the runs whose files were rewritten, or that are gone."""
    texts: int
    """Texts of students that were looked for."""
    whole: bool


def forget(run: RunFolder, *, whole: bool = False, caches: Sequence[Path] = ()) -> Forgotten:
    """Deletes what a class said and voted.

    Args:
        run: in whose folder the room is.
        whole: the runs too, not only what students wrote in them.
        caches: folders of small files, of which those go that hold a student's words.

    Raises:
        InputError: it was not played in a class room, or a file cannot be read or deleted.
        RunLockedError: it is being played.
    """
    room = room_folder(run.path)
    if not room.is_dir():
        raise InputError(f"{run.id} was not played in a class room, or it is forgotten already")
    runs = _family(run)
    texts = _texts(room, runs)
    try:
        for one in runs:
            with one.owned():
                if not whole:
                    one.change(status="done")
                    _strike_out(one, texts)
        _clear(caches, texts, _vocabulary(run))
        (room / ROSTER).unlink(missing_ok=True)
        shutil.rmtree(room)
        for one in runs if whole else ():
            shutil.rmtree(one.path)
        for index in run.path.parent.glob(f"{INDEX}*"):
            index.unlink(missing_ok=True)
    except OSError as error:
        raise unwritable(Path(error.filename or room), error) from error
    return Forgotten(tuple(one.id for one in runs), len(texts), whole)


def _family(run: RunFolder) -> list[RunFolder]:
    """The run, all branches of it, and what was played again from their records."""
    there = list_runs(run.path.parent)[0]
    for root in families(run.path.parent)[0]:
        members = list(root.walk())
        here = next((one for one in members if one.run.id == run.id), None)
        if here is not None:
            found = [run, *(one.run for one in here.walk() if one.run.id != run.id)]
            ids = {one.id for one in found}
            return [*found, *(one for one in there if one.manifest.replay in ids)]
    return [run]


def _texts(room: Path, runs: Iterable[RunFolder]) -> list[str]:
    """All that students wrote: questions, statements, reasons, lines from a seat."""
    texts = [one.text for one in read_items(room) if not one.id.startswith(("a-", "s-"))]
    for line in (room / "queue.jsonl").read_text("utf-8").splitlines() if texts else ():
        with suppress(ValueError):  # a torn last line
            texts.append(str(json.loads(line)["text"]))
    for vote in read_votes(room):
        texts += [vote.reason, vote.change]
    for run in runs:
        for event in read_events(run.transcript_path):
            if event.kind == "speech" and event.by == "human":
                texts += [take.text for take in event.takes if take.by == "human"] or [event.text]
    return [one for one in dict.fromkeys(texts) if one.strip()]


def _strike_out(run: RunFolder, texts: Sequence[str]) -> None:
    known = _vocabulary(run)
    rare = _rare(texts, known)
    for path in sorted(run.path.iterdir()):
        if path.name in ("room", "world", "run.lock"):
            continue
        if path.is_dir():
            shutil.rmtree(path)
        elif path.name in _KEPT:
            _rewrite(path, texts, rare)
        else:
            path.unlink()


def _rewrite(path: Path, texts: Sequence[str], rare: "re.Pattern[str] | None") -> None:
    content = path.read_text("utf-8", "replace")
    if path.suffix == ".jsonl":
        lines = [_line(line, texts, rare) for line in content.splitlines() if line.strip()]
        write_atomically(path, "".join(f"{line}\n" for line in lines))
    else:
        struck = _struck(json.loads(content), texts, rare)
        write_atomically(path, json.dumps(struck, indent=2, ensure_ascii=False) + "\n")


def _line(line: str, texts: Sequence[str], rare: "re.Pattern[str] | None") -> str:
    try:
        data = json.loads(line)
    except ValueError:
        return "{}"  # torn: nothing can be known of it
    return json.dumps(_struck(data, texts, rare), ensure_ascii=False, separators=(",", ":"))


def _struck(value: Any, texts: Sequence[str], rare: "re.Pattern[str] | None") -> Any:
    """The value with what students wrote struck out of its prose; names of fields stay."""
    if isinstance(value, dict):
        return {key: _struck(one, texts, rare) for key, one in value.items()}  # pyright: ignore[reportUnknownVariableType]
    if isinstance(value, list):
        return [_struck(one, texts, rare) for one in value]  # pyright: ignore[reportUnknownVariableType]
    if not isinstance(value, str):
        return value
    for text in texts:
        for form in {text, text.replace('"', "'")} if len(text) >= _WHOLE else ():
            value = re.sub(re.escape(form), STRUCK, value, flags=re.IGNORECASE)
    if rare is not None and " " in value:
        value = rare.sub(STRUCK, value)
    return value


def _rare(texts: Sequence[str], known: set[str]) -> "re.Pattern[str] | None":
    words = {word for text in texts for word in _words(text)} - known
    if not words:
        return None
    longest = sorted(words, key=lambda word: (-len(word), word))
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest))})(?!\w)", re.IGNORECASE)


def _vocabulary(run: RunFolder) -> set[str]:
    """Words of the world that the run was played in."""
    found = set[str]()
    for path in run.world_path.rglob("*"):
        if path.is_file():
            found |= _words(path.read_text("utf-8", "replace"))
    return found


def _words(text: str) -> set[str]:
    return {word for word in re.findall(r"\w+", text.casefold()) if len(word) >= _SHORT}


def _clear(caches: Sequence[Path], texts: Sequence[str], known: set[str]) -> None:
    """Deletes the small files of a cache in which a student's words stand."""
    rare = _rare(texts, known)
    for cache in caches:
        for path in cache.rglob("*.json") if cache.is_dir() else ():
            content = path.read_text("utf-8", "replace")
            folded = content.casefold()
            if (rare and rare.search(content)) or any(one.casefold() in folded for one in texts):
                path.unlink(missing_ok=True)


def overdue(runs: Path, today: str) -> list[RunFolder]:
    """The runs whose class's words are kept longer than was promised.

    Args:
        runs: where runs are kept.
        today: ISO-8601.
    """
    found = list[RunFolder]()
    for run in list_runs(runs)[0] if runs.is_dir() else ():
        with suppress(CommonsError, ValueError):  # no room, or one that cannot be read
            kept = read_kept(room_folder(run.path))
            days = DEFAULT_KEEP if kept.keep is None else kept.keep
            if date.fromisoformat(kept.opened) + timedelta(days=days) < date.fromisoformat(today):
                found.append(run)
    return found
