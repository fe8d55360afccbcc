"""Notes written into a dialogue's file: `say:` right under `on:`, and not a byte else changed."""

import json
import re
import textwrap
from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from smile_commons.errors import InputError, WorldError
from smile_commons.world.dialogue import Act, Beat, Dialogue, EitherWay, Matter
from smile_commons.world.notes import lines_of
from smile_commons.world.safe_yaml import Place, parse_yaml
from smile_commons.world.text import decode
from smile_commons.world.validate import validate

MARK = "# drafted by"
"""Begins the comment that tells a draft from what a writer wrote."""

_WIDTH = 100
_NEWLINE = re.compile(r"\r\n|\n|\r")
_MARK_BEFORE = re.compile(rf"{MARK}[^\r\n]*(?:\r\n|\n|\r)[ \t]*$")


def with_notes(
    raw: bytes, file: str, dialogue: Dialogue, notes: Mapping[Place, str | EitherWay], by: str
) -> bytes:
    """The file of a dialogue with notes in it.

    Args:
        raw: the file as it is.
        file: its name, for messages.
        dialogue: what it holds.
        notes: what is to be said, by the place of its beat or matter (``("acts", 0, "beats", 2)``).
            Where a ``say`` stands, it is replaced.
        by: whose draft they are, for the comment beside them.

    Raises:
        InputError: it is written in a way that cannot be added to (a beat behind an alias, say).
    """
    text = raw.decode("utf-8")
    root = _compose(text)
    comment = f"{MARK} {_plain(by)}; edit me"
    edits = [
        _edit(text, _mapping(root, place, file), _Say(say, comment)) for place, say in notes.items()
    ]
    for start, end, new in sorted(edits, reverse=True):
        text = f"{text[:start]}{new}{text[end:]}"
    made = text.encode("utf-8")
    if _read(made, file) != noted(dialogue, notes):
        raise InputError(f"{file} is written in a way that notes cannot be added to by themselves")
    return made


def drafted(raw: bytes, file: str, places: Collection[Place]) -> set[Place]:
    """Those of the places whose ``say`` bears the mark of a draft."""
    text = raw.decode("utf-8")
    root = _compose(text)
    return {place for place in places if _is_marked(text, _mapping(root, place, file))}


def noted(dialogue: Dialogue, notes: Mapping[Place, str | EitherWay]) -> Dialogue:
    """A dialogue with these notes in it."""
    acts = tuple(_noted_act(act, number, notes) for number, act in enumerate(dialogue.acts))
    return dialogue.model_copy(update={"acts": acts})


@dataclass(frozen=True, slots=True)
class _Say:
    """A ``say`` as it is to be written."""

    say: str | EitherWay
    comment: str

    def block(self, indent: int, newline: str) -> str:
        """In the lines of a block, without the first one's indent and the last one's end."""
        before = " " * indent
        if isinstance(self.say, str):
            lines = [f"say: >-  {self.comment}", *_folded(self.say, indent + 2)]
        else:
            lines = [f"say:  {self.comment}"]
            for way, text in (("for", self.say.for_), ("against", self.say.against)):
                lines += [f"{before}  {way}: >-", *_folded(text, indent + 4)]
        return newline.join(lines)

    def inline(self, indent: int, newline: str) -> str:
        """Between braces."""
        if isinstance(self.say, str):
            said = _quoted(self.say)
        else:
            said = f"{{for: {_quoted(self.say.for_)}, against: {_quoted(self.say.against)}}}"
        return f" {self.comment}{newline}{' ' * indent}say: {said}"


def _edit(text: str, mapping: Any, say: _Say) -> tuple[int, int, str]:
    """Where the text changes, and what stands there then."""
    newline = found.group() if (found := _NEWLINE.search(text)) else "\n"
    keys = {key.value: (key, value) for key, value in mapping.value}
    key, value = keys.get("say") or keys["on"]
    end = _end(text, value)
    if mapping.flow_style:
        inline = say.inline(mapping.start_mark.column + 1, newline)
        if "say" not in keys:
            return end, end, f",{inline}"
        if before := _MARK_BEFORE.search(text, 0, key.start_mark.index):
            return before.start(), end, inline.lstrip()
        return key.start_mark.index, end, inline
    indent = key.start_mark.column
    block = say.block(indent, newline)
    found = _NEWLINE.search(text, end)
    if "say" in keys:
        return key.start_mark.index, found.start() if found else len(text), block
    if found is None:
        return len(text), len(text), f"{newline}{' ' * indent}{block}"
    return found.end(), found.end(), f"{' ' * indent}{block}{newline}"


def _is_marked(text: str, mapping: Any) -> bool:
    keys = {key.value: key.start_mark.index for key, _ in mapping.value}
    if "say" not in keys:
        return False
    found = _NEWLINE.search(text, keys["say"])
    line = text[keys["say"] : found.start() if found else len(text)]
    return MARK in line or _MARK_BEFORE.search(text, 0, keys["say"]) is not None


def _end(text: str, node: Any) -> int:
    """Where a value ends; of a block, where its last word does."""
    while isinstance(node, yaml.MappingNode) and not node.flow_style and node.value:
        node = node.value[-1][1]  # its own end is where the next thing begins
    start, end = int(node.start_mark.index), int(node.end_mark.index)
    return start + len(text[start:end].rstrip())


def _mapping(root: Any, place: Place, file: str) -> Any:
    node = root
    for step in place:
        node = _item(node, step)
    if not isinstance(node, yaml.MappingNode):
        raise InputError(f"{file}: {'.'.join(map(str, place))} cannot be found in it")
    return node


def _item(node: Any, step: Hashable) -> Any:
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int):
        return node.value[step] if step < len(node.value) else None
    if isinstance(node, yaml.MappingNode):
        pairs: Sequence[tuple[Any, Any]] = node.value
        return next((value for key, value in pairs if key.value == step), None)
    return None


def _compose(text: str) -> Any:
    # The loader that is written in Python: its marks count characters, whatever the line ends.
    compose: Any = yaml.compose  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
    return compose(text, Loader=yaml.SafeLoader)


def _read(raw: bytes, file: str) -> Dialogue | None:
    try:
        found, problems = validate(parse_yaml(decode(raw, file), file), Dialogue)
    except WorldError:
        return None
    return None if problems else found


def _noted_act(act: Act, number: int, notes: Mapping[Place, str | EitherWay]) -> Act:
    said: dict[str, list[Beat | Matter]] = {"beats": [], "matters": []}
    for at, line in lines_of(act, ("acts", number)):
        say = notes.get(at)
        said[str(at[2])].append(line if say is None else line.model_copy(update={"say": say}))
    return act.model_copy(update={kind: tuple(lines) for kind, lines in said.items()})


def _folded(text: str, indent: int) -> list[str]:
    before = " " * indent
    return textwrap.wrap(
        text,
        max(_WIDTH, indent + 40),
        initial_indent=before,
        subsequent_indent=before,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _plain(by: str) -> str:
    """A name that can stand in a comment."""
    return " ".join("".join(c if c.isprintable() else " " for c in by).split())[:60]
