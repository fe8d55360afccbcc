"""A conversation while it is read: its speeches, and by kind what was passed over."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import pairwise

from smile_commons.models.thoughts import split_thoughts
from smile_commons.scoring.lines import Line
from smile_commons.scoring.readers.times import moment
from smile_commons.scoring.readers.transcript import LONGEST_NAME, check_size, fault

_REMOVED = {"[deleted]", "[removed]", "[deleted by user]", "[removed by moderator]",
            "[ removed by reddit ]"}  # fmt: skip


class Passed(StrEnum):
    """Kinds of what is no speech."""

    SERVICE = "service lines"
    """Somebody joined, left, pinned, renamed; the program's own words."""
    MEDIA = "media"
    """Pictures, voices, files; words that stand with one are kept."""
    DELETED = "deleted messages"
    NAMELESS = "nameless lines"
    """Words of whom the file does not say who spoke them."""
    NOBODY = "that nobody speaks"
    """Messages of a system or a tool, and narration."""
    EMPTY = "without words"
    THOUGHTS = "thoughts"
    """What a model wrote before or beside its words."""
    TOOLS = "tool calls"
    DIRECTIONS = "directions"
    """What is done and not said."""
    UNSPOKEN = "lines that nobody speaks"
    """Lines of a script before the first cue or between speeches."""
    FORWARDED = "forwarded messages"
    """Words of somebody else."""
    BRANCHES = "messages of other branches"
    """Answers that were asked for again, and what followed from the old ones."""
    QUOTED = "quoted lines"
    """A message that is answered, said once more."""


@dataclass(slots=True)
class Conversation:
    """The lines of one conversation, as they are found."""

    id: str | None
    file: str = ""
    lines: list[Line] = field(default_factory=list[Line])
    times: list[float | None] = field(default_factory=list[float | None])
    unused_time: str | None = None
    """A field of time that does not give the order of the lines."""
    given_turns: list[int | None] = field(default_factory=list[int | None])
    passed: Counter[str] = field(default_factory=Counter[str])
    place: int | None = None
    """The line of the file that is being read, where a speech does not bring its own."""

    def say(
        self,
        line: Line,
        place: int | None = None,
        *,
        time: float | None = None,
        turn: int | None = None,
    ) -> None:
        """Adds a speech, less its thoughts; one without words is counted and left out.

        Args:
            line: its own turn is not used.
            place: the line of the file it begins on; None: ``self.place``.
            time: when it was said, in seconds from any beginning.
            turn: its number in the file.

        Raises:
            InputError: the bounds.
        """
        place = self.place if place is None else place
        check_size(self.file, place, len(self.lines) + 1, len(line.text))
        thoughts, text = split_thoughts(line.text)
        text = text.strip()
        self.pass_over(Passed.THOUGHTS, 1 if thoughts else 0)
        if text.casefold() in _REMOVED:
            self.pass_over(Passed.DELETED)
        elif not text:
            self.pass_over(Passed.EMPTY, 0 if thoughts else 1)
        elif not line.speaker.strip():
            self.pass_over(Passed.NAMELESS)
        else:
            self.lines.append(replace(line, speaker=self._name(line.speaker, place), text=text))
            self.times.append(time)
            self.given_turns.append(turn)

    def post(self, who: str, text: str, media: object = None, time: object = None) -> None:
        """Adds what somebody wrote; pictures and files beside it are counted.

        Args:
            who: the name; empty: the file does not say.
            text: without words it is left out.
            media: whether there is some.
            time: as the file writes it.
        """
        self.pass_over(Passed.MEDIA, int(bool(media)))
        if text.strip() or not media:
            self.say(spoken(who, text), time=moment(time))

    def pass_over(self, kind: str, count: int = 1) -> None:
        """Counts what is no speech."""
        if count:
            self.passed[kind] += count

    def ordered(self, by_time: bool) -> tuple[Line, ...]:
        """The lines with their turns: the file's own where they rise, else 1, 2, 3 …"""
        order = self._order(by_time)
        given = [self.given_turns[place] for place in order]
        turns = given if _rise(given) else range(1, len(order) + 1)
        lines = [self.lines[place] for place in order]
        if not _in_blocks([line.act for line in lines]):
            lines = [replace(line, act=None) for line in lines]
        return tuple(replace(line, turn=turn or 0) for line, turn in zip(lines, turns, strict=True))

    def order_told(self, by_time: bool) -> str:
        """Where the order comes from, if that may be doubted; empty: it may not."""
        order = self._order(by_time)
        if order != sorted(order):
            return "by time, not as in the file"
        return f"as in the file; its {self.unused_time!r} was not used" if self.unused_time else ""

    def _order(self, by_time: bool) -> list[int]:
        """The places of the lines; turns of the file's own that rise go before its times."""
        order = list(range(len(self.lines)))
        times = [time for time in self.times if time is not None]
        if by_time and len(times) == len(order) and not _rise(self.given_turns):
            if all(a >= b for a, b in pairwise(times)) and len(set(times)) > 1:
                order.reverse()  # the newest first, also among those of one second
            order.sort(key=times.__getitem__)
        return order

    def _name(self, name: str, place: int | None) -> str:
        name = " ".join(name.split())
        if len(name) > LONGEST_NAME:
            raise fault(self.file, place, "speaker", f"a name of {len(name)} characters")
        return name


def spoken(speaker: str, text: str, to: Sequence[str] = (), private: bool = False) -> Line:
    """A speech that has no turn yet.

    Args:
        speaker: who speaks.
        text: what is said.
        to: whom it is said to.
        private: whether they alone hear it.
    """
    heard_by = (speaker, *to) if private else ()
    return Line(0, speaker, text, to=tuple(to), heard_by=heard_by)


def _rise(turns: Sequence[int | None]) -> bool:
    known = [turn for turn in turns if turn is not None and turn > 0]
    return len(known) == len(turns) and all(a < b for a, b in pairwise(known))


def _in_blocks(acts: Sequence[str | None]) -> bool:
    """Whether each act is played in one go; a field of that name may mean acts of speech."""
    begun = [act for act, before in zip(acts, [object(), *acts], strict=False) if act != before]
    return len(begun) == len(set(begun))
