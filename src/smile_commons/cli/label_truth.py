"""``commons label --task truth``: a person reads whether lines are true to their notes."""

from collections.abc import Callable, Sequence

from smile_commons.api.truth import Question, Sitting
from smile_commons.cli import console
from smile_commons.cli.truth_keys import ANSWERS, BACK, EXPLAIN, NO, QUIT, YES, Keys
from smile_commons.errors import StoppedError
from smile_commons.scoring.labels.truth import TRUE, Given

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
