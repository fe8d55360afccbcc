"""A study is killed at random moments; the same command goes on, and nothing is doubled."""

import json
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent.parent))

from batches import PAIRED, copy_little_world, write
from staged import Staged, staged, troubles

KILLS = 3


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Staged]:
    with staged(tmp_path, turns=1, delay=0.01) as stage:
        yield stage


def test_killed_at_any_moment_it_goes_on(stage: Staged, tmp_path: Path) -> None:
    copy_little_world(tmp_path / "little")
    asks = f"settings: {{model: instant, base_url: '{stage.address}'}}\n"
    study = write(tmp_path / "study", f"world: ../little\n{asks}{PAIRED}")
    draw = random.Random(2145)
    own = ("--backend", "local", "--at-once", "3", "--quiet")
    for _ in range(KILLS):
        runner = stage.start("study", "run", str(study), *own)
        waited = time.monotonic() + 120
        before = (study / "cells.jsonl").stat().st_size if (study / "cells.jsonl").exists() else 0
        while time.monotonic() < waited and runner.poll() is None:
            there = study / "cells.jsonl"
            if there.exists() and there.stat().st_size > before:
                break
            time.sleep(0.01)
        time.sleep(draw.random() * 0.8)
        runner.kill()
        runner.communicate()
    told = stage.told("study", "run", str(study), *own)
    assert told.returncode == 0, told.stdout + told.stderr

    rows = [json.loads(line) for line in (study / "cells.jsonl").read_text("utf-8").splitlines()]
    last = {row["cell"]: row for row in rows}
    cells = [row for row in last.values() if row["kind"] == "cell"]
    assert Counter(row["status"] for row in cells) == {"done": 4}
    assert {path.name for path in (study / "runs").iterdir()} == {
        r["run_id"] for r in last.values()
    }
    for row in cells:
        assert troubles(study / "runs" / row["run_id"]) == []
    assert stage.asked(), "the endpoint was asked, and nobody else"
    speeches = [one["digest"] for one in stage.asked() if (one["max_tokens"] or 0) > 4]
    twice = sum(number - 1 for number in Counter(speeches).values())
    assert twice <= KILLS * 3 * 2, "no more is asked again than was under way"
