"""`commons model check`: what an endpoint takes and gives, what is done about it, what it costs."""

import asyncio
import json
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from typer.testing import CliRunner

from smile_commons.cli.program import app

sys.path.append(str(Path(__file__).parent.parent / "models"))
from fault_server import FaultServer, Play, good, refuses
from odd_plays import thinks_apart
from staged import know_vectors

KEY = "sk-very-secret-1234"


@contextmanager
def serving(play: Play) -> Iterator[str]:
    """The server in a loop of its own, since the command has one too."""
    loop, started, addresses = asyncio.new_event_loop(), threading.Event(), list[str]()

    async def serve(stop: asyncio.Event) -> None:
        async with FaultServer(then=play) as server:
            addresses.append(server.url)
            started.set()
            await stop.wait()

    stop = asyncio.Event()
    thread = threading.Thread(target=lambda: loop.run_until_complete(serve(stop)))
    thread.start()
    started.wait(10)
    try:
        yield addresses[0]
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(10)
        loop.close()


@pytest.fixture(autouse=True)
def alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    know_vectors(tmp_path / "cache")
    monkeypatch.setenv("COMMONS_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    # What fails is asked again, at once.
    monkeypatch.setattr("smile_commons.models.call._LONGEST_PAUSE", 0.001)
    return tmp_path


def checked(play: Play, *more: str) -> tuple[int, str]:
    with serving(play) as url:
        done = CliRunner().invoke(app, ["model", "check", "m", "--base-url", url, *more])
    return done.exit_code, done.output


def test_what_an_endpoint_takes_and_gives_is_told() -> None:
    code, told = checked(good)
    assert code == 0
    for row in ("completions", "3 of 3", "readings", "system role", "tokens/s", "the forum on it"):
        assert row in told
    assert KEY not in told


def test_json_has_it_all_and_it_is_remembered(alone: Path) -> None:
    code, told = checked(thinks_apart(192, openai=True), "--json")
    assert code == 0
    found = json.loads(told)
    assert found["found"]["thinks"] is True
    assert found["found"]["length_field"] == "max_completion_tokens"
    assert found["found"]["logprobs"] == 0
    assert found["forum"]["calls"] > 100
    kept = json.loads((alone / "cache" / "endpoints.json").read_text("utf-8"))
    (entry,) = kept.values()
    assert entry["room"] == 2048
    assert KEY not in json.dumps(kept)


def test_an_endpoint_that_does_not_answer_is_named() -> None:
    code, told = checked(refuses(401, f"wrong key {KEY}"))
    assert code == 3
    assert "wrong key ***" in told
