"""What tests in a little world have in common: nothing set, own caches, a place to be."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent / "api"))

from little import copy_little_world

import smile_commons as sc


@pytest.fixture(scope="session", autouse=True)
def nothing_set(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Neither settings nor caches of whoever runs the tests."""
    with pytest.MonkeyPatch.context() as patch:
        for name in list(os.environ):
            if name.startswith(("COMMONS_", "OPENAI_")):
                patch.delenv(name)
        patch.setenv("COMMONS_CACHE_DIR", str(tmp_path_factory.mktemp("cache")))
        patch.setenv("XDG_CONFIG_HOME", str(tmp_path_factory.mktemp("config")))
        yield


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> sc.World:
    """A world with few memories and a dialogue called ``bench``."""
    return sc.open_world(copy_little_world(tmp_path_factory.mktemp("world")))


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to stand in; runs are made in it."""
    monkeypatch.chdir(tmp_path)
    return tmp_path
