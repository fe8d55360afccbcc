"""The course of a lesson: its state, its journal, and what everybody is told of both."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from smile_commons.room import shown
from smile_commons.room.bell import Bell
from smile_commons.room.journal import Entry, Journal
from smile_commons.room.kept import read_kept
from smile_commons.room.machine import State, taken_back
from smile_commons.room.refusal import RefusedError
from smile_commons.room.streams import Hub


class Course(Bell):
    """Where a lesson stands, as its files have it.

    Args:
        folder: ``room/`` of a run, with its ``room.json``.

    Raises:
        InputError: a file of the room is damaged; file and line are named.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.folder, self.kept = folder, read_kept(folder)
        self._journal = Journal(folder / "journal.jsonl")
        self.hub = Hub(self._journal, self.kept.epoch)
        self.state = self._last_state()

    def tell(self, event: str, data: Mapping[str, Any], to: str = "all") -> None:
        """Writes it down, then tells it.

        Raises:
            InputError, FullDiskError: it cannot be written.
        """
        self.hub.tell(event, data, to)

    def move(self, state: State, because: str = "", *, is_back: bool = False) -> None:
        """Goes into a state and tells everybody, and why if the teacher says so.

        Raises:
            InputError, FullDiskError: it cannot be written; the room stays where it was.
        """
        if state == self.state:
            return
        before = self.state
        told = {**self.state_data(state, is_back=is_back), "because": because}
        self.tell("state", {**told, "is_back": is_back})
        self.state = state
        if state.phase != before.phase:
            self._note_time(state.phase)
        self.moved(before)
        self.ring()

    def moved(self, before: State) -> None:
        """Called when the lesson is in another state than it was before."""

    def state_data(self, state: State | None = None, *, is_back: bool = False) -> dict[str, Any]:
        """A state as every page is told it; ``back``: where a step taken back would lead."""
        state = state or self.state
        try:
            back = "" if state.frozen is not None else shown.place(self._back_from(state, is_back))
        except RefusedError:
            back = ""
        told = {"stage": state.stage, "vote": state.vote or "", "here": shown.place(state)}
        told["because"] = self._because()
        return {**state.to_dict(), **told, "back": back}

    def _because(self) -> str:
        """Why the lesson is in the state that it is in, if the teacher said so."""
        states = (one for one in reversed(self.entries) if one.event == "state")
        return str(next((one.data.get("because", "") for one in states), ""))

    def go_back(self) -> None:
        """Takes the last step of the lesson back.

        Raises:
            RefusedError: something hangs on it.
        """
        self.move(self._back_from(self.state), is_back=True)

    def _back_from(self, state: State, is_back: bool = False) -> State:
        return taken_back([*self._states(), (state, is_back)])

    def keep(self, **fields: Any) -> None:
        """Changes what ``room.json`` holds."""
        self.kept = self.kept.model_copy(update=fields)
        self.kept.write(self.folder)

    @property
    def entries(self) -> Sequence[Entry]:
        """The journal's lines."""
        return self._journal.entries

    def _last_state(self) -> State:
        states = self._states()
        state = states[-1][0] if states else State()
        return state.did("") if state.doing in ("thinking", "held", "seat") else state

    def _states(self) -> list[tuple[State, bool]]:
        """All states there were, and whether each took a step back."""
        return [
            (State.from_dict(entry.data), bool(entry.data.get("is_back")))
            for entry in self._journal.entries
            if entry.event == "state"
        ]

    def _note_time(self, phase: str) -> None:
        times = [*self.kept.times, [phase, datetime.now().astimezone().strftime("%H:%M")]]
        self.keep(times=times)
