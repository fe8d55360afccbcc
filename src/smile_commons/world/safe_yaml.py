"""YAML from anybody, read within bounds and with the line of every value.

The words of YAML 1.2: only ``true`` and ``false`` are booleans, so ``NO``, ``yes`` and ``on``
stay words; dates stay text; keys are always text. Built on the parser's events, not on its
constructors: nothing in a file can name a type, and nothing recurses.
"""

import re
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NoReturn

import yaml

from smile_commons.errors import Problem, WorldError
from smile_commons.world.text import unprintable

DEEPEST = 24
MOST_VALUES = 20_000
"""Values in a file after its aliases have been followed."""
MOST_ALIASES = 64

Place = tuple[Hashable, ...]

_INTEGER = re.compile(r"[-+]?[0-9]{1,15}")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]{1,15}|[0-9]{1,15}(?:\.[0-9]{0,15})?)(?:[eE][-+]?[0-9]{1,2})?")
_WORDS: dict[str, bool | None] = {"true": True, "false": False, "null": None, "~": None, "": None}
_PLAIN_TAGS = (None, "!", "tag:yaml.org,2002:str")


@dataclass(frozen=True, slots=True)
class Document:
    """What a file holds, and where in it."""

    file: str
    data: Any
    lines: dict[Place, int]
    """The line of each key and of each item, from 1, by the path that leads there."""
    problems: tuple[Problem, ...] = ()
    """Mistakes that did not keep the rest from being read."""

    def line(self, place: Sequence[Hashable]) -> int | None:
        """The line of a place, or of the nearest thing around it."""
        found, path = self.lines.get(()), tuple[Hashable, ...]()
        for step in place:
            path = (*path, step)
            if path not in self.lines:
                break
            found = self.lines[path]
        return found

    def problem(self, place: Sequence[Hashable], message: str, hint: str | None = None) -> Problem:
        """A mistake at a place of this file."""
        return Problem(self.file, self.line(place), _dotted(place), message, hint)


def parse_yaml(text: str, file: str) -> Document:
    """What a YAML text holds.

    Args:
        text: its size is bounded by who read it.
        file: its name, for messages.

    Raises:
        WorldError: it is no YAML, or beyond the bounds.
    """
    builder = _Builder(file)
    try:
        for event in _events(text):
            builder.take(event)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        line = None if mark is None else mark.line + 1
        parts = [getattr(error, "context", None), getattr(error, "problem", None)]
        said = " ".join(part for part in parts if part) or str(error).split("\n")[0]
        raise WorldError(
            [*builder.problems, Problem(file, line, "", f"no YAML: {said}")]
        ) from error
    return Document(file, builder.root, builder.lines, tuple(builder.problems))


def _events(text: str) -> Iterator[Any]:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the C one where it was built
    parse: Any = yaml.parse  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
    yield from parse(text, Loader=loader)


@dataclass(slots=True)
class _Open:
    """A mapping or list that is being read."""

    data: dict[str, Any] | list[Any]
    place: Place
    anchor: str | None
    before: int
    """How many values had been counted when it began."""
    key: str | None = None


@dataclass(slots=True)
class _Builder:
    file: str
    open: list[_Open] = field(default_factory=list[_Open])
    lines: dict[Place, int] = field(default_factory=dict[Place, int])
    anchors: dict[str, tuple[Any, int]] = field(default_factory=dict[str, tuple[Any, int]])
    problems: list[Problem] = field(default_factory=list[Problem])
    values: int = 0
    aliases: int = 0
    documents: int = 0
    root: Any = None

    def take(self, event: Any) -> None:
        match event:
            case yaml.ScalarEvent():
                self._scalar(event)
            case yaml.MappingStartEvent() | yaml.SequenceStartEvent():
                self._begin(event)
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                done = self.open.pop()
                if done.anchor:
                    self.anchors[done.anchor] = (done.data, self.values - done.before)
            case yaml.AliasEvent():
                self._alias(event)
            case yaml.DocumentStartEvent():
                self.documents += 1
                if self.documents > 1:
                    self._refuse(event, "one file holds one document", "remove the `---`")
            case _:
                pass

    def _scalar(self, event: Any) -> None:
        self._check_tag(event)
        if bad := unprintable(event.value):
            self._refuse(event, f"holds the control character {bad}", "remove it")
        parent = self.open[-1] if self.open else None
        if parent is not None and isinstance(parent.data, dict) and parent.key is None:
            self._key(parent, event)
            return
        plain = event.implicit[0] and not event.style
        value = _resolved(event.value) if plain else event.value
        self._count(event, 1)
        if event.anchor:
            self.anchors[event.anchor] = (value, 1)
        self._put(event, value)

    def _key(self, parent: _Open, event: Any) -> None:
        parent.key = event.value
        place = (*parent.place, event.value)
        line = event.start_mark.line + 1
        if place not in self.lines:
            self.lines[place] = line
            return
        said = f"stands twice; the first is on line {self.lines[place]}"
        self.problems.append(Problem(self.file, line, _dotted(place), said, "remove one of them"))

    def _begin(self, event: Any) -> None:
        self._check_tag(event)
        if len(self.open) >= DEEPEST:
            self._refuse(event, f"is nested deeper than {DEEPEST} levels")
        before = self.values
        self._count(event, 1)
        data: dict[str, Any] | list[Any]
        data = {} if isinstance(event, yaml.MappingStartEvent) else []
        self.open.append(_Open(data, self._put(event, data), event.anchor, before))

    def _alias(self, event: Any) -> None:
        self.aliases += 1
        if self.aliases > MOST_ALIASES:
            self._refuse(event, f"more than {MOST_ALIASES} aliases", "write the values out")
        if event.anchor not in self.anchors:
            self._refuse(event, f"*{event.anchor[:40]} stands before the end of its anchor")
        value, size = self.anchors[event.anchor]
        self._count(event, size)
        self._put(event, value)

    def _put(self, event: Any, value: Any) -> Place:
        """Adds a value to what is open, and returns the path that leads to it."""
        line = event.start_mark.line + 1
        if not self.open:
            self.root, self.lines[()] = value, line
            return ()
        parent = self.open[-1]
        if isinstance(parent.data, list):
            place = (*parent.place, len(parent.data))
            parent.data.append(value)
            self.lines[place] = line
            return place
        if parent.key is None:
            self._refuse(event, "a key is one word or one line of text")
        key, parent.key = parent.key, None
        parent.data.setdefault(key, value)
        return (*parent.place, key)

    def _count(self, event: Any, size: int) -> None:
        self.values += size
        if self.values > MOST_VALUES:
            self._refuse(event, f"more than {MOST_VALUES} values, its aliases followed")

    def _check_tag(self, event: Any) -> None:
        if event.tag not in _PLAIN_TAGS:
            self._refuse(event, f"the tag {event.tag[:60]!r} is not known", "remove it")

    def _refuse(self, event: Any, message: str, hint: str | None = None) -> NoReturn:
        place = self.open[-1].place if self.open else ()
        line = event.start_mark.line + 1
        problem = Problem(self.file, line, _dotted(place), message, hint)
        raise WorldError([*self.problems, problem])


def _dotted(place: Sequence[Hashable]) -> str:
    """``acts.0.beats``, short enough for a line and without characters that print oddly."""
    text = ".".join(str(step) for step in place)
    return "".join(c if c.isprintable() else "?" for c in text[:120])


def _resolved(text: str) -> Any:
    """A plain scalar as YAML 1.2 has it."""
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    if _FLOAT.fullmatch(text):
        return float(text)
    return text
