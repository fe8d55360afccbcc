"""``commons label --task truth``: a person reads whether lines are true to their notes."""

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import typer

from smile_commons.api.truth import (
    Question,
    Sitting,
    labels_of,
    questions_of,
    read_sheet,
    write_sheet,
)
from smile_commons.cli import console
from smile_commons.cli.labelling import BACK, EXPLAIN, QUIT, Say, go_through, pressed
from smile_commons.errors import InputError, StoppedError
from smile_commons.scoring.labels.truth import (
    FALSE,
    GARBLED,
    TRUE,
    Given,
    Told,
    Truth,
    agreement,
    told,
)

YES, NO = "y", "n"
ANSWERS = {"t": TRUE, "f": FALSE, "g": GARBLED}
_WORDS = {name: key for key, name in ANSWERS.items()} | {
    **{"back": BACK, "quit": QUIT, "help": EXPLAIN},
    **{"yes": YES, "no": NO},
}
WHY = "Why, in a few words (return for nothing):"
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


def label_truth(
    targets: Sequence[str],
    *,
    reader: str,
    show: bool,
    to: Path | None,
    sheet: Path | None,
    count: int,
    seed: int,
    runs: Path,
    world: Path | None,
    as_json: bool,
) -> None:
    """Shows a reader the lines of some runs and keeps what is said of each.

    Args:
        targets, runs, world: whose lines.
        reader: whose labels they are.
        show: tell what all readers said, and ask nothing; before that nobody is told.
        to: write a sheet to label in, and ask nothing.
        sheet: read one back, and ask nothing.
        count, seed: how many lines are asked for, and in which order.
        as_json: whether what came of it is one JSON object.

    Raises:
        InputError: there is nothing to read, or labels or a sheet cannot be read or written.
        StoppedError: Ctrl-C; what was labelled is kept.
    """
    if sum(map(bool, (show, to, sheet))) > 1:
        raise InputError("--show, --to and --from go one at a time")
    whole = questions_of(targets, runs, world, seed)
    labels = labels_of(whole)
    say = console.note if as_json else console.say
    questions = whole if sheet else whole[:count]
    own = labels.get(reader, {})
    sitting = Sitting(reader=reader, questions=questions, labels=own, say=say)
    if to:
        write_sheet(sitting, to)
        say(f"{len(questions)} lines in {to}; read back with --from")
        return
    if sheet:
        say(f"{read_sheet(sitting, sheet)} new labels out of {sheet}")
    elif not show:
        _ask(sitting)
    told = labels if show else {reader: sitting.labels}
    if as_json:
        console.emit(_as_data(told, len(whole)))
        return
    say("\n" + "\n".join(_in_words(told, len(whole))))


class Keys:
    """One key after another; through a pipe a line is a key, or a word, and a comment after it."""

    def __init__(self, say: Say) -> None:
        self._say = say
        self._terminal = sys.stdin.isatty()
        self.beside = ""
        """What stood after the last key in its line."""

    def press(self) -> str:
        """The next key; ``QUIT`` where there are no more."""
        if self._terminal:
            try:
                return typer.getchar().lower()
            except EOFError:
                return QUIT
        for line in sys.stdin:
            key, _, rest = line.strip().partition(" ")
            if key:
                self.beside = rest.strip()
                return _WORDS.get(key.lower(), key.lower())
        return QUIT

    def comment(self) -> str:
        """Asks why, at a terminal; through a pipe it stood beside the key."""
        if not self._terminal:
            return ""
        self._say(WHY)
        return sys.stdin.readline().strip()


def _ask(sitting: Sitting) -> None:
    """Asks until everything is labelled or the reader stops; each label is kept at once."""
    keys = Keys(sitting.say)

    def ask(place: int) -> str:
        _show(sitting, place)
        key = pressed(keys.press, sitting.say, (*ANSWERS, BACK, QUIT), MEANING, HELP)
        if key in ANSWERS and not _answered(sitting, sitting.questions[place], keys, key):
            return QUIT
        return key

    try:
        go_through(len(sitting.questions), sitting.is_open, ask, sitting.say, MEANING)
    except KeyboardInterrupt as error:
        raise StoppedError(f"stopped; {len(sitting.labels)} labels are kept") from error


def _answered(sitting: Sitting, question: Question, keys: Keys, key: str) -> bool:
    """Asks what belongs to an answer and keeps it; False where the reader stops instead."""
    label, clean, comment = ANSWERS[key], None, keys.beside
    if label != TRUE:
        clean = False
        if question.given.others:
            for number, text in enumerate(question.given.others, start=1):
                sitting.say(console.wrap(f"{number}. {text}", "    "))
            sitting.say(CLEAN)
            told = pressed(keys.press, sitting.say, (YES, NO, QUIT), MEANING, CLEAN)
            if told == QUIT:
                return False
            clean = told == YES
        comment = comment or keys.comment()
    sitting.keep(question, label, clean, comment)
    sitting.say(label)
    return True


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


def _in_words(readers: Mapping[str, Mapping[str, Truth]], of: int) -> list[str]:
    """By reader the share false or garbled, and what agreement there is between readers."""
    lines = [f"{who}: {_told(told(labels.values()), of)}" for who, labels in readers.items()]
    if len(readers) < 2:
        return lines or ["nobody has labelled a line yet"]
    shared, found = agreement(list(readers.values()))
    if found is None:
        return [*lines, f"{shared} lines labelled by two or more: alpha is not defined"]
    value, interval = found
    within = f" [{interval[0]:.2f}, {interval[1]:.2f}]" if interval else ""
    by = f"over {shared} lines that two or more labelled"
    return [*lines, f"Krippendorff's alpha {value:.2f}{within} {by}"]


def _told(one: Told, of: int) -> str:
    if one.share is None or one.interval is None:
        return f"0 of {of} lines labelled"
    wrong = one.false + one.garbled
    not_asked = wrong - one.no_clean_take - one.wrong_choice
    parts = [
        f"{one.lines} of {of} lines labelled",
        f"false or garbled {one.share:.0%} [{one.interval[0]:.0%}, {one.interval[1]:.0%}]",
        f"{one.false} false, {one.garbled} garbled",
        f"no clean take {one.no_clean_take}, wrong choice {one.wrong_choice}"
        + (f", not told {not_asked}" if not_asked else ""),
    ]
    return "; ".join(parts)


def _as_data(readers: Mapping[str, Mapping[str, Truth]], of: int) -> dict[str, Any]:
    """The same for ``--json``."""
    shared, found = agreement(list(readers.values()))
    return {
        "lines": of,
        "readers": {who: _data(told(labels.values())) for who, labels in readers.items()},
        "shared": shared,
        "alpha": found[0] if found else None,
        "alpha_interval": found[1] if found else None,
    }


def _data(one: Told) -> dict[str, Any]:
    return {
        "labels": one.lines,
        "by_label": {
            TRUE: one.lines - one.false - one.garbled,
            FALSE: one.false,
            GARBLED: one.garbled,
        },
        "share": one.share,
        "interval": one.interval,
        "no_clean_take": one.no_clean_take,
        "wrong_choice": one.wrong_choice,
    }
