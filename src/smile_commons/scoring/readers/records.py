"""Records with a speaker and a text, by whatever names, as lines of one or more conversations."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any, cast

from smile_commons.scoring.lines import Line
from smile_commons.scoring.readers.transcript import LONGEST_NAME, check_size, fault

SPEAKER = (
    *("speaker", "name", "author", "user", "character", "persona", "participant", "from"),
    *("speaker_name", "speaker_id", "user_name", "username", "user_id", "role"),
)
"""Names of the field that says who speaks, the surest first."""
TEXT = ("text", "utterance", "message", "content", "speech", "body")
CONVERSATION = (
    *("conversation_id", "conversation", "dialogue_id", "dialog_id", "debate_id"),
    *("group_id", "thread_id", "root"),
)
_TIME = ("timestamp",)
_NOBODY = {"system", "tool", "function", "developer"}
"""Roles in a chat that are no one's voice."""
_NO_SPEECH = ("act", "narration")
"""Kinds of events in a run that nobody speaks."""


@dataclass(frozen=True, slots=True)
class Record:
    """One row, object or utterance, and the line of the file that it begins on."""

    line: int | None
    fields: Mapping[str, Any]
    """By names in small letters."""


@dataclass(slots=True)
class Conversation:
    """The lines of one conversation, as they are found."""

    id: str | None
    lines: list[Line] = field(default_factory=list[Line])
    times: list[float | None] = field(default_factory=list[float | None])
    given_turns: list[int | None] = field(default_factory=list[int | None])
    nobody: int = 0
    """Messages of a system or a tool, and narration."""
    empty: int = 0

    def ordered(self, by_time: bool) -> tuple[Line, ...]:
        """The lines with their turns: the file's own where they rise, else 1, 2, 3 …"""
        order = list(range(len(self.lines)))
        times = [time for time in self.times if time is not None]
        if by_time and len(times) == len(order):
            order.sort(key=times.__getitem__)
        turns = _rising([self.given_turns[place] for place in order])
        lines = [self.lines[place] for place in order]
        if not _in_blocks([line.act for line in lines]):
            lines = [replace(line, act=None) for line in lines]
        return tuple(replace(line, turn=turn) for line, turn in zip(lines, turns, strict=True))

    def passed_over(self) -> tuple[str, ...]:
        """What was left out, in words."""
        said = (
            (self.nobody, "that nobody speaks"),
            (self.empty, "without words"),
        )
        return tuple(f"{count} {what}" for count, what in said if count)


def record(data: object, line: int | None, file: str) -> Record:
    """A parsed object as a record.

    Raises:
        InputError: it is no object.
    """
    if not isinstance(data, dict):
        raise fault(file, line, "", "is not an object", '`{"speaker": "…", "text": "…"}`')
    fields = {_plain(name): value for name, value in cast("dict[Any, Any]", data).items()}
    return Record(line, fields)


def conversations(records: Iterable[Record], file: str) -> list[Conversation]:
    """The records as conversations, in the order in which these begin.

    Raises:
        InputError: a record has no speaker or no text, or they are not text; the bounds.
    """
    found = dict[str | None, Conversation]()
    for count, one in enumerate(records, start=1):
        id = _word(one, CONVERSATION, file)
        into = found.setdefault(id, Conversation(id))
        _add(one, into, file)
        check_size(file, one.line, count, len(into.lines[-1].text) if into.lines else 0)
    return list(found.values())


def has(names: Iterable[str], wanted: Iterable[str]) -> bool:
    """Whether one of the wanted fields is among the names, however they are written."""
    return bool({_plain(name) for name in names} & set(wanted))


