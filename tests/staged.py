"""The shipped world with a dialogue of any length, played against `endpoint.py`."""

import contextlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from plays import real_embedder
from typer.testing import CliRunner

from smile_commons.cli.program import app
from smile_commons.memory.cache import CachedEmbedder
from smile_commons.world import load_world
from smile_commons.world.find import FOLDERS

ROOT = Path(__file__).parent.parent
DIALOGUE = """
id: staged
title: The long evening
logline: Four people talk for as long as they are let.
setting: Carrow, a city on the river Lenn, in 2145.
cast: [lyra, kai, talia, ezra]
resolution: {{use: cultural-alliance, articles: [genuine, studios]}}
acts:
  - id: begun
    title: Begun
    heading: INT. OVEN ROOM - NIGHT
    scene: The ovens are cold.
    stake: What makes a smile one's own?
    mode: directed
    articles: [genuine]
    beats:
      - {{who: lyra, move: testify, on: the loaf that nobody came for, article: genuine}}
      - {{who: kai, move: question, to: [lyra], on: whom the loaf was for, article: genuine}}
  - id: going-on
    title: Going on
    heading: INT. OVEN ROOM - LATER
    scene: The ovens are colder.
    stake: Who pays for the Studios?
    mode: free
    turns: {turns}
    articles: [studios]
"""

WATCHED = """
import socket, sys
def noting(name, of):
    def connect(self, address):
        if self.family != socket.AF_UNIX:
            with open({log!r}, "a") as log:
                log.write(f"{{address[0]}}:{{address[1]}}\\n")
        return of(self, address)
    setattr(socket.socket, name, connect)
noting("connect", socket.socket.connect)
noting("connect_ex", socket.socket.connect_ex)
from smile_commons.cli.program import app
app(prog_name="commons")
"""
"""The program, with every address noted that it connects to."""


@dataclass(frozen=True)
class Told:
    """What a command printed and how it ended."""

    returncode: int
    stdout: str
    stderr: str


def commons(
    *words: str, folder: Path | None = None, own: Mapping[str, str] | None = None, stdin: str = ""
) -> Told:
    """Runs the program in this process, in a folder, with no settings but these: seconds less than
    a process of its own takes, in which every package is loaded anew."""
    settings = {name: None for name in os.environ if name.startswith(("COMMONS_", "OPENAI_"))}
    with contextlib.chdir(folder or Path.cwd()):
        done = CliRunner().invoke(
            app, list(words), input=stdin, env={**settings, **(own or {})}, prog_name="commons"
        )
    if done.exc_info and not isinstance(done.exc_info[1], SystemExit):
        raise done.exc_info[1]
    return Told(done.exit_code, done.stdout, done.stderr)


class Staged:
    """A folder with a world, an endpoint and its log."""

    concurrency = 1
    """Requests in flight, as many as a kill can lose."""
    key = "sk-nobody-may-read-this"
    reached: Path | None = None
    usual = 0
    """Requests of an undisturbed play, once it was measured."""
    seconds = 0.0
    """Its length."""

    def __init__(self, folder: Path, turns: int, address: str, log: Path) -> None:
        self.folder, self.log = folder, log
        self.runs = folder / "runs"
        self.address = address
        copy_world(folder / "world", "staged", DIALOGUE.format(turns=turns))
        know_vectors(folder / "cache" / "smile-commons")

    def play(
        self, runs: Path | None = None, seed: int = 1, more: Sequence[str] = ()
    ) -> "subprocess.Popen[bytes]":
        """Starts a play in a process of its own."""
        return self._start(*self._play(runs, seed, more))

    def _play(
        self, runs: Path | None = None, seed: int = 1, more: Sequence[str] = ()
    ) -> tuple[str, ...]:
        return (
            *("play", "staged", "--world", str(self.folder / "world"), "--model", "instant"),
            *("--base-url", self.address, "--takes", "2", "--craft", "small"),
            *("--seed", str(seed), "--quiet", "--no-judge"),
            *("--runs", str(runs or self.runs), *more),
        )

    def _own(self) -> dict[str, str]:
        own = {"XDG_CACHE_HOME": str(self.folder / "cache"), "OPENAI_API_KEY": self.key}
        return own | {"COMMONS_CONCURRENCY": str(self.concurrency)}

    def resume(self, run: Path, more: Sequence[str] = ()) -> "subprocess.Popen[bytes]":
        """Goes on with a run in a process of its own."""
        return self._start("resume", str(run), "--quiet", *more)

    def told(self, *words: str) -> Told:
        """What a command says, run in this process."""
        return commons(*words, folder=self.folder, own=self._own())

    def told_of_play(
        self, runs: Path | None = None, seed: int = 1, more: Sequence[str] = ()
    ) -> Told:
        """What a play says, played in this process."""
        return self.told(*self._play(runs, seed, more))

    def played(self, runs: Path | None = None, seed: int = 1) -> Path:
        """The folder of a play that came to its end, played in this process."""
        told = self.told_of_play(runs, seed)
        assert told.returncode == 0, told.stdout + told.stderr
        return next((runs or self.runs).iterdir())

    def measure(self) -> None:
        """Plays undisturbed, with no ballots kept before: ``usual`` and ``seconds``."""
        before, started = len(self.asked()), time.monotonic()
        self.forget_ballots()
        self.played(self.folder / "undisturbed")
        self.usual = len(self.asked()) - before
        self.seconds = time.monotonic() - started

    def watch(self, log: Path | None) -> None:
        """From now on every address that is connected to stands in that file."""
        self.reached = log

    def forget_ballots(self) -> None:
        """Takes away the opening ballots that are kept between runs."""
        shutil.rmtree(self.folder / "cache" / "smile-commons" / "ballots", ignore_errors=True)

    def asked(self) -> list[dict[str, Any]]:
        """What the endpoint was asked so far."""
        return lines(self.log)

    def start(self, *arguments: str) -> "subprocess.Popen[bytes]":
        """Starts a command in a process of its own."""
        return self._start(*arguments)

    def _start(self, *arguments: str) -> "subprocess.Popen[bytes]":
        how = ["-m", "smile_commons"]
        if self.reached is not None:
            how = ["-c", WATCHED.format(log=str(self.reached))]
        return subprocess.Popen(
            [sys.executable, *how, *arguments],
            cwd=self.folder,
            env={**environment(), **self._own()},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )


