"""What a turn costs beside the model, against a local endpoint that answers at once.

    python benchmarks/overhead.py [--turns 1000] [--json]

*Own time of a turn*: from the request for its speech to the request for the next, less the time in
which the endpoint was working; so HTTP is counted, and recall, moderation, embedding, checkpoint,
transcript and memory writes. Medians over eleven turns around turn 10, 100 and the last. *Files*:
all of a run's files together against its transcript. *Help*: CPU time of `commons --help` against a
bare typer program, each the median of eleven runs, one after the other.
Exits with 1 where a promise is broken: 15 ms, 1.3 times turn 10, 10 times the transcript, 1.3.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from staged import lines, staged

TAKES = 2
AROUND = 5
MOST_SECONDS = 0.015
MOST_GROWTH = 1.3
MOST_FILES = 10.0
MOST_HELP = 1.3
BARE = "import typer\napp = typer.Typer()\n@app.command()\ndef main(name: str) -> None: ...\napp()"


def own_times(asked: Sequence[dict[str, Any]], events: Sequence[dict[str, Any]]) -> list[float]:
    """Seconds of our own for each speech but the last, in order."""
    speeches = [event for event in events if event["kind"] == "speech"]
    rounds = [len(speech["takes"]) // TAKES for speech in speeches]
    begun: list[int] = []
    calls = [place for place, entry in enumerate(asked) if entry["n"] == TAKES]
    for count in rounds:
        begun.append(calls[0])
        calls = calls[count:]
    return [
        asked[after]["received"]
        - asked[before]["received"]
        - sum(entry["answered"] - entry["received"] for entry in asked[before:after])
        for before, after in pairwise(begun)
    ]


def around(times: Sequence[float], turn: int) -> float:
    """The median over the turns around one."""
    return statistics.median(times[max(0, turn - 1 - AROUND) : turn + AROUND])


def sizes(run: Path) -> dict[str, int]:
    """Bytes by what lies directly in the run's folder."""
    found: dict[str, int] = {}
    for file in run.rglob("*"):
        if file.is_file():
            name = file.relative_to(run).parts[0]
            found[name] = found.get(name, 0) + file.stat().st_size
    return found


def help_ratio() -> tuple[float, float]:
    """CPU seconds of `commons --help`, and as a multiple of a bare typer program."""
    ours = [sys.executable, "-m", "smile_commons", "--help"]
    bare = [sys.executable, "-c", BARE, "--help"]
    times: dict[str, list[float]] = {"ours": [], "bare": []}
    for _ in range(11):
        for name, command in (("ours", ours), ("bare", bare)):
            before = os.times()
            subprocess.run(command, check=True, capture_output=True)
            after = os.times()
            times[name].append(
                after.children_user
                + after.children_system
                - before.children_user
                - before.children_system
            )
    mine = statistics.median(times["ours"])
    return mine, mine / statistics.median(times["bare"])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--turns", type=int, default=1000)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    with (
        tempfile.TemporaryDirectory() as folder,
        staged(Path(folder), turns=given.turns) as stage,
    ):
        run = stage.played()
        times = own_times(stage.asked(), lines(run / "transcript.jsonl"))
        size = sizes(run)
    at = {turn: around(times, turn) for turn in (10, 100, given.turns) if turn <= given.turns}
    growth = at[given.turns] / at[10]
    files = sum(size.values()) / size["transcript.jsonl"]
    seconds, ratio = help_ratio()
    figures = {
        "ms_at_turn": {turn: round(value * 1000, 1) for turn, value in at.items()},
        "median_ms": round(statistics.median(times) * 1000, 1),
        "growth": round(growth, 2),
        "files_to_transcript": round(files, 2),
        "bytes": dict(sorted(size.items(), key=lambda item: -item[1])),
        "help_cpu_s": round(seconds, 3),
        "help_to_bare_typer": round(ratio, 2),
    }
    if given.json:
        print(json.dumps(figures, indent=2))
    else:
        for name, value in figures.items():
            print(f"{name:20} {value}")
    kept = (
        max(at.values()) <= MOST_SECONDS
        and growth <= MOST_GROWTH
        and files <= MOST_FILES
        and ratio <= MOST_HELP
    )
    sys.exit(0 if kept else 1)


if __name__ == "__main__":
    main()
