"""What the readers of JSON ask of it: objects and lists, whatever else may stand there."""

from collections.abc import Iterable, Iterator
from typing import Any, cast

from smile_commons.scoring.readers.conversation import Conversation
from smile_commons.scoring.readers.given import Given

Message = dict[str, Any]
Messages = Iterable[tuple[int | None, Message]]
"""Of one conversation, each with its line in the file where it has one of its own."""
Lists = Iterator[tuple[str | None, Messages]]
"""Conversations, each with its id."""


def objects_in(given: Given) -> list[tuple[int | None, dict[str, Any]]]:
    """The objects of a text, one by one, with their lines where they have some."""
    return [
        (line, cast("dict[str, Any]", one)) for line, one in given.objects if isinstance(one, dict)
    ]


def object_of(value: object) -> dict[str, Any]:
    """The object, or an empty one where it is none."""
    return cast("dict[str, Any]", value) if isinstance(value, dict) else {}


def list_of(value: object) -> list[Any]:
    """The list, or an empty one where it is none."""
    return cast("list[Any]", value) if isinstance(value, list) else []


def lists_of(value: object) -> list[dict[str, Any]]:
    """The objects in a list; an empty one where it is none."""
    return [cast("dict[str, Any]", one) for one in list_of(value) if isinstance(one, dict)]


def breadth_first(data: object) -> Iterator[Any]:
    """Some data and all that is in it, the shallowest first."""
    level: list[Any] = [data]
    while level:
        yield from level
        level = [inner for one in level for inner in [*list_of(one), *object_of(one).values()]]


def unplaced(messages: Iterable[Message]) -> Messages:
    """Messages without lines of their own."""
    return ((None, one) for one in messages)


def visible_to(value: object, speaker: str) -> tuple[str, ...]:
    """Who heard it, where a game of ChatArena says so; empty: everybody."""
    names = [value] if isinstance(value, str) else list_of(value)
    heard = [] if names == ["all"] else [str(name) for name in names if name]
    return tuple(dict.fromkeys((speaker, *heard))) if heard else ()


def first_of(one: dict[str, Any], *names: str) -> Any:
    """The first of the fields that says something; None where none does."""
    return next((one[name] for name in names if one.get(name)), None)


def id_of(one: dict[str, Any], *names: str) -> str | None:
    """The same as a text."""
    found = first_of(one, *names)
    return None if found is None else str(found)


def messages_with(given: Given, *names: str) -> Iterator[tuple[str | None, list[dict[str, Any]]]]:
    """The lists of objects that have all these fields, wherever they stand, with an id.

    The whole text may be such a list; otherwise it is looked for in its objects, as deep as
    need be. A list counts when one of its first objects has the fields.
    """
    own = [one for _, one in objects_in(given)]
    if _have(own, names):
        yield None, own
        return
    for place, (_, one) in enumerate(objects_in(given), start=1):
        single = len(own) == 1
        id = id_of(one, "id", "uuid", "name")
        found = list(_below(one, names))
        for at, inner in enumerate(found, start=1):
            base = None if single and len(found) == 1 else id or str(place)
            yield (base if len(found) == 1 or base is None else f"{base}.{at}"), inner


def unlike(conversations: list[Conversation]) -> list[Conversation]:
    """The conversations under ids that differ: a second ``New chat`` is ``New chat (2)``."""
    seen = dict[str | None, int]()
    for one in conversations:
        seen[one.id] = seen.get(one.id, 0) + 1
        if seen[one.id] > 1:
            one.id = f"{one.id or 'conversation'} ({seen[one.id]})"
    return conversations


def _have(items: list[dict[str, Any]], names: tuple[str, ...]) -> bool:
    return any(all(name in item for name in names) for item in items[:20])


def _below(data: object, names: tuple[str, ...]) -> Iterator[list[dict[str, Any]]]:
    level: list[Any] = [data]
    while level:
        below = list[Any]()
        for one in level:
            items = lists_of(one)
            if _have(items, names):
                yield items
            else:
                below += [*list_of(one), *object_of(one).values()]
        level = below