@contextmanager
def staged(folder: Path, turns: int, delay: float = 0.0) -> Iterator[Staged]:
    """The world with its endpoint running; it stops when the block is left."""
    log = folder / "asked.jsonl"
    command = [sys.executable, str(ROOT / "tests" / "endpoint.py"), str(log)]
    with subprocess.Popen(
        [*command, "--delay", str(delay)], stdout=subprocess.PIPE, text=True
    ) as server:
        try:
            assert server.stdout is not None
            log.touch()
            yield Staged(folder, turns, server.stdout.readline().strip(), log)
        finally:
            server.kill()


@cache
def shipped_vectors() -> bytes:
    """The file of vectors that plays of the shipped world leave in the cache."""
    world = load_world(ROOT)
    texts = [one.text for told in world.memories.values() for one in told]
    for card in world.personas.values():
        texts += [*card.goals, *card.stance.red_lines, *card.stance.would_reconsider]
    with tempfile.TemporaryDirectory() as place:
        CachedEmbedder(real_embedder(), Path(place)).embed(texts)
        (file,) = Path(place).iterdir()
        return file.read_bytes()


def know_vectors(folder: Path) -> None:
    """Makes a cache know those vectors: to compute them takes two seconds."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "vectors.sqlite").write_bytes(shipped_vectors())


def copy_world(folder: Path, name: str, dialogue: str) -> None:
    """The shipped world in a folder, with one dialogue more."""
    for content in FOLDERS:
        shutil.copytree(ROOT / content, folder / content)
    (folder / "dialogues" / f"{name}.yaml").write_text(dialogue, encoding="utf-8")


def without_notes(text: str) -> str:
    """A dialogue's file, in blocks, without any ``say:``."""
    return re.sub(r"^( +)say:.*\n(?:\1 +.*\n)*", "", text, flags=re.MULTILINE)


def environment() -> dict[str, str]:
    """The environment without settings of ours."""
    return {k: v for k, v in os.environ.items() if not k.startswith(("COMMONS_", "OPENAI_"))}


def lines(path: Path) -> list[dict[str, Any]]:
    """A file of JSON lines."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def troubles(run: Path) -> list[str]:
    """What is doubled or missing in a run that came to its end."""
    found: list[str] = []
    events = lines(run / "transcript.jsonl")
    turns = [event["turn"] for event in events if event["kind"] == "speech"]
    if turns != list(range(1, len(turns) + 1)):
        found.append(f"turns {turns}")
    acts = [event["act"] for event in events if event["kind"] == "act"]
    if len(acts) != len(set(acts)):
        found.append(f"acts {acts}")
    ballots = [
        (b["stage"], b["after_turn"], b["persona"], b["article"])
        for b in lines(run / "ballots.jsonl")
    ]
    if len(ballots) != len(set(ballots)):
        found.append("a ballot twice")
    if not (run / "scores.json").exists():
        found.append("no scores")
    return found
