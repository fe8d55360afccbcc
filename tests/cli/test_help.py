"""Help can be followed: every command has examples, and what they type is there to be typed."""

import re
import shlex
from collections.abc import Iterator
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from smile_commons.cli.program import app

runner = CliRunner()
ROOT: Any = typer.main.get_command(app)


def commands(
    group: Any = ROOT, path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], Any]]:
    for name, command in group.commands.items():
        yield (*path, name), command
        if hasattr(command, "commands"):
            yield from commands(command, (*path, name))


ALL = dict(commands())
BY_ITSELF = {"memory": "search", "room": "open"}
"""What a group does when no command of it is named: `memory PERSONA` is a search."""


def examples(path: tuple[str, ...]) -> list[list[str]]:
    """What each example types, up to a pipe or the next command."""
    said = runner.invoke(app, [*path, "--help"]).output
    lines = re.findall(r"^\s*Example: (.*)$", said, re.MULTILINE)
    typed = [part.strip() for line in lines for part in re.split(r"\||&&|<", line)]
    return [shlex.split(part, comments=True)[1:] for part in typed if part.startswith("commons ")]


@pytest.mark.parametrize("path", ALL, ids=" ".join)
def test_every_command_has_an_example_of_itself(path: tuple[str, ...]) -> None:
    short = path[:-1] if path[-1] == BY_ITSELF.get(path[0]) else path
    assert any(example[: len(short)] == list(short) for example in examples(path))


@pytest.mark.parametrize("path", ALL, ids=" ".join)
def test_every_example_can_be_typed(path: tuple[str, ...]) -> None:
    for words in examples(path):
        command, rest = ROOT, list(words)
        while hasattr(command, "commands") and rest and rest[0] in command.commands:
            command = command.commands[rest.pop(0)]
        if hasattr(command, "commands"):
            assert words[0] in BY_ITSELF, f"{words} names no command"
            command = command.commands[BY_ITSELF[words[0]]]
        known = {name for parameter in command.params for name in parameter.opts}
        options = [word for word in rest if re.match(r"--?[a-z]", word)]
        assert set(options) <= known | {"--help"}, " ".join(words)


@pytest.mark.parametrize("path", ALL, ids=" ".join)
def test_everything_that_can_be_typed_is_explained(path: tuple[str, ...]) -> None:
    command = ALL[path]
    assert command.help.strip()
    if not hasattr(command, "commands"):
        unsaid = [
            one.name for one in command.params if not (getattr(one, "help", None) or "").strip()
        ]
        assert not unsaid


def test_the_program_says_how_to_begin_and_what_its_exit_codes_mean() -> None:
    said = runner.invoke(app, ["--help"]).output
    assert "commons play forum" in said
    for code in ("0 done", "2 what was typed", "3 a model", "130 stopped"):
        assert code in said
    for words in re.findall(r"^  commons (\w+)", said, re.MULTILINE):
        assert words in ROOT.commands
