"""Who listens: server-sent events, encoded once, sent to all that may hear them.

A stream is a queue of bytes. What it missed is given first, by ids ``EPOCH-N`` (N is a line of the
journal), then what comes. Events without an id are of the moment: they are not kept, and whoever
comes later is told how things stand instead. The format is that of the HTML standard, section
"Server-sent events".
"""

import asyncio
import json
from collections.abc import AsyncGenerator, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from smile_commons.room.journal import Entry, Journal

PING_EVERY = 15.0
"""Seconds without an event after which a comment is sent, so that nothing between gives up."""
RETRY = 2000
"""Milliseconds after which a browser asks again."""
MOST_WAITING = 2000
"""Events that wait for a slow client; it is cut then, and comes back with its last id."""


def encoded(event: str, data: Mapping[str, Any], id: str = "") -> bytes:
    """An event as a stream sends it."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    head = f"id: {id}\n" if id else ""
    return f"{head}event: {event}\ndata: {text}\n\n".encode("utf-8", "backslashreplace")


@dataclass(eq=False, slots=True)
class Listener:
    """One open stream."""

    audience: str
    """``teacher``, ``wall``, ``watcher`` or ``seat:ID``."""
    waiting: "asyncio.Queue[bytes | None]" = field(default_factory=lambda: asyncio.Queue())


class Hub:
    """All streams of a room; used from one event loop."""

    def __init__(self, journal: Journal, epoch: str) -> None:
        self.epoch = epoch
        self._journal = journal
        self._listeners: set[Listener] = set()
        self._kept: dict[int, bytes] = {}
        self._closing = False
        self.on_change: Callable[[], None] = lambda: None
        """Called when a stream opens or ends."""

    def tell(self, event: str, data: Mapping[str, Any], to: str = "all") -> Entry:
        """Writes it into the journal, and only then tells it.

        Raises:
            InputError, FullDiskError: it cannot be written; nobody is told.
        """
        entry = self._journal.append(event, data, to)
        self._give(entry.is_for, self._bytes(entry))
        return entry

    def show(self, event: str, data: Mapping[str, Any], to: str = "all") -> None:
        """Tells what is of the moment."""
        self._give(Entry(0, event, data, to).is_for, encoded(event, data))

    def listening(self, audience: str = "") -> int:
        """How many streams are open; of one audience: of this one, or ``seat`` for all seats."""
        return sum(one.audience.startswith(audience) for one in self._listeners)

    def after(self, since: str, audience: str) -> list[Entry] | None:
        """What an audience missed since an id; None: the id is of another epoch."""
        epoch, _, number = since.rpartition("-")
        if since and (epoch != self.epoch or not number.isdecimal()):
            return None
        first = int(number) if since else 0
        return [one for one in self._journal.entries[first:] if one.is_for(audience)]

    async def stream(
        self, audience: str, since: str, now: Callable[[], list[tuple[str, Mapping[str, Any]]]]
    ) -> AsyncGenerator[bytes]:
        """What a client is sent until it goes or the room ends.

        Args:
            audience: who listens.
            since: the last id it has; empty: it has none.
            now: how things of the moment stand, as events.
        """
        listener = Listener(audience)
        missed = self.after(since, audience)
        # Between what was missed and what comes nothing may fall: no await from here to `add`.
        first = [f"retry: {RETRY}\n\n".encode()]
        if missed is None:
            first.append(encoded("reload", {}))
        else:
            first += [self._bytes(one) for one in missed]
            first += [encoded(event, data) for event, data in now()]
        self._listeners.add(listener)
        self.on_change()
        try:
            yield b"".join(first)
            while not self._closing or not listener.waiting.empty():
                try:
                    async with asyncio.timeout(PING_EVERY):
                        sent = await listener.waiting.get()
                except TimeoutError:
                    yield b": ping\n\n"
                    continue
                if sent is None:
                    return
                yield sent
        finally:
            self._listeners.discard(listener)
            self.on_change()

    def end(self) -> None:
        """Says goodbye to all; their streams end, and new ones end at once."""
        self.show("bye", {})
        self._closing = True
        for one in self._listeners:
            one.waiting.put_nowait(None)

    def _give(self, is_for: Callable[[str], bool], data: bytes) -> None:
        for one in list(self._listeners):
            if not is_for(one.audience):
                continue
            if one.waiting.qsize() >= MOST_WAITING:
                self._listeners.discard(one)
                one.waiting.put_nowait(None)
            else:
                one.waiting.put_nowait(data)

    def _bytes(self, entry: Entry) -> bytes:
        if entry.n not in self._kept:
            self._kept[entry.n] = encoded(entry.event, entry.data, f"{self.epoch}-{entry.n}")
        return self._kept[entry.n]
