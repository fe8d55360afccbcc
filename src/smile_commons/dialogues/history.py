"""The debate so far, held in memory: what the moderator and the prompts look back on.

It is rebuilt from the transcript when a run is opened and then grows event by event; nothing
here is read over again at each turn.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from smile_commons.transcript import Event


@dataclass(slots=True)
class History:
    """Every event, and counts of who spoke when and on what."""

    events: list[Event] = field(default_factory=list[Event])
    speeches: list[Event] = field(default_factory=list[Event])
    used: dict[str, set[str]] = field(default_factory=dict[str, set[str]])
    """Ids of the memories that each persona has brought up."""
    last_turn: dict[str, int] = field(default_factory=dict[str, int])
    """By persona, the turn in which it last spoke."""
    counts: Counter[str] = field(default_factory=Counter[str])
    articles: Counter[str] = field(default_factory=Counter[str])
    """By article, the speeches on it."""
    moves: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    matters: dict[str, set[str]] = field(default_factory=dict[str, set[str]])
    """By act, what its speeches were about."""
    pairs: Counter[tuple[str, str]] = field(default_factory=Counter[tuple[str, str]])
    """By persona and article, the speeches of the one on the other."""

    @classmethod
    def of(cls, events: Iterable[Event]) -> "History":
        """The hall as these events leave it."""
        history = cls()
        for event in events:
            history.add(event)
        return history

    def add(self, event: Event) -> None:
        """Takes in one more event."""
        self.events.append(event)
        if event.kind != "speech" or event.speaker is None:
            return
        self.speeches.append(event)
        self.last_turn[event.speaker] = event.turn
        self.counts[event.speaker] += 1
        self.moves.setdefault(event.speaker, []).append(event.move or "")
        self.matters.setdefault(event.act, set()).add(event.on or "")
        if event.memories and not event.memories[0].because:  # lore may come up again and again
            self.used.setdefault(event.speaker, set()).add(event.memories[0].id)
        if event.article:
            self.articles[event.article] += 1
            self.pairs[event.speaker, event.article] += 1

    def revise(self, event: Event) -> None:
        """Puts a speech in the place of the one of its turn; who spoke when is as it was."""
        for row in (self.events, self.speeches):
            for place, old in enumerate(row):
                if old.kind == "speech" and old.turn == event.turn:
                    row[place] = event

    @property
    def last(self) -> Event | None:
        """The speech before."""
        return self.speeches[-1] if self.speeches else None

    def last_heard(self, who: str, act: str | None = None) -> Event | None:
        """The speech before, if that persona heard it and, where asked, it is of this act.

        What it did not hear is nothing to it: neither what came before is shown instead, since
        that was answered already.
        """
        last = self.last if act is None else self.last_in(act)
        return last if last and (not last.heard_by or who in last.heard_by) else None

    def last_in(self, act: str) -> Event | None:
        """The speech before, if it belongs to this act."""
        return self.last if self.last and self.last.act == act else None
