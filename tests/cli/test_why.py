"""``commons show --why``: typed against an endpoint whose answers hang on the request alone."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from smile_commons.runs.folder import RunFolder

sys.path.insert(0, str(Path(__file__).parent.parent))

from staged import Staged, commons, staged

TURN = "2"


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Staged]:
    with staged(tmp_path_factory.mktemp("why"), turns=1) as found:
        found.played()
        yield found


@pytest.fixture
def run(stage: Staged) -> RunFolder:
    return RunFolder.open(next(stage.runs.iterdir()), stage.runs)


def typed(stage: Staged, run: RunFolder, *words: str, url: str = "") -> tuple[int, str, str]:
    own = {
        "XDG_CACHE_HOME": str(stage.folder / "cache"),
        "OPENAI_API_KEY": stage.key,
        "COLUMNS": "80",
        "COMMONS_DEADLINE": "5",
    }
    own |= {"COMMONS_BASE_URL": url} if url else {}
    told = commons("show", str(run.path), *words, own=own)
    return told.returncode, told.stdout, told.stderr


def contents(run: RunFolder) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in run.path.rglob("*") if path.is_file()}


def test_what_stood_behind_a_line(stage: Staged, run: RunFolder) -> None:
    code, told, _ = typed(stage, run, "--why", TURN)
    assert code == 0
    event = next(one for one in run.events.all() if one.turn == 2 and one.kind == "speech")
    assert "has the floor: beat 2 of 2" in told
    assert "in sight: the speech of turn 1" in told
    prompt, _, beside = told.partition("What came up and was not given:")
    assert "What stood in the prompt:" in prompt
    for used in event.memories:
        assert (used.id in prompt, used.id in beside) in ((True, False), (False, True))
    assert "<- canon, memory/" in told
    assert f"of {len(event.takes)} was chosen, rank" in told


def test_for_programs(stage: Staged, run: RunFolder) -> None:
    _, told, _ = typed(stage, run, "--why", TURN, "--json")
    found: dict[str, Any] = json.loads(told)
    assert (found["turn"], found["recorded"], found["without"]) == (2, True, None)
    assert found["in_sight"] == [1]
    canon = next(one for one in found["memories"] if one["from"]["kind"] == "canon")
    assert canon["from"]["file"].startswith("memory/")
    assert canon["from"]["line"] > 0
    assert sum(take["chosen"] for take in found["takes"]) == 1


def test_without_its_memories_the_line_is_another_and_the_run_the_same(
    stage: Staged, run: RunFolder
) -> None:
    before, asked = contents(run), len(stage.asked())
    code, told, _ = typed(stage, run, "--why", TURN, "--without", "--json")
    assert code == 0
    found = json.loads(told)["without"]
    assert len(stage.asked()) == asked + 2
    assert found["exact"]
    assert found["same_again"]
    assert found["removed"]
    assert found["line"] != json.loads(told)["text"]
    assert found["line"] in [take["text"] for take in found["takes"]]
    assert contents(run) == before


def test_both_are_shown_beside_each_other(stage: Staged, run: RunFolder) -> None:
    code, told, beside = typed(stage, run, "--why", TURN, "--without")
    assert code == 0
    assert (
        told.index("Spoken:")
        < told.index("Without it:")
        < told.index("Words of the memories alone")
    )
    assert "said the same: the difference is theirs" in beside


def test_an_endpoint_that_is_gone_is_said(stage: Staged, run: RunFolder) -> None:
    manifest = run.path / "run.json"
    kept = manifest.read_text()
    manifest.write_text(kept.replace(stage.address, "http://127.0.0.1:9/v1"))
    try:
        code, told, beside = typed(stage, run, "--why", TURN, "--without")
    finally:
        manifest.write_text(kept)
    assert (code, told) == (3, "")
    assert "127.0.0.1:9" in beside
    assert "Traceback" not in beside


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--why", "99"), "has no turn 99"),
        (("--without",), "--without goes with --why TURN"),
    ],
)
def test_what_cannot_be_told_says_why(
    stage: Staged, run: RunFolder, words: tuple[str, ...], message: str
) -> None:
    code, told, beside = typed(stage, run, *words)
    assert (code, told) == (2, "")
    assert message in beside


def test_a_run_without_a_record_still_tells_what_came_up(stage: Staged, run: RunFolder) -> None:
    kept = run.replies_path.rename(run.path / "elsewhere.jsonl")
    try:
        code, told, beside = typed(stage, run, "--why", TURN)
        lost = typed(stage, run, "--why", TURN, "--without")
    finally:
        kept.rename(run.replies_path)
    assert (code, "What stood in the prompt:" in told) == (0, True)
    assert "no record of the request is there" in beside
    assert (lost[0], "holds no request" in lost[2]) == (2, True)
