"""A family of runs as Twee 3, a story to be played in Twine: where runs part, the reader chooses.

What runs have in common is told once. Texts hold no markup of any story format: whatever could
be one is written as an HTML entity, which all of them show as the character itself.
"""

import json
import re
import uuid
from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field

from smile_commons.exports import scene
from smile_commons.exports.script import Script
from smile_commons.transcript import Event

FORMAT, FORMAT_VERSION = "Harlowe", "3.3.9"
_HARMLESS = frozenset(" .,;?!")
_HARMLESS_ALONE = frozenset("'\":-")
"""As long as no other mark stands beside them."""
_WORDS = 8
"""Of a speech, in the label of a choice."""
_STYLE = """.cue { font-weight: bold; }
.aside, .action { font-style: italic; }
.action, .speech { margin: 1em 0; }"""


@dataclass(slots=True)
class _Node:
    """An event, and what came after it in the runs that had it."""

    event: Event | None
    script: Script
    """The first run that had it."""
    after: dict[Hashable, "_Node"] = field(default_factory=dict[Hashable, "_Node"])


@dataclass(slots=True)
class _Passage:
    name: str
    nodes: list[_Node]
    choices: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    """What is read, and the name of the passage it leads to."""


def to_twee(script: Script) -> str:
    """A script and its family as Twee 3; the same family gives the same text."""
    passages = _passages(_tree(script))
    head = {
        "ifid": str(uuid.uuid5(uuid.NAMESPACE_URL, f"smile-commons:{script.run}")).upper(),
        "format": FORMAT,
        "format-version": FORMAT_VERSION,
        "start": passages[0].name,
    }
    name = scene.title(script)
    parts = [
        # A line that begins with two colons would begin a passage.
        f":: StoryTitle\n{chr(0x2060) if name.startswith('::') else ''}{name}",
        f":: StoryData\n{json.dumps(head, indent=2)}",
        f":: UserStylesheet [stylesheet]\n{_STYLE}",
        *(_passage(passage, script, passages[0].name) for passage in passages),
    ]
    return "\n\n\n".join(parts) + "\n"


def _tree(script: Script) -> _Node:
    root = _Node(None, script)
    for one in (script, *script.family):
        node = root
        for event in one.events:
            same = (event.kind, event.turn, event.act, event.speaker, event.text)
            node = node.after.setdefault(same, _Node(event, one))
    return root


def _passages(root: _Node) -> list[_Passage]:
    """The tree in pieces that do not part, each act in its own; the first one first."""
    passages = list[_Passage]()
    names = set[str]()
    waiting: list[tuple[_Node, list[tuple[str, str]] | None, str]] = [(root, None, "")]
    while waiting:
        node, choices, label = waiting.pop(0)
        nodes = [node]
        while len(node.after) == 1 and not _opens(following := next(iter(node.after.values()))):
            node = following
            nodes.append(node)
        passage = _Passage(_name(nodes, names), nodes)
        passages.append(passage)
        if choices is not None:
            choices.append((label, passage.name))
        several = len(node.after) > 1
        waiting += [
            (one, passage.choices, _choice(node, one) if several else "Go on")
            for one in node.after.values()
        ]
    return passages


def _opens(node: _Node) -> bool:
    return node.event is not None and node.event.kind == "act"


def _name(nodes: list[_Node], taken: set[str]) -> str:
    """A name without anything that Twee would have escaped."""
    event = next((node.event for node in nodes if node.event), None)
    base = re.sub(r"[^\w-]+", " ", f"{event.act} {event.turn}").strip() if event else "start"
    name, number = base, 1
    while name in taken:
        number += 1
        name = f"{base} {number}"
    taken.add(name)
    return name


def _choice(before: _Node, node: _Node) -> str:
    """What a reader sees of a way: what the writer called the branch, else its first words."""
    if node.script.branch and node.script is not before.script:
        return scene.one_line(node.script.branch)
    assert node.event is not None  # only the root has none, and nothing leads to it
    words = scene.one_line(node.event.text).split()
    start = " ".join(words[:_WORDS]) + ("…" if len(words) > _WORDS else "")
    if node.event.kind != "speech":
        return start or node.event.act
    return f"{scene.one_line(node.script.cue(node.event.speaker))}: {start}"


def _passage(passage: _Passage, script: Script, first: str) -> str:
    lines = [f":: {passage.name}"]
    if passage.name == first:
        lines.append(f"<h1>{text(scene.title(script))}</h1>")
        lines += [f"<p>{text(line)}</p>" for line in scene.about(script)]
    for node in passage.nodes:
        if node.event is not None:
            lines += _shown(node.event, node.script)
    if not passage.choices:
        lines.append("<p>The end.</p>")
    # Blank lines between them, or Chapbook sets them side by side.
    for label, name in passage.choices or [("Start again", first)]:
        lines += ["", f"[[{text(label)}->{name}]]"]
    return "\n".join(lines)


def _shown(event: Event, script: Script) -> Iterator[str]:
    for element in scene.of_event(event, script):
        match element:
            case scene.ActTitle(name):
                yield f"<h2>{text(name)}</h2>"
            case scene.Heading(name):
                yield f"<h3>{text(name)}</h3>"
            case scene.Action(lines):
                yield f'<div class="action">{_broken(lines)}</div>'
            case scene.Spoken(cue, aside, lines):
                whispered = f' <span class="aside">({text(aside)})</span>' if aside else ""
                yield (
                    f'<div class="speech"><span class="cue">{text(cue)}</span>{whispered}<br>'
                    f"{_broken(lines)}</div>"
                )


def _broken(lines: tuple[str, ...]) -> str:
    return "<br>".join(text(line) for line in lines)


def text(line: str) -> str:
    """Text as a story format shows it and never reads it."""
    return "".join(_entity(letter, line, place) for place, letter in enumerate(line))


def _entity(letter: str, line: str, place: int) -> str:
    if not letter.isascii() or letter.isalnum() or letter in _HARMLESS:
        return letter
    beside = line[max(0, place - 1) : place] + line[place + 1 : place + 2]
    if letter in _HARMLESS_ALONE and (not beside or all(c.isalnum() or c == " " for c in beside)):
        return letter
    return f"&#{ord(letter)};"
