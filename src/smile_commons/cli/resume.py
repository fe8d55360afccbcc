"""``commons resume``: a run goes on where it was stopped, failed or was killed."""

from pathlib import Path

from smile_commons.cli import console
from smile_commons.cli.playing import Shown, carry_through, report, told_how_to_resume, world_of
from smile_commons.dialogues.casting import cast, wanted_of
from smile_commons.models.settings import load_settings
from smile_commons.runs.folder import RunFolder


def resume(
    *,
    run: str,
    model: str | None,
    base_url: str | None,
    turns: int | None,
    max_tokens: int | None = None,
    max_cost: float | None = None,
    runs: Path,
    world: Path | None,
    desk: bool = False,
    quiet: bool = False,
    as_json: bool = False,
) -> None:
    """Goes on with a run; one that is done is only scored and shown again.

    Raises:
        CommonsError: see the exit codes in the errors' tree.
    """
    folder = RunFolder.open(run, runs)
    old = folder.manifest
    place = world_of(folder, world)
    if old.world and old.world != place.digest:
        console.note("this is not the world as it was when this run began; it goes on in this one")
    flags = {"model": model, "base_url": base_url}
    settings = load_settings(flags, run=old.settings, world=place.root)
    casting = cast(place, wanted_of(old, turns))
    shown = Shown(quiet, as_json, old.judged)
    with folder.owned(), told_how_to_resume(folder):
        if turns:
            folder.change(turns=turns)
        if max_tokens is not None:
            folder.change(most_tokens=max_tokens or None)
        if max_cost is not None:
            folder.change(most_cost=max_cost or None)
        if old.status != "done":
            carry_through(folder, place, casting, settings, shown, at_desk=desk)
        else:
            report(folder, casting, place, settings, shown)
