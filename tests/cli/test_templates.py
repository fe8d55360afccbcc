"""Options saved by name, names completed, words on standard input, and examples that parse."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest
import typer
from typer.testing import CliRunner

from smile_commons.cli import templates
from smile_commons.cli.program import app
from smile_commons.runs.options import PlayOptions

ROOT = Path(__file__).parent.parent.parent
runner = CliRunner()


@pytest.fixture(autouse=True)
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(templates, "folder", lambda: tmp_path / "templates")
    return tmp_path / "templates"


@pytest.fixture
def played(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What ``commons play`` was asked for; nothing is played."""
    asked: dict[str, Any] = {}

    def play(options: PlayOptions, runs: Path, *_: object, **given: object) -> None:
        asked.update(options.model_dump() | given | {"runs": runs})

    monkeypatch.setattr("smile_commons.cli.playing.play", play)
    return asked


def test_saved_options_are_used_and_what_is_typed_wins(
    config: Path, played: dict[str, Any]
) -> None:
    saved = runner.invoke(
        app, "play open-evening --turns 4 --mode free --runs out --save quick".split()
    )
    assert saved.exit_code == 0, saved.output
    assert played == {}  # saving plays nothing
    assert (config / "quick.yaml").is_file()
    assert runner.invoke(app, "play --template quick --turns 6".split()).exit_code == 0
    assert (played["dialogue"], played["turns"]) == ("open-evening", 6)
    assert (played["mode"], played["runs"]) == ("free", Path("out"))
    assert played["seed"] is None


def test_a_template_can_be_made_of_another(played: dict[str, Any]) -> None:
    runner.invoke(app, "play forum --turns 4 --save one".split())
    runner.invoke(app, "play --template one --takes 2 --save two".split())
    runner.invoke(app, "play --template two".split())
    assert (played["turns"], played["takes"]) == (4, 2)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("turnz: 3", "did you mean 'turns'?"),
        ("turns: many", "--turns"),
        ("command: export", "a template of `commons export`"),
        ("- a list", "not a template"),
        ("turns: [", "bad.yaml"),
        ("replay: some-run", "no option"),
    ],
)
def test_a_template_that_is_wrong_says_how(config: Path, text: str, told: str) -> None:
    config.mkdir()
    (config / "bad.yaml").write_text(text)
    result = runner.invoke(app, ["play", "--template", "bad"])
    assert result.exit_code == 2
    assert told in result.stderr


def test_names_that_are_none_are_refused(config: Path) -> None:
    runner.invoke(app, "play forum --save quick".split())
    missing = runner.invoke(app, "play --template quik".split())
    assert (missing.exit_code, "did you mean 'quick'?" in missing.stderr) == (2, True)
    assert runner.invoke(app, "play --save ../../away".split()).exit_code == 2


def test_a_secret_is_not_saved(config: Path) -> None:
    url = "https://me:word@example.org/v1"
    result = runner.invoke(app, ["play", "--base-url", url, "--save", "leak"])
    assert result.exit_code == 2
    assert not config.exists()


def test_templates_are_listed_shown_and_removed(config: Path) -> None:
    runner.invoke(app, "play forum --turns 3 --save quick".split())
    assert runner.invoke(app, ["templates"]).stdout == "quick\n"
    assert "turns: 3" in runner.invoke(app, ["templates", "quick"]).stdout
    assert runner.invoke(app, ["templates", "quick", "--remove"]).exit_code == 0
    assert runner.invoke(app, ["templates", "quick"]).exit_code == 2


def completed(*typed: str) -> list[str]:
    """What a shell is told when Tab is pressed after these words."""
    last = str(len(typed))
    words = {"COMP_WORDS": " ".join(("commons", *typed)), "COMP_CWORD": last}
    return runner.invoke(app, env={"_COMMONS_COMPLETE": "complete_bash", **words}).stdout.split()


def test_names_are_completed(tmp_path: Path) -> None:
    for name in ("forum-20251124-100000-aaaa", "story-20261124-100000-bbbb"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "run.json").touch()
    (tmp_path / "no-run").mkdir()
    assert completed("ask", "t") == ["talia"]
    assert completed("play", "el") == ["elixirs-hearing"]
    runs = completed("export", "--runs", str(tmp_path), "")
    assert [name[:5] for name in runs] == ["story", "forum"]
    assert completed("export", "last", "--to", "f") == ["fountain", "fdx"]


# Every example that help or a document gives can be typed.


def commands() -> Iterator[tuple[str, click.Command]]:
    def walk(name: str, command: click.Command) -> Iterator[tuple[str, click.Command]]:
        yield name, command
        if isinstance(command, click.Group):
            for part, inner in command.commands.items():
                yield from walk(f"{name} {part}", inner)

    return walk("commons", typer.main.get_command(app))


def parses(line: str) -> None:
    """Parses one command line as the shell would hand it over, and calls nothing."""
    words = shlex.split(line, comments=True)
    for sign in ("<", ">", "|", "&&"):
        words = words[: words.index(sign)] if sign in words else words
    group, context = typer.main.get_command(app), None
    name, *rest = words
    while True:
        context = group.make_context(name, rest, parent=context)
        if not isinstance(group, click.Group):
            return
        # Past parsing, a group holds what is left for its command.
        left = [*context._protected_args, *context.args]
        if not left:
            return
        found, command, rest = group.resolve_command(context, left)
        assert command is not None and found is not None, line
        group, name = command, found


EXAMPLES = [
    (name, example)
    for name, command in commands()
    for example in re.findall(r"Example: (commons .*)", command.help or "")
]


@pytest.mark.parametrize(("name", "example"), EXAMPLES)
def test_examples_in_the_help_parse(name: str, example: str) -> None:
    assert example.startswith(name)
    parses(example)


@pytest.mark.parametrize("name", [name for name, _ in commands() if name != "commons"])
def test_every_command_has_an_example(name: str) -> None:
    assert name in {of for of, _ in EXAMPLES}


def documented() -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for file in (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))):
        for block in re.findall(r"```\w*\n(.*?)```", file.read_text("utf-8"), re.DOTALL):
            lines = re.findall(r"^\s*(?:\$ )?(?:\.venv/bin/)?(commons .*)", block, re.MULTILINE)
            found += [(file.name, re.split(r"\s{2,}", line)[0]) for line in lines]
    return found


@pytest.mark.parametrize(("file", "line"), documented())
def test_examples_in_the_documents_parse(
    file: str, line: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(templates, "load", lambda *_: {})  # none is saved here
    parses(line)
