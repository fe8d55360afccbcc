"""The small real model, in a process of its own: it answers, it ends, and it keeps quiet."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from smile_commons.errors import ModelError
from smile_commons.models.embedded import EmbeddedModel
from smile_commons.models.llama_server import LlamaServer
from smile_commons.models.model import Profile
from smile_commons.models.request import Message, Request

PROFILE = Profile(
    samplers={"min_p": 0.08, "dry_multiplier": 0.8, "dry_penalty_last_n": 512}, n_ctx=1024
)
ASKED = Request(purpose="x", prompt="Once upon a time", max_tokens=2, temperature=0.0)
# One thread: two would wait for each other wherever other work goes on beside them.
pytestmark = pytest.mark.model


BROKEN = [b"", b"not weights at all", b"GGUF\x03\x00\x00\x00" + b"\xff" * 64]


def opened(path: Path, log: Path | None = None) -> EmbeddedModel:
    return EmbeddedModel(path, name="small", digest="d", profile=PROFILE, threads=1, log=log)


async def test_it_answers_in_every_way_that_is_asked_of_it(
    small_gguf: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    model = opened(small_gguf, tmp_path / "llama.log")
    schema = {
        "type": "object",
        "properties": {"answer": {"type": "string", "enum": ["yes", "no"]}},
        "required": ["answer"],
        "additionalProperties": False,
    }
    heard: dict[int, str] = {0: "", 1: ""}

    def listen(index: int, text: str) -> None:
        heard[index] += text

    try:
        script = Request(
            purpose="speak/1",
            prompt="ANNA: Once upon a time there was",
            n=2,
            max_tokens=12,
            logprobs=3,
            samplers=PROFILE.samplers,
        )
        reply = await model.complete(script, listen)
        assert [heard[0], heard[1]] == [choice.text for choice in reply.choices]
        for choice in reply.choices:
            assert choice.finish == "length"
            assert choice.logprobs is not None
            assert len(choice.logprobs) == 3
            assert all(value <= 0 for value in choice.logprobs.values())
        assert reply.usage.completion == 24

        cached = (await model.complete(script)).usage.cached
        assert cached > 0, "what was read before is not read again"

        messages = (Message("system", "You answer."), Message("user", "Yes or no?"))
        for asked in ({"messages": messages}, {"prompt": "Yes or no?"}):
            ballot = Request(purpose="b", max_tokens=40, schema=schema, **asked)  # type: ignore[arg-type]
            assert "answer" in (await model.complete(ballot)).choices[0].text

        many = Request(purpose="speak/2", prompt="BOB: Well,", n=6, max_tokens=3)
        assert len((await model.complete(many)).choices) == 6

        with pytest.raises(ModelError, match="context"):
            await model.complete(Request(purpose="x", prompt="long " * 3000))
    finally:
        await model.aclose()
    assert model.usage.calls >= 7
    assert (tmp_path / "llama.log").stat().st_size > 0
    assert capfd.readouterr() == ("", "")


async def test_nobody_without_the_key_is_answered(small_gguf: Path) -> None:
    import httpx2

    server = LlamaServer(path=small_gguf, n_ctx=512, threads=1)
    address = await asyncio.to_thread(server.start)
    try:
        assert address.startswith("http://127.0.0.1:")
        with httpx2.Client() as client:
            headers = {"Authorization": "Bearer wrong", "Origin": "http://page.example"}
            reply = client.post(f"{address}/v1/completions", json={"prompt": "a"}, headers=headers)
        assert reply.status_code == 401
        assert reply.headers.get("access-control-allow-origin", "") not in (
            "*",
            "http://page.example",
        )
        assert server.key not in _arguments(server.pid)
    finally:
        server.stop()
    assert server.pid is None


async def test_it_can_be_closed_and_used_again(small_gguf: Path) -> None:
    model = opened(small_gguf)
    ask = ASKED
    for count in (1, 2):
        await model.complete(ask)
        await model.aclose()
        await model.aclose()
        assert model.usage.calls == count


@pytest.mark.parametrize("content", BROKEN)
async def test_a_broken_file_is_an_error_and_no_more(
    content: bytes, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "broken.gguf"
    path.write_bytes(content)
    model = opened(path)
    with pytest.raises(ModelError, match=r"broken\.gguf cannot be loaded") as failure:
        await model.complete(Request(purpose="x", prompt="A:"))
    await model.aclose()
    assert failure.value.fault == "not loaded"
    assert capfd.readouterr() == ("", "")


async def test_a_server_that_was_killed_is_started_again(small_gguf: Path) -> None:
    model = opened(small_gguf)
    ask = ASKED
    await model.complete(ask)
    model._server.kill()
    replies = await asyncio.gather(*(model.complete(ask) for _ in range(3)))
    await model.aclose()
    assert all(reply.choices for reply in replies)


async def test_loading_can_be_called_off(small_gguf: Path) -> None:
    model = opened(small_gguf)
    loading = asyncio.create_task(model.start())
    await asyncio.sleep(0.05)
    loading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await loading
    await model.complete(ASKED)
    await model.aclose()


LEFT_ALONE = """
import asyncio, os, sys
from pathlib import Path
from smile_commons.models.llama_server import LlamaServer
server = LlamaServer(path=Path(sys.argv[1]), n_ctx=512, threads=1)
server.start()
sys.stdout.write(f"{server.pid}\\n")
sys.stdout.flush()
sys.stdin.read()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="kills by signal")
def test_it_ends_with_whoever_started_it(small_gguf: Path) -> None:
    command = [sys.executable, "-c", LEFT_ALONE, str(small_gguf)]
    parent = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    pid = int(parent.stdout.readline())
    os.kill(pid, 0)
    parent.send_signal(signal.SIGKILL)
    parent.communicate()
    # The orphan notices that its input is closed; its last output is the end of its life.
    for _ in range(200):
        if _is_gone(pid):
            return
        time.sleep(0.05)
    pytest.fail("the server outlived its parent")


def _arguments(pid: int | None) -> str:
    """What everybody on the machine can see of a process, where it can be seen as a file."""
    shown = Path(f"/proc/{pid}/cmdline")
    return shown.read_text() if shown.exists() else ""


def _is_gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    state = Path(f"/proc/{pid}/stat")
    return state.exists() and state.read_text().rpartition(")")[2].split()[0] == "Z"
