"""What each part of the craft is worth, by leaving it out.

    python benchmarks/craft_parts.py play OUT --seeds 1-3 [--dialogue forum] [--world DIR]
    python benchmarks/craft_parts.py rank RUN...

``play`` plays a dialogue as it ships and with one thing off at a time, each into a folder of its
own under OUT, to be read (`commons label --task truth`), counted (`dialogue_quality.py`) or
compared (`scene_pairs.py`): *notes* (no ``say:``), *dry* (a sampler against repetition, as until
November 2026), *rhythm* (no classes of length, nobody breaks in), *cause* (who gives way needs no
cause). It prints the share of speeches that are true to their notes as far as can be told.

``rank`` takes the takes that runs have kept, each in its best cut, and leaves one part of the rank
out at a time: in how many speeches another take would have been spoken, and which; to be read
beside each other.
"""

import argparse
import json
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

import yaml

from smile_commons.dialogues import moderator
from smile_commons.personas import small
from smile_commons.personas.lengths import Length
from smile_commons.personas.ranking import WEIGHTS, is_clean

ROOT = Path(__file__).parent.parent
DRY: Mapping[str, Any] = {
    "dry_multiplier": 1.0,
    "dry_base": 2.0,
    "dry_allowed_length": 4,
    "dry_penalty_last_n": 4096,
    "dry_sequence_breakers": ["\n"],
}


@contextmanager
def without(part: str) -> Iterator[None]:
    """The craft with one thing off, in this process."""
    with ExitStack() as stack:
        if part == "dry":
            plain = small._samplers
            stack.enter_context(patch.object(small, "_samplers", lambda own: {**plain(own), **DRY}))
        if part == "rhythm":
            for name, off in _NO_RHYTHM.items():
                stack.enter_context(patch.object(moderator, name, off))
        if part == "cause":
            stack.enter_context(_no_cause())
        yield


_NO_RHYTHM: Mapping[str, Callable[..., Any]] = {
    "interjection": lambda *_, **__: None,
    "length_of": lambda *_, **__: Length.LINE,
    "is_broken": lambda *_, **__: False,
    "is_named": lambda *_, **__: False,
}


@contextmanager
def _no_cause() -> Iterator[None]:
    from smile_commons.dialogues import causes

    async def none(*_: Any, **__: Any) -> None:
        return None

    with patch.object(causes, "cause_of", none):
        yield


def bare_world(root: Path, dialogue: str, target: Path) -> Path:
    """A copy of a world whose dialogue has no notes."""
    for folder in ("personas", "memory", "prompts", "dialogues"):
        shutil.copytree(root / folder, target / folder)
    path = target / "dialogues" / f"{dialogue}.yaml"
    data = yaml.safe_load(path.read_text("utf-8"))
    for act in data["acts"]:
        for one in [*act.get("beats", ()), *act.get("matters", ())]:
            one.pop("say", None)
    path.write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False), "utf-8")
    return target


def play(asked: argparse.Namespace) -> int:
    """Plays every condition and prints what came of it."""
    first, _, last = asked.seeds.partition("-")
    seeds = range(int(first), int(last or first) + 1)
    with tempfile.TemporaryDirectory() as folder:
        for part in asked.parts.split(","):
            world = asked.world
            if part == "notes":
                world = bare_world(asked.world, asked.dialogue, Path(folder) / "bare")
            with without(part):
                for seed in seeds:
                    _play(asked.dialogue, world, seed, asked.out / part)
            print(f"{part:8} {clean_share(sorted((asked.out / part).iterdir()))}", flush=True)
    return 0


def _play(dialogue: str, world: Path, seed: int, runs: Path) -> None:
    from typer.testing import CliRunner

    from smile_commons.cli.program import app

    words = f"play {dialogue} --seed {seed} --ballots none --no-judge --quiet".split()
    done = CliRunner().invoke(app, [*words, "--world", str(world), "--runs", str(runs)])
    if done.exit_code:
        raise SystemExit(f"{dialogue}, seed {seed}: {done.output}")


def speeches_of(run: Path) -> list[dict[str, Any]]:
    """What agents said, with all takes."""
    lines = (run / "transcript.jsonl").read_text("utf-8").splitlines()
    return [one for one in map(json.loads, lines) if one["kind"] == "speech" and one["takes"]]


def clean_share(runs: list[Path]) -> str:
    """How many speeches are true to their notes, as far as the rank's parts can tell."""
    spoken = [
        take["why"]
        for run in runs
        for event in speeches_of(run)
        for take in event["takes"]
        if take["chosen"] and take["why"]
    ]
    clean = sum(is_clean(why) for why in spoken)
    return f"{clean} of {len(spoken)} speeches true as far as can be told"


def rank(asked: argparse.Namespace) -> int:
    """Leaves out one part of the rank at a time."""
    events = [event for run in asked.runs for event in speeches_of(run)]
    for part in WEIGHTS:
        changed = [found for event in events if (found := _changed(event, part))]
        print(f"\n{part}: another take in {len(changed)} of {len(events)} speeches")
        for turn, before, after in changed[: asked.show]:
            print(f"  {turn:3} with    {before}\n      without {after}")
    return 0


def _changed(event: Mapping[str, Any], part: str) -> tuple[int, str, str] | None:
    ranked = [take for take in event["takes"] if take["rank"] is not None and take["why"]]
    if len(ranked) < 2:
        return None

    def with_it(take: Mapping[str, Any]) -> tuple[bool, float]:
        return is_clean(take["why"]), take["rank"]

    def without_it(take: Mapping[str, Any]) -> tuple[bool, float]:
        spared = {**take["why"], part: 1.0 if part == "kept" else 0.0}
        return is_clean(spared), take["rank"] - WEIGHTS[part] * take["why"].get(part, 0.0)

    before = max(ranked, key=with_it)
    after = max(ranked, key=without_it)
    same = before["text"] == after["text"]
    return None if same else (event["turn"], before["text"], after["text"])


def main() -> int:
    parser = argparse.ArgumentParser(description="What each part of the craft is worth.")
    commands = parser.add_subparsers(required=True)
    played = commands.add_parser("play", help="play with one thing off at a time")
    played.add_argument("out", type=Path)
    played.add_argument("--seeds", default="1-3")
    played.add_argument("--dialogue", default="forum")
    played.add_argument("--world", type=Path, default=ROOT)
    played.add_argument("--parts", default="whole,notes,dry,rhythm,cause")
    played.set_defaults(do=play)
    ranked = commands.add_parser("rank", help="choose again among kept takes")
    ranked.add_argument("runs", nargs="+", type=Path)
    ranked.add_argument("--show", type=int, default=5)
    ranked.set_defaults(do=rank)
    asked = parser.parse_args()
    return asked.do(asked)


if __name__ == "__main__":
    sys.exit(main())
