"""``commons check`` names every mistake and ``commons new`` writes a world that has none."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from smile_commons.cli.program import app

ROOT = Path(__file__).parents[2]


@pytest.fixture
def commons(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """Runs the program in an empty folder: what it says, what it notes, and its exit code."""
    monkeypatch.chdir(tmp_path)
    runner = CliRunner()

    def run(*arguments: str) -> tuple[str, str, int]:
        result = runner.invoke(app, list(arguments))
        return result.stdout, result.stderr, result.exit_code

    return run


def test_a_new_world_has_no_mistakes(commons, tmp_path: Path) -> None:
    said, noted, code = commons("new", "mine")
    assert (said, code) == ("mine\n", 0)
    assert "commons check mine" in noted
    said, _, code = commons("check", "mine")
    assert code == 0
    assert "no mistakes in 2 personas, 20 memories, 1 dialogue, 2 acts, 4 beats" in said
    assert [path.name for path in tmp_path.iterdir()] == ["mine"], "nothing is left beside it"


def test_a_new_world_is_another_than_the_story(commons, tmp_path: Path) -> None:
    commons("new", "mine")
    told = "".join(p.read_text(encoding="utf-8") for p in (tmp_path / "mine").rglob("*.*"))
    assert not {"Lyra", "Talia", "Smile"} & set(told.split())


def test_editors_find_the_schemas_of_a_new_world(commons, tmp_path: Path) -> None:
    commons("new", "mine")
    for path in (tmp_path / "mine").rglob("*.yaml"):
        first = path.read_text(encoding="utf-8").splitlines()[0]
        assert json.loads((path.parent / first.partition("$schema=")[2]).read_text())["title"]


def test_an_empty_folder_is_as_good_as_none(commons, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    assert commons("new", "mine")[2] == 0
    assert (tmp_path / "mine" / "personas").is_dir()


@pytest.mark.parametrize("inside", ["note.txt", ".hidden"])
def test_what_is_there_is_never_written_over(commons, tmp_path: Path, inside: str) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / inside).write_text("precious")
    _, noted, code = commons("new", "mine")
    assert code == 2
    assert "is there already and not empty" in noted
    assert [path.name for path in tmp_path.rglob("*")] == ["mine", inside]


def test_a_file_is_not_written_over_either(commons, tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("precious")
    assert commons("new", "mine")[2] == 2
    assert commons("new", "mine/deeper")[2] == 2
    assert (tmp_path / "mine").read_text() == "precious"


def test_mistakes_are_printed_one_a_line(commons, tmp_path: Path) -> None:
    commons("new", "mine")
    card = tmp_path / "mine" / "personas" / "brita.yaml"
    card.write_text(card.read_text(encoding="utf-8").replace("pronouns:", "pronoun:"))
    (tmp_path / "mine" / "prompts" / "ask.j2").write_text("\n{{ nmae }}{{ titel }}")
    said, noted, code = commons("check", "mine")
    assert code == 2
    assert said.splitlines() == [
        "personas/brita.yaml:6: pronoun: is not a known key (did you mean 'pronouns'?)",
        "prompts/ask.j2:2: nmae: is not a known variable (did you mean 'name'?)",
        "prompts/ask.j2:2: titel: is not a known variable (did you mean 'title'?)",
    ]
    assert "3 mistakes in" in noted


def test_mistakes_as_json(commons, tmp_path: Path) -> None:
    commons("new", "mine")
    (tmp_path / "mine" / "memory" / "brita.md").write_text("- \n")
    said, _, code = commons("check", "mine", "--json")
    assert code == 2
    report = json.loads(said)
    assert report["ok"] is False
    (problem,) = report["problems"]
    assert (problem["file"], problem["line"]) == ("memory/brita.md", 1)
    commons("new", "other")
    assert json.loads(commons("check", "other", "--json")[0])["counts"]["persona"] == 2


def test_without_a_name_the_shipped_world_is_checked(commons) -> None:
    said, _, code = commons("check")
    assert code == 0
    assert said.startswith(f"{ROOT}: no mistakes in 4 personas")


def test_a_folder_that_is_not_there(commons) -> None:
    _, noted, code = commons("check", "nowhere")
    assert code == 2
    assert "`commons new nowhere` makes one" in noted
