"""A class of phones that listen to one server, each with a connection of its own."""

import asyncio
import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from queue import Queue
from random import Random
from typing import Any

import alone
import httpx

ALONE = Path(__file__).parent / "alone.py"


@dataclass
class Phone:
    """One stream that comes back whenever it is cut."""

    base: str
    cookie: str
    cut: tuple[float, float] | None
    """Seconds between which a stream is cut; None: never."""
    draw: Random
    ids: list[str] = field(default_factory=list[str])
    texts: list[str] = field(default_factory=list[str])
    came: dict[str, float] = field(default_factory=dict[str, float])
    byes: int = 0
    reloads: int = 0

    @property
    def last(self) -> str:
        return self.ids[-1] if self.ids else ""

    async def listen(self) -> None:
        """Until it is cancelled."""
        while True:
            with contextlib.suppress(OSError, asyncio.IncompleteReadError, TimeoutError):
                await self._once()
            await asyncio.sleep(0.1)

    async def _once(self) -> None:
        host, port = self.base.removeprefix("http://").split(":")
        reader, writer = await asyncio.open_connection(host, int(port))
        try:
            ask = f"GET /r/ABCDEF/events?since={self.last} HTTP/1.1\r\nHost: {host}:{port}\r\n"
            writer.write(f"{ask}Cookie: {self.cookie}\r\n\r\n".encode())
            seconds = self.draw.uniform(*self.cut) if self.cut else None
            async with asyncio.timeout(seconds):
                while True:
                    self._take((await reader.readuntil(b"\n\n")).decode())
        finally:
            writer.close()

    def _take(self, block: str) -> None:
        """One event, between the sizes and line ends of a chunked answer."""
        lines = [line.strip("\r") for line in block.split("\n")]
        event = next((line[7:] for line in lines if line.startswith("event: ")), "")
        self.byes += event == "bye"
        self.reloads += event == "reload"
        id = next((line[4:] for line in lines if line.startswith("id: ")), "")
        if not id:
            return
        data = next(line[6:] for line in lines if line.startswith("data: "))
        self.ids.append(id)
        self.texts.append(str(json.loads(data).get("frozen")))
        self.came[self.texts[-1]] = time.monotonic()


class Server:
    """A room's server in a process of its own."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self.folder, self.base = folder, f"http://127.0.0.1:{self.port}"
        self.start()

    def start(self) -> None:
        """Starts it; comes back when it answers."""
        self.process = subprocess.Popen(
            [sys.executable, str(ALONE), str(self.folder), str(self.port)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout is not None
        assert self.process.stdout.readline() == "ready\n"

    def kill(self) -> None:
        """As a power cut does."""
        self.process.send_signal(signal.SIGKILL)
        self.process.communicate()

    def interrupt(self) -> tuple[int, str]:
        """As Ctrl-C does; how it ended and what it said."""
        self.process.send_signal(signal.SIGINT)
        out, err = self.process.communicate(timeout=60)
        return self.process.returncode, out + err

    def join(self, number: int) -> list[str]:
        """So many seats; their cookies."""
        cookies = list[str]()
        for _ in range(number):
            answer = httpx.post(
                f"{self.base}/j/ABCDEF", data={"what": "join"}, headers={"Origin": self.base}
            )
            cookies.append(answer.headers["set-cookie"].split(";")[0])
        return cookies

    def teacher(self) -> "Teacher":
        return Teacher(self.base)

    def memory(self) -> str:
        """What it holds in memory, as the system says it."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return next(line for line in status.splitlines() if line.startswith("VmRSS"))

    def seconds(self) -> float:
        """What it took of a core."""
        stat = Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(stat[11]) + int(stat[12])) / os.sysconf("SC_CLK_TCK")


class Here:
    """The same in a thread of this process: it cannot be killed, and is there at once."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.base = f"http://127.0.0.1:{self.port}"
        self._served: Queue[Any] = Queue()
        work = alone.serving(folder, self.port, self._served.put)
        self._thread = threading.Thread(target=asyncio.run, args=(work,), daemon=True)
        self._thread.start()
        self._server = self._served.get(timeout=60)

    def teacher(self) -> "Teacher":
        return Teacher(self.base)

    def end(self) -> None:
        """Ends it, and waits until it has."""
        self._server.end()
        self._thread.join(60)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


class Teacher:
    """Gives orders over HTTP."""

    def __init__(self, base: str) -> None:
        self._base = base
        self._client = httpx.Client(base_url=base, follow_redirects=True)
        text = self._client.get("/t?key=the-key").text
        self._token = text.split('name="token" value="')[1].split('"')[0]

    def order(self, order: str) -> None:
        """An order that is taken."""
        answer = self._client.post(
            "/t/do",
            data={"order": order, "token": self._token},
            headers={"Origin": self._base, "Accept": "application/json"},
        )
        assert answer.status_code == 200, answer.text


async def until(is_so: Callable[[], bool]) -> None:
    """Waits for it; not for ever."""
    for _ in range(3000):
        if is_so():
            return
        await asyncio.sleep(0.02)
    raise AssertionError("it did not come")
