"""Any JSON and any table, where the user says which fields hold speaker, text and time.

In JSON by paths: ``author.name``, ``content.0.text``, ``items[].who``.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any, cast

from smile_commons.scoring.readers.conversation import Conversation, Passed, spoken
from smile_commons.scoring.readers.given import Given
from smile_commons.scoring.readers.json_records import messages_in
from smile_commons.scoring.readers.model_messages import parts_of
from smile_commons.scoring.readers.records import CONVERSATION, SPEAKER, TEXT, plain
from smile_commons.scoring.readers.table import rows_of_table
from smile_commons.scoring.readers.times import moment
from smile_commons.scoring.readers.transcript import fault

Path = tuple[str, ...]


def path_of(text: str) -> Path:
    """The steps of a path; ``[]`` and ``*`` stand for each item of a list and may be left out."""
    steps = re.sub(r"\[(\d*|\*)\]", r".\1.", text.strip().removeprefix("$"))
    return tuple(step for step in steps.split(".") if step not in ("", "*"))


def at(data: object, path: Sequence[str]) -> Any:
    """What stands at a path; None where nothing does."""
    for step in path:
        if isinstance(data, dict):
            data = _field(cast("dict[str, Any]", data), step)
        elif isinstance(data, list) and step.isdecimal():
            items = cast("list[Any]", data)
            data = items[int(step)] if int(step) < len(items) else None
        else:
            return None
    return data


def records_along(data: object, paths: Sequence[Path]) -> Iterator[tuple[Any, tuple[Path, ...]]]:
    """The objects that the paths speak of, with what is left of each path from there.

    What all paths begin with leads to the objects; a list is entered item by item, an object
    whose fields the paths do not name is searched for the list whose items have them.
    """
    if isinstance(data, list):
        for item in cast("list[Any]", data):
            yield from records_along(item, paths)
        return
    heads = {path[0] for path in paths if path}
    inner = at(data, [next(iter(heads))]) if len(heads) == 1 else None
    if isinstance(inner, list | dict) and all(len(path) > 1 for path in paths):
        rest = tuple(path[1:] for path in paths)
        if isinstance(inner, list) and all(not path[0].isdecimal() for path in rest):
            yield from records_along(cast("list[Any]", inner), rest)
            return
        if isinstance(inner, dict) and _leads_to_list(cast("dict[str, Any]", inner), rest):
            yield from records_along(cast("dict[str, Any]", inner), rest)
            return
    lists = None if any(at(data, path[:1]) is not None for path in paths) else _list_in(data, paths)
    if lists is None:
        yield data, tuple(paths)
    else:
        yield from records_along(lists, paths)


def _leads_to_list(data: dict[str, Any], paths: Sequence[Path]) -> bool:
    """Whether a list is entered on the way of a path."""
    here: object = data
    for step in paths[0][:-1]:
        here = at(here, [step])
        if isinstance(here, list):
            return True
    return False


def _list_in(data: object, paths: Sequence[Path]) -> list[Any] | None:
    """The first list in an object, the shallowest first, whose items have the paths' fields."""
    level = [data]
    while level:
        below = list[Any]()
        for one in level:
            values = list(cast("dict[str, Any]", one).values()) if isinstance(one, dict) else []
            for value in values:
                items = cast("list[Any]", value) if isinstance(value, list) else []
                if any(at(item, path) is not None for item in items[:20] for path in paths):
                    return items
            below += [value for value in values if isinstance(value, dict)]
        level = below
    return None


def _field(data: dict[str, Any], name: str) -> Any:
    if name in data:
        return data[name]
    return next((value for key, value in data.items() if key.casefold() == name.casefold()), None)


def recognises(given: Given) -> bool:
    """Whether the user named fields."""
    return bool(given.fields)


def format_of(given: Given) -> str:
    """What has the fields."""
    kind = "CSV" if given.documents is None else given.documents.kind
    return f"{kind} by named fields"


def read(given: Given) -> list[Conversation]:
    """The records of a JSON text or a table by the fields that the user named.

    Raises:
        InputError: the text has no fields; no record has those that were named; a time cannot
            be read.
    """
    named = _named(given)
    found = dict[str | None, Conversation]()
    hits = dict.fromkeys(named, 0)
    for line, one, paths in _records(given, list(named.values())):
        where = dict(zip(named, paths, strict=True))
        id = _conversation(one)
        into = found.setdefault(id, Conversation(id, given.file))
        for option, path in where.items():
            hits[option] += at(one, path) is not None
        _say(one, where, into, line)
    for option, path in named.items():
        if not hits[option]:
            said = f"no record has a field {'.'.join(path)!r}"
            raise fault(given.file, None, option, said, _there(given))
    return list(found.values())


def _say(one: Any, where: dict[str, Path], into: Conversation, line: int | None) -> None:
    who = _first(one, where.get("`speaker_field`"), SPEAKER)
    said = parts_of(_first(one, where.get("`text_field`"), TEXT))
    for kind in said.passed:
        into.pass_over(kind)
    if not said.text and said.passed:
        return
    time = None
    if "`time_field`" in where:
        value = at(one, where["`time_field`"])
        time = moment(value)
        if time is None and said.text:
            hint = "seconds, ISO 8601 (2021-10-14T15:34:09) or h:mm:ss"
            raise fault(into.file, line, "`time_field`", f"{value!r} is no time", hint)
    if who in (None, "") and said.text:
        into.pass_over(Passed.NAMELESS)
        return
    into.say(spoken(_name(who, into, line), said.text), line, time=time)


def _name(who: Any, into: Conversation, line: int | None) -> str:
    if isinstance(who, bool) or not isinstance(who, str | int | float | None):
        said = f"{str(who)[:60]!r} is not a name"
        raise fault(into.file, line, "`speaker_field`", said, "lead to the name itself")
    return "" if who is None else str(who)


def _named(given: Given) -> dict[str, Path]:
    """The fields by the options that name them."""
    fields, table = given.fields, given.documents is None
    options = {
        "`speaker_field`": fields.speaker,
        "`text_field`": fields.text,
        "`time_field`": fields.time,
    }
    return {
        option: (text.strip(),) if table else path_of(text)
        for option, text in options.items()
        if text
    }


def _records(given: Given, paths: list[Path]) -> Iterator[tuple[int | None, Any, tuple[Path, ...]]]:
    if given.documents is None:
        for one in rows_of_table(given.text, given.file, [path[0] for path in paths]):
            yield one.line, dict(one.fields), tuple((plain(path[0]),) for path in paths)
        return
    for line, data in given.documents.parsed:
        for one, rest in records_along(data, paths):
            yield line, one, rest


def _first(one: Any, path: Path | None, names: tuple[str, ...]) -> Any:
    """What stands at the path, or without one in the first of the fields that is there."""
    if path is not None:
        return at(one, path)
    found = (at(one, [name]) for name in names)
    return next((value for value in found if value not in (None, "")), None)


def _conversation(one: Any) -> str | None:
    found = (at(one, [name]) for name in CONVERSATION)
    id = next((value for value in found if isinstance(value, str | int)), None)
    return None if id is None else str(id)


def _there(given: Given) -> str | None:
    """The fields of the first record, for the message."""
    if given.documents is None or not given.objects:
        return None
    first = given.objects[0][1]
    inner = messages_in(first) or [first]
    fields = cast("dict[str, Any]", inner[0]) if isinstance(inner[0], dict) else {}
    return f"here is {', '.join(sorted(fields)[:12])}" if fields else None
