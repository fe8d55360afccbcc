"""``commons diff``: two branches typed against an endpoint, side by side and played again."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from smile_commons.dialogues.run_folder import list_runs

sys.path.insert(0, str(Path(__file__).parent.parent))

from staged import Staged, environment, staged


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Staged]:
    """A run of five speeches with a branch called *colder*."""
    with staged(tmp_path_factory.mktemp("diff"), turns=3) as found:
        run = found.played()
        direction = "Colder; nothing is forgiven."
        typed(found, "branch", str(run), "--at", "2", "--direct", direction, "--as", "colder", "-q")
        yield found


def typed(stage: Staged, *words: str, code: int = 0, columns: int = 60) -> str:
    """What a command prints on standard output."""
    own = {
        "XDG_CACHE_HOME": str(stage.folder / "cache"),
        "OPENAI_API_KEY": stage.key,
        "COLUMNS": str(columns),
    }
    told = subprocess.run(
        [sys.executable, "-m", "smile_commons", *words],
        cwd=stage.folder,
        env={**environment(), **own},
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == code, told.stdout + told.stderr
    return told.stdout if code == 0 else told.stderr


def original(stage: Staged) -> str:
    return next(run.id for run in list_runs(stage.runs)[0] if run.manifest.parent is None)


def test_where_two_runs_part(stage: Staged) -> None:
    told = typed(stage, "diff", original(stage), "colder")
    assert "Turns 1 to 2 are the same in both" in told
    assert "One thing is different: B has direction: “Colder; nothing is\nforgiven.”." in told
    assert told.count("  turn 3  ") == 2
    assert "  turn 2  " not in told
    assert "by private ballots at the end:" in told
    assert max(len(line) for line in told.splitlines() if "%" not in line) <= 70


def test_both_ways_are_played_in_pairs_and_never_twice(stage: Staged) -> None:
    words = ("diff", original(stage), "colder", "--repeat", "2", "--json")
    first: dict[str, Any] = json.loads(typed(stage, *words))
    asked = len(stage.asked())
    assert json.loads(typed(stage, *words)) == first
    assert len(stage.asked()) == asked
    again = first["repeats"]
    assert (again["source"], len(again["pairs"])) == ("ballot", 2)
    whole = next(d for d in again["differences"] if not d["persona"] and not d["article"])
    assert whole["n"] == 2
    assert whole["value"] == pytest.approx(whole["b"] - whole["a"])
    runs = {run.id: run.manifest for run in list_runs(stage.runs)[0]}
    for number, pair in enumerate(again["pairs"], start=1):
        ways = [runs[id] for id in pair]
        assert ways[0].seed == ways[1].seed
        assert [way.repeat and way.repeat.number for way in ways] == [number, number]
        assert [way.status for way in ways] == ["done", "done"]
        assert ways[1].name == f"colder, again {number}"
    assert len({runs[pair[0]].seed for pair in again["pairs"]}) == 2


def test_a_folder_that_was_renamed_is_found(stage: Staged) -> None:
    run = next(one for one in list_runs(stage.runs)[0] if one.manifest.name == "colder")
    before = json.loads(typed(stage, "diff", original(stage), run.id, "--json"))
    moved = run.path.rename(stage.runs / "another name")
    try:
        after = json.loads(typed(stage, "diff", original(stage), run.id, "--json"))
    finally:
        moved.rename(run.path)
    assert after["b"].pop("path") != before["b"].pop("path")
    assert after == before


def test_what_cannot_be_compared_says_why(stage: Staged, tmp_path: Path) -> None:
    run = original(stage)
    assert "is one run; two are compared" in typed(stage, "diff", run, run, code=2)
    assert "no run 'colde'" in typed(stage, "diff", run, "colde", code=2)
