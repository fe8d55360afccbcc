"""Whatever the docs tell to type can be typed: every command and option is there."""

from pathlib import Path
from typing import Any

import pytest
import typer
from manuals import ROOT, blocks
from typer.main import get_command

from smile_commons.cli.program import app

UsageError: type[Exception] = typer.BadParameter.__mro__[1]
"""Typer has a Click of its own and does not name this class."""
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


def parse(words: list[str]) -> None:
    """Reads a command line as the program does, and runs nothing.

    Raises:
        UsageError: there is no such command or option, or something is missing.
    """
    command: Any = get_command(app)
    context = command.make_context("commons", list(words))
    while hasattr(command, "resolve_command"):
        rest = [*context._protected_args, *context.args]
        name, command, rest = command.resolve_command(context, rest)
        context = command.make_context(name, rest, parent=context)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_of_a_page_can_be_typed(page: Path, tmp_path: Path) -> None:
    for block in blocks(page):
        for words in block.commands():
            try:
                parse(["1" if word in ("N", "TURN") else word for word in words])
            except UsageError as error:
                pytest.fail(f"{page.name}:{block.line}: commons {' '.join(words)}: {error}")


def test_what_cannot_be_typed_is_noticed() -> None:
    with pytest.raises(UsageError):
        parse(["take", "RUN", "3", "--rewrite"])
    with pytest.raises(UsageError):
        parse(["dance"])
