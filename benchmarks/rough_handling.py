"""Run folders and processes handled roughly: nothing is lost, and what is wrong is said.

    python benchmarks/rough_handling.py [signals] [folders] [full] [many]

signals: SIGINT, SIGTERM and SIGHUP at 30 moments of a short play, then a resume.
folders: each file of a run torn in the middle, emptied and taken away, the folder moved and made
    read-only, and opened by two at once; then shown, scored, exported and resumed.
full: the play on a disk (a tmpfs, which needs root) of 12 sizes that are too small, then with room.
many: 30 plays in one folder of runs, six at a time.

Counted: tracebacks, exit codes that are not documented, and runs that are not whole in the end.
"""

import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from staged import Staged, staged, troubles
from typer.testing import CliRunner

from smile_commons.cli.program import app

CODES = (0, 2, 3, 130)
TIMES, AT_ONCE = 30, 6
SIZES = (40, 120, 250, 400, 700, 1000, 1500, 2000, 2500, 3000, 3500, 4000)
"""Kilobytes; the run has some 5 MB."""
COMMANDS = (
    ("show",),
    ("export", "--to", "jsonl", "--out", "-"),
    ("score", "--no-judge", "--json"),
    ("list",),
)


class Count:
    """What came of it."""

    def __init__(self, name: str) -> None:
        self.name, self.codes, self.wrong = name, Counter[int](), list[str]()

    def take(self, what: str, code: int, said: str, key: str) -> None:
        """Notes how one process ended."""
        self.codes[code] += 1
        if "Traceback" in said:
            self.wrong.append(f"{what}: a traceback: {said.strip()[-200:]}")
        elif code not in CODES:
            self.wrong.append(f"{what}: exit {code}: {said.strip()[-200:]}")
        if key in said:
            self.wrong.append(f"{what}: the key was said")

    def told(self) -> str:
        lines = [*self.wrong, f"{self.name}: {dict(sorted(self.codes.items()))}"]
        return "\n".join(lines) + f", {len(self.wrong)} wrong"


def resumed(stage: Staged, run: Path, count: Count, what: str) -> None:
    """Resumes a run and notes what is not whole afterwards."""
    process = stage.resume(run)
    said = process.communicate(timeout=300)[0].decode("utf-8", "replace")
    count.take(f"{what}, resumed", process.returncode, said, stage.key)
    found = troubles(run) if process.returncode == 0 else [said.strip()[-200:]]
    count.wrong += [f"{what}, resumed: {one}" for one in found]


def signals(stage: Staged) -> Count:
    count, rng = Count("signals"), random.Random(1)
    for number in range(TIMES):
        name = ("SIGINT", "SIGTERM", "SIGHUP")[number % 3]
        runs, what = stage.folder / f"{name}-{number}", f"{name} {number}"
        stage.forget_ballots()
        process = stage.play(runs)
        while not list(runs.glob("*/run.json")) and process.poll() is None:
            time.sleep(0.02)  # before there is a run nothing can be lost
        time.sleep(rng.uniform(0, stage.seconds / 2))
        process.send_signal(getattr(signal, name))
        said = process.communicate(timeout=120)[0].decode("utf-8", "replace")
        count.take(what, process.returncode, said, stage.key)
        for run in (one.parent for one in runs.glob("*/run.json")):
            resumed(stage, run, count, what)
        shutil.rmtree(runs, ignore_errors=True)
    return count


def folders(stage: Staged) -> Count:
    count, whole = Count("folders"), stage.played()
    files = sorted(one.relative_to(whole) for one in whole.iterdir() if one.is_file())
    for file in files:
        for way in ("torn", "empty", "gone"):
            run = stage.folder / "rough" / "run"
            shutil.copytree(whole, run)
            _damage(run / file, way)
            _tried(stage, run, count, f"{file} {way}")
            shutil.rmtree(run.parent)
    for way in ("moved", "read-only"):
        run = stage.folder / "rough" / f"{way} ünd elsewhere"
        shutil.copytree(whole, run)
        if way == "read-only":
            subprocess.run(["chmod", "-R", "a-w", str(run)], check=True)
        _tried(stage, run, count, way)
        subprocess.run(["chmod", "-R", "u+w", str(run)], check=True)
        shutil.rmtree(run.parent)
    return _by_two(stage, count)


