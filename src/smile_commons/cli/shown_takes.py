"""The takes of one speech, printed, and what ranked them, in words."""

from collections.abc import Mapping
from dataclasses import asdict

from smile_commons.api.heard import together
from smile_commons.cli import console
from smile_commons.dialogues.retakes import taker
from smile_commons.runs.folder import RunFolder
from smile_commons.transcript import Event, Take

PARTS: Mapping[str, str] = {
    "kept": "says its notes",
    "lost": "loses numbers or names",
    "invented": "invents a number or a name",
    "unbound": "numbers of something else",
    "person": "I and you exchanged",
    "strange": "words from nowhere",
    "denied": "says the contrary, or a wish as a fact",
    "left": "leaves a note out",
    "gap": "leaves words out within a note",
    "order": "out of order",
    "twice": "says a thing twice",
    "repeated": "said before",
    "verbatim": "its notes word for word",
    "unasked": "asks nothing",
    "hollow": "a question that hits nothing",
    "voice": "own words",
    "manner": "own rhythm",
    "stock": "stock phrases",
    "filled": "notes put in as written",
}


def in_words(part: str) -> str:
    """A part of the rank in words; one of an earlier version by its name."""
    return PARTS.get(part, part)


_INDENT = "    "


AFTERWARDS = "--choose N, --new or --edit TEXT goes another way from here"


def show_takes(
    folder: RunFolder, event: Event, as_json: bool = False, further: str = AFTERWARDS
) -> None:
    """Prints every take of a speech, with what its rank is made of or why it was dropped.

    Args:
        folder, event: the run and its speech.
        as_json: one JSON object instead.
        further: what can be done with them, said at the end.
    """
    manifest = folder.manifest
    who = taker(event, manifest.cast)
    if as_json:
        takes = [{"number": n, **asdict(one)} for n, one in enumerate(event.takes, start=1)]
        given = {"run": folder.id, "turn": event.turn, "speaker": who, "takes": takes}
        console.emit(given)
        return
    console.cue(manifest.cast.get(who, who))
    to = together(event.to, manifest.cast) or "everybody"
    console.note(f"turn {event.turn}: {event.move or 'speaks'} to {to}, {event.on or ''}")
    if event.why:
        console.note(f"has the floor: {event.why}")
    if event.direction:
        console.note(f"direction: {event.direction}")
    if not event.takes:
        console.paragraph(f"by a {event.by or 'persona'}, in one take: {event.text}")
    for number, one in enumerate(event.takes, start=1):
        console.say()
        console.say(f"{'*' if one.chosen else ' '} {number}. {_verdict(one)}")
        console.paragraph(one.text, _INDENT)
    if event.takes:
        console.note(f"\n* was chosen; {further}")


def _verdict(take: Take) -> str:
    by = "by a human; " if take.by == "human" else ""
    if take.dropped:
        kept = ", and yet the mildest" if take.chosen else ""
        return f"{by}dropped: {take.dropped}{kept}"
    if take.rank is None:
        alarms = ", ".join(in_words(name) for name, value in take.why.items() if value)
        return f"{by}not ranked{f'; {alarms}' if alarms else ''}"
    parts = sorted(take.why.items(), key=lambda part: -abs(part[1]))
    shown = ", ".join(f"{in_words(name)} {value:.2f}" for name, value in parts if value)
    return f"{by}rank {take.rank:.2f} ({shown})"
