"""A play as it is watched in a terminal: headings, who is thinking, speeches, time left."""

import queue
import sys
import threading
import time
from collections.abc import Callable

import typer

from smile_commons.api.heard import as_heard
from smile_commons.api.observers import Observer
from smile_commons.cli import console
from smile_commons.cli.events_shown import Flow, show_cue, show_event
from smile_commons.cli.judge_progress import Judging
from smile_commons.dialogues.rhythm import counts
from smile_commons.dialogues.silence import is_silence, reason
from smile_commons.runs.manifest import Manifest
from smile_commons.transcript import Event

_INDENT = "    "
_WORD_SECONDS = 0.045
"""A pause after each word, as a reader would; the next speech is being thought of meanwhile."""
_CLEAR = "\r\x1b[2K"


class Told(Observer):
    """Tells remarks, and how far the judge has come; a subclass shows the play itself.

    Args:
        silent: says nothing of the judge, as under ``--quiet`` and ``--json``.
    """

    def __init__(self, *, silent: bool = False) -> None:
        self._judging = Judging(silent=silent)

    def note(self, text: str) -> None:
        console.note(text)

    def judged(self, done: int, total: int) -> None:
        self._judging.told(done, total)

    def close(self) -> None:
        """Waits until all is shown."""
        self._judging.close()


class Lines(Told):
    """Plain text, line by line: for pipes and files. ``beside`` sends it to standard error."""

    def __init__(
        self, manifest: Manifest, speeches: int, *, done: int = 0, beside: bool = False
    ) -> None:
        self._manifest = manifest
        self._speeches = speeches
        self._done = done
        self._beside = beside
        super().__init__(silent=beside)

    def act(self, event: Event) -> None:
        event = as_heard(event, self._manifest.seat, self._manifest.cast)
        counted = counts(event)
        self._done += counted
        at = f"{self._done + (not counted)}/{self._speeches}"
        if not self._beside:
            show_event(event, self._manifest)
            sys.stdout.flush()
        elif event.kind == "speech":
            cue = self._manifest.cast.get(event.speaker or "", "?")
            console.note(f"{at} {cue}: {event.text}")
        elif is_silence(event):
            console.note(f"{at} {event.text} ({reason(event.takes)})")

    speech = act

    def revised(self, event: Event, fault: str) -> None:
        console.note(f"turn {event.turn} is taken again ({fault}):")
        self.act(event)


class Terminal(Told):
    """A terminal: speeches come in word by word while the next one is being thought of."""

    def __init__(
        self, manifest: Manifest, speeches: int, *, done: int = 0, timed: bool = True
    ) -> None:
        self._manifest = manifest
        self._speeches = speeches
        self._done = self._before = done
        self._timed = timed
        self._first: float | None = None
        self._jobs: queue.Queue[Callable[[], None] | None] = queue.Queue()
        """What is to be printed, in order; None: nothing more comes."""
        super().__init__()
        self._printer = threading.Thread(target=self._print, daemon=True)
        self._printer.start()

    def act(self, event: Event) -> None:
        self._show(event)

    def thinking(self, speaker: str, why: str) -> None:
        self._first = self._first or time.monotonic()
        self._status(speaker, "is thinking")

    def speech(self, event: Event) -> None:
        self._done += counts(event)
        self._show(event)

    def revised(self, event: Event, fault: str) -> None:
        self.note(f"turn {event.turn} is taken again ({fault}):")
        self._show(event)

    def asking(self, persona: str, stage: str) -> None:
        self._status(persona, f"votes in private ({stage})")

    def reflecting(self, persona: str, act: str) -> None:
        self._status(persona, "looks back on the act")

    def settle(self) -> None:
        """Waits until all that was said is printed."""
        shown = threading.Event()
        self._jobs.put(shown.set)
        shown.wait()

    def note(self, text: str) -> None:
        self._jobs.put(lambda: console.note(text))

    def close(self) -> None:
        """Waits until all is printed."""
        super().close()
        self._jobs.put(None)
        self._printer.join()

    def _show(self, event: Event) -> None:
        self._jobs.put(lambda: self._event(event))

    def _status(self, who: str, does: str) -> None:
        cue = self._manifest.cast.get(who, who)
        line = typer.style(f"  {cue} {does} … {self._progress()}", dim=True)
        self._jobs.put(lambda: typer.echo(line, nl=False, err=True))

    def _progress(self) -> str:
        share = f"{self._done}/{self._speeches}"
        heard = self._done - self._before
        if not self._timed or self._first is None or heard < 1:
            return share
        left = (time.monotonic() - self._first) / heard * max(0, self._speeches - self._done)
        return f"{share}, about {_span(left)} of talk left"

    def _print(self) -> None:
        while True:
            job = self._jobs.get()
            typer.echo(_CLEAR, nl=False, err=True)
            if job is None:
                return
            job()

    def _event(self, event: Event) -> None:
        if event.kind == "speech":
            event = as_heard(event, self._manifest.seat, self._manifest.cast)
        if event.kind != "speech":
            show_event(event, self._manifest)
            return
        console.say()
        show_cue(event, self._manifest)
        flow = Flow(_INDENT)
        for word in event.text.split():
            flow.feed(f"{word} ")
            sys.stdout.flush()
            if self._jobs.qsize() < 2:  # who reads slower than the model plays is not held up
                time.sleep(_WORD_SECONDS)
        flow.end()


def watcher(
    manifest: Manifest,
    speeches: int,
    *,
    quiet: bool,
    as_json: bool,
    done: int = 0,
    timed: bool = True,
) -> Told:
    """Who watches: a terminal, a pipe, or nobody.

    Args:
        manifest, speeches: of the run, and how many there will be.
        quiet, as_json: what was asked for.
        done: speeches that were given before, in an earlier session or in a branch's past.
        timed: whether the time left can be told; it cannot where a person takes theirs.
    """
    if quiet:
        return Told(silent=True)
    if as_json:
        return Lines(manifest, speeches, done=done, beside=True)
    if sys.stdout.isatty():
        return Terminal(manifest, speeches, done=done, timed=timed)
    return Lines(manifest, speeches, done=done)


def _span(seconds: float) -> str:
    if seconds < 50:
        return f"{max(5, round(seconds / 5) * 5)} s"
    return f"{round(seconds / 60)} min"
