"""How long a search over many runs takes.

    python benchmarks/logs.py [--runs 1000] [--speeches 40] [--json]

Runs are written with words of the shipped memories, then indexed. *First*: making it. *Search*:
opening it, looking at every run's files for changes, and searching; the median over many words and
phrases, and the slowest; *cpu* is the same in processor time, which other work on the machine
hardly changes. *After a change*: the same when one run has a speech more. *Program*: wall time of
`commons logs WORD` against that of `commons --help`, each the median of eleven.
Exits with 1 if the median search takes 100 ms or more.
"""

import argparse
import json
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from smile_commons.runs.index import FILE, RunIndex
from smile_commons.runs.manifest import Manifest
from smile_commons.transcript import Event

ROOT = Path(__file__).parent.parent
CAST = {"talia": "Talia", "ezra": "Ezra", "lyra": "Lyra", "kai": "Kai"}
MOST_SECONDS = 0.1


def vocabulary() -> list[str]:
    """All words of the shipped memories, as often as they stand there."""
    texts = [file.read_text(encoding="utf-8") for file in sorted((ROOT / "memory").glob("*.md"))]
    return re.findall(r"[A-Za-z']{2,}", " ".join(texts))


def write_runs(folder: Path, runs: int, speeches: int, words: list[str]) -> None:
    """Writes runs as a play leaves them, without its takes."""
    draw = random.Random(1)
    for number in range(runs):
        run = folder / f"forum-20261125-{number:06d}-0000"
        run.mkdir()
        manifest = Manifest(
            id=run.name, dialogue="forum", cast=CAST, status="done",
            created=f"2026-11-25T10:00:{number % 60:02d}+00:00",
        )  # fmt: skip
        (run / "run.json").write_text(manifest.to_json(), encoding="utf-8")
        lines = [speech(turn, draw, words) for turn in range(1, speeches + 1)]
        (run / "transcript.jsonl").write_text("".join(lines), encoding="utf-8")


def speech(turn: int, draw: random.Random, words: list[str]) -> str:
    start = draw.randrange(len(words) - 40)
    text = " ".join(words[start : start + draw.randrange(15, 40)])
    return Event(turn, "forum", "speech", draw.choice(list(CAST)), text).to_json() + "\n"


def timed(folder: Path, query: str) -> tuple[float, float, int]:
    """Seconds to open and search, those of the processor, and how many speeches there were."""
    started, computed = time.perf_counter(), time.process_time()
    with RunIndex(folder) as index:
        _, found = index.search(query)
    return time.perf_counter() - started, time.process_time() - computed, found


def program(*arguments: str) -> float:
    """Wall seconds of the program, the median of eleven."""
    command = [sys.executable, "-m", "smile_commons", *arguments]
    times: list[float] = []
    for _ in range(11):
        started = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)
        times.append(time.perf_counter() - started)
    return statistics.median(times)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--runs", type=int, default=1000)
    parser.add_argument("--speeches", type=int, default=40)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    words = vocabulary()
    draw = random.Random(2)
    queries = [draw.choice(words) for _ in range(40)]
    starts = [draw.randrange(len(words) - 3) for _ in range(20)]
    queries += [f'"{" ".join(words[at : at + 3])}"' for at in starts]
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        write_runs(folder, given.runs, given.speeches, words)
        first, _, _ = timed(folder, queries[0])
        times = [timed(folder, query) for query in queries]
        changed: list[float] = []
        for query in queries[:11]:
            with (next(folder.glob("forum-*")) / "transcript.jsonl").open("a") as file:
                file.write(speech(999, draw, words))
            changed.append(timed(folder, query)[0])
        size = (folder / FILE).stat().st_size
        logs = program("logs", "smile", "--runs", place)
        bare = program("--help")
    seconds = [one for one, _, _ in times]
    computed = [one for _, one, _ in times]
    figures = {
        "runs": given.runs,
        "speeches": given.runs * given.speeches,
        "first_s": round(first, 2),
        "search_ms": round(1000 * statistics.median(seconds), 1),
        "slowest_ms": round(1000 * max(seconds), 1),
        "cpu_ms": round(1000 * statistics.median(computed), 1),
        "slowest_cpu_ms": round(1000 * max(computed), 1),
        "after_a_change_ms": round(1000 * statistics.median(changed), 1),
        "found": round(statistics.median(found for _, _, found in times)),
        "index_mb": round(size / 1e6, 1),
        "program_ms": round(1000 * logs, 1),
        "help_ms": round(1000 * bare, 1),
        "program_to_help": round(logs / bare, 2),
    }
    if given.json:
        print(json.dumps(figures, indent=2))
    else:
        for name, value in figures.items():
            print(f"{name:20} {value}")
    sys.exit(0 if statistics.median(seconds) < MOST_SECONDS else 1)


if __name__ == "__main__":
    main()
