"""A small world of our own, fresh for every test, and an editor for its files."""

import shutil
from pathlib import Path

import pytest
from worlds import STARTER, Edit, Problems

from smile_commons.errors import Problem, WorldError
from smile_commons.prompts.check import check_world


@pytest.fixture
def world(tmp_path: Path) -> Path:
    """The world that ``commons new`` writes."""
    folder = tmp_path / "world"
    shutil.copytree(STARTER, folder)
    return folder


@pytest.fixture
def edit(world: Path) -> Edit:
    """Replaces words of a file, once."""

    def replace(file: str, old: str, new: str) -> None:
        path = world / file
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    return replace


@pytest.fixture
def problems(world: Path) -> Problems:
    """All that a check of the world finds."""

    def check() -> list[Problem]:
        try:
            check_world(world)
        except WorldError as error:
            return list(error.problems)
        return []

    return check
