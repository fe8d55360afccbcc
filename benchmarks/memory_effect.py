"""What memory does for a dialogue: the same act with full recall, with none, and at random.

    python benchmarks/memory_effect.py --runs runs/memory --acts workshop --seeds 1-6
    python benchmarks/memory_effect.py --runs runs/memory --read      the figures alone, no play

Plays with `commons play --recall full|none|random --ballots none --no-judge`, each seed once under
each; a play that is there already is not made again, and of a longer one only these acts count. In
a directed act every speech has the same speaker, move and matter whatever is recalled. Measured
with what `dialogue_quality.py` uses:

- *memory*: share of speeches that share at least 3 word stems with a memory that full recall gave
  for that turn of that seed. Without recall this is what the beat alone brings up.
- *before*: share of speeches that share at least 2 stems with one of the two speeches before.
- *take-up*: memory or before.
- *repeated*: share of all runs of 4 words that are not the first of their kind.
- *attribution*: share of speeches that a naive Bayes reader of all other speeches under the same
  recall, names masked, gives to their speaker.
- *invented*: share of speeches with a number, or a name of nobody in the world, that neither the
  speaker's canon nor anything said or shown before holds.
- *faulty*, *copies*: as there; *words*: the mean length of a speech.

Runs with full recall have a control of their own: of the memories that came up for a beat the
first was given to the speaker and the next was not. Counted is the share of speeches that share at
least 2 stems with either which the beat itself does not have. (Takes are chosen for taking up what
was given, so this is what giving and choosing do together.)

Differences are full less the other, paired by seed and turn (*repeated* by seed alone), with a 95 %
interval by Student's t; speeches of one seed hear each other, so it is somewhat too narrow. Prints
Markdown.
"""

import argparse
import json
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
from dialogue_quality import ROOT, Speech, attributed_rightly, quality, speeches_of

from smile_commons.memory.canon import canon_of
from smile_commons.personas.echo import grams
from smile_commons.personas.grounding import invented
from smile_commons.prompts.language import english, stems, words
from smile_commons.scoring.intervals import of_mean
from smile_commons.world import World
from smile_commons.world.load import load_world

RECALLS = ("full", "none", "random")
Played = Mapping[int, Path]


def play(asked: argparse.Namespace, seed: int, recall: str) -> None:
    """One play, in a process of its own as a user would."""
    command = [
        *(sys.executable, "-m", "smile_commons", "play", asked.dialogue, "--seed", str(seed)),
        *(
            "--recall",
            recall,
            "--no-judge",
            "--ballots",
            "none",
            "--quiet",
            "--runs",
            str(asked.runs),
        ),
        *(("--acts", asked.acts) if asked.acts else ()),
        *(("--model", asked.model) if asked.model else ()),
    ]
    subprocess.run([*asked.under.split(), *command], check=True, stdout=subprocess.DEVNULL)


def there(runs: Path) -> dict[str, dict[int, Path]]:
    """The plays that came to their end, by recall and seed."""
    found: dict[str, dict[int, Path]] = {recall: {} for recall in RECALLS}
    for file in sorted(runs.glob("*/run.json")):
        run = json.loads(file.read_text(encoding="utf-8"))
        if run["status"] == "done":
            found[run.get("recall", "full")].setdefault(run["seed"], file.parent)
    return found


def about_memory(said: Sequence[Speech], full: Sequence[Speech]) -> list[bool]:
    """By speech, whether it takes up what full recall gave for the same turn."""
    given: dict[int, list[str]] = {
        one["turn"]: [str(used["text"]) for used in one.get("memories") or ()] for one in full
    }
    return [
        any(
            len(stems(one["text"], english()) & stems(text, english())) >= 3
            for text in given.get(one["turn"], [])
        )
        for one in said
    ]


def about_before(said: Sequence[Speech]) -> list[bool]:
    """By speech, whether it takes up one of the two before it."""
    return [
        any(
            len(stems(one["text"], english()) & stems(other["text"], english())) >= 2
            for other in said[max(0, at - 2) : at]
        )
        for at, one in enumerate(said)
    ]


def repeated(said: Sequence[Speech]) -> float:
    """The share of runs of four words that are not the first of their kind."""
    runs = [gram for one in said for gram in grams(words(one["text"]), 4)]
    return 1 - len(set(runs)) / max(1, len(runs))


def made_up(said: Sequence[Speech], scenes: Sequence[str], world: World) -> list[bool]:
    """By speech, whether it holds a number or a name from nowhere."""
    names = {word for card in world.personas.values() for word in words(card.name)}
    known, found = [*scenes], list[bool]()
    for one in said:
        canon = (memory.text for memory in canon_of(one["speaker"], world.memories))
        told = [*known, *canon, one.get("on") or ""]
        found.append(bool(invented(one["text"], told, names, english())))
        known.append(one["text"])
    return found


