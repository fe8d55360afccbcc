"""A play killed with -9 at random moments and resumed: is every speech there, and only once?

    python benchmarks/kills.py [--kills 100] [--seed 1]

Each time a short dialogue is played against a local endpoint that takes 15 ms an answer, killed at
a moment drawn evenly over the length of an undisturbed play, and resumed to its end. Counted: runs
that are not whole afterwards, and requests beyond those of an undisturbed play: with one in flight
at a time, as with the embedded default, at most one a kill. A kill before
the run's folder exists leaves nothing to resume; it is counted apart.
"""

import argparse
import random
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from staged import Staged, staged, troubles


def killed(stage: Staged, runs: Path, after: float) -> Path | None:
    """The folder that a play left which was killed so many seconds after its start."""
    process = stage.play(runs)
    time.sleep(after)
    process.kill()
    process.communicate()
    found = [run for run in runs.glob("*") if (run / "run.json").exists()]
    return found[0] if found else None


def resumed(stage: Staged, run: Path) -> list[str]:
    """What is wrong with the run once it is resumed."""
    process = stage.resume(run)
    said = process.communicate()[0].decode()
    if process.returncode:
        return [f"resume ended with {process.returncode}: {said.strip()}"]
    return troubles(run)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    rng = random.Random(given.seed)
    broken = early = ended = 0
    most = repeated = 0
    with tempfile.TemporaryDirectory() as folder, staged(Path(folder), 4, delay=0.015) as stage:
        stage.measure()
        for number in range(1, given.kills + 1):
            runs, before = stage.folder / f"runs-{number}", len(stage.asked())
            stage.forget_ballots()
            run = killed(stage, runs, rng.uniform(0.2, stage.seconds))
            if run is None:
                early += 1
                continue
            ended += (run / "scores.json").exists()
            wrong = resumed(stage, run)
            twice = len(stage.asked()) - before - stage.usual
            most, repeated = max(most, twice), repeated + twice
            if wrong:
                broken += 1
                print(f"kill {number}: {'; '.join(wrong)}")
    print(f"{given.kills} kills over {stage.seconds:.1f} s: {early} before there was a run,")
    print(f"{ended} after its end; {broken} runs not whole;")
    print(f"{repeated} requests repeated, at most {most} a kill")
    sys.exit(1 if broken or most > 1 else 0)


if __name__ == "__main__":
    main()
