"""``commons branch``, ``take``, ``tree`` and ``play --desk``, typed against an endpoint."""

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pexpect
import pytest

sys.path.insert(0, str(Path(__file__).parent.parent))

from staged import Staged, Told, commons, environment, lines, staged, troubles


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Staged]:
    with staged(tmp_path_factory.mktemp("desk"), turns=3) as stage:
        yield stage


@pytest.fixture(scope="module")
def run(stage: Staged) -> Path:
    """A play of five speeches."""
    return stage.played()


def typed(stage: Staged, *arguments: str, stdin: str = "", fails: int = 0) -> Told:
    own = {"XDG_CACHE_HOME": str(stage.folder / "cache"), "OPENAI_API_KEY": stage.key}
    own["COLUMNS"] = "100"
    done = commons(*arguments, "--runs", str(stage.runs), folder=stage.folder, own=own, stdin=stdin)
    assert done.returncode == fails, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done


def said(run: Path) -> list[dict[str, object]]:
    return [event for event in lines(run / "transcript.jsonl") if event["kind"] == "speech"]


def branches(stage: Staged, run: Path) -> list[Path]:
    parents = {path: json.loads((path / "run.json").read_text()) for path in stage.runs.iterdir()}
    return [path for path, one in parents.items() if (one["parent"] or {}).get("run") == run.name]


def test_the_takes_of_a_turn_say_why(stage: Staged, run: Path) -> None:
    out = typed(stage, "take", run.name, "3").stdout
    assert re.search(r"\* \d+\. rank", out)
    told = json.loads(typed(stage, "take", run.name, "3", "--json").stdout)
    assert [take["number"] for take in told["takes"]] == list(range(1, len(told["takes"]) + 1))


def test_a_branch_speaks_at_once_and_says_so(stage: Staged, run: Path) -> None:
    before = len(stage.asked())
    done = typed(
        stage, "branch", run.name, "--at", "4", "--direct", "Colder.", "--as", "Colder", "--json"
    )
    made = json.loads(done.stdout)
    assert "4 speeches" in done.stderr and ": 0 model calls" in done.stderr
    assert made["parent"]["turn"] == 4
    branch = Path(made["path"])
    assert branch.parent == run.parent
    assert [e["text"] for e in said(branch)[:4]] == [e["text"] for e in said(run)[:4]]
    first = lines(branch / "replies.jsonl")
    spoken = [line["purpose"] for line in first if "purpose" in line]
    assert spoken[0] == "speak/5"
    assert len(stage.asked()) - before == sum(
        bool(line.get("usage", {}).get("calls")) for line in first
    )
    assert troubles(branch) == []
    again = json.loads(typed(stage, "play", "--replay", str(branch), "--json").stdout)
    assert (Path(again["path"]) / "transcript.jsonl").read_bytes() == (
        branch / "transcript.jsonl"
    ).read_bytes()


def test_another_take_is_a_branch_and_a_held_one_is_resumed(stage: Staged, run: Path) -> None:
    typed(stage, "take", run.name, "2", "--edit", "Nobody came.", "--as", "mine", "--hold")
    (mine,) = [
        path
        for path in branches(stage, run)
        if json.loads((path / "run.json").read_text())["name"] == "mine"
    ]
    assert [e["text"] for e in said(mine)][1:] == ["Nobody came."]
    typed(stage, "resume", "mine", "--quiet")
    assert len(said(mine)) == len(said(run))
    assert troubles(mine) == []
    tree = typed(stage, "tree").stdout
    assert "“mine” edit of kai" in tree
    assert tree.count("convergence") >= 2


@pytest.mark.parametrize(
    ("arguments", "what"),
    [
        (("branch", "--at", "2"), "exactly one thing"),
        (
            ("branch", "--at", "2", "--seed", "9", "--direct", "Colder."),
            "not in direction and seed",
        ),
        (("branch", "--at", "9", "--seed", "9"), "numbered 1 to 7"),
        (("branch", "--at", "7", "--seed", "9"), "turn 7 is the last"),
        (("branch", "--at", "2", "--forget", "kai:nothing"), "no memory 'nothing'"),
        (("branch", "--at", "2", "--card", "nobody.yaml"), "cannot be read"),
        (("take", "9"), "numbered 1 to 7"),
        (("take", "2", "--choose", "17"), "numbered 1 to"),
        (("take", "2", "--choose", "1", "--new"), "one take at a time"),
        (("take", "2", "--direct", "Colder."), "goes with --new"),
    ],
)
def test_what_cannot_be_done_is_refused_and_nothing_is_made(
    stage: Staged, run: Path, arguments: tuple[str, ...], what: str
) -> None:
    before = sorted(stage.runs.iterdir())
    command, *rest = arguments
    done = typed(stage, command, run.name, *rest, fails=2)
    assert what in " ".join(done.stderr.split())
    assert sorted(stage.runs.iterdir()) == before


