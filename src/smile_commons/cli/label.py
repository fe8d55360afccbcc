"""``commons label``: a person reads a sample of what was said, and says where it stands."""

import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from smile_commons.api.label import labelled, material_of, next_open
from smile_commons.api.score import given_articles
from smile_commons.cli import console
from smile_commons.errors import StoppedError
from smile_commons.scoring.judge.task import LABELS, OPPOSES, SILENT, SUPPORTS, UNDECIDED
from smile_commons.scoring.labels.label import append_label, read_labels, valid_labels
from smile_commons.scoring.labels.powered import FEWEST
from smile_commons.scoring.labels.sample import Question, questions

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
    seed: int = 2145
    runs: Path = Path("runs")
    world: Path | None = None
    as_json: bool = False


def label(target: str, asked: Asked) -> None:
    """Asks for labels until the sample is through or the person stops; each is kept at once.

    Raises:
        InputError: there is nothing to label, or the labels cannot be read or written.
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
    sample = questions(lines, articles, asked.seed)[: asked.count]
    earlier = valid_labels(read_labels(path), lines, articles)
    labels = {key: one.label for key, one in earlier.items()}
    say = console.note if asked.as_json else _say
    try:
        _ask(sample, labels, path, asked.seed, say)
    except KeyboardInterrupt as error:
        raise StoppedError(f"stopped; {len(labels)} labels are kept in {path}") from error
    left = sum((one.line.turn, one.article.id) not in labels for one in sample)
    if asked.as_json:
        console.emit(
            {
                "labels": len(labels),
                "by_label": {name: Counter(labels.values())[name] for name in LABELS["stance"]},
                "left": left,
                "pairs": len(lines) * len(articles),
                "path": str(path),
            }
        )
        return
    say(f"\n{len(labels)} labels in {path}, {left} of the sample left")
    if len(labels) < FEWEST:
        say(f"{FEWEST} are needed before scores are corrected by them")
    else:
        say(f"`commons score {target}` corrects what was read by them")


def _say(text: str) -> None:
    console.say(text)


def _ask(
    sample: Sequence[Question],
    labels: dict[tuple[int, str], str],
    path: Path,
    seed: int,
    say: Callable[[str], None],
) -> None:
    keys = _keys()
    place = next_open(sample, labels, 0)
    if place < len(sample):
        say(MEANING)
    while place < len(sample):
        question = sample[place]
        key = question.line.turn, question.article.id
        _show(place, len(sample), question, labels.get(key), say)
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
        append_label(path, labelled(question, KEYS[pressed], seed))
        labels[key] = KEYS[pressed]
        say(_said(KEYS[pressed]))
        place = next_open(sample, labels, place + 1)


def _show(
    place: int, count: int, question: Question, given: str | None, say: Callable[[str], None]
) -> None:
    """The speaker is not named: what is said is to be read, not who says it."""
    say(f"\n{place + 1} of {count}, turn {question.line.turn}\n")
    say(console.wrap(f"Article: {question.article.text}"))
    if question.before is not None:
        say(console.wrap(f"\nBefore: {_shortened(question.before.text)}", "  "))
    say("\n" + console.wrap(question.line.text, "    ") + "\n")
    say(HELP + (f" (so far: {_said(given)})" if given else ""))


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
