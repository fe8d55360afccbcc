"""Lines to be read for whether they are true to their notes, and the labels they have."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from smile_commons.api.score import casting_of, run_of
from smile_commons.api.worlds import Place, world_of
from smile_commons.errors import InputError
from smile_commons.scoring.labels.given import Given, givens
from smile_commons.scoring.labels.truth import Truth, append_truth, read_truths, valid_truths


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
    cards = casting_of(folder, world_of(folder, world)).cards
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
