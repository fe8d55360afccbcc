"""A run as one scene, printed: all of it, one event, or as it flows over the terminal."""

import json
from dataclasses import asdict

from smile_commons.api.heard import together
from smile_commons.cli import console
from smile_commons.dialogues.silence import is_silence
from smile_commons.dialogues.silence import reason as silent_because
from smile_commons.errors import InputError
from smile_commons.runs.folder import RunFolder
from smile_commons.runs.manifest import Manifest
from smile_commons.scoring.results import read_scores, whole
from smile_commons.transcript import Event

_INDENT = "    "


def show_event(event: Event, manifest: Manifest) -> None:
    """Prints one event of a scene."""
    console.say()
    if event.kind == "speech":
        show_cue(event, manifest)
        console.paragraph(event.text, _INDENT)
        return
    scene = manifest.scenes.get(event.act)
    if event.kind == "act" and scene is not None:
        console.paragraph(f"{scene.title}\n{scene.heading}\n")
    told = f"({together(event.visible_to, manifest.cast)} alone: {event.text})"
    console.paragraph(told if event.visible_to else event.text)
    if is_silence(event) and (why := silent_because(event.takes)):
        console.note(f"  no take could be spoken: {why}")


def show_cue(event: Event, manifest: Manifest) -> None:
    """Prints who speaks, and to whom it is whispered."""
    cue = manifest.cast.get(event.speaker or "", event.speaker or "?")
    console.cue(
        cue, f"(to {together(event.visible_to, manifest.cast)} alone)" if event.visible_to else ""
    )


def reason(event: Event, manifest: Manifest) -> str:
    """Why the speaker had the floor, and what the speech was to do."""
    to = together(event.to, manifest.cast) if event.to else "everybody"
    parts = [
        f"turn {event.turn}: {event.why or 'no reason is noted'}",
        f"{event.move or 'speaks'} to {to}" + (f", {event.on}" if event.on else ""),
    ]
    if event.direction:
        parts.append(f"directed: {event.direction}")
    if event.by == "human":
        parts.append("in a person's words")
    return "; ".join(parts)


class Flow:
    """Prints what it is fed, word by word, as ``console.wrap`` would set the whole.

    A word is printed once it is known where it ends, so that it never has to move.
    """

    def __init__(self, indent: str = "") -> None:
        self._indent = indent
        self._width = console.width(indent)
        self._word = ""
        self._taken = 0
        self._begun = False

    def feed(self, text: str) -> None:
        """Takes the next piece, of any length."""
        for letter in console.clean(text):
            if not letter.isspace():
                self._word += letter
                continue
            self._end_word()
            if letter == "\n" and self._begun:
                console.say()
                self._taken = 0

    def end(self) -> None:
        """Prints what is left and ends the line."""
        self._end_word()
        console.say()
        self._taken, self._begun = 0, False

    def _end_word(self) -> None:
        word, self._word = self._word, ""
        if not word:
            return
        size = console.columns(word)
        if self._taken and self._taken + 1 + size > self._width:
            console.say()
            self._taken = 0
        console.say((" " if self._taken else self._indent) + word, end="")
        self._taken += size + bool(self._taken)
        self._begun = True


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