def _damage(file: Path, way: str) -> None:
    if way == "gone":
        file.unlink()
        return
    content = file.read_bytes()
    file.write_bytes(content[: len(content) // 2] if way == "torn" else b"")


def _tried(stage: Staged, run: Path, count: Count, what: str) -> None:
    for words in COMMANDS:
        target = [] if words[0] == "list" else [str(run)]
        called = CliRunner().invoke(app, [words[0], *target, *words[1:], "--runs", str(run.parent)])
        strange = called.exception is not None and not isinstance(called.exception, SystemExit)
        said = f"Traceback: {called.exception!r}" if strange else called.output
        count.take(f"{what}: {words[0]}", called.exit_code, said, stage.key)
    process = stage.resume(run)
    said = process.communicate(timeout=300)[0].decode("utf-8", "replace")
    count.take(f"{what}: resume", process.returncode, said, stage.key)


def _by_two(stage: Staged, count: Count) -> Count:
    """A run that is resumed while it is played is refused, and comes to its end."""
    runs = stage.folder / "by-two"
    process = stage.play(runs)
    while not list(runs.glob("*/transcript.jsonl")) and process.poll() is None:
        time.sleep(0.01)
    (run,) = runs.iterdir()
    second = stage.resume(run)
    said = second.communicate(timeout=120)[0].decode()
    count.take("by two", second.returncode, said, stage.key)
    if second.returncode != 2:
        count.wrong.append(f"by two: the second was let in: {second.returncode}")
    said = process.communicate(timeout=120)[0].decode()
    count.take("by two, the first", process.returncode, said, stage.key)
    count.wrong += [f"by two: {one}" for one in troubles(run)]
    return count


def full(stage: Staged) -> Count:
    count, place = Count("full"), stage.folder / "full"
    place.mkdir()
    if os.geteuid() or subprocess.run(_mount(place, 100), check=False).returncode:
        count.name += " (not tried: a tmpfs cannot be mounted)"
        return count
    subprocess.run(["umount", str(place)], check=True)
    for size in SIZES:
        subprocess.run(_mount(place, size), check=True)
        process = stage.play(place / "runs")
        said = process.communicate(timeout=300)[0].decode("utf-8", "replace")
        count.take(f"{size} kB", process.returncode, said, stage.key)
        if process.returncode == 3 and "is full" not in said:
            count.wrong.append(f"{size} kB: it is not said what is full: {said[-200:]}")
        room = ["mount", "-o", "remount,size=64m", str(place)]
        subprocess.run(room, check=True)
        for run in (place / "runs").glob("*"):
            resumed(stage, run, count, f"{size} kB")
        subprocess.run(["umount", str(place)], check=True)
    return count


def _mount(place: Path, size: int) -> list[str]:
    return ["mount", "-t", "tmpfs", "-o", f"size={size}k", "tmpfs", str(place)]


def many(stage: Staged) -> Count:
    count, runs = Count("many"), stage.folder / "many"
    for first in range(0, TIMES, AT_ONCE):
        numbers = range(first, min(first + AT_ONCE, TIMES))
        plays = [stage.play(runs, seed=number) for number in numbers]
        for number, process in zip(numbers, plays, strict=True):
            said = process.communicate(timeout=1200)[0].decode("utf-8", "replace")
            count.take(f"play {number}", process.returncode, said, stage.key)
    found = list(runs.glob("*/run.json"))
    if len(found) != TIMES:
        count.wrong.append(f"{len(found)} runs of {TIMES}")
    count.wrong += [f"{one.parent.name}: {t}" for one in found for t in troubles(one.parent)]
    return count


WAYS = {"signals": signals, "folders": folders, "full": full, "many": many}


def main() -> None:
    wanted = sys.argv[1:] or ["signals", "folders", "full", "many"]
    wrong = 0
    with tempfile.TemporaryDirectory() as folder, staged(Path(folder), 4, delay=0.015) as stage:
        stage.measure()
        for name in wanted:
            count = WAYS[name](stage)
            print(count.told(), flush=True)
            wrong += len(count.wrong)
        files = [one for one in Path(folder).rglob("*") if one.is_file()]
        keyed = [one for one in files if stage.key.encode() in one.read_bytes()]
        print(f"files with the key in them: {len(keyed)} of {len(files)}")
    sys.exit(1 if wrong or keyed else 0)


if __name__ == "__main__":
    main()
