"""``commons show``: a run as one scene."""

import json
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path

from smile_commons.cli import console
from smile_commons.cli.scores import HEAD, read_scores, rows, whole
from smile_commons.dialogues.silence import is_silence
from smile_commons.dialogues.silence import reason as silent_because
from smile_commons.errors import InputError
from smile_commons.runs.folder import RunFolder
from smile_commons.runs.manifest import Manifest
from smile_commons.transcript import Event

_INDENT = "    "


def show(
    *,
    run: str,
    runs: Path,
    report: bool = False,
    reasons: bool = False,
    voices: bool = False,
    why: int | None = None,
    without: bool = False,
    as_json: bool = False,
) -> None:
    """Prints a run: title, acts, speeches under their cues, then the scores if there are any.

    Args:
        run, runs: which.
        reasons: why each speaker had the floor stands with every speech.
        report: prints and writes the report of its scores instead.
        voices: prints who speaks how instead.
        why: prints what stood behind the line of that turn instead.
        without: and what it becomes without its memories.
        as_json: one JSON object.

    Raises:
        InputError: there is no such run, or it cannot be read.
        ModelError: the model that was asked gave no usable reply.
    """
    if without and why is None:
        raise InputError("--without goes with --why TURN: of which line")
    folder = RunFolder.open(run, runs)
    if voices:
        from smile_commons.cli.voices import show_voices

        show_voices(folder, as_json=as_json)
        return
    if why is not None:
        from smile_commons.cli.why import why as show_why

        show_why(folder, why, take_away=without, as_json=as_json)
        return
    if report:
        from smile_commons.cli.report import show_report

        show_report(folder, as_json=as_json)
        return
    if as_json:
        _emit(folder)
        return
    manifest = folder.manifest
    console.say(manifest.title or manifest.dialogue)
    console.say(f"{folder.id}, {folder.status}")
    for event in folder.events.all():
        show_event(event, manifest)
        if reasons and event.is_turn:
            console.say(console.wrap(f"[{reason(event, manifest)}]", _INDENT))
    _show_scores(folder)


def show_event(event: Event, manifest: Manifest) -> None:
    """Prints one event of a scene."""
    console.say()
    if event.kind == "speech":
        show_cue(event, manifest)
        console.say(console.wrap(event.text, _INDENT))
        return
    scene = manifest.scenes.get(event.act)
    if event.kind == "act" and scene is not None:
        console.say(console.wrap(f"{scene.title}\n{scene.heading}\n"))
    told = f"({_and(event.visible_to, manifest)} alone: {event.text})"
    console.say(console.wrap(told if event.visible_to else event.text))
    if is_silence(event) and (why := silent_because(event.takes)):
        console.note(f"  no take could be spoken: {why}")


def show_cue(event: Event, manifest: Manifest) -> None:
    """Prints who speaks, and to whom it is whispered."""
    cue = manifest.cast.get(event.speaker or "", event.speaker or "?")
    console.cue(cue, f"(to {_and(event.visible_to, manifest)} alone)" if event.visible_to else "")


def reason(event: Event, manifest: Manifest) -> str:
    """Why the speaker had the floor, and what the speech was to do."""
    to = _and(event.to, manifest) if event.to else "everybody"
    parts = [
        f"turn {event.turn}: {event.why or 'no reason is noted'}",
        f"{event.move or 'speaks'} to {to}" + (f", {event.on}" if event.on else ""),
    ]
    if event.direction:
        parts.append(f"directed: {event.direction}")
    if event.by == "human":
        parts.append("in a person's words")
    return "; ".join(parts)


def as_heard(event: Event, seat: str | None, manifest: Manifest) -> Event:
    """The event for somebody who plays a part: of a whisper to others only that there is one."""
    if seat is None or not event.heard_by or seat in event.heard_by or event.kind == "act":
        return event
    if event.speaker is None:
        return replace(event, text="…", visible_to=())
    cue = manifest.cast.get(event.speaker, event.speaker)
    whispers = f"whispers to {_and(event.visible_to, manifest)}"
    told = f"({cue} {whispers if event.visible_to else 'speaks where you are not'}.)"
    return replace(event, kind="narration", speaker=None, text=told, visible_to=())


def _and(names: Sequence[str], manifest: Manifest) -> str:
    return " and ".join(manifest.cast.get(name, name) for name in names)


def _show_scores(folder: RunFolder) -> None:
    scores = read_scores(folder.scores_path)
    if not scores:
        return
    of_all = whole(scores)
    console.say()
    console.say(console.table(HEAD, rows(of_all)))
    if finer := len(scores) - len(of_all):
        console.note(f"{finer} more, by persona, article and act, are in {folder.scores_path}")


def _emit(folder: RunFolder) -> None:
    scores = folder.scores_path
    console.emit(
        {
            "run": folder.manifest.model_dump() | {"status": folder.status},
            "events": [asdict(event) for event in folder.events.all()],
            "ballots": [asdict(ballot) for ballot in folder.ballots.all()],
            "scores": json.loads(scores.read_bytes()) if scores.is_file() else None,
        }
    )
