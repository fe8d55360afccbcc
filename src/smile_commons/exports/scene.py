"""A script as what stands on its pages, one after another: what every printed format is made of."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from smile_commons.exports.clean import clean_xml
from smile_commons.exports.script import Script
from smile_commons.transcript import Event


@dataclass(frozen=True, slots=True)
class ActTitle:
    """What an act is called."""

    text: str


@dataclass(frozen=True, slots=True)
class Heading:
    """Where and when a scene plays."""

    text: str


@dataclass(frozen=True, slots=True)
class Action:
    """One paragraph of what is seen."""

    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Spoken:
    """One speech under its cue."""

    cue: str
    aside: str
    """To whom it is whispered; empty for what all may hear."""
    lines: tuple[str, ...]
    """An empty one is a blank line."""


Element = ActTitle | Heading | Action | Spoken


def elements(script: Script) -> Iterator[Element]:
    """The pages of a script in order; texts are clean and may stand in XML."""
    for event in script.events:
        yield from of_event(event, script)


def of_event(event: Event, script: Script) -> Iterator[Element]:
    """What one event puts on the page; nothing for a speech without words."""
    if event.kind == "speech":
        lines = _lines(event.text)
        if any(lines):
            cue = one_line(script.cue(event.speaker)).upper() or "SOMEBODY"
            yield Spoken(cue, one_line(script.aside(event)), lines)
        return
    if event.kind == "act":
        scene = script.scene(event.act)
        yield ActTitle(one_line(scene.title) or event.act)
        if heading := one_line(scene.heading):
            yield Heading(heading.upper())
    yield from map(Action, paragraphs(_lines(event.text)))


def one_line(text: str) -> str:
    """Clean text on one line."""
    return " ".join(clean_xml(text).split())


def credit(script: Script) -> str:
    """Who played it; nothing when that is not known."""
    return f"Played by {model}" if (model := one_line(script.model or "")) else ""


def facts(script: Script) -> list[str]:
    """The run and the day, as far as they are known."""
    return [fact for fact in (one_line(script.run), one_line(script.date)) if fact]


def about(script: Script) -> list[str]:
    """All that stands under the title."""
    return [line for line in (credit(script), *facts(script)) if line]


def title(script: Script) -> str:
    """What the script is called."""
    return one_line(script.title) or "Untitled"


def paragraphs(lines: Iterable[str]) -> list[tuple[str, ...]]:
    """The lines, parted where blank ones stand."""
    return [tuple(those) for filled, those in groupby(lines, bool) if filled]


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in clean_xml(text).strip().split("\n"))
