"""Lines to be read for whether they are true to their notes, and their labels: those asked for, and
those in a sheet that is filled in and read back.
"""

import csv
import io
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from smile_commons.api.score import run_of
from smile_commons.api.sheet_rows import rows_of
from smile_commons.api.worlds import Place, world_of
from smile_commons.dialogues.casting import cast
from smile_commons.errors import InputError
from smile_commons.exports.spreadsheet import JOINER, cell
from smile_commons.scoring.labels.truth import (
    TRUE,
    TRUTHS,
    Given,
    Truth,
    append_truth,
    givens,
    read_truths,
    valid_truths,
)

COLUMNS = (
    "id", "speaks", "notes", "memory", "came_up_too", "holds", "said_before", "line", "other_takes",
    "label", "another_take_is_true", "comment",
)  # fmt: skip
_CLEAN = {"": None, "yes": True, "y": True, "no": False, "n": False}
_LABELS = {name[0]: name for name in TRUTHS} | {name: name for name in TRUTHS}


@dataclass(frozen=True, slots=True)
class Question:
    """One line to be read, and the run's folder in which its label is kept."""

    run: Path
    given: Given


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitting:
    """One reader's questions, in order, and the labels so far by digest."""

    reader: str
    questions: Sequence[Question]
    labels: dict[str, Truth]
    say: Callable[[str], None]

    def is_open(self, place: int) -> bool:
        """Whether the question at that place has no label yet."""
        return self.questions[place].given.digest not in self.labels

    def keep(self, question: Question, label: str, clean: bool | None, comment: str) -> None:
        """Writes a label down."""
        truth = Truth(
            turn=question.given.turn,
            label=label,
            digest=question.given.digest,
            reader=self.reader,
            clean=clean,
            comment=comment,
            at=datetime.now().astimezone().isoformat(timespec="seconds"),
        )
        append_truth(question.run, truth)
        self.labels[question.given.digest] = truth


def questions_of(targets: Sequence[str], runs: Path, world: Place, seed: int) -> list[Question]:
    """The lines of some runs, shuffled together: nobody is told which run a line is from.

    Raises:
        InputError: a target is no run, or nobody has spoken.
    """
    found = [one for target in dict.fromkeys(targets) for one in _lines(target, runs, world)]
    if not found:
        raise InputError(f"{', '.join(targets)}: no persona has spoken yet")
    random.Random(seed).shuffle(found)
    return found


def _lines(target: str, runs: Path, world: Place) -> list[Question]:
    folder = run_of(target, runs)
    if folder is None:
        raise InputError(f"{target} is no run: only a run knows what its speakers were given")
    cards = cast(world_of(folder, world), folder.manifest.options()).cards
    holds = {
        (who, article): opening.reason
        for who, card in cards.items()
        for article, opening in card.positions.items()
    }
    cues = dict(folder.manifest.cast)
    lines = givens(folder.manifest.id, folder.events.all(), cues, holds)
    return [Question(folder.path, line) for line in lines]


def labels_of(questions: Sequence[Question]) -> dict[str, dict[str, Truth]]:
    """By reader and digest, the labels that these lines have.

    Raises:
        InputError: a file of labels cannot be read.
    """
    folders = dict.fromkeys(one.run for one in questions)
    truths = [truth for folder in folders for truth in read_truths(folder)]
    return valid_truths(truths, [one.given for one in questions])


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
    new = list[tuple[Question, str, bool | None, str]]()
    for number, row in rows_of(path, ("id", "label"), "a sheet has the columns id and label"):
        given, clean = row["label"].lower(), row.get("another_take_is_true", "").lower()
        if not given:
            continue
        question = by_id.get(row["id"])
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
        comment = row.get("comment", "").strip(f"{JOINER} ")
        before = sitting.labels.get(question.given.digest)
        was = before and (before.label, before.clean, before.comment)
        if was != (label, told, comment):
            new.append((question, label, told, comment))
    for one in new:
        sitting.keep(*one)
    return len(new)
