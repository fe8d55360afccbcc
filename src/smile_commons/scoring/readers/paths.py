"""Paths into JSON, as a user gives them: ``author.name``, ``content.0.text``, ``items[].who``."""

import re
from collections.abc import Iterator, Sequence
from typing import Any, cast

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
                if isinstance(value, list) and _has(cast("list[Any]", value), paths):
                    return cast("list[Any]", value)
            below += [value for value in values if isinstance(value, dict)]
        level = below
    return None


def _has(items: list[Any], paths: Sequence[Path]) -> bool:
    return any(at(item, path) is not None for item in items[:20] for path in paths)


def _field(data: dict[str, Any], name: str) -> Any:
    if name in data:
        return data[name]
    return next((value for key, value in data.items() if key.casefold() == name.casefold()), None)
