"""The ``commons`` program: quick to help, plain in its errors, exact in its exit codes."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from smile_commons import __version__
from smile_commons.cli.program import app
from smile_commons.errors import InputError, ModelError, StoppedError

HEAVY = ("openai", "chromadb", "onnxruntime", "langgraph", "numpy", "scipy", "tokenizers")
COMMANDS = (
    "play",
    "resume",
    "branch",
    "take",
    "tree",
    "list",
    "show",
    "logs",
    "templates",
    "diff",
    "export",
    "ask",
    "label",
    "memory",
    "check",
    "new",
    "model",
)

runner = CliRunner()


def python(script: str, *, stdin: str = "", **more: str) -> subprocess.CompletedProcess[str]:
    """Runs a script in a process of its own."""
    return subprocess.run(
        [sys.executable, "-c", script],
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **more},
    )


def test_help_imports_nothing_heavy() -> None:
    script = f"""
import sys
from smile_commons.cli.program import app
try:
    app(["--help"])
except SystemExit:
    heavy = {(*HEAVY, "xllamacpp", "rich", "pydantic", "yaml", "jinja2")!r}
    print([name for name in heavy if name in sys.modules], file=sys.stderr)
"""
    result = python(script)
    assert "Usage" in result.stdout
    assert result.stderr == "[]\n"


def test_list_and_show_import_nothing_heavy(tmp_path: Path) -> None:
    script = f"""
import sys
from smile_commons.cli.program import app
try:
    app(["list", "--runs", {str(tmp_path)!r}])
except SystemExit:
    print([name for name in {HEAVY!r} if name in sys.modules])
"""
    assert python(script).stdout == "[]\n"


def test_help_names_every_command() -> None:
    result = runner.invoke(app, ["--help"])
    assert result.exit_code == 0
    assert all(f"\n  {command} " in result.output for command in COMMANDS)
    assert "..." not in result.output.partition("Commands:")[2]  # every summary fits on its line


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself_with_an_example(command: str) -> None:
    result = runner.invoke(app, [command, "--help"])
    assert result.exit_code == 0
    assert f"Example: commons {command}" in result.output


def test_the_version() -> None:
    result = runner.invoke(app, ["--version"])
    assert (result.exit_code, result.stdout) == (0, f"commons {__version__}\n")


@pytest.mark.parametrize("wrong", [["dance"], ["show"], ["play", "--mode", "sideways"]])
def test_a_wrong_command_line_is_exit_2(wrong: list[str]) -> None:
    result = runner.invoke(app, wrong)
    assert result.exit_code == 2
    assert "Usage" in result.stderr


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (InputError("dialogues/x.yaml:3: no such move"), 2),
        (ModelError("no reply; commons resume forum-1 goes on", "timeout"), 3),
        (StoppedError("stopped; commons resume forum-1 goes on"), 130),
    ],
)
def test_an_error_for_the_user_is_a_message_and_a_code(
    monkeypatch: pytest.MonkeyPatch, error: Exception, code: int
) -> None:
    def fail(**_: object) -> None:
        raise error

    monkeypatch.setattr("smile_commons.cli.list.list_runs", fail)
    result = runner.invoke(app, ["list"])
    assert (result.exit_code, result.stdout) == (code, "")
    said = f"{error}\n" if code == 130 else f"error: {error}\n"
    assert result.stderr == said


def test_a_message_cannot_drive_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(**_: object) -> None:
        raise InputError("\x1b[2Jit said \x07this")

    monkeypatch.setattr("smile_commons.cli.list.list_runs", fail)
    assert runner.invoke(app, ["list"]).stderr == "error: it said this\n"


RAISING = """
import smile_commons.cli.list as listing
from smile_commons.cli.program import app
from smile_commons.cli import console
def body(**_):
    {body}
listing.list_runs = body
app(["list"])
"""


def test_an_interrupt_is_exit_130_without_a_traceback() -> None:
    result = python(RAISING.format(body="raise KeyboardInterrupt"))
    assert result.returncode == 130
    assert "Traceback" not in result.stderr


def test_a_mistake_of_ours_keeps_its_traceback() -> None:
    result = python(RAISING.format(body="raise ValueError('ours')"))
    assert result.returncode == 1
    assert "ValueError: ours" in result.stderr


def test_a_reader_that_stops_reading_is_no_error() -> None:
    script = RAISING.format(body="[console.say('word ' * 1000) for _ in range(1000)]")
    process = subprocess.Popen(
        [sys.executable, "-c", script], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout is not None and process.stderr is not None
    process.stdout.readline()
    process.stdout.close()
    assert process.stderr.read() == ""
    assert process.wait() == 141
    process.stderr.close()


def test_a_terminal_without_the_letters_gets_stand_ins() -> None:
    result = python(RAISING.format(body="console.say('A 笑')"), PYTHONIOENCODING="latin-1")
    assert (result.returncode, result.stdout) == (0, "A ?\n")


def test_a_mode_that_is_not_there_is_refused() -> None:
    result = runner.invoke(app, ["play", "--mode", "mute"])
    assert result.exit_code == 2
    assert "directed" in result.stderr
