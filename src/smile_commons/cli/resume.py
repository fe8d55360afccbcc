"""``commons resume``: a run goes on where it was stopped, failed or was killed."""

from pathlib import Path

from smile_commons.api.play import check_spoken
from smile_commons.api.resume import changed, reopened
from smile_commons.cli import console
from smile_commons.cli.playing import (
    Shown,
    carry_through,
    report,
    scored_again,
    told_how_to_resume,
)


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
    table: bool = False,
) -> None:
    """Goes on with a run; one that is done is only scored and shown again.

    Raises:
        CommonsError: see the exit codes in the errors' tree.
    """
    again = reopened(run, runs, world=world, model=model, base_url=base_url, turns=turns)
    if again.other_world:
        console.note("this is not the world as it was when this run began; it goes on in this one")
    folder = again.folder
    shown = Shown(quiet, as_json, table or again.settings.table)
    changed(folder, turns=turns, max_tokens=max_tokens, max_cost=max_cost)
    if folder.manifest.status != "done":
        carry_through(folder, again.world, again.casting, again.settings, shown, at_desk=desk)
        return
    with folder.owned(), told_how_to_resume(folder):
        findings = scored_again(folder, again.world, again.casting, again.settings, shown)
    report(folder, again.casting, findings, shown)
    check_spoken(folder)
