"""A browser, and a room that is served to it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from browsers import chromium
from crowd import Here
from playwright.sync_api import Browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Here]:
    found = Here(tmp_path)
    yield found
    found.end()
