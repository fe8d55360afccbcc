"""Scenes of two sets of runs side by side, blind, for a reader; and what the reader said.

    python benchmarks/scene_pairs.py A B --to pairs            writes pairs/ and pairs-key.json
    python benchmarks/scene_pairs.py --count pairs/answers.csv
    python benchmarks/scene_pairs.py --read pairs --model NAME --base-url URL

A and B are folders of runs (or runs), say of the last release and of this one. A pair is one act of
one dialogue, out of a run of A and a run of B: those of the same seed first, then in order of seed.
Each scene is its first speeches, whole, as many as make both equally long (within a tenth, at most
300 words). Every pair is written twice, in both orders, and all are shuffled; nobody meets a pair
again before every other was read once. The files hold no name of a release, run or model; the cast
keep their names, marks are set alike, and an opening is shown only where both have the same. The
key lies beside the folder, not in it: give a reader the folder.

A person writes 1, 2 or tie into answers.csv, column ``better``. With --model a model reads: take
one of another family than the models that wrote the scenes. Its answers are in answers-NAME.csv,
and are gone on with where they were left.
"""

import argparse
import asyncio
import json
import random
import re
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pair_counts import count, read_answers, told, write_answers
from pair_reader import read_pairs

from smile_commons.errors import CommonsError, InputError
from smile_commons.scoring.rhythm import words

WORDS = 300
FEWEST = 40
"""Words, at least; a shorter scene is no scene."""
NEAR = 0.1
"""How much longer one scene of a pair may be."""
SEED = 2145
QUESTION = (
    "Which is the better scene: the one you would rather see played, and go on reading? "
    "Both were cut to one length, so an end says nothing."
)
_MARKS = {"’": "'", "‘": "'", "“": '"', "”": '"', "…": "..."}
Line = tuple[str, str]


@dataclass(frozen=True)
class Scene:
    """One act of one run."""

    dialogue: str
    act: str
    seed: int
    run: str
    opening: str
    lines: tuple[Line, ...]
    """Cue and speech."""


def scenes_of(folder: Path) -> list[Scene]:
    """All acts of all runs in a folder, by seed.

    Raises:
        InputError: there are none.
    """
    runs = sorted(path.parent for path in folder.rglob("transcript.jsonl"))
    found = [scene for run in runs for scene in _scenes(run)]
    if not found:
        raise InputError(f"{folder}: no runs with speeches are there")
    return sorted(found, key=lambda scene: (scene.seed, scene.run))


def _scenes(run: Path) -> Iterator[Scene]:
    about = json.loads((run / "run.json").read_text(encoding="utf-8"))
    cues: Mapping[str, str] = about.get("cast") or {}
    lines = (run / "transcript.jsonl").read_text(encoding="utf-8").splitlines()
    by_act: dict[str, list[Any]] = defaultdict(list)
    for event in map(json.loads, lines):
        by_act[event["act"]].append(event)
    for act, events in by_act.items():
        said = [e for e in events if e["kind"] == "speech"]
        yield Scene(
            dialogue=about["dialogue"],
            act=act,
            seed=about.get("seed") or 0,
            run=run.name,
            opening=" ".join(plain(e["text"]) for e in events if e["kind"] == "act"),
            lines=tuple((cues.get(e["speaker"], e["speaker"]), plain(e["text"])) for e in said),
        )


def plain(text: str) -> str:
    """With marks and spaces as one release and the other set them alike."""
    for mark, typed in _MARKS.items():
        text = text.replace(mark, typed)
    return " ".join(re.sub(r"\s*(?:—|–|--+)\s*", " - ", text).split())


def matched(one: Sequence[Scene], other: Sequence[Scene]) -> list[tuple[Scene, Scene]]:
    """Scenes of the same act; each stands in one pair at most, and equal seeds go together."""
    pairs: list[tuple[Scene, Scene]] = []
    for what in dict.fromkeys((scene.dialogue, scene.act) for scene in one):
        left = [scene for scene in one if (scene.dialogue, scene.act) == what]
        right = [scene for scene in other if (scene.dialogue, scene.act) == what]
        for scene in [*left]:
            twin = next((s for s in right if s.seed == scene.seed), None)
            if twin:
                pairs.append((scene, twin))
                left.remove(scene)
                right.remove(twin)
        pairs += zip(left, right, strict=False)
    return pairs


