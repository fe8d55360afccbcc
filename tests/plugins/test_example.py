"""The example distribution, installed for real and used as its user would."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLE = Path(__file__).parent / "example"
PLAY = "play forum --turns 2 --no-judge --ballots none --craft small --takes 2 --seed 3 --quiet"
HELP = """
import sys
from smile_commons import plugins
from smile_commons.__main__ import main
try:
    main()
except SystemExit as done:
    assert not done.code, done
assert plugins._installed.cache_info().misses == 0, "plug-ins were looked for"
assert "commons_example" not in sys.modules
"""


class Place:
    """A folder to work in, with the example where Python finds it."""

    def __init__(self, folder: Path, installed: Path) -> None:
        self.folder = folder
        ours = {"COMMONS_CACHE_DIR": str(folder / "cache"), "XDG_CONFIG_HOME": str(folder)}
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("COMMONS_", "OPENAI_"))}
        self.environ = {**kept, **ours, "PYTHONPATH": str(installed)}

    def python(self, *words: str, **more: str) -> "subprocess.CompletedProcess[str]":
        """A process of its own, with these variables besides."""
        return subprocess.run(
            [sys.executable, *words],
            cwd=self.folder,
            env={**self.environ, **more},
            capture_output=True,
            text=True,
            timeout=600,
            check=False,
        )

    def commons(self, line: str, **more: str) -> str:
        """What a command that succeeds prints."""
        done = self.python("-m", "smile_commons", *line.split(), **more)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def refused(self, line: str) -> str:
        """What a command says that is refused for what was typed."""
        done = self.python("-m", "smile_commons", *line.split())
        assert done.returncode == 2, done.stdout + done.stderr
        assert "Traceback" not in done.stderr
        return done.stderr


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that it was installed into, by pip, offline."""
    folder = tmp_path_factory.mktemp("installed")
    how = ["--no-deps", "--no-build-isolation", "--no-index", "--quiet", "--target", str(folder)]
    subprocess.run([sys.executable, "-m", "pip", "install", *how, str(EXAMPLE)], check=True)
    return folder


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory, installed: Path) -> Place:
    return Place(tmp_path_factory.mktemp("place"), installed)


@pytest.fixture(scope="module")
def run(place: Place) -> Path:
    """A play by the example's model, remembered by its embedder, led by its policy."""
    said = place.commons(
        f"{PLAY} --model parrot --policy least-heard", COMMONS_EMBEDDINGS="letters"
    )
    return place.folder / said.strip()


def test_a_model_an_embedder_and_a_policy_play_a_forum(run: Path) -> None:
    manifest = json.loads((run / "run.json").read_text("utf-8"))
    assert manifest["model"]["name"] == "parrot (commons-example 1.0)"
    assert manifest["settings"]["embeddings"] == "letters"
    assert manifest["usage"]["completion"] > 0
    lines = (run / "transcript.jsonl").read_text("utf-8").splitlines()
    speeches = [one for one in map(json.loads, lines) if one["kind"] == "speech"]
    assert [one["why"] for one in speeches] == ["spoke 0 times so far"] * 2
    assert len({one["speaker"] for one in speeches}) == 2
    assert all(one["text"].startswith("I say ") for one in speeches)


def test_an_exporter_writes_a_run(place: Place, run: Path) -> None:
    path = Path(place.commons("export last --to lines").strip())
    assert path.name == "scene.lines.txt"
    said = (place.folder / path).read_text("utf-8").splitlines()
    assert len(said) == 2
    assert " > I say " in said[0]


def test_a_name_that_is_nobodys_is_told_with_those_there_are(place: Place, run: Path) -> None:
    said = place.refused("export last --to line")
    assert "there is no format 'line'; did you mean lines?" in said
    assert "fountain" in said
    assert "plug-ins: lines (commons-example 1.0)" in said


def test_a_reader_reads_a_file_of_its_own(place: Place) -> None:
    (place.folder / "talk.xyz").write_text("%stage 1\nada > Keep it.\nnight\nbo > Why?\n", "utf-8")
    read = json.loads(place.commons("score talk.xyz --dry-run --json"))
    assert read["format"] == "stage notes"
    assert [(one["speaker"], one["text"]) for one in read["speeches"]] == [
        ("ada", "Keep it."),
        ("bo", "Why?"),
    ]
    assert read["passed_over"] == {"notes": 1}


def test_a_task_of_the_judge_is_measured(place: Place) -> None:
    rows = [
        {"text": f"No dam {n} because of {n}.", "label": "1", "topic": f"dam {n}"} for n in range(6)
    ]
    rows += [{"text": f"No dam {n}.", "label": "assertion", "topic": f"dam {n}"} for n in range(6)]
    data = place.folder / "reasons.jsonl"
    data.write_text("\n".join(json.dumps(row) for row in rows), "utf-8")
    line = "judge check --task reasons --model parrot --json"
    told = json.loads(place.commons(f"{line} --data {data}", COMMONS_EMBEDDINGS="letters"))
    found = told["uses"]["reasons"]
    assert told["judge"] == "parrot (commons-example 1.0)"
    assert found["labels"] == {"reason": 6, "assertion": 6}
    assert found["accuracy"]["value"] == 1.0
    assert found["withheld"] is None
    assert "no labelled lines" in place.refused("judge check --task reasons --model parrot")


def test_nothing_is_looked_for_where_no_plug_in_is_named(place: Place) -> None:
    done = place.python("-c", HELP, "--help")
    assert done.returncode == 0, done.stderr
