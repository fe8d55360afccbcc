"""What all tests have in common."""

import gc
from pathlib import Path

import pytest
from hypothesis import settings

# How long an example takes says nothing where other workers and other people have the cores.
settings.register_profile("shared", deadline=None)
settings.load_profile("shared")

# Packages and tests are loaded that stay: garbage is looked for as seldom as the program does.
gc.set_threshold(50_000)

HERE = Path(__file__).parent
LONGEST = (
    "dialogues/test_real_scene.py",
    "docs/test_notebook_page.py",
    "dialogues/test_kills.py",
    "studies/test_backends.py",
    "docs/test_python_guide.py",
    "docs/test_research.py",
    "cli/test_desk_commands.py",
    "exports/report/test_report_page.py",
    "room/test_room_pages.py",
    "room/test_lesson.py",
)
"""Files that take longest are begun first: else a core waits for one of them at the end."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    place = {HERE / name: number for number, name in enumerate(LONGEST)}
    items.sort(key=lambda item: place.get(item.path, len(place)))


def pytest_collection_finish() -> None:
    """What was loaded so far stays: that is half a million objects that no collection of garbage
    has to go through again."""
    gc.freeze()
