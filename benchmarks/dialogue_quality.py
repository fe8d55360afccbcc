"""How good the speeches of some runs are, as far as that can be counted.

    commons play story --seed 1 --runs runs        (and four more seeds)
    python benchmarks/dialogue_quality.py runs/story-*

Definitions, over all speeches of a run that an agent gave:

- *faulty*: refusals or assistant talk, self-narration, labels, stage directions, other scripts,
  speeches that do not end as a sentence; found by the fault list of `personas/faults.py`.
- *copies*: speeches with a run of 8 words shared with an exemplar, a template, a memory that was
  brought up, the beat, the scene or an earlier speech.
- *repeated 4-grams*: share of all runs of 4 words that are not the first of their kind.
- *take-up*: share of speeches that share at least 3 word stems with a memory recalled for that turn
  or 2 with one of the two speeches before (stems of words that mean something). Its control is
  the same count against the memories and speeches of a turn half a run away.
- *attribution*: share of speeches that a naive Bayes reader, who has read all other speeches of
  each persona in these runs with all names masked, gives to their speaker. Chance is one in the
  number of speakers; 95 % interval by Wilson.

Exits with 1 if a limit is broken: any fault or copy, more than 3 % repeated 4-grams, less than
70 % take-up, or attribution whose interval reaches down to chance.
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

from smile_commons.personas.card import Card
from smile_commons.personas.echo import Echo
from smile_commons.personas.faults import Names, fault
from smile_commons.personas.voice import Voices
from smile_commons.personas.words import grams, stems, words
from smile_commons.world.load import load_world

ROOT = Path(__file__).parent.parent
MOST_REPEATED = 0.03
LEAST_TAKE_UP = 0.70
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
    lines = (run / "transcript.jsonl").read_text(encoding="utf-8").splitlines()
    events = [one for one in map(json.loads, lines) if not acts or one["act"] in acts]
    said = [e for e in events if e.get("kind") == "speech" and e.get("by", "agent") == "agent"]
    return said, [e["text"] for e in events if e.get("kind") == "act"]


def quality(run: Path, cards: Mapping[str, Card], acts: Sequence[str] = ()) -> Quality:
    """Counts one run, or some acts of it."""
    said, scenes = speeches_of(run, acts)
    echo = Echo()
    for text in [*scenes, *_fixed(cards)]:
        echo.show(text)
    faulty: list[str] = []
    copies = 0
    for speech in said:
        shown = [speech.get("on") or "", *(m["text"] for m in speech.get("memories") or [])]
        copies += echo.copies(speech["text"], *shown)
        found = fault(speech["text"], _names(speech["speaker"], cards), Echo())
        if found:
            faulty.append(f"{speech['turn']}: {found}")
        echo.show(speech["text"])
    runs = [gram for speech in said for gram in grams(words(speech["text"]), 4)]
    half = len(said) // 2
    own = [taken_up(said, at, at) for at in range(len(said))]
    far = [taken_up(said, at, (at + half) % len(said)) for at in range(len(said))]
    return Quality(
        run=run.name,
        speeches=len(said),
        faulty=faulty,
        copies=copies,
        repeated=1 - len(set(runs)) / max(1, len(runs)),
        take_up=sum(own) / max(1, len(own)),
        control=sum(far) / max(1, len(far)),
    )


def taken_up(said: Sequence[Speech], at: int, of: int) -> bool:
    """Whether the speech at one place takes up what was before the speaker at another."""
    about = stems(said[at]["text"])
    memories = [m["text"] for m in said[of].get("memories") or []]
    before = [speech["text"] for place, speech in enumerate(said[max(0, of - 2) : of])
              if max(0, of - 2) + place != at]  # fmt: skip
    return any(len(about & stems(text)) >= 3 for text in memories) or any(
        len(about & stems(text)) >= 2 for text in before
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


def _fixed(cards: Mapping[str, Card]) -> list[str]:
    exemplars = [text for card in cards.values() for text in card.voice.exemplars]
    templates = [path.read_text(encoding="utf-8") for path in (ROOT / "prompts").glob("*.j2")]
    return exemplars + templates


def _names(speaker: str, cards: Mapping[str, Card]) -> Names:
    card = cards[speaker]
    own = frozenset(words(f"{card.name} {card.cue}")) - {"dr", "mr", "mrs", "ms"}
    return Names(card.cue, own, frozenset(c.cue.lower() for w, c in cards.items() if w != speaker))


def main() -> int:
    parser = argparse.ArgumentParser(description="How good the speeches of some runs are.")
    parser.add_argument("runs", nargs="+", type=Path)
    parser.add_argument("--world", type=Path, default=ROOT)
    asked = parser.parse_args()
    cards = load_world(asked.world).personas
    broken = False
    print(f"{'run':34} {'speeches':>8} {'faulty':>7} {'copies':>7} {'repeated':>9} "
          f"{'take-up':>8} {'control':>8}")  # fmt: skip
    everything: list[Speech] = []
    for run in asked.runs:
        one = quality(run, cards)
        everything += speeches_of(run)[0]
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
    return int(broken or low <= chance)


if __name__ == "__main__":
    sys.exit(main())
