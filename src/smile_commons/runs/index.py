"""An index over all runs of a folder: what was said, by whom, and what each run cost.

One SQLite file beside the runs, with full-text search (FTS5) over speeches. It holds nothing that
the runs do not: it is brought up to date by the size and time of each run's files, and made anew
when it is damaged or another version wrote it.
"""

import os
import re
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import astuple, dataclass, fields
from pathlib import Path

from smile_commons.errors import InputError

FILE = "logs.sqlite"
_SQL = Path(__file__).with_name("index.sql")
_VERSION = 1
RANKED = 5000
"""Speeches that are put in order, the latest: of a word that all hold the rank says little."""
_WAIT = 10.0
"""Seconds to wait for another process that brings the index up to date."""
_NOT_OURS = ("locked", "readonly", "unable to open", "disk is full", "disk I/O")
"""What errors say of a place that cannot be used, rather than of a damaged file."""
_MADE_OF = ("run.json", "transcript.jsonl")
_HIT = (
    "SELECT runs.folder, runs.dialogue, runs.created, speeches.turn, speeches.act,"
    " speeches.speaker, speeches.cue, speeches.text"
)


@dataclass(frozen=True, slots=True)
class RunLine:
    """One run as the index has it; tokens as in a manifest's usage."""

    folder: str
    run: str
    dialogue: str
    title: str
    created: str
    status: str
    model: str | None
    speeches: int
    calls: int
    prompt: int
    cached: int
    completion: int
    seconds: float
    cost: float | None
    """None where no prices were known."""
    fault: str | None
    """Why it could not be read; then all else is empty."""


_RUN = ", ".join(field.name for field in fields(RunLine))


