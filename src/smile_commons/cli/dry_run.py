"""``commons score FILE --dry-run``: what a transcript is read as, before anything is scored."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from smile_commons.api.score import run_of
from smile_commons.cli import console
from smile_commons.scoring.readers import Fields, Transcript, read_transcripts

_LONGEST = 400
"""Characters of a speech that are shown; the JSON has all of them."""


def show_what_is_read(
    targets: Sequence[str],
    runs: Path,
    conversation: str | None,
    fields: Fields | None,
    *,
    as_json: bool,
) -> None:
    """Shows format, speakers, speeches, and what was passed over; no model is asked.

    Raises:
        InputError: a target cannot be read.
    """
    found = list[Transcript]()
    for target in targets:
        folder = run_of(target, runs)
        found += read_transcripts(folder.path if folder else Path(target), conversation, fields)
    if as_json:
        told = [_emitted(one) for one in found]
        console.emit(told[0] if len(told) == 1 else told)
        return
    for place, one in enumerate(found):
        if place:
            console.say()
        _show(one)


def what_was_read(transcript: Transcript) -> str:
    """What was taken for speeches, and what was not, so that a misreading shows."""
    place = f", conversation {transcript.conversation}" if transcript.conversation else ""
    speakers, over = _counts(transcript)
    passed = f"; passed over: {over}" if over else ""
    said = f"{len(transcript.lines)} speeches ({speakers}){passed}"
    order = f"; order: {transcript.order}" if transcript.order else ""
    return f"{transcript.source} ({transcript.format}{place}): {said}{order}"


def _counts(one: Transcript) -> tuple[str, str]:
    """How often each speaks, and how much of each kind was passed over."""
    speakers = ", ".join(f"{name} {count}" for name, count in one.speakers.items())
    return speakers, ", ".join(f"{count} {kind}" for kind, count in one.passed_over.items())


def _show(one: Transcript) -> None:
    place = f", conversation {one.conversation}" if one.conversation else ""
    console.say(f"{one.source}{place}")
    speakers, over = _counts(one)
    console.say(f"format       {one.format}")
    console.say(f"speakers     {speakers}")
    console.say(f"speeches     {len(one.lines)}")
    if one.order:
        console.say(f"order        {one.order}")
    console.say(f"passed over  {over or 'nothing'}")
    for broken in one.broken_readers:
        console.note(broken)
    for line in one.lines:
        to = f" (to {', '.join(line.to)})" if line.to else ""
        text = line.text if len(line.text) <= _LONGEST else f"{line.text[:_LONGEST]} …"
        console.say(f"\n{line.turn} {line.speaker}{to}")
        console.say(console.wrap(text, "  "))


def _emitted(one: Transcript) -> dict[str, Any]:
    return {
        "target": one.source,
        "conversation": one.conversation,
        "format": one.format,
        "speakers": one.speakers,
        "passed_over": dict(one.passed_over),
        "order": one.order or "as in the file",
        "speeches": [
            {"turn": line.turn, "speaker": line.speaker, "text": line.text, "act": line.act,
             "to": list(line.to), "heard_by": list(line.heard_by)}
            for line in one.lines
        ],
    }  # fmt: skip
