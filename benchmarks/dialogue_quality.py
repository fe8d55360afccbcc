"""How good the speeches of some runs are, as far as that can be counted.

    commons play story --seed 1 --runs runs        (and four more seeds)
    python benchmarks/dialogue_quality.py runs/story-*

Definitions, over all speeches of a run that an agent gave:

- *faulty*: refusals or assistant talk, self-narration, labels, stage directions, other scripts,
  speeches that do not end as a sentence; found by the fault list of `personas/faults.py`. Short and
  long are none: rhythm tells of lengths.
- *copies*: speeches with a run of 8 words that stands in an exemplar, a template, a scene or what
  somebody else has said before. What the speaker's own notes hold may be said word for word: the
  notes, and the memories that came up for the speech.
- *repeated 4-grams*: share of all runs of 4 words that are not the first of their kind.
- *take-up*: share of the speeches of 7 words or more that share at least 3 word stems with a memory
  recalled for that turn or 2 with one of the two speeches before (stems of words that mean
  something). Its control is the same count against the memories and speeches of a turn half a run
  away.
- *attribution*: share of speeches that a naive Bayes reader, who has read all other speeches of
  each persona in these runs with all names masked, gives to their speaker. Chance is one in the
  number of speakers; 95 % interval by Wilson.
- *rhythm*: the eight figures of `scoring/rhythm.py`. The figure of a run is the median over all its
  windows of 14 speeches, that of several runs the median of theirs: one window of a play in three
  has some figure outside, but never the medians of five (`rhythm_plays.json`). Give five runs.

Exits with 1 if a limit is broken: any fault or copy, more than 2.5 % repeated 4-grams, less than
70 % take-up, attribution whose interval reaches down to chance, or a figure of rhythm (of all runs
together) outside the plays' 5th to 95th percentile.
"""

import argparse
import json
import sys
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scipy.stats import binomtest

from smile_commons.personas.echo import COPY, Echo, grams
from smile_commons.personas.faults import Names, Rules, fault
from smile_commons.personas.lengths import Bounds
from smile_commons.personas.voice import Voices
from smile_commons.prompts.language import english, stems, words
from smile_commons.scoring.rhythm import (
    ROWS,
    SHORT,
    TITLES,
    Rhythm,
    middle,
    of_plays,
    outside,
    typical,
)
from smile_commons.world.card import Card
from smile_commons.world.load import load_world

ROOT = Path(__file__).parent.parent
TRANSCRIPT = "transcript.jsonl"
MOST_REPEATED = 0.025
LEAST_TAKE_UP = 0.70
LENGTHS = ("short", "long")
"""Faults of a take that are none of a scene."""
Speech = Mapping[str, Any]


@dataclass(frozen=True)
class Quality:
    """The figures of one run."""

    run: str
    speeches: int
    faulty: list[str]
    copies: int
    repeated: float
    take_up: float
    control: float


def speeches_of(run: Path, acts: Sequence[str] = ()) -> tuple[list[Speech], list[str]]:
    """What agents said, and the scenes it was said in; of some acts, or of all."""
    lines = (run / TRANSCRIPT).read_text(encoding="utf-8").splitlines()
    events = [one for one in map(json.loads, lines) if not acts or one["act"] in acts]
    said = [e for e in events if e.get("kind") == "speech" and e.get("by", "agent") == "agent"]
    return said, [e["text"] for e in events if e.get("kind") == "act"]


def quality(run: Path, cards: Mapping[str, Card], acts: Sequence[str] = ()) -> Quality:
    """Counts one run, or some acts of it."""
    said, scenes = speeches_of(run, acts)
    found = [(s["turn"], fault(s["text"], _rules(s["speaker"], cards), Echo())) for s in said]
    runs = [gram for speech in said for gram in grams(words(speech["text"]), 4)]
    told = [at for at, speech in enumerate(said) if len(words(speech["text"])) >= SHORT]
    half = len(said) // 2
    own = [taken_up(said, at, at) for at in told]
    far = [taken_up(said, at, (at + half) % len(said)) for at in told]
    return Quality(
        run=run.name,
        speeches=len(said),
        faulty=[f"{turn}: {name}" for turn, name in found if name not in (None, *LENGTHS)],
        copies=len(copied(said, [*scenes, *_fixed(cards)])),
        repeated=1 - len(set(runs)) / max(1, len(runs)),
        take_up=sum(own) / max(1, len(own)),
        control=sum(far) / max(1, len(far)),
    )


def copied(said: Sequence[Speech], fixed: Sequence[str]) -> list[Speech]:
    """The speeches with a run of 8 words out of a fixed text or of what others said before.

    Runs that stand in the speech's own notes are its to say.
    """
    shown = {run for text in fixed for run in grams(words(text), COPY)}
    spoken: dict[tuple[str, ...], set[str]] = defaultdict(set)
    found: list[Speech] = []
    for speech in said:
        own = {run for text in notes_of(speech) for run in grams(words(text), COPY)}
        runs = {*grams(words(speech["text"]), COPY)} - own
        if any(run in shown or spoken[run] - {speech["speaker"]} for run in runs):
            found.append(speech)
        for run in runs | own:
            spoken[run].add(speech["speaker"])
    return found


def notes_of(speech: Speech) -> list[str]:
    """What the speaker was given to say: its notes, and the memories that came up."""
    notes = speech.get("say")
    return [*([notes] if notes else []), *(m["text"] for m in speech.get("memories") or [])]


