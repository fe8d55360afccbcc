"""What `commons take --new --voice` does for lines that anybody could have said.

    COMMONS_THREADS=1 python benchmarks/voices.py RUN_FOLDER... [--lines 20] [--out FILE]

Of the lines that the blind reader of `commons show --voices` marks in some runs, each is asked for
again twice, from a branch that ends with it: with ``--new`` alone, and with ``--new --voice``. The
first is the control: lines that were marked for being badly told are told better when they are
given anew, whatever they are given with. The reader then reads the new line in the place of the old
one. Prints, for the old line and both new ones, how many are told, the mean share that the reader
gives the speaker, and how many keep a word stem or two of what was remembered; `--out` adds every
line to a file, and what stands there is not asked again.
"""

import argparse
import asyncio
import contextlib
import json
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from smile_commons.api.observers import Observer
from smile_commons.api.voices import references_of, voices_of
from smile_commons.branches.branching import make_branch
from smile_commons.branches.changes import new_takes
from smile_commons.dialogues.casting import cast
from smile_commons.dialogues.forum import Resources, perform
from smile_commons.errors import StoppedError
from smile_commons.memory.cache import CachedEmbedder
from smile_commons.memory.embeddings import OnnxEmbedder
from smile_commons.memory.store import MemoryStore
from smile_commons.models.model import Model
from smile_commons.models.open import open_model
from smile_commons.models.settings import load_settings
from smile_commons.prompts.language import english, stems
from smile_commons.runs.folder import RunFolder, turn_event
from smile_commons.scoring.lines import lines_of_events
from smile_commons.scoring.voices.reader import Reading, read_blindly
from smile_commons.transcript import Event
from smile_commons.world.load import load_world

WAYS = ("old", "new", "voice")


class Stops(Observer):
    """Leaves when somebody has spoken."""

    def speech(self, event: Event) -> None:
        raise StoppedError("that was the line")


def marked(run: Path) -> Iterator[tuple[Path, int]]:
    folder = RunFolder.open(run, run.parent)
    for one in voices_of(folder, load_world(folder.world_path)).reader.readings:
        if one.anybody:
            yield run, one.turn


async def again(run: Path, turn: int, voice: bool, model: Model) -> Event:
    """The line of that turn as it is given anew."""
    with tempfile.TemporaryDirectory() as place:
        copy = Path(place) / run.name
        shutil.copytree(run, copy, ignore=shutil.ignore_patterns("memory", "forum.sqlite*"))
        parent = RunFolder.open(copy, copy.parent)
        branch = make_branch(parent, new_takes(parent, turn_event(parent, turn), voice=voice))
        world, embedder = load_world(branch.world_path), OnnxEmbedder()
        with MemoryStore(branch.memory_path, dimension=embedder.dimension) as store:
            resources = Resources(model, model, embedder, CachedEmbedder(embedder), store)
            casting = cast(world, branch.manifest.options())
            with branch.owned(), contextlib.suppress(StoppedError):
                await perform(branch, world, casting, resources, Stops())
        return turn_event(RunFolder.open(branch.path, branch.path.parent), turn)


def read(run: Path, turn: int, text: str) -> Reading:
    """How the reader takes a line in the place of the one that stands there."""
    folder = RunFolder.open(run, run.parent)
    lines = [
        replace(line, text=text) if line.turn == turn else line
        for line in lines_of_events(folder.events.all())
    ]
    references, names = references_of(folder, lines, load_world(folder.world_path))
    found = read_blindly(lines, references, names).readings
    return next(one for one in found if one.turn == turn)


def row(run: Path, event: Event, way: str, memory: str) -> dict[str, Any]:
    one = read(run, event.turn, event.text)
    chosen = next((take for take in event.takes if take.chosen), None)
    return {
        "run": run.name,
        "turn": event.turn,
        "way": way,
        "speaker": one.speaker,
        "told": one.told,
        "share": round(one.shares[one.speaker], 3),
        "anybody": one.anybody,
        "kept": len(stems(event.text, english()) & stems(memory, english())),
        "memory": memory,
        "rank": chosen.rank if chosen else None,
        "text": event.text,
    }


async def ask(lines: Sequence[tuple[Path, int]], out: Path | None, done: set[Any]) -> None:
    model = await open_model(load_settings())
    try:
        for run, turn in lines:
            folder = RunFolder.open(run, run.parent)
            old = turn_event(folder, turn)
            memory = next((one.text for one in old.memories if not one.because), "")
            events = {"old": old}
            for way in WAYS:
                if (run.name, turn, way) in done:
                    continue
                if way != "old":
                    events[way] = await again(run, turn, way == "voice", model)
                found = row(run, events[way], way, memory)
                print(json.dumps(found, ensure_ascii=False), flush=True)
                if out:
                    with out.open("a", encoding="utf-8") as file:
                        file.write(json.dumps(found, ensure_ascii=False) + "\n")
    finally:
        await model.aclose()


def report(rows: Sequence[dict[str, Any]]) -> None:
    print(f"{'':6} {'lines':>5} {'told':>5} {'marked':>6} {'share':>6} {'memory kept':>11}")
    for way in WAYS:
        some = [one for one in rows if one["way"] == way]
        if some:
            told = sum(one["told"] == one["speaker"] for one in some)
            left = sum(one["anybody"] for one in some)
            share = sum(one["share"] for one in some) / len(some)
            of = [one for one in some if one["memory"]]
            kept = sum(one["kept"] >= 2 for one in of)
            print(f"{way:6} {len(some):5} {told:5} {left:6} {share:6.2f} {kept:6} of {len(of)}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("runs", nargs="+", type=Path)
    parser.add_argument("--lines", type=int, default=20)
    parser.add_argument("--out", type=Path)
    asked = parser.parse_args()
    # As many of each run, in its order: what their prompts begin with alike is then read once.
    share = -(-asked.lines // len(asked.runs))
    lines = [one for run in asked.runs for one in list(marked(run))[:share]][: asked.lines]
    known: list[dict[str, Any]] = []
    if asked.out and asked.out.is_file():
        known = [json.loads(line) for line in asked.out.read_text("utf-8").splitlines()]
    done = {(one["run"], one["turn"], one["way"]) for one in known}
    wanted = {(run.name, turn) for run, turn in lines}
    missing = [one for one in lines if any((one[0].name, one[1], way) not in done for way in WAYS)]
    if missing:
        asyncio.run(ask(missing, asked.out, done))
    if asked.out:
        known = [json.loads(line) for line in asked.out.read_text("utf-8").splitlines()]
        report([one for one in known if (one["run"], one["turn"]) in wanted])
    return 0


if __name__ == "__main__":
    sys.exit(main())