@dataclass(frozen=True, slots=True)
class Hit:
    """One speech that was found."""

    folder: str
    dialogue: str
    created: str
    turn: int
    act: str
    speaker: str
    cue: str
    text: str


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums over all runs."""

    runs: int
    speeches: int
    calls: int
    prompt: int
    cached: int
    completion: int
    seconds: float
    cost: float | None
    """Over the runs whose prices were known; None when there is none."""


class RunIndex:
    """The index of the runs under a folder, up to date when it is opened.

    Args:
        runs_dir: where the runs are. Where the index cannot be written it is held in memory.

    Raises:
        InputError: there is no such folder.
    """

    def __init__(self, runs_dir: Path) -> None:
        if not runs_dir.is_dir():
            raise InputError(f"{runs_dir}: no such folder; `commons play` makes runs")
        self.runs_dir = runs_dir
        self._db = self._ready()

    def close(self) -> None:
        """Lets go of the file."""
        self._db.close()

    def __enter__(self) -> "RunIndex":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def search(
        self, text: str, *, most: int = 20, speaker: str | None = None, dialogue: str | None = None
    ) -> tuple[list[Hit], int]:
        """The speeches that hold some words, the best first, and how many there are in all.

        All words must be there, in any of their forms (``smile`` finds *smiles*); ``"in quotes"``
        they stand together; AND, OR, NOT, NEAR and ``beginning*`` are FTS5's. What no word finds
        is looked for letter by letter.

        Args:
            text: what to look for.
            most: how many to give.
            speaker: of this persona alone.
            dialogue: of this dialogue alone.
        """
        try:
            return self._searched(text, most, *_narrowed(speaker, dialogue))
        except sqlite3.OperationalError:
            raise
        except sqlite3.DatabaseError:  # damaged where opening did not look
            self._db.close()
            _remove(self.runs_dir / FILE)
            self._db = self._ready()
            return self._searched(text, most, *_narrowed(speaker, dialogue))

    def _searched(
        self, text: str, most: int, narrowed: str, values: Sequence[str]
    ) -> tuple[list[Hit], int]:
        source = "FROM said JOIN speeches ON speeches.id = said.rowid"
        for query in dict.fromkeys((text, _quoted(text))):
            try:
                since = self._ranked_from(query, most)
                found = self._found(
                    source, "said MATCH ?", "rank", [query, *values], narrowed, most, since
                )
            except sqlite3.OperationalError:  # not FTS5's syntax: next, every word as a word
                continue
            if found[1]:
                return found
            break
        like = "%" + re.sub(r"([%_\\])", r"\\\1", text.strip()) + "%"
        where = r"speeches.text LIKE ? ESCAPE '\'"
        return self._found(
            "FROM speeches", where, "speeches.id DESC", [like, *values], narrowed, most
        )

    def runs(self, *, most: int | None = None, dialogue: str | None = None) -> list[RunLine]:
        """The runs, the newest first."""
        where, values = ("WHERE dialogue = ?", [dialogue]) if dialogue else ("", [])
        limit = -1 if most is None else most
        rows = self._db.execute(
            f"SELECT {_RUN} FROM runs {where} ORDER BY created DESC, folder DESC LIMIT ?",
            [*values, limit],
        )
        return [RunLine(*row) for row in rows]

    def totals(self) -> Totals:
        """Sums over all runs."""
        row = self._db.execute(
            "SELECT count(*), total(speeches), total(calls), total(prompt), total(cached),"
            " total(completion), total(seconds), sum(cost) FROM runs"
        ).fetchone()
        return Totals(*map(int, row[:6]), *row[6:])

    def _found(
        self,
        source: str,
        where: str,
        order: str,
        values: Sequence[str],
        narrowed: str,
        most: int,
        since: int = 0,
    ) -> tuple[list[Hit], int]:
        joined = f"{source} JOIN runs ON runs.id = speeches.run WHERE {where}{narrowed}"
        late = "AND said.rowid >= ?" if since else ""
        given = [*values, since, most] if since else [*values, most]
        rows = self._db.execute(f"{_HIT} {joined} {late} ORDER BY {order} LIMIT ?", given)
        hits = [Hit(*row) for row in rows]
        if len(hits) < most:
            return hits, len(hits)
        # What narrows nothing need not be joined to be counted: the index of words is enough.
        counted = joined if narrowed else f"{source.partition(' JOIN ')[0]} WHERE {where}"
        (count,) = self._db.execute(f"SELECT count(*) {counted}", values).fetchone()
        return hits, int(count)

    def _ranked_from(self, query: str, most: int) -> int:
        """The first of the speeches that are ranked: of a word in nearly all, not each is."""
        row = self._db.execute(
            "SELECT rowid FROM said WHERE said MATCH ? ORDER BY rowid DESC LIMIT 1 OFFSET ?",
            [query, max(RANKED, most)],
        ).fetchone()
        return int(row[0]) if row else 0

    def _ready(self) -> sqlite3.Connection:
        """The index on disk; made anew if it is damaged; in memory where it cannot be on disk."""
        path = self.runs_dir / FILE
        for _ in range(2):
            try:
                return self._opened(path)
            except sqlite3.DatabaseError as error:
                if any(word in str(error) for word in _NOT_OURS):
                    break
                _remove(path)  # damaged, or of another version: all of it is in the runs
        return self._opened(None)

    def _opened(self, path: Path | None) -> sqlite3.Connection:
        db = sqlite3.connect(path or ":memory:", timeout=_WAIT)
        try:
            # All of it is in the runs; damaged by a power cut it is made anew: no disk is awaited.
            db.execute("PRAGMA synchronous = OFF")
            (version,) = db.execute("PRAGMA user_version").fetchone()
            if version not in (0, _VERSION):
                raise sqlite3.DatabaseError(f"version {version}")
            with db:
                if version == 0:
                    db.executescript(_SQL.read_text("utf-8"))
                    db.execute(f"PRAGMA user_version = {_VERSION}")
                self._update(db)
        except BaseException:
            db.close()
            raise
        return db

    def _update(self, db: sqlite3.Connection) -> None:
        """Takes in what is new or changed, and lets go of what is no longer there."""
        known = dict(db.execute("SELECT folder, stamp FROM runs"))
        there = dict(_stamps(self.runs_dir))
        for folder in known.keys() - there.keys():
            _drop(db, folder)
        for folder, stamp in there.items():
            if known.get(folder) != stamp:
                _drop(db, folder)
                _take_in(db, self.runs_dir / folder, stamp)


def _narrowed(speaker: str | None, dialogue: str | None) -> tuple[str, list[str]]:
    conditions = {"speeches.speaker": speaker, "runs.dialogue": dialogue}
    given = {name: value for name, value in conditions.items() if value is not None}
    return "".join(f" AND {name} = ?" for name in given), list(given.values())


def _quoted(text: str) -> str:
    """Every word as a word, whatever signs are in it."""
    return " ".join(f'"{word}"' for word in re.findall(r"\w+", text))


def _stamps(runs_dir: Path) -> Iterator[tuple[str, str]]:
    """The folders of runs, each with what tells whether its files have changed."""
    with os.scandir(runs_dir) as folders:
        for folder in folders:
            parts = [_stamp(f"{folder.path}/{name}") for name in _MADE_OF]
            if parts[0]:
                yield folder.name, " ".join(parts)


def _stamp(path: str) -> str:
    try:
        stat = os.stat(path)  # noqa: PTH116 - a thousand of them: Path costs as much again
    except OSError:
        return ""
    return f"{stat.st_size}:{stat.st_mtime_ns}"


def _drop(db: sqlite3.Connection, folder: str) -> None:
    inner = "(SELECT id FROM runs WHERE folder = ?)"
    db.execute(f"DELETE FROM speeches WHERE run = {inner}", [folder])
    db.execute("DELETE FROM runs WHERE folder = ?", [folder])


def _take_in(db: sqlite3.Connection, path: Path, stamp: str) -> None:
    """Reads one run; one that cannot be read is noted and does not hide the others."""
    from smile_commons.runs.folder import RunFolder, read_manifest
    from smile_commons.transcript import read_events

    try:
        manifest = read_manifest(path)
        said = [e for e in read_events(path / "transcript.jsonl") if e.kind == "speech"]
    except InputError as error:
        empty = ("", "", "", "", "", None, 0, 0, 0, 0, 0, 0.0, None)
        _insert(db, stamp, RunLine(path.name, *empty, str(error)))
        return
    use = manifest.usage
    line = RunLine(
        path.name, manifest.id or path.name, manifest.dialogue, manifest.title, manifest.created,
        RunFolder(path, manifest).status, manifest.model.name if manifest.model else None,
        len(said), use.calls, use.prompt, use.cached, use.completion, use.seconds, use.cost, None,
    )  # fmt: skip
    run = _insert(db, stamp, line)
    speakers = [event.speaker or "" for event in said]
    rows = [
        (run, event.turn, event.act, who, manifest.cast.get(who, who), _whole(event.text), event.at)
        for event, who in zip(said, speakers, strict=True)
    ]
    db.executemany(
        "INSERT INTO speeches (run, turn, act, speaker, cue, text, at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        rows,
    )


def _whole(text: str) -> str:
    """A text without half letters, which SQLite does not take."""
    return text.encode("utf-8", "replace").decode()


def _insert(db: sqlite3.Connection, stamp: str, line: RunLine) -> int | None:
    values = (stamp, *astuple(line))
    marks = ", ".join("?" * len(values))
    return db.execute(f"INSERT INTO runs (stamp, {_RUN}) VALUES ({marks})", values).lastrowid


def _remove(path: Path) -> None:
    for name in (path, path.with_name(f"{path.name}-journal")):
        with suppress(OSError):
            name.unlink(missing_ok=True)