def taken_up(said: Sequence[Speech], at: int, of: int) -> bool:
    """Whether the speech at one place takes up what was before the speaker at another."""
    about = stems(said[at]["text"], english())
    memories = [m["text"] for m in said[of].get("memories") or []]
    before = [speech["text"] for place, speech in enumerate(said[max(0, of - 2) : of])
              if max(0, of - 2) + place != at]  # fmt: skip
    return any(len(about & stems(text, english())) >= 3 for text in memories) or any(
        len(about & stems(text, english())) >= 2 for text in before
    )


def attributed(said: Sequence[Speech], cards: Mapping[str, Card]) -> tuple[int, int]:
    """How many speeches the blind reader attributes rightly, of how many."""
    right = attributed_rightly(said, cards)
    return sum(right), len(right)


def attributed_rightly(said: Sequence[Speech], cards: Mapping[str, Card]) -> list[bool]:
    """By speech, whether a reader of all others, names masked, gives it to its speaker."""
    masked = {word for card in cards.values() for word in words(f"{card.name} {card.cue}")}
    texts = [(s["speaker"], " ".join(w for w in words(s["text"]) if w not in masked)) for s in said]
    right: list[bool] = []
    for at, (speaker, text) in enumerate(texts):
        others: dict[str, list[str]] = defaultdict(list)
        for place, (who, other) in enumerate(texts):
            if place != at:
                others[who].append(other)
        reader = Voices(others)
        right.append(max(sorted(others), key=lambda who: reader.likeness(who, text)) == speaker)
    return right


def rhythms(runs: Sequence[Path], cards: Mapping[str, Card]) -> list[Rhythm | None]:
    """The rhythm of each run; None where it has fewer than 14 speeches."""
    names = {word for card in cards.values() for word in words(f"{card.name} {card.cue}")} - TITLES
    said = [[(s["speaker"], s["text"]) for s in speeches_of(run)[0]] for run in runs]
    return [typical(speeches, names) for speeches in said]


def show_rhythm(found: Sequence[Rhythm | None]) -> list[str]:
    """Prints the figures beside the plays'; gives those of all runs together that lie outside."""
    together = middle([one for one in found if one])
    if together is None:
        print("rhythm: no run has 14 speeches")
        return []
    wrong = outside(together)
    print(f"\n{'rhythm':10} {'plays, 5 / 50 / 95':>21} {'all runs':>9}     each run")
    for row in ROWS:
        plays = of_plays()[row]
        each = " ".join(f"{getattr(one, row):.2f}" if one else "-" for one in found)
        mark = "!!!" if row in wrong else ""
        print(f"{row:10} {plays.low:7.3f}{plays.middle:7.3f}{plays.high:7.3f} "
              f"{getattr(together, row):9.3f} {mark:3} {each}")  # fmt: skip
    for row in wrong:
        print(f"    outside: {row}, {ROWS[row]}")
    return wrong


def _fixed(cards: Mapping[str, Card]) -> list[str]:
    exemplars = [text for card in cards.values() for text in card.voice.exemplars]
    templates = [path.read_text(encoding="utf-8") for path in (ROOT / "prompts").rglob("*.j2")]
    return exemplars + templates


def _rules(speaker: str, cards: Mapping[str, Card]) -> Rules:
    card = cards[speaker]
    others = [one.cue for who, one in cards.items() if who != speaker]
    names = Names.of(card.cue, card.name, others, english())
    return Rules(names, english(), Bounds(1, 10_000))


def main() -> int:
    parser = argparse.ArgumentParser(description="How good the speeches of some runs are.")
    parser.add_argument("runs", nargs="+", type=Path, help="runs, or folders of runs")
    parser.add_argument("--world", type=Path, default=ROOT)
    asked = parser.parse_args()
    runs = sorted({found.parent for given in asked.runs for found in given.rglob(TRANSCRIPT)})
    if not runs:
        parser.error(f"no runs are there: {', '.join(map(str, asked.runs))}")
    cards = load_world(asked.world).personas
    broken = False
    print(f"{'run':34} {'speeches':>8} {'faulty':>7} {'copies':>7} {'repeated':>9} "
          f"{'take-up':>8} {'control':>8}")  # fmt: skip
    everything: list[Speech] = []
    for run in runs:
        said, _ = speeches_of(run)
        if strangers := {one["speaker"] for one in said} - set(cards):
            parser.error(f"{run}: {', '.join(sorted(strangers))} not in {asked.world}; --world DIR")
        one = quality(run, cards)
        everything += said
        print(f"{one.run:34} {one.speeches:8} {len(one.faulty):7} {one.copies:7} "
              f"{one.repeated:9.1%} {one.take_up:8.0%} {one.control:8.0%}")  # fmt: skip
        for line in one.faulty:
            print(f"    turn {line}")
        bad = one.faulty or one.copies
        broken |= bool(bad) or one.repeated > MOST_REPEATED or one.take_up < LEAST_TAKE_UP
    right, count = attributed(everything, cards)
    chance = 1 / len({speech["speaker"] for speech in everything})
    low, high = binomtest(right, count).proportion_ci(method="wilson")
    print(f"attribution {right / count:.0%} of {count}, 95 % {low:.0%} to {high:.0%}, "
          f"chance {chance:.0%}")  # fmt: skip
    wrong = show_rhythm(rhythms(runs, cards))
    return int(broken or low <= chance or bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