def figures(
    played: Mapping[str, Played], world: World, acts: Sequence[str]
) -> dict[str, dict[str, list[float]]]:
    """Every measure by name and recall: a figure a speech, in the same order for each recall."""
    seeds = sorted(seed for seed in played["full"] if all(seed in played[r] for r in RECALLS))
    found: dict[str, dict[str, list[float]]] = {}
    for recall in RECALLS:
        runs = [played[recall][seed] for seed in seeds]
        plays = [speeches_of(run, acts) for run in runs]
        full = [speeches_of(played["full"][seed], acts)[0] for seed in seeds]
        memory = [about_memory(said, other) for (said, _), other in zip(plays, full, strict=True)]
        before = [about_before(said) for said, _ in plays]
        by_speech: dict[str, list[Sequence[float]]] = {
            "memory": [*memory],
            "before": [*before],
            "take-up": [list(np.logical_or(*two)) for two in zip(memory, before, strict=True)],
            "attribution": [
                attributed_rightly([s for said, _ in plays for s in said], world.personas)
            ],
            "invented": [made_up(said, scenes, world) for said, scenes in plays],
            "words": [[len(words(one["text"])) for one in said] for said, _ in plays],
            "repeated": [[repeated(said) for said, _ in plays]],
        }
        counted = [quality(run, world.personas, acts) for run in runs]
        by_speech["faulty"] = [[len(q.faulty) / max(1, q.speeches) for q in counted]]
        by_speech["copies"] = [[q.copies / max(1, q.speeches) for q in counted]]
        for name, values in by_speech.items():
            found.setdefault(name, {})[recall] = [float(v) for run in values for v in run]
    return found if seeds else {}


def table(found: Mapping[str, Mapping[str, Sequence[float]]]) -> str:
    """The measures as Markdown, with what full recall adds."""
    lines = [
        "| measure | full | none | random | full - none | full - random |",
        "|---|---|---|---|---|---|",
    ]
    for name, by_recall in found.items():
        show: Callable[[float], str] = (
            (lambda value: f"{value:.1f}") if name == "words" else (lambda value: f"{value:.1%}")
        )
        means = [show(float(np.mean(by_recall[recall]))) for recall in RECALLS]
        added = [_difference(by_recall, other, name) for other in ("none", "random")]
        lines.append(f"| {name} | {' | '.join((*means, *added))} |")
    return "\n".join(lines)


def _difference(by_recall: Mapping[str, Sequence[float]], other: str, name: str) -> str:
    between = np.array(by_recall["full"]) - np.array(by_recall[other])
    factor = 1.0 if name == "words" else 100.0
    interval = of_mean(between) if len(between) > 1 and np.ptp(between) else None
    spread = f" ({interval[0] * factor:+.1f} to {interval[1] * factor:+.1f})" if interval else ""
    return f"{between.mean() * factor:+.1f}{spread}"


def given_or_not(runs: Sequence[Path], acts: Sequence[str]) -> str:
    """How often the memory that was given is taken up, and the next that was not."""
    took: list[tuple[bool, bool]] = []
    for run in runs:
        for one in speeches_of(run, acts)[0]:
            texts = [used["text"] for used in one.get("memories") or () if not used.get("because")]
            if len(texts) > 1 and str(one.get("why")).startswith("beat"):
                own = stems(one["text"], english()) - stems(one.get("on") or "", english())
                first, second = (len(own & stems(text, english())) >= 2 for text in texts[:2])
                took.append((first, second))
    if not took:
        return "no speech on a beat had two memories come up"
    table = np.array(took, dtype=float)
    interval = of_mean(table[:, 0] - table[:, 1])
    spread = f" ({interval[0]:+.1%} to {interval[1]:+.1%})" if interval else ""
    first, second = table.mean(axis=0)
    return (
        f"{len(took)} speeches on beats with full recall: the memory given is taken up in "
        f"{first:.1%}, the next that came up in {second:.1%}: {first - second:+.1%}{spread}"
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--runs", type=Path, required=True)
    parser.add_argument("--dialogue", default="story")
    parser.add_argument("--acts", default="workshop")
    parser.add_argument("--seeds", default="1-6", help="1-6, or 1,4,7")
    parser.add_argument("--model", default="", help="as `commons play` has it")
    parser.add_argument("--read", action="store_true", help="measure what is there, play nothing")
    parser.add_argument("--under", default="", help="a command that each play runs under")
    asked = parser.parse_args()
    if not asked.read:
        for seed in _seeds(asked.seeds):
            for recall in RECALLS:
                if seed not in there(asked.runs)[recall]:
                    play(asked, seed, recall)
                    print(f"seed {seed}, {recall}: played", file=sys.stderr)
    played = there(asked.runs)
    world = load_world(ROOT)
    acts = [act for act in asked.acts.split(",") if act]
    print(given_or_not(list(played["full"].values()), acts), end="\n\n")
    found = figures(played, world, acts)
    if not found:
        print("no seed was played under all three", file=sys.stderr)
        return 2
    seeds, speeches = len(found["repeated"]["full"]), len(found["memory"]["full"])
    print(f"{seeds} seeds, {speeches} speeches under each recall\n")
    print(table(found))
    return 0


def _seeds(text: str) -> list[int]:
    first, dash, last = text.partition("-")
    if dash:
        return list(range(int(first), int(last) + 1))
    return [int(one) for one in text.split(",")]


if __name__ == "__main__":
    sys.exit(main())
