"""``commons label --task truth``: a person reads whether lines are true to their notes."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from smile_commons.cli import console
from smile_commons.cli.playing import world_of
from smile_commons.cli.score import casting_of, run_of
from smile_commons.cli.truth_keys import ANSWERS, BACK, EXPLAIN, NO, QUIT, YES, Keys
from smile_commons.errors import InputError, StoppedError
from smile_commons.scoring.labels.given import Given, givens
from smile_commons.scoring.labels.truth import (
    TRUE,
    Truth,
    append_truth,
    read_truths,
    valid_truths,
)

HELP = "t true, f false of who or what, g garbled; b back, ? help, q quit"
CLEAN = "Could one of these have been spoken instead, true to the notes? y yes, n no"
MEANING = """\
Read the line as somebody who knows only what is shown above it.
  t  true: who did what, to whom, and how many, are as they were given. An opinion, a threat, a
     picture or a question is never false; nor is it to leave things out
  f  false of who or what: a deed, a word, a number or a thing is somebody else's, another, turned
     round, or made up as a fact
  g  garbled: it cannot be understood, or nobody would say it so
If both, f. After f and g you are shown the other takes, if there are any. What stands after the
letter, or is typed when you are asked why, is kept as a comment. Each answer is kept as it is
given; b goes back and lets you answer again."""


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

    @property
    def left(self) -> int:
        """Questions without a label."""
        return sum(one.given.digest not in self.labels for one in self.questions)

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


def questions_of(
    targets: Sequence[str], runs: Path, world: Path | None, seed: int
) -> list[Question]:
    """The lines of some runs, shuffled together: nobody is told which run a line is from.

    Raises:
        InputError: a target is no run, or nobody has spoken.
    """
    found = [one for target in dict.fromkeys(targets) for one in _lines(target, runs, world)]
    if not found:
        raise InputError(f"{', '.join(targets)}: no persona has spoken yet")
    random.Random(seed).shuffle(found)
    return found


def _lines(target: str, runs: Path, world: Path | None) -> list[Question]:
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


def ask(sitting: Sitting) -> None:
    """Asks until everything is labelled or the reader stops; each label is kept at once.

    Raises:
        InputError: a label cannot be written.
        StoppedError: Ctrl-C; what was labelled is kept.
    """
    try:
        _ask(sitting, Keys(sitting.say))
    except KeyboardInterrupt as error:
        raise StoppedError(f"stopped; {len(sitting.labels)} labels are kept") from error


def _ask(sitting: Sitting, keys: Keys) -> None:
    place = _next(sitting, 0)
    if place < len(sitting.questions):
        sitting.say(MEANING)
    while place < len(sitting.questions):
        question = sitting.questions[place]
        _show(sitting, place)
        pressed = _pressed(keys, sitting.say, (*ANSWERS, BACK, QUIT), HELP)
        if pressed == BACK:
            place = max(0, place - 1)
            continue
        if pressed == QUIT or not _answered(sitting, question, keys, pressed):
            return
        place = _next(sitting, place + 1)


def _answered(sitting: Sitting, question: Question, keys: Keys, pressed: str) -> bool:
    """Asks what belongs to an answer and keeps it; False where the reader stops instead."""
    label, clean, comment = ANSWERS[pressed], None, keys.beside
    if label != TRUE:
        clean = False
        if question.given.others:
            for number, text in enumerate(question.given.others, start=1):
                sitting.say(console.wrap(f"{number}. {text}", "    "))
            sitting.say(CLEAN)
            told = _pressed(keys, sitting.say, (YES, NO, QUIT), CLEAN)
            if told == QUIT:
                return False
            clean = told == YES
        comment = comment or keys.comment()
    sitting.keep(question, label, clean, comment)
    sitting.say(label)
    return True


def _pressed(keys: Keys, say: Callable[[str], None], among: Sequence[str], help: str) -> str:
    """The next key that is an answer."""
    while (pressed := keys.press()) not in among:
        if pressed == EXPLAIN:
            say(f"{MEANING}\n\n{help}")
        else:
            shown = repr(pressed) if pressed.isprintable() else "that key"
            say(f"{shown} is no answer: {help}")
    return pressed


def _next(sitting: Sitting, start: int) -> int:
    """The place of the next line that has no label yet."""
    for place in range(start, len(sitting.questions)):
        if sitting.questions[place].given.digest not in sitting.labels:
            return place
    return len(sitting.questions)


def _show(sitting: Sitting, place: int) -> None:
    given = sitting.questions[place].given
    sitting.say(f"\n{place + 1} of {len(sitting.questions)}\n")
    for name, text in shown(given):
        sitting.say(console.wrap(f"{name}: {text}", "  "))
    sitting.say("\n" + console.wrap(f"{given.speaker.upper()}: {given.text}", "    ") + "\n")
    so_far = sitting.labels.get(given.digest)
    sitting.say(HELP + (f" (so far: {so_far.label})" if so_far else ""))


def shown(given: Given) -> list[tuple[str, str]]:
    """What stands above a line, by name; what there is none of is left out."""
    to = " and ".join(given.to) or "everybody"
    parts = [
        ("Speaks", f"{given.speaker} to {to}" + (f" ({given.move})" if given.move else "")),
        ("Notes" if given.noted else "About", given.notes),
        ("Memory", given.memory),
        ("Came up too", " / ".join(given.recalled)),
        ("Holds", given.holds),
        ("Said before", given.last),
    ]
    return [(name, text) for name, text in parts if text]
