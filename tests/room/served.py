"""A class room in a process of its own, played by the endpoint that answers at once, and people in
it over plain HTTP: what the tests of the room have in common.
"""

import contextlib
import json
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from staged import WATCHED, Staged, environment, staged

from smile_commons.room.held import READ_WITHIN

WAIT = 600.0
"""Seconds after which something that should happen has not."""


def until(is_so: Callable[[], Any], what: str = "it") -> Any:
    """What it gives, once that is true."""
    end = time.monotonic() + WAIT
    while time.monotonic() < end:
        if found := is_so():
            return found
        time.sleep(0.03)
    raise AssertionError(f"{what} did not come within {WAIT:g} s")


@dataclass
class Classroom:
    """One room that is being served."""

    process: "subprocess.Popen[str]"
    told: list[str] = field(default_factory=list[str])
    run: Path = Path()

    @property
    def text(self) -> str:
        return "\n".join(self.told)

    def find(self, pattern: str) -> str:
        return until(lambda: (m := re.search(pattern, self.text)) and m[1], pattern)

    @property
    def teacher_url(self) -> str:
        return self.find(r"teacher +(\S+)")

    @property
    def base(self) -> str:
        return self.find(r"students +(\S+)")

    @property
    def code(self) -> str:
        return self.find(r"code (\w{6})")

    @property
    def folder(self) -> Path:
        return Path(self.find(r"kept in (\S+);"))

    def teacher(self) -> "Person":
        person = Person(self.base, self.code, at="/t")
        person.get(self.teacher_url)
        return person

    def student(self) -> "Person":
        person = Person(self.base, self.code)
        person.post(f"/j/{self.code}", what="join")
        return person

    def journal(self) -> list[dict[str, Any]]:
        text = (self.folder / "journal.jsonl").read_text(encoding="utf-8")
        return [json.loads(line) for line in text.splitlines()]

    def stop(self) -> int:
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(WAIT)


@dataclass
class Person:
    """Somebody with a browser of their own."""

    base: str
    code: str
    at: str = ""
    client: httpx.Client = field(init=False)
    token: str = ""

    def __post_init__(self) -> None:
        self.at = self.at or f"/r/{self.code}"
        self.client = httpx.Client(base_url=self.base, follow_redirects=True, timeout=WAIT)

    def get(self, path: str) -> httpx.Response:
        answer = self.client.get(path)
        self.token = _field(answer.text, "token") or self.token
        return answer

    def post(self, path: str, **fields: str) -> httpx.Response:
        answer = self.client.post(
            path, data={"token": self.token, **fields}, headers={"Origin": self.base}
        )
        self.token = _field(answer.text, "token") or self.token
        return answer

    def does(self, what: str, **fields: str) -> dict[str, Any]:
        """A form of a seat, as a script sends it."""
        answer = self.client.post(
            f"{self.at}/{what}",
            data={"token": self.token, "key": f"{time.monotonic_ns()}", **fields},
            headers={"Origin": self.base, "Accept": "application/json"},
        )
        return {"status": answer.status_code, **answer.json()}

    def votes(self, phase: str, positions: Mapping[str, str], **more: str) -> dict[str, Any]:
        given = {f"position.{article}": at for article, at in positions.items()}
        return self.does("vote", phase=phase, **given, **more)

    def order(self, order: str) -> dict[str, Any]:
        """An order of the teacher's, taken; it names the line that is held."""
        line = str(self.last("held").get("id", ""))
        if line and order == "go":
            time.sleep(READ_WITHIN)  # nobody reads faster
        answer = self.does("do", order=order, line=line)
        assert answer["ok"], f"{order}: {answer}"
        return answer

    def events(self, since: str = "") -> list[dict[str, Any]]:
        """What this person has been told since an id."""
        return self.client.get(f"{self.at}/since/{since}").json()["events"]

    def last(self, event: str) -> dict[str, Any]:
        """How one thing stands, as told last."""
        found = [one["data"] for one in self.events() if one["event"] == event]
        return found[-1] if found else {}

    def lines(self) -> list[str]:
        """What was said, as this person was told it."""
        return [one["data"]["text"] for one in self.events() if one["event"] == "speech"]

    def held(self) -> dict[str, Any]:
        """The line that is held, once there is one."""
        return until(lambda: self.last("held"), "a held line")

    def lets_out(self) -> str:
        """Lets the next line out; gives it back once it is told."""
        held = self.held()
        self.order("go")
        until(lambda: held["text"] in self.lines(), "the line that was let out")
        return str(held["text"])


def _field(text: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', text)
    return found[1] if found else ""


@contextlib.contextmanager
def serving(place: Staged, *words: str) -> Iterator[Classroom]:
    """``commons room WORDS`` in a process of its own; it is ended when the block is left."""
    program = ["-m", "smile_commons"]
    if place.reached is not None:
        program = ["-c", WATCHED.format(log=str(place.reached))]
    process = subprocess.Popen(
        [sys.executable, *program, "room", *words],
        cwd=place.folder,
        env={**environment(), **place._own()},  # pyright: ignore[reportPrivateUsage]
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        bufsize=1,
    )
    here = Classroom(process)

    def read() -> None:
        assert process.stdout is not None
        for line in process.stdout:
            here.told.append(line.rstrip("\n"))

    reader = threading.Thread(target=read, daemon=True)
    reader.start()
    try:
        yield here
    finally:
        process.kill()
        process.wait()
        reader.join(WAIT)


def opened(place: Staged, *more: str) -> "contextlib.AbstractContextManager[Classroom]":
    """A room over the staged dialogue, on a free port."""
    return serving(
        place,
        *("staged", "--world", str(place.folder / "world"), "--model", "instant"),
        *("--base-url", place.address, "--takes", "2", "--craft", "small", "--seed", "1"),
        *("--runs", str(place.runs), "--port", "0", "--no-open", *more),
    )


@contextlib.contextmanager
def school(folder: Path, turns: int = 4) -> Iterator[Staged]:
    """A world with a dialogue and the endpoint."""
    with staged(folder, turns) as place:
        yield place


def all_bytes(folder: Path) -> Sequence[tuple[Path, bytes]]:
    """Every file below a folder."""
    return [(path, path.read_bytes()) for path in sorted(folder.rglob("*")) if path.is_file()]