def _add(one: Record, into: Conversation, file: str) -> None:
    role = one.fields.get("role")
    of_chat = isinstance(role, str) and role.lower() in _NOBODY and not one.fields.get("name")
    if of_chat or one.fields.get("kind") in _NO_SPEECH:
        into.nobody += 1
        return
    text = _text(one, file)
    if not text:
        into.empty += 1
        return
    speaker = _word(one, SPEAKER, file)
    if speaker is None:
        raise fault(file, one.line, "speaker", "is missing", _known(SPEAKER, one))
    into.lines.append(
        Line(
            turn=0,
            speaker=speaker,
            text=text,
            act=_word(one, ("act", "scene", "phase"), file),
            to=_words(one, "to", file),
            move=_word(one, ("move",), file),
            article=_word(one, ("article",), file),
            heard_by=_words(one, "heard_by", file),
        )
    )
    into.times.append(_number(_value(one, _TIME)))
    turn = _number(_value(one, ("turn",)))
    into.given_turns.append(int(turn) if turn is not None and turn == int(turn) else None)


def _text(one: Record, file: str) -> str:
    name, value = _named(one, TEXT)
    if name is None:
        raise fault(file, one.line, "text", "is missing", _known(TEXT, one))
    words = "\n".join(_parts(value)) if not isinstance(value, str) else value
    if not isinstance(value, str | list | dict | None):
        raise fault(file, one.line, name, f"{value!r} is not text", "put it in quotes")
    return words.strip()


def _parts(value: object) -> Iterator[str]:
    """The texts in a message that is made of parts, as chats keep it."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for part in cast("list[object]", value):
            yield from _parts(part)
    elif isinstance(value, dict):
        data = cast("dict[str, object]", value)
        for name in ("text", "content", "parts"):
            if name in data:
                yield from _parts(data[name])
                return


def _word(one: Record, names: Iterable[str], file: str) -> str | None:
    """A field that holds a name; a number is one too; None where there is none."""
    name, value = _named(one, names)
    if isinstance(value, dict):
        inner = cast("dict[str, Any]", value)
        value = next((inner[key] for key in ("name", "id", "role") if inner.get(key)), None)
    if name is None or value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise fault(file, one.line, name, f"{str(value)[:60]!r} is not a name")
    word = " ".join(str(value).split())
    if len(word) > LONGEST_NAME:
        raise fault(file, one.line, name, f"a name of {len(word)} characters")
    return word or None


def _words(one: Record, name: str, file: str) -> tuple[str, ...]:
    value = _value(one, (name,))
    if value is None:
        return ()
    if isinstance(value, str):
        return tuple(filter(None, (part.strip() for part in value.replace(";", ",").split(","))))
    if isinstance(value, list):
        items = cast("list[object]", value)
        if all(isinstance(item, str) for item in items):
            return tuple(str(item) for item in items)
    raise fault(file, one.line, name, "is not a list of names")


def _named(one: Record, names: Iterable[str]) -> tuple[str | None, Any]:
    """The first of the fields that says something, here or in the record's ``meta``."""
    meta = one.fields.get("meta")
    inside = cast("dict[str, Any]", meta) if isinstance(meta, dict) else dict[str, Any]()
    there: str | None = None
    for fields in (one.fields, inside):
        for name in names:
            if name in fields:
                there = there or name
                if fields[name] not in (None, ""):
                    return name, fields[name]
    return there, None


def _value(one: Record, names: Iterable[str]) -> Any:
    return _named(one, names)[1]


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    try:
        number = float(value)
    except ValueError:
        return None
    return number if abs(number) < 1e18 else None  # NaN compares false


def _rising(turns: list[int | None]) -> list[int]:
    known = [turn for turn in turns if turn is not None]
    rises = all(a < b for a, b in pairwise(known))
    if len(known) == len(turns) and rises and all(turn > 0 for turn in known):
        return known
    return list(range(1, len(turns) + 1))


def _in_blocks(acts: list[str | None]) -> bool:
    """Whether each act is played in one go; a field of that name may mean acts of speech."""
    begun = [act for act, before in zip(acts, [object(), *acts], strict=False) if act != before]
    return len(begun) == len(set(begun))


def _plain(name: object) -> str:
    return str(name).strip().casefold().replace(" ", "_").replace("-", "_")


def _known(names: tuple[str, ...], one: Record) -> str:
    there = ", ".join(sorted(one.fields)[:12]) or "nothing"
    return f"it may be called {', '.join(names[:5])} or {names[-1]}; here is {there}"
