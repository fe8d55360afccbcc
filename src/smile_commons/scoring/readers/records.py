"""Records with a speaker and a text, by whatever names, as lines of one or more conversations."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, cast

from smile_commons.errors import InputError
from smile_commons.scoring.lines import Line
from smile_commons.scoring.readers.conversation import Conversation, Passed
from smile_commons.scoring.readers.json_shapes import visible_to
from smile_commons.scoring.readers.model_messages import SYSTEM, Parts, parts_of, thoughts_beside
from smile_commons.scoring.readers.times import moment, times_of
from smile_commons.scoring.readers.transcript import fault

SPEAKER = (
    *("speaker", "name", "author", "user", "character", "persona", "participant", "from"),
    *("sender_name", "speaker_name", "agent_name", "role_name", "user_name", "username"),
    *("display_name", "nickname", "sender", "agent", "speaker_id", "user_id", "sender_id", "role"),
)
"""Names of the field that says who speaks, the surest first."""
TEXT = (
    *("text", "utterance", "message", "content", "speech", "body"),
    *("message_content", "transcript", "contents", "mes", "value", "comment", "parts"),
)
CONVERSATION = (
    *("conversation_id", "conversation", "dialogue_id", "dialog_id", "debate_id"),
    *("group_id", "thread_id", "root"),
)
_OF_TOOLS = {"tool", "function", "function_call", "observation"}
"""Roles that no person has, whatever name stands beside them; a developer may be a person."""
_OF_LANGCHAIN = ("human", "ai", "system", "tool", "function")
_NO_SPEECH = ("act", "narration")
"""Kinds of events in a run that nobody speaks."""
_WITHOUT_WORDS = ("attachments", "attachment", "file", "files", "image", "photo", "media")


@dataclass(frozen=True, slots=True)
class Record:
    """One row, object or utterance, and the line of the file that it begins on."""

    line: int | None
    fields: Mapping[str, Any]
    """By names in small letters."""


def record(data: object, line: int | None, file: str) -> Record:
    """A parsed object as a record.

    Raises:
        InputError: it is no object.
    """
    if not isinstance(data, dict):
        raise fault(file, line, "", "is not an object", '`{"speaker": "…", "text": "…"}`')
    fields = {plain(name): value for name, value in cast("dict[Any, Any]", data).items()}
    if fields.get("type") in _OF_LANGCHAIN and "role" not in fields:
        inner = fields.get("data")
        more = cast("dict[str, Any]", inner) if isinstance(inner, dict) else dict[str, Any]()
        fields |= {"content": more.get("content", fields.get("content")), "role": fields["type"]}
    return Record(line, fields)


def conversations(records: Iterable[Record], file: str) -> list[Conversation]:
    """The records as conversations, in the order in which these begin.

    A record without a speaker or without a text is passed over and counted.

    Raises:
        InputError: no record has a speaker, or none a text; they are not text; the bounds.
    """
    found = dict[str | None, Conversation]()
    said = dict[str | None, list[Mapping[str, Any]]]()
    missing: InputError | None = None
    for one in records:
        id = _word(one, CONVERSATION, file)
        into = found.setdefault(id, Conversation(id, file))
        before = len(into.lines)
        missing = _add(one, into, file) or missing
        said.setdefault(id, []).extend([one.fields] * (len(into.lines) - before))
    for id, into in found.items():
        into.times, into.unused_time = times_of(said[id])
    if missing is not None and not any(one.lines for one in found.values()):
        raise missing
    return list(found.values())


def has(names: Iterable[str], wanted: Iterable[str]) -> bool:
    """Whether one of the wanted fields is among the names, however they are written."""
    return bool({plain(name) for name in names} & set(wanted))


def _add(one: Record, into: Conversation, file: str) -> InputError | None:
    """Adds what one record says; what it lacks is given back."""
    if _of_chat(one) or one.fields.get("kind") in _NO_SPEECH:
        into.pass_over(Passed.NOBODY)
        return None
    if one.fields.get("deleted") is True or one.fields.get("is_deleted") is True:
        into.pass_over(Passed.DELETED)
        return None
    name, said = _text(one, file)
    for kind in said.passed:
        into.pass_over(kind)
    if thoughts_beside(dict(one.fields)):
        into.pass_over(Passed.THOUGHTS)
    if not said.text and (said.passed or thoughts_beside(dict(one.fields))):
        return None
    if not said.text and _has_more(one, into):
        return None
    speaker = _word(one, SPEAKER, file)
    if speaker is None and said.text:
        into.pass_over(Passed.NAMELESS)
        return fault(file, one.line, "speaker", "is missing", _known(SPEAKER, one))
    into.say(
        _line(one, speaker or "", said.text, file), one.line, turn=_turn(_value(one, ("turn",)))
    )
    return fault(file, one.line, "text", "is missing", _known(TEXT, one)) if name is None else None


def _of_chat(one: Record) -> bool:
    """Whether it is a message of a system or a tool; calls have names too."""
    role = str(one.fields.get("role") or "").casefold()
    return role in _OF_TOOLS or (role in SYSTEM and not one.fields.get("name"))


def _line(one: Record, speaker: str, text: str, file: str) -> Line:
    return Line(
        turn=0,
        speaker=speaker,
        text=text,
        act=_word(one, ("act", "scene", "phase"), file),
        to=_words(one, "to", file),
        move=_word(one, ("move",), file),
        article=_word(one, ("article",), file),
        heard_by=_words(one, "heard_by", file) or visible_to(one.fields.get("visible_to"), speaker),
    )


def _has_more(one: Record, into: Conversation) -> bool:
    """Whether a record without words has a picture or a call of a tool instead."""
    tools = one.fields.get("tool_calls") or one.fields.get("function_call")
    media = any(one.fields.get(name) for name in _WITHOUT_WORDS)
    if tools or media:
        into.pass_over(Passed.TOOLS if tools else Passed.MEDIA)
    return bool(tools or media)


def _text(one: Record, file: str) -> tuple[str | None, Parts]:
    """Which field holds the text, and the words in it."""
    name, value = _named(one, TEXT)
    if not isinstance(value, str | list | dict | None):
        raise fault(file, one.line, name or "", f"{value!r} is not text", "put it in quotes")
    return name, parts_of(cast("object", value))


def _word(one: Record, names: Iterable[str], file: str) -> str | None:
    """A field that holds a name; a number is one too; None where there is none."""
    name, value = _named(one, names)
    if isinstance(value, dict):
        inner = cast("dict[str, Any]", value)
        keys = ("name", "display_name", "real_name", "username", "id", "role")
        value = next((inner[key] for key in keys if inner.get(key)), None)
    if name is None or value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise fault(file, one.line, name, f"{str(value)[:60]!r} is not a name")
    return " ".join(str(value).split()) or None


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


def _turn(value: object) -> int | None:
    number = None if isinstance(value, dict) else moment(value)
    return int(number) if number is not None and number == int(number) else None


def plain(name: object) -> str:
    """A field's name as it is looked for: small letters, low lines for spaces."""
    return str(name).strip().casefold().replace(" ", "_").replace("-", "_")


def _known(names: tuple[str, ...], one: Record) -> str:
    there = ", ".join(sorted(one.fields)[:12]) or "nothing"
    option = "`speaker_field`" if names is SPEAKER else "`text_field`"
    return (
        f"it may be called {', '.join(names[:5])} or {names[-1]}, or {option} names it; "
        f"here is {there}"
    )
