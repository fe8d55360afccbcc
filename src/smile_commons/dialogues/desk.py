"""The director's desk of one run: what was said there, and what it means for a turn.

Whatever a director says is written down before it is acted on. A node that runs again, a resume and
a replay read it there; only when the written session is not over is the person at the desk asked,
if there is one.
"""

from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass, field, replace

from smile_commons.errors import StoppedError
from smile_commons.runs.directions import Direction, When
from smile_commons.runs.folder import RunFolder
from smile_commons.transcript import Event


@dataclass(frozen=True, slots=True)
class Moment:
    """What a director looks at when asked."""

    when: When
    turn: int
    """Of the speech that is to come, or of the one that is looked at."""
    act: str
    event: Event | None = None
    """The speech that is looked at; it is not written down yet."""
    manual: bool = False
    """Whether nobody speaks unless the director says who."""


class GoneBackError(StoppedError):
    """The director strikes speeches that are written down: a branch goes on from ``turn``."""

    def __init__(self, turn: int, standing: tuple[Direction, ...] = ()) -> None:
        self.turn = turn
        self.standing = standing
        """The seat and the note that hold on."""
        super().__init__(f"gone back to turn {turn}")


AskDirector = Callable[[Moment], Awaitable[Direction]]
"""Asks the person at the desk; what it gives is numbered and placed by the desk."""


@dataclass(frozen=True, slots=True)
class Note:
    """An author's note: it stands in every prompt, some lines from the end."""

    text: str
    depth: int


@dataclass(slots=True)
class Desk:
    """Reads and writes the directions of one run."""

    folder: RunFolder
    clock: Callable[[str], str]
    ask: AskDirector | None = None
    """None: nobody is there; what is written down still holds."""
    pause: Callable[[], bool] = lambda: False
    """Whether the person asks for a word while the play goes on by itself."""
    replayed: bool = False
    always: bool = False
    """Whether the person is asked before each speech too, not only before the first."""
    said: list[Direction] = field(init=False)
    _silent_until: int = 0
    """No question before this turn's speech is given: the director lets it play on."""
    _opened: int | None = None
    """Before which turn the first question was put."""

    def __post_init__(self) -> None:
        self.said = self.folder.directions.all()

    @property
    def attended(self) -> bool:
        """Whether somebody is there to look at a speech before it counts."""
        return self.ask is not None

    def session(self, when: When, turn: int, struck: int) -> list[Direction]:
        """What was said in one session so far."""
        return [
            one for one in self.said if (one.when, one.turn, one.struck) == (when, turn, struck)
        ]

    async def hear(self, moment: Moment, struck: int, place: int) -> Direction | None:
        """The direction at a place of a session, or None when the session is over.

        Raises:
            StoppedError: the director left, or goes back to an earlier turn.
        """
        said = [one for one in self.session(moment.when, moment.turn, struck)
                if one.do != "quit" and (self.replayed or not _far_back(one))]  # fmt: skip
        if place < len(said):
            if _far_back(said[place]):
                raise StoppedError("the run that is replayed ends here")
            return None if said[place].do == "go" else said[place]
        if said and said[-1].ends:
            return None
        if self.ask is None or not self._asks(moment, struck):
            return None
        asked = await self.ask(moment)
        if self._opened is None:
            self._opened = moment.turn
        direction = self._write(asked, moment, struck)
        if direction.do == "quit":
            raise StoppedError(f"stopped; `{self.folder.resume_command} --desk` goes on")
        if _far_back(direction):
            written = moment.turn - (moment.when == "before")
            back = max(0, written - (direction.number or 1))
            raise GoneBackError(back, self._held(moment.turn, back))
        if direction.do == "go":
            self._silent_until = _until(moment, direction)
            return None
        return direction

    def orders(self, turn: int, struck: int) -> list[Direction]:
        """What is asked for the speech of a turn: said after the one before it, or before it."""
        orders: list[Direction] = []
        if not struck:
            before = [one for one in self.said if one.when == "review" and one.turn == turn - 1]
            last = max((one.struck for one in before), default=0)
            orders = [one for one in before if one.struck == last]
        return [*orders, *self.session("before", turn, struck)]

    def wish(self, turn: int, struck: int) -> Direction | None:
        """Who is to speak, if the director says so."""
        return next((one for one in self.orders(turn, struck)[::-1] if one.do == "next"), None)

    def direction(self, turn: int, struck: int) -> str:
        """How the speech is to be given; empty: as it comes."""
        return " ".join(one.text for one in self.orders(turn, struck) if one.do == "direct")

    def ended(self, turn: int) -> bool:
        """Whether nobody speaks any more once that speech was given."""
        return any(one.do == "end" for one in self._standing(turn + 1))

    def again(self, turn: int) -> Direction | None:
        """The speech that is to be given anew in the place of the parent's."""
        return next((one for one in self.session("before", turn, 0) if one.do == "again"), None)

    def seat(self, turn: int, given: str | None) -> str | None:
        """Whose seat a person holds at a turn; ``given`` is whose they held at the outset."""
        for one in self._standing(turn):
            if one.do == "sit":
                given = one.who
            elif one.do == "stand":
                given = None
        return given

    def note(self, turn: int) -> Note | None:
        """The author's note at a turn."""
        note: Note | None = None
        for one in self._standing(turn):
            if one.do == "note":
                note = Note(one.text, one.number or 0) if one.text else None
        return note

    def _held(self, turn: int, back: int) -> tuple[Direction, ...]:
        """The seat and the note of now, as directions before the speech that is gone back to."""
        latest: dict[str, Direction] = {}
        for one in self._standing(turn + 1):
            if one.do in ("sit", "stand", "note"):
                latest["note" if one.do == "note" else "seat"] = one
        return tuple(
            replace(one, when="before", turn=back + 1, struck=0) for one in latest.values()
        )

    def _standing(self, turn: int) -> list[Direction]:
        undone = {(one.turn, one.struck) for one in self.said if one.do == "undo"}
        return [
            one
            for one in self.said
            if one.turn + (one.when == "review" and (one.turn, one.struck) not in undone) <= turn
        ]

    def _asks(self, moment: Moment, struck: int) -> bool:
        if moment.manual or (self.always and moment.when == "before"):
            return True
        if moment.when == "before":  # after a speech there was a word; before it only if not
            return struck > 0 or self._opened in (None, moment.turn)
        return moment.turn >= self._silent_until or self.pause()

    def _write(self, direction: Direction, moment: Moment, struck: int) -> Direction:
        n = len(self.said) + 1
        struck_speech = moment.event if direction.do == "undo" else None
        placed = replace(
            direction,
            n=n,
            when=moment.when,
            turn=moment.turn,
            struck=struck,
            event=asdict(struck_speech) if struck_speech else direction.event,
            at=self.clock(f"direction/{n}"),
        )
        self.folder.append_direction(placed)
        self.said.append(placed)
        return placed


def _until(moment: Moment, go: Direction) -> int:
    """The turn of the speech that is looked at next."""
    count = 1 if go.number is None else go.number
    following = moment.turn + (moment.when == "review")
    return 10**9 if count == 0 else following + count - 1


def _far_back(direction: Direction) -> bool:
    return direction.do == "undo" and ((direction.number or 1) > 1 or direction.when == "before")