def cut(one: Scene, other: Scene, most: int = WORDS) -> tuple[list[Line], list[Line]] | None:
    """The longest beginnings that are equally long, in whole speeches; None where none are."""
    best: tuple[int, int, int] | None = None
    for left, ours in enumerate(_lengths(one), start=1):
        for right, theirs in enumerate(_lengths(other), start=1):
            low, high = sorted((ours, theirs))
            if low >= FEWEST and high <= min(most, low * (1 + NEAR)):
                best = max(best or (0, 0, 0), (low, left, right))
    return (list(one.lines[: best[1]]), list(other.lines[: best[2]])) if best else None


def _lengths(scene: Scene) -> Iterator[int]:
    """Words up to and with each speech."""
    total = 0
    for _, text in scene.lines:
        total += len(words(text))
        yield total


def write_pairs(pairs: Sequence[tuple[Scene, Scene]], folder: Path, seed: int, most: int) -> int:
    """Writes the files, the answer sheet and the key; gives how many pairs there are."""
    rng = random.Random(seed)
    made = [(*pair, *parts) for pair in pairs if (parts := cut(*pair, most))]
    first = ["ab"[rng.random() < 0.5] for _ in made]
    order = rng.sample(range(len(made)), len(made))
    again = rng.sample(range(len(made)), len(made))
    sheets = [*((at, first[at]) for at in order), *((at, "ab"[first[at] == "a"]) for at in again)]
    folder.mkdir(parents=True)
    key: dict[str, Any] = {}
    for number, (at, side) in enumerate(sheets, start=1):
        one, other, ours, theirs = made[at]
        name = f"pair-{number:02}"
        opening = one.opening if one.opening == other.opening else ""
        both = (ours, theirs) if side == "a" else (theirs, ours)
        (folder / f"{name}.md").write_text(_page(number, opening, both), encoding="utf-8")
        key[name] = {"scene": f"{at:03}", "first": side, "dialogue": one.dialogue, "act": one.act,
                     "a": one.run, "b": other.run}  # fmt: skip
    write_answers(folder / "answers.csv", dict.fromkeys(key, ""))
    _key_of(folder).write_text(json.dumps(key, indent=1), encoding="utf-8")
    return len(made)


def _page(number: int, opening: str, both: Sequence[Sequence[Line]]) -> str:
    parts = [f"# Pair {number:02}", QUESTION, *([f"*{opening}*"] if opening else [])]
    for place, lines in enumerate(both, start=1):
        parts += [f"## Scene {place}", *(f"{cue.upper()}: {text}" for cue, text in lines)]
    return "\n\n".join(parts) + "\n"


def _key_of(folder: Path) -> Path:
    return folder.resolve().with_name(f"{folder.resolve().name}-key.json")


def _read(asked: argparse.Namespace) -> Path:
    if not asked.model:
        raise InputError("--read takes the name of a model: --model NAME")
    sheet = asked.read / f"answers-{re.sub(r'[^A-Za-z0-9.-]+', '-', asked.model)}.csv"
    if not sheet.exists():
        write_answers(sheet, dict.fromkeys(read_answers(asked.read / "answers.csv")))
    unread = asyncio.run(read_pairs(asked.read, sheet, asked.model, asked.base_url))
    print(f"{sheet}: {unread} without a readable answer")
    return sheet


def _show(sheets: Sequence[Path]) -> None:
    for sheet in sheets:
        key = json.loads(_key_of(sheet.resolve().parent).read_text(encoding="utf-8"))
        print(
            "\n".join(
                [str(sheet), *(f"  {line}" for line in told(count(read_answers(sheet), key)))]
            )
        )


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("folders", nargs="*", type=Path, metavar="A B")
    parser.add_argument("--to", type=Path, default=Path("pairs"), metavar="FOLDER")
    parser.add_argument("--words", type=int, default=WORDS, help="most words of a scene")
    parser.add_argument("--seed", type=int, default=SEED, help="shuffles")
    parser.add_argument("--count", nargs="+", type=Path, default=[], metavar="answers.csv")
    parser.add_argument("--read", type=Path, metavar="FOLDER", help="pairs for a model to read")
    parser.add_argument("--model")
    parser.add_argument("--base-url")
    asked = parser.parse_args()
    try:
        if asked.read:
            _show([_read(asked)])
        elif asked.count:
            _show(asked.count)
        elif len(asked.folders) == 2:
            pairs = matched(*map(scenes_of, asked.folders))
            made = write_pairs(pairs, asked.to, asked.seed, asked.words)
            print(f"{made} pairs in both orders in {asked.to}, the key in {_key_of(asked.to)}")
            if made < len(pairs):
                print(f"{len(pairs) - made} more could not be cut to one length")
        else:
            parser.error("two folders of runs, or --count, or --read")
    except (CommonsError, FileExistsError, FileNotFoundError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
