"""YAML from anybody: bounded, without surprises, and with the line of everything.

Only ``true`` and ``false`` are booleans, as in YAML 1.2 (``NO`` and ``on`` stay words); dates
stay text; a key that stands twice is an error; nothing is ever constructed but plain data.
"""

import re
from dataclasses import dataclass
from typing import Any

import yaml

MOST_BYTES = 256 * 1024
MOST_DEPTH = 40
MOST_NODES = 20_000
"""Nodes after every alias is followed; a bomb of a few lines has billions."""

_INT = re.compile(r"[-+]?[0-9]+$")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$")

Path = tuple[str | int, ...]


class YamlProblem(Exception):  # noqa: N818 - caught where a file is read and made a Problem
    """What is wrong with a file, and where."""

    def __init__(self, message: str, line: int | None = None, path: Path = ()) -> None:
        self.line, self.path = line, path
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class Loaded:
    """Plain data, and the line on which each part of it stands."""

    data: Any
    lines: dict[Path, int]

    def line(self, path: Path) -> int | None:
        """The line of a part; that of the nearest part around it if it is not there."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path)


def load(raw: bytes) -> Loaded:
    """The data of a YAML file.

    Raises:
        YamlProblem: it is too large, too deep, not UTF-8, not YAML, or says a key twice.
    """
    if len(raw) > MOST_BYTES:
        raise YamlProblem(f"the file is larger than {MOST_BYTES // 1024} kB")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise YamlProblem("the text is not UTF-8", line) from error
    try:
        _not_too_deep(text)
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise YamlProblem(f"not YAML: {error.problem}", mark.line + 1 if mark else None) from error
    except (yaml.YAMLError, ValueError) as error:
        raise YamlProblem(f"not YAML: {str(error).splitlines()[0]}") from error
    builder = _Builder()
    return Loaded(None if node is None else builder.build(node, ()), builder.lines)


def _not_too_deep(text: str) -> None:
    """Counts the nesting by events, before anything recursive sees it."""
    depth = 0
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MOST_DEPTH:
                mark = event.start_mark
                raise YamlProblem(
                    f"nested deeper than {MOST_DEPTH}", mark.line + 1 if mark else None
                )
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


class _Builder:
    def __init__(self) -> None:
        self.lines: dict[Path, int] = {}
        self._count = 0

    def build(self, node: yaml.Node, path: Path) -> Any:
        self._count += 1
        line = node.start_mark.line + 1
        if self._count > MOST_NODES or len(path) > MOST_DEPTH:
            raise YamlProblem(f"more than {MOST_NODES} parts once its aliases are followed", line)
        self.lines.setdefault(path, line)
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self.build(part, (*path, place)) for place, part in enumerate(node.value)]
        return _scalar(node)

    def _mapping(self, node: yaml.MappingNode, path: Path) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, value in node.value:
            line = key.start_mark.line + 1
            if not isinstance(key, yaml.ScalarNode):
                raise YamlProblem("a key must be a plain word", line, path)
            if key.value in found:
                raise YamlProblem(f"the key {key.value!r} stands twice", line, (*path, key.value))
            here = (*path, key.value)
            self.lines[here] = line
            found[key.value] = self.build(value, here)
        return found


def _scalar(node: yaml.Node) -> Any:
    value = str(node.value)
    if getattr(node, "style", None) is not None:  # quoted or a block: always text
        return value
    if value in ("true", "false"):
        return value == "true"
    if value in ("", "~", "null"):
        return None
    if _INT.match(value) and len(value) < 19:
        return int(value)
    if _FLOAT.match(value) and len(value) < 40:
        return float(value)
    return value
