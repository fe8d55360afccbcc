"""A run as Fountain, the plain-text format of screenplays.

Every element is written in its forced form where there is one, so that no text turns into
another element. Where the syntax has no escape a word joiner (U+2060: no width, no break)
stands between the reader and the syntax: before a line of a speech that would be read as
something else, and inside ``[[``. Lines lose the spaces at their ends.
"""

import re
from collections.abc import Iterator

from smile_commons.exports.clean import clean
from smile_commons.exports.script import Scene, Script
from smile_commons.transcript import Event

JOINER = "\u2060"
_BLANK = "  "
"""A blank line inside a speech: exactly two spaces, or the speech ends there."""

_SCENE = re.compile(r"(?:INT|EXT|EST|I/E)(?:\s*[./]|\s)", re.IGNORECASE)
_SPECIAL_START = tuple("(!@>.#=~[/{")
_BACKSLASH = re.compile(r"\\(?=[\\*_])")


def to_fountain(script: Script) -> str:
    """The script as Fountain; turns, moves and scores stand in notes, which are not printed."""
    parts = ["\n".join(_title_page(script))]
    for event in script.events:
        parts += _event(event, script)
    for score in script.scores:
        value, interval = score.words()
        parts.append(_note(f"score {score.id}: {value} {interval}"))
    return "\n\n".join(part for part in parts if part) + "\n"


def speech(text: str) -> str:
    """What is said, as lines of dialogue that stay dialogue."""
    text = _plain(text).strip()
    return "\n".join(_dialogue_line(line.strip()) for line in text.split("\n")) if text else ""


def action(text: str) -> str:
    """What is seen, as forced action, line by line."""
    lines = (_escape(line.strip()) for line in _plain(text).strip().split("\n"))
    return "\n".join(f"!{line}" if line else "" for line in lines)


def cue(name: str) -> str:
    """A forced cue; marks that would make it an extension, dual or a note are left out."""
    name = _one_line(re.sub(r"[\^()\[\]*_\\/@]", " ", name)).upper()
    # Some parsers take a cue without a letter for action.
    return f"@{name}" if any(map(str.isalpha, name)) else f"@SOMEBODY {name}".rstrip()


def parenthetical(text: str) -> str:
    """How something is said; nothing where that is not said."""
    text = _escape(_one_line(re.sub(r"[()]", " ", text)))
    return f"({text})" if text else ""


def heading(scene: Scene, act: str) -> str:
    """A scene heading, forced unless it is one by itself."""
    text = _one_line(scene.heading.replace("#", " ")) or act
    text = _escape(text.upper())
    if _SCENE.match(text):
        return text
    return f".{text}" if re.match(r"[A-Z0-9]", text) else f".SCENE {text}"


def _title_page(script: Script) -> Iterator[str]:
    # Always there: without it a parser takes a first block such as `YEAR: 2145` for keys.
    yield f"Title: {_escape(_one_line(script.title)) or 'Untitled'}"
    facts = {"Credit: Played by": script.model, "Source:": script.run, "Draft date:": script.date}
    for key, told in facts.items():
        if told:
            yield f"{key} {_escape(_one_line(told))}"


def _event(event: Event, script: Script) -> list[str]:
    if event.kind == "speech":
        said = speech(event.text)
        aside = parenthetical(script.aside(event))
        lines = [cue(script.cue(event.speaker)), *([aside] if aside else []), said]
        return [_turn_note(event), "\n".join(lines) if said else ""]
    if event.kind == "narration":
        return [action(event.text)]
    scene = script.scene(event.act)
    title = _escape(_one_line(scene.title)) or event.act
    return [f"# {title}", heading(scene, event.act), action(event.text)]


def _turn_note(event: Event) -> str:
    to = f" to {', '.join(event.to)}" if event.to else ""
    move = f": {event.move}{to}" if event.move else ""
    return _note(f"turn {event.turn}{move}")


def _note(text: str) -> str:
    return f"[[{re.sub(r'[][]', ' ', _one_line(text))}]]"


def _dialogue_line(line: str) -> str:
    if not line:
        return _BLANK
    if line.startswith(_SPECIAL_START) or line.isupper() or _SCENE.match(line):
        return JOINER + _escape(line)
    return _escape(line)


def _escape(text: str) -> str:
    text = _BACKSLASH.sub(r"\\\\", text)
    text = text.replace("*", r"\*").replace("_", r"\_")  # this also breaks up /* and */
    return re.sub(r"\[(?=\[)", f"[{JOINER}", text)


def _one_line(text: str) -> str:
    return " ".join(_plain(text).split())


def _plain(text: str) -> str:
    return clean(text).replace(JOINER, "")
