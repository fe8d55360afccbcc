"""``commons label``: a person reads a sample of what was said, and says where it stands."""

import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

import typer

from smile_commons.api.label import Material, labelled, read_sheet, seed_of
from smile_commons.cli import console
from smile_commons.cli.labelling import BACK, EXPLAIN, QUIT, Say, go_through, pressed
from smile_commons.errors import StoppedError
from smile_commons.scoring.judge.task import LABELS, OPPOSES, SILENT, SUPPORTS, UNDECIDED
from smile_commons.scoring.labels.label import Key, Label, append_label, read_labels, valid_labels
from smile_commons.scoring.labels.sample import Question, drawn, questions

KEYS = {"s": SUPPORTS, "o": OPPOSES, "u": UNDECIDED, "n": SILENT}
WORDS = {name: key for key, name in KEYS.items()} | {"back": BACK, "quit": QUIT, "help": EXPLAIN}
HELP = "s supports, o opposes, u undecided, n not about it; b back, ? help, q quit"
MEANING = """\
Read what is said, not what the speaker may think. The speaker is not named.
  s  the speech is for the article, or for something that comes to the same
  o  it is against it, or for something that rules it out
  u  it is about the article and leaves open which way, or says both
  n  it is about something else
Each answer is kept as it is given; b goes back and lets you answer again."""


def label(
    target: str,
    material: Material,
    *,
    count: int,
    seed: int | None,
    sheet: Path | None,
    coder: str,
    codebook: str,
    as_json: bool,
) -> None:
    """Asks for labels until the sample is through or the person stops; each is kept at once.

    Args:
        target: what was typed for it.
        material: what there is to label.
        count: size of the sample.
        seed: of its order; None: that of the labels there.
        sheet: labels are read out of it, and nothing is asked.
        coder, codebook: who labels, by which rules.
        as_json: whether what came of it is one JSON object.

    Raises:
        InputError: the labels cannot be read or written, those there were asked for in another
            order, or the sheet is wrong.
        StoppedError: Ctrl-C; what was labelled is kept.
    """
    lines, articles, path = material.lines, material.articles, material.path
    # What others said is not shown: a coder goes on from their own labels alone.
    given = read_labels(path)
    labels = valid_labels([one for one in given if one.coder == coder], lines, articles)
    say = console.note if as_json else console.say
    if sheet is not None:
        read = read_sheet(material, sheet, coder, codebook)
        labels |= {one.key: one for one in read}
        say(f"{len(read)} labels out of {sheet}")
    order = seed_of(valid_labels(given, lines, articles), seed, path)
    pairs = questions(lines, articles, order)
    made = partial(labelled, seed=order, pairs=len(pairs), coder=coder, codebook=codebook)
    try:
        if sheet is None:
            _ask(pairs[:count], labels, path, made, say)
    except KeyboardInterrupt as error:
        raise StoppedError(f"stopped; {len(labels)} labels are kept in {path}") from error
    left = sum(one.key not in labels for one in pairs[:count])
    use = drawn(labels, lines, articles)
    if as_json:
        names = Counter(one.label for one in labels.values())
        console.emit(
            {
                "labels": len(labels),
                "by_label": {name: names[name] for name in LABELS["stance"]},
                "left": left,
                "pairs": len(pairs),
                "path": str(path),
                "correct": len(use.labels),
                "not_corrected": use.refused or None,
            }
        )
        return
    say(f"\n{len(labels)} labels in {path}, {left} of the sample left")
    if use.refused:
        say(console.wrap(f"Scores are not corrected by them yet: {use.refused}"))
        return
    if use.beside:
        say(f"{use.beside} of them were not drawn at random: scores are not corrected by these")
    say(f"`commons score {target}` corrects what was read by them")


def _ask(
    sample: Sequence[Question],
    labels: dict[Key, Label],
    path: Path,
    made: Callable[[Question, str], Label],
    say: Say,
) -> None:
    keys = _keys()

    def ask(place: int) -> str:
        question = sample[place]
        _show(place, len(sample), question, labels.get(question.key), say)
        key = pressed(lambda: next(keys, QUIT), say, (*KEYS, BACK, QUIT), MEANING, HELP)
        if key in KEYS:
            labels[question.key] = made(question, KEYS[key])
            append_label(path, labels[question.key])
            say(_said(KEYS[key]))
        return key

    go_through(len(sample), lambda at: sample[at].key not in labels, ask, say, MEANING)


def _show(place: int, count: int, question: Question, given: Label | None, say: Say) -> None:
    """The speaker is not named: what is said is to be read, not who says it."""
    say(f"\n{place + 1} of {count}, turn {question.line.turn}\n")
    say(console.wrap(f"Article: {question.article.text}"))
    if question.before is not None:
        say(console.wrap(f"\nBefore: {_shortened(question.before.text)}", "  "))
    say("\n" + console.wrap(question.line.text, "    ") + "\n")
    say(HELP + (f" (so far: {_said(given.label)})" if given else ""))


def _said(label: str) -> str:
    return "not about it" if label == SILENT else label


def _shortened(text: str, most: int = 300) -> str:
    return text if len(text) <= most else f"… {text[-most:]}"


def _keys() -> Iterator[str]:
    """Keys as they are pressed, or out of what is piped in: letters, or the words in full."""
    if sys.stdin.isatty():
        while True:
            try:
                yield typer.getchar().lower()
            except EOFError:
                return
    for line in sys.stdin:
        for token in line.lower().split():
            yield from (WORDS[token],) if token in WORDS else token
