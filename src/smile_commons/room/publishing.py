"""What the class sees of a play: lines that were let out, once each, and nothing besides."""

from dataclasses import replace
from typing import Any

from smile_commons.room.classroom import Room
from smile_commons.room.labels import label_of
from smile_commons.room.machine import State
from smile_commons.transcript import Event, made_by

SHOWN = ("act", "speech", "narration")


class Published:
    """The lines of a room's journal that come from the play.

    Args:
        room: which.
    """

    def __init__(self, room: Room) -> None:
        self.room = room
        self._out = set[tuple[Any, ...]]()
        for entry in room.entries:
            if entry.event in SHOWN:
                self._out.add(_key(entry.event, entry.data))
            elif entry.event == "struck":
                self._forget_after(int(entry.data["after"]))
        self._waiting: list[Event] = []
        """What is accepted before the debate is open: an act's opening."""

    def accept(self, event: Event) -> None:
        """Lets the class see an event, unless it has or may not: a whisper is nobody's."""
        if event.speaker is None and event.visible_to:
            return
        data = self._data(event)
        key = _key(event.kind, data)
        if key in self._out:
            return
        room = self.room
        if event.kind == "act" and room.state.phase in ("lobby", "before"):
            self._waiting.append(event)
            return
        for earlier in self._waiting:
            self._tell(earlier)
        self._waiting.clear()
        self._tell(event)
        if event.is_turn:
            room.move(_released(room, event))
            self._answer(event)

    def debate_opens(self) -> None:
        """Shows what waited for it."""
        for event in self._waiting:
            self._tell(event)
        self._waiting.clear()

    def strike(self, after: int) -> None:
        """Tells everybody that the lines after a turn do not count any more."""
        last = max((key[1] for key in self._out if key[0] == "speech"), default=0)
        self.room.tell("struck", {"after": after, "turns": list(range(after + 1, last + 1))})
        self._forget_after(after)

    def _tell(self, event: Event) -> None:
        data = self._data(event)
        if (key := _key(event.kind, data)) not in self._out:
            self.room.tell(event.kind, data)
            self._out.add(key)

    def _data(self, event: Event) -> dict[str, Any]:
        cues = self.room.cues
        data: dict[str, Any] = {"turn": event.turn, "act": event.act, "text": event.text}
        if event.kind == "act":
            return data
        return {
            **data,
            "speaker": event.speaker or "",
            "cue": cues.get(event.speaker or "", ""),
            "by": "agent" if made_by(event).startswith("ai") else "human",
            "label": label_of(event, self.room.wording, cues),
            "move": event.move or "",
            "to": [cues.get(one, one) for one in event.to],
        }

    def _answer(self, event: Event) -> None:
        """Questions that were put to this speaker are answered now."""
        for item in self.room.questions.items:
            if item.state == "asked" and item.to in (None, event.speaker):
                self.room.change(item, state="answered")

    def _forget_after(self, turn: int) -> None:
        self._out = {key for key in self._out if key[1] <= turn}


def _key(kind: str, data: Any) -> tuple[Any, ...]:
    turn = int(data["turn"])
    if kind == "speech":
        return (kind, turn)
    return (kind, turn, data["act"], data["text"])


def _released(room: Room, event: Event) -> State:
    return replace(room.state, doing="speaking", released=max(room.state.released, event.turn))
