"""``commons show``: a run as one scene."""

import json
from dataclasses import asdict
from pathlib import Path

from smile_commons.cli import console
from smile_commons.cli.events_shown import reason, show_event
from smile_commons.cli.scores import HEAD, rows
from smile_commons.errors import InputError
from smile_commons.runs.folder import RunFolder
from smile_commons.scoring.results import read_scores, whole

_INDENT = "    "


def show(
    *,
    run: str,
    runs: Path,
    report: bool = False,
    scores: bool = False,
    reasons: bool = False,
    voices: bool = False,
    why: int | None = None,
    without: bool = False,
    as_json: bool = False,
) -> None:
    """Prints a run: title, acts, speeches under their cues.

    Args:
        run, runs: which.
        reasons: why each speaker had the floor stands with every speech.
        scores: prints the scores of the whole debate instead.
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
    if scores:
        _show_scores(folder)
        return
    manifest = folder.manifest
    console.say(manifest.title or manifest.dialogue)
    console.say(f"{folder.id}, {folder.status}")
    for event in folder.events.all():
        show_event(event, manifest)
        if reasons and event.is_turn:
            console.say(console.wrap(f"[{reason(event, manifest)}]", _INDENT))
    if folder.scores_path.is_file():
        short = folder.id.rpartition("-")[2]
        console.note(f"\nscores: commons show {short} --scores; the report: --report")


def _show_scores(folder: RunFolder) -> None:
    scores = read_scores(folder.scores_path)
    if not scores:
        raise InputError(f"{folder.id} was not scored: commons score {folder.path.name}")
    of_all = whole(scores)
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
