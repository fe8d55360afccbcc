"""``commons show``: a run as one scene."""

import json
from dataclasses import asdict
from pathlib import Path

from smile_commons.cli import console
from smile_commons.cli.scores import HEAD, read_scores, rows, whole
from smile_commons.dialogues.manifest import Manifest
from smile_commons.dialogues.run_folder import RunFolder
from smile_commons.transcript import Event

_INDENT = "    "


def show(*, run: str, runs: Path, report: bool = False, as_json: bool = False) -> None:
    """Prints a run: title, acts, speeches under their cues, then the scores if there are any.

    Args:
        run, runs: which.
        report: prints and writes the report of its scores instead.
        as_json: one JSON object.

    Raises:
        InputError: there is no such run, or it cannot be read.
    """
    folder = RunFolder.open(run, runs)
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
    _show_scores(folder)


def show_event(event: Event, manifest: Manifest) -> None:
    """Prints one event of a scene."""
    console.say()
    if event.kind == "speech":
        console.cue(manifest.cast.get(event.speaker or "", event.speaker or "?"))
        console.say(console.wrap(event.text, _INDENT))
        return
    scene = manifest.scenes.get(event.act)
    if event.kind == "act" and scene is not None:
        console.say(console.wrap(f"{scene.title}\n{scene.heading}\n"))
    console.say(console.wrap(event.text))


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
