"""``commons label``: a person reads a sample of what was said, and says where it stands."""

import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from smile_commons.api.label import Material, labelled, material_of, next_open, seed_of
from smile_commons.api.label_sheet import read_sheet
from smile_commons.api.score import given_articles
from smile_commons.cli import console
from smile_commons.errors import StoppedError
from smile_commons.scoring.judge.task import LABELS, OPPOSES, SILENT, SUPPORTS, UNDECIDED
from smile_commons.scoring.labels.label import Key, Label, append_label, read_labels, valid_labels
from smile_commons.scoring.labels.sample import Question, drawn, questions

if TYPE_CHECKING:
    from smile_commons.scoring.readers import Fields

BACK, QUIT, EXPLAIN = "b", "q", "?"
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the user wants of a labelling."""

    articles: tuple[str, ...] = ()
    dialogue: Path | None = None
    conversation: str | None = None
    fields: "Fields | None" = None
    count: int = 60
    seed: int | None = None
    sheet: Path | None = None
    coder: str = ""
    codebook: str = ""
    runs: Path = Path("runs")
    world: Path | None = None
    as_json: bool = False


def label(target: str, asked: Asked) -> None:
    """Asks for labels until the sample is through or the person stops; each is kept at once.

    Raises:
        InputError: there is nothing to label, the labels cannot be read or written, those there
            were asked for in another order, or a sheet is wrong.
        StoppedError: Ctrl-C; what was labelled is kept.
    """
    material = material_of(
        target,
        asked.runs,
        articles=given_articles(asked.articles, (), asked.dialogue),
        world=asked.world,
        conversation=asked.conversation,
        fields=asked.fields,
    )
    lines, articles, path = material.lines, material.articles, material.path
    # What others said is not shown: a coder goes on from their own labels alone.
    given = read_labels(path)
    own = [one for one in given if one.coder == asked.coder]
    labels = valid_labels(own, lines, articles)
    say = console.note if asked.as_json else _say
    if asked.sheet is not None:
        read = read_sheet(material, asked.sheet, asked.coder, asked.codebook)
        labels |= {one.key: one for one in read}
        say(f"{len(read)} labels out of {asked.sheet}")
    seed = seed_of(valid_labels(given, lines, articles), asked.seed, path)
    sample = questions(lines, articles, seed)
    try:
        if asked.sheet is None:
            made = partial(labelled, seed=seed, pairs=len(sample), coder=asked.coder,
                           codebook=asked.codebook)  # fmt: skip
            _ask(sample[: asked.count], labels, path, made, say)
    except KeyboardInterrupt as error:
        raise StoppedError(f"stopped; {len(labels)} labels are kept in {path}") from error
    _tell(target, asked, material, sample, labels, say)


def _tell(
    target: str,
    asked: Asked,
    material: Material,
    sample: Sequence[Question],
    labels: Mapping[Key, Label],
    say: Callable[[str], None],
) -> None:
    """How many labels there are, and what they are good for."""
    use = drawn(labels, material.lines, material.articles)
    left = sum(one.key not in labels for one in sample[: asked.count])
    names = Counter(one.label for one in labels.values())
    if asked.as_json:
        console.emit(
            {
                "labels": len(labels),
                "by_label": {name: names[name] for name in LABELS["stance"]},
                "left": left,
                "pairs": len(sample),
                "path": str(material.path),
                "correct": len(use.labels),
                "not_corrected": use.refused or None,
            }
        )
        return
    say(f"\n{len(labels)} labels in {material.path}, {left} of the sample left")
    if use.refused:
        say(console.wrap(f"Scores are not corrected by them yet: {use.refused}"))
        return
    if use.beside:
        say(f"{use.beside} of them were not drawn at random: scores are not corrected by these")
    say(f"`commons score {target}` corrects what was read by them")


def _say(text: str) -> None:
    console.say(text)


def _ask(
    sample: Sequence[Question],
    labels: dict[Key, Label],
    path: Path,
    made: Callable[[Question, str], Label],
    say: Callable[[str], None],
) -> None:
    keys = _keys()
    place = next_open(sample, labels, 0)
    if place < len(sample):
        say(MEANING)
    while place < len(sample):
        question = sample[place]
        _show(place, len(sample), question, labels.get(question.key), say)
        pressed = next(keys, QUIT)
        while pressed not in (*KEYS, BACK, QUIT):
            if pressed == EXPLAIN:
                say(f"{MEANING}\n\n{HELP}")
            else:
                shown = repr(pressed) if pressed.isprintable() else "that key"
                say(f"{shown} is no answer: {HELP}")
            pressed = next(keys, QUIT)
        if pressed == QUIT:
            return
        if pressed == BACK:
            place = max(0, place - 1)
            continue
        labels[question.key] = made(question, KEYS[pressed])
        append_label(path, labels[question.key])
        say(_said(KEYS[pressed]))
        place = next_open(sample, labels, place + 1)


def _show(
    place: int, count: int, question: Question, given: Label | None, say: Callable[[str], None]
) -> None:
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