def parent_of(run: Path) -> dict[str, str]:
    """What the manifest says of the run that it branches from; nothing for one that does not."""
    return json.loads((run / "run.json").read_text())["parent"] or {}


def test_a_play_is_directed_through_a_pipe(stage: Staged) -> None:
    script = (
        *("nxt", "narrate A cup falls.", "", "why", "retake Slower.", "takes", ""),
        *("next talia to kai alone on the key", "", "undo 2", "", "quit", ""),
    )
    play = ("play", "staged", "--world", str(stage.folder / "world"), "--model", "instant")
    there = set(stage.runs.iterdir()) if stage.runs.is_dir() else set()
    done = typed(
        stage, *play, "--base-url", stage.address, "--takes", "2", "--no-judge", "--desk",
        "--craft", "small",
        stdin="\n".join(script), fails=130,
    )  # fmt: skip
    told = " ".join(done.stderr.split())
    assert "'nxt' is not known here" in told
    assert "beat 1 of 2" in told
    assert "back to turn" in told
    begun = set(stage.runs.iterdir()) - there
    # Ids of the same second are in no order: a branch is known by its parent.
    (branch,) = [run for run in begun if parent_of(run)]
    assert begun - {branch} == {stage.runs / parent_of(branch)["run"]}
    done = typed(stage, "resume", branch.name, "--quiet")
    assert troubles(branch) == []
    assert [e["text"] for e in lines(branch / "transcript.jsonl") if e["kind"] == "narration"] == [
        "A cup falls."
    ]
    assert len(said(branch)[0]["takes"]) >= 4  # type: ignore[arg-type]


def test_reasons_stand_with_each_speech(stage: Staged, run: Path) -> None:
    out = typed(stage, "show", run.name, "--reasons").stdout
    assert "[turn 1: beat 1 of 2" in out and "testify to everybody" in out
    assert "plan 1 of" in out


def at_a_terminal(stage: Staged, runs: Path) -> "pexpect.spawn[str]":
    """A directed play in a terminal of 80 columns."""
    own = {"XDG_CACHE_HOME": str(stage.folder / "cache"), "OPENAI_API_KEY": stage.key}
    return pexpect.spawn(
        sys.executable,
        [
            *("-m", "smile_commons", "play", "staged", "--world", str(stage.folder / "world")),
            *("--model", "instant", "--base-url", stage.address, "--takes", "2", "--no-judge"),
            *("--desk", "--runs", str(runs)),
        ],
        env={**environment(), **own, "TERM": "xterm", "NO_COLOR": "1"},
        dimensions=(40, 80),
        encoding="utf-8",
        timeout=120,
    )


def test_a_play_is_directed_at_a_terminal(stage: Staged) -> None:
    """What is typed and what is said stand in order, and leaving is no error."""
    runs = stage.folder / "at-a-terminal"
    terminal = at_a_terminal(stage, runs)
    seen = ""
    script = (
        "help",
        "next kai question to Talia alone on the key",
        "",
        "sit ezra",
        "next ezra",
        "",
    )
    for line in script:
        terminal.expect("desk> ")
        seen += terminal.before
        terminal.sendline(line)
    terminal.expect("\\r\\n> ")
    seen += terminal.before
    terminal.sendline("I have nothing to add.")
    for line in ("stand", "quit"):
        terminal.expect("desk> ")
        seen += terminal.before
        terminal.sendline(line)
    terminal.expect(pexpect.EOF)
    seen += terminal.before
    terminal.close()
    assert terminal.exitstatus == 130
    assert "Kai is next: question to Talia alone, on the key" in seen
    assert "KAI (to Talia alone)" in seen
    assert "You speak for Ezra (" in seen
    assert "--desk` goes on" in seen and "error:" not in seen
    assert all(len(line) <= 80 for line in seen.partition("[before 1]")[0].splitlines())
    [run] = runs.iterdir()
    assert [e["speaker"] for e in said(run)] == ["kai"]  # Ezra's speech was looked at, and left


def test_control_c_leaves_the_desk_at_once(stage: Staged) -> None:
    terminal = at_a_terminal(stage, stage.folder / "left")
    terminal.expect("desk> ")
    terminal.sendintr()
    terminal.expect(pexpect.EOF)
    terminal.close()
    assert terminal.exitstatus == 130
    assert "--desk` goes on" in terminal.before
