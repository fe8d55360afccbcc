"""What a teacher takes away from a lesson: tables, the report, ballots for paper, files for Moodle.

Nothing in them can be traced to a seat: they are made of what may be shown, by ``results_now``.
"""

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import get_args

from smile_commons.errors import InputError
from smile_commons.files import write_atomically
from smile_commons.room.classroom import Room
from smile_commons.room.csv_files import matrix_csv, moderation_csv, questions_csv, votes_csv
from smile_commons.room.moodle import Column, gift, moodle_csv
from smile_commons.room.paper.html import as_html, paper_css
from smile_commons.room.paper.pack import ballots, pack
from smile_commons.room.paper.report import report
from smile_commons.room.paper.sheet import Sheet
from smile_commons.room.refusal import RefusedError
from smile_commons.room.roster import rows_of
from smile_commons.room.standing_results import results_now
from smile_commons.runs.folder import RunFolder
from smile_commons.world import World

COLUMNS: tuple[Column, ...] = get_args(Column)
PAPERS = ("report", "pack", "ballots")
TABLES: Mapping[str, Callable[[Room, RunFolder], bytes]] = {
    "votes.csv": lambda room, run: votes_csv(room.ballots.votes),
    "matrix.csv": lambda room, run: matrix_csv(results_now(room, run)),
    "questions.csv": lambda room, run: questions_csv(room.questions.items),
    "moderation.csv": lambda room, run: moderation_csv(room.questions.items),
    "articles.gift": lambda room, run: gift(room.articles).encode("utf-8"),
}
"""Files by name."""
MOODLE = "moodle.csv"


def table(name: str, room: Room, run: RunFolder, column: str = "id number") -> bytes:
    """One of the files.

    Args:
        name: which.
        room: of the lesson.
        run: in which the debate stands last.
        column: what the roster's entries are in Moodle.

    Raises:
        RefusedError: there is no such file, or it cannot be made yet.
    """
    if name == MOODLE:
        return _moodle(room, column)
    if name not in TABLES:
        raise RefusedError("no_file", name=name[:40], known=", ".join((*TABLES, MOODLE)))
    check_counted(room)
    return TABLES[name](room, run)


def paper(name: str, room: Room, run: RunFolder, world: World) -> Sheet:
    """A paper to print.

    Raises:
        RefusedError: there is no such paper, or votes are still taken.
    """
    kept = room.kept
    if name == "ballots":
        return ballots(kept.title, room.articles, kept.seats, language=kept.language)
    if name == "pack":
        return pack(world, kept.dialogue, language=kept.language, minutes=kept.minutes or 45)
    if name != "report":
        raise RefusedError("no_file", name=name[:40], known=", ".join(PAPERS))
    check_counted(room)
    day = date.fromisoformat(kept.opened) if kept.opened else None
    return report(
        results_now(room, run), title=kept.title, language=kept.language, date=day, model=kept.model
    )


def write_all(room: Room, run: RunFolder, world: World, into: Path) -> list[Path]:
    """Writes the report, as page and as PDF, and all tables that there can be into a folder; gives
    back their paths.

    Raises:
        InputError: the folder cannot be made, or votes are still taken.
    """
    try:
        into.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"cannot make {into}: {error.strerror}") from error
    from smile_commons.room.paper.pdf import as_pdf

    sheet = paper("report", room, run, world)
    files: dict[str, bytes] = {
        "report.html": as_html(sheet, css=paper_css()).encode("utf-8"),
        "report.pdf": as_pdf(sheet)[0],
    }
    files |= {name: table(name, room, run) for name in TABLES}
    for name, content in files.items():
        write_atomically(into / name, content)
    return [into / name for name in files]


def _moodle(room: Room, column: str) -> bytes:
    if room.kept.names != "roster":
        raise RefusedError("moodle_names")
    if room.state.phase != "closed":
        raise RefusedError("moodle_closed")
    by: Column | None = next((one for one in COLUMNS if one == column), None)
    if by is None:
        raise RefusedError("moodle_column", known=", ".join(COLUMNS))
    took_part = {one.seat for one in room.ballots.votes} | {
        one.seat for one in room.questions.items
    }
    return moodle_csv([(seat, name) for name, seat in rows_of(room.folder).items()],
                      took_part, by)  # fmt: skip


def check_counted(room: Room) -> None:
    """Whether nobody votes any more: what one vote changes would be that person's.

    Raises:
        RefusedError: a vote is open.
    """
    if room.state.phase not in ("results", "closed"):
        raise RefusedError("not_counted")
