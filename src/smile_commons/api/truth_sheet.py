"""The questions of a reader as a sheet to be filled in, and the sheet read back."""

import csv
import io
from collections.abc import Iterator, Mapping
from pathlib import Path

from smile_commons.api.truth import Question, Sitting
from smile_commons.errors import InputError
from smile_commons.exports.spreadsheet import JOINER, cell
from smile_commons.scoring.labels.truth import TRUE, TRUTHS

COLUMNS = (
    "id", "speaks", "notes", "memory", "came_up_too", "holds", "said_before", "line", "other_takes",
    "label", "another_take_is_true", "comment",
)  # fmt: skip
_CLEAN = {"": None, "yes": True, "y": True, "no": False, "n": False}
_LABELS = {name[0]: name for name in TRUTHS} | {name: name for name in TRUTHS}


def write_sheet(sitting: Sitting, path: Path) -> None:
    """Writes all questions, with the reader's labels so far.

    Raises:
        InputError: the file cannot be written.
    """
    text = io.StringIO(newline="")
    rows = csv.writer(text)
    rows.writerow(COLUMNS)
    rows.writerows(map(cell, _row(one, sitting)) for one in sitting.questions)
    try:
        path.write_text(text.getvalue(), encoding="utf-8-sig", newline="")
    except OSError as error:
        raise InputError(f"cannot write {path}: {error.strerror}") from error


def _row(question: Question, sitting: Sitting) -> Iterator[str]:
    given = question.given
    so_far = sitting.labels.get(given.digest)
    clean = {None: "", True: "yes", False: "no"}[so_far.clean if so_far else None]
    yield _id(question)
    yield f"{given.speaker} to {' and '.join(given.to) or 'everybody'}"
    yield given.notes if given.noted else f"(about) {given.notes}"
    yield from (given.memory, "\n".join(given.recalled), given.holds, given.last, given.text)
    yield "\n".join(given.others)
    yield from (so_far.label, clean, so_far.comment) if so_far else ("", "", "")


def _id(question: Question) -> str:
    """Of a line; with letters before it, or a spreadsheet may take it for a number."""
    return f"line-{question.given.digest}"


def read_sheet(sitting: Sitting, path: Path) -> int:
    """Keeps the labels of a sheet that are new; gives how many.

    Nothing is kept of a sheet with a mistake in it.

    Raises:
        InputError: the sheet cannot be read, or a row is wrong; file and line are named.
    """
    by_id = {_id(one): one for one in sitting.questions}
    found = list[tuple[Question, str, bool | None, str]]()
    for number, row in _rows(path):
        given = (row["label"] or "").strip().lower()
        if not given:
            continue
        question = by_id.get((row["id"] or "").strip())
        clean = (row.get("another_take_is_true") or "").strip().lower()
        if question is None:
            raise InputError(f"{path}:{number}: that line is not in the runs named, or has changed")
        if given not in _LABELS or clean not in _CLEAN:
            wrong = repr(clean) if given in _LABELS else repr(given)
            raise InputError(
                f"{path}:{number}: {wrong} is no answer: label is {', '.join(TRUTHS)}; "
                "another_take_is_true is yes or no"
            )
        label = _LABELS[given]
        none = False if label != TRUE and not question.given.others else None
        told = None if label == TRUE else _CLEAN[clean] if clean else none
        found.append((question, label, told, (row.get("comment") or "").strip(f"{JOINER} ")))
    new = [one for one in found if _is_new(sitting, *one)]
    for one in new:
        sitting.keep(*one)
    return len(new)


def _is_new(
    sitting: Sitting, question: Question, label: str, clean: bool | None, comment: str
) -> bool:
    before = sitting.labels.get(question.given.digest)
    return before is None or (before.label, before.clean, before.comment) != (label, clean, comment)


def _rows(path: Path) -> Iterator[tuple[int, Mapping[str, str | None]]]:
    """The rows of a sheet as any spreadsheet saves it, with their lines."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: cannot be read: {error}") from error
    head = text.partition("\n")[0]
    rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=";" if ";" in head else ",")
    if not {"id", "label"} <= set(rows.fieldnames or ()):
        raise InputError(f"{path}: a sheet has the columns id and label")
    for row in rows:
        yield rows.line_num, row
