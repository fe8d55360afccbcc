"""``commons diff``: two branches typed against an endpoint, side by side and played again."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from smile_commons.api.compare import Differences
from smile_commons.branches.branching import make_branch
from smile_commons.branches.changes import another_direction
from smile_commons.cli.diff_shown import show_positions
from smile_commons.cli.program import app
from smile_commons.runs.folder import RunFolder, list_runs
from smile_commons.runs.manifest import Manifest
from smile_commons.scoring.paired import differences
from smile_commons.scoring.standing import Standing
from smile_commons.transcript import Event

sys.path.insert(0, str(Path(__file__).parent.parent))

from staged import Staged, commons, staged


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
    told = commons(*words, folder=stage.folder, own=own)
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
    assert first["positions"]["tests"] is None, "one pair tests nothing"
    assert (again["tests"]["count"], again["tests"]["clear"]) == (len(again["differences"]), 0)
    assert again["tests"]["families"]["of all"] == 2 and "Holm" in again["tests"]["rule"]
    assert {one["clear"] for one in again["differences"]} == {None}, "two pairs are too few"
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


@pytest.fixture
def read(tmp_path: Path) -> tuple[RunFolder, RunFolder]:
    """A run and a branch of it, both without ballots."""
    manifest = Manifest(dialogue="forum", cast={"talia": "Talia", "ezra": "Ezra"}, seed=1)
    run = RunFolder.create(tmp_path, manifest)
    with run.owned():
        run.append_event(Event(0, "forum", "act", None, "Thousands have come."))
        for turn, speaker, text in ((1, "talia", "Who may smile?"), (2, "ezra", "Nobody.")):
            run.append_event(Event(turn, "forum", "speech", speaker, text, move="answer"))
        run.change(status="done")
    branch = make_branch(run, another_direction(1, "Warmly."))
    with branch.owned():
        branch.append_event(Event(2, "forum", "speech", "ezra", "Everybody.", move="answer"))
        branch.change(status="done")
    return run, branch


def score(run: RunFolder, position: float) -> None:
    scope = {"persona": "ezra", "article": "elixirs", "act": None}
    interval = [position - 0.3, position + 0.3]
    stated = {"id": "stated-position", "scope": scope, "value": position, "interval": interval}
    run.write("scores.json", json.dumps({"scores": [stated]}))


def told(*runs: RunFolder, more: tuple[str, ...] = ()) -> str:
    words = ["diff", *(run.id for run in runs), "--runs", str(runs[0].path.parent), *more]
    result = CliRunner().invoke(app, words, env={"COLUMNS": "80"})
    assert result.exit_code == 0, result.output
    return result.stdout


def test_without_ballots_it_is_what_was_said(read: tuple[RunFolder, RunFolder]) -> None:
    run, branch = read
    score(run, -0.5)
    score(branch, 0.25)
    text = told(run, branch)
    assert "by stated positions, as the judge read them:" in text
    row = next(line for line in text.splitlines() if line.startswith("Ezra  elixirs"))
    assert row.split() == [
        "Ezra",
        "elixirs",
        "-0.50",
        "+0.25",
        "+0.75",
        "+0.33",
        "to",
        "+1.17",
        "1",
    ]
    positions = json.loads(told(run, branch, more=("--json",)))["positions"]
    assert (positions["source"], positions["none"]) == ("stated", None)


def test_where_there_are_no_positions_it_says_how_to_have_them(
    read: tuple[RunFolder, RunFolder],
) -> None:
    text = " ".join(told(*read).split())
    assert "Positions: none to compare." in text
    assert f"{read[0].id} has no ballots and no scores: commons score {read[0].id}" in text
    assert "EZRA Nobody." in text and "EZRA Everybody." in text


def test_a_run_that_is_not_played_to_its_end_is_said_to_be(
    read: tuple[RunFolder, RunFolder],
) -> None:
    run, branch = read
    with branch.owned():
        branch.change(status="stopped")
    assert f"{branch.id} is not played to its end (stopped)" in " ".join(told(run, branch).split())


def test_what_is_clear_is_marked_and_by_which_rule(capsys: pytest.CaptureFixture[str]) -> None:
    """Twelve pairs in which Ann's two positions rise and Ben's do not."""

    def standing(ann: float, ben: float) -> Standing:
        return Standing(
            "ballot", {(who, a): at for who, at in (("ann", ann), ("ben", ben)) for a in "xy"}
        )

    chance = (-0.04, 0.03, -0.02, 0.01, 0.04, -0.03, 0.02, -0.01, 0.0, 0.05, -0.05, 0.01)
    pairs = [(standing(0, 0), standing(0.4 + c, 2 * c)) for c in chance]
    told_of = Differences("ballot", differences(pairs))
    show_positions(told_of, {"ann": "Ann", "ben": "Ben"})
    shown = capsys.readouterr()
    rows = {tuple(line.split()[:2]): line for line in shown.out.splitlines() if line}
    assert "95 % alone" in shown.out and "clear" in shown.out
    assert rows["Ann", "all"].endswith("*") and not rows["Ben", "all"].endswith("*")
    told = " ".join(shown.err.split())
    assert "differences clear (*): p by Student's t on the pairs, held by Holm's method" in told
    assert "2 of all, 2 by persona, 2 by article, 4 single positions" in told
