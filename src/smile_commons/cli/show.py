"""``commons show``: a run as one scene."""

import json
from dataclasses import asdict

from smile_commons.cli import console
from smile_commons.cli.events_shown import reason, show_event
from smile_commons.errors import InputError
from smile_commons.runs.folder import RunFolder
from smile_commons.scoring.results import read_scores, whole

_INDENT = "    "


def show_scene(folder: RunFolder, *, reasons: bool = False) -> None:
    """Prints title, acts and speeches; with reasons, why each speaker had the floor."""
    manifest = folder.manifest
    console.say(manifest.title or manifest.dialogue)
    console.say(f"{folder.id}, {folder.status}")
    for event in folder.events.all():
        show_event(event, manifest)
        if reasons and event.is_turn:
            console.paragraph(f"[{reason(event, manifest)}]", _INDENT)
    if folder.scores_path.is_file():
        short = folder.id.rpartition("-")[2]
        console.note(f"\nscores: commons show {short} --scores; the report: --report")


def show_scores(folder: RunFolder) -> None:
    """Prints the scores of the whole debate.

    Raises:
        InputError: the run was not scored, or its scores cannot be read.
    """
    scores = read_scores(folder.scores_path)
    if not scores:
        raise InputError(f"{folder.id} was not scored: commons score {folder.path.name}")
    of_all = whole(scores)
    rows = [
        (
            score.id,
            *score.words(),
            "" if score.n is None else str(score.n),
            {True: "yes", False: "no", None: ""}[score.shown],
        )
        for score in of_all
    ]
    console.say(console.table(("score", "value", "95 %", "n", "above its control"), rows))
    if finer := len(scores) - len(of_all):
        console.note(f"{finer} more, by persona, article and act, are in {folder.scores_path}")


def emit_run(folder: RunFolder) -> None:
    """Prints all of a run as one JSON object."""
    scores = folder.scores_path
    console.emit(
        {
            "run": folder.manifest.model_dump() | {"status": folder.status},
            "events": [asdict(event) for event in folder.events.all()],
            "ballots": [asdict(ballot) for ballot in folder.ballots.all()],
            "scores": json.loads(scores.read_bytes()) if scores.is_file() else None,
        }
    )
