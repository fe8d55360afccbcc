"""``commons play``: a dialogue played, from the first word to the score."""

from pathlib import Path

from smile_commons.api.play import prepare, replay_of
from smile_commons.api.worlds import open_world, world_of
from smile_commons.cli.playing import Shown, carry_through
from smile_commons.dialogues.casting import cast
from smile_commons.errors import InputError
from smile_commons.models.settings import load_settings
from smile_commons.runs.folder import RunFolder
from smile_commons.runs.options import PlayOptions


def play(
    options: PlayOptions,
    *,
    model: str | None,
    base_url: str | None,
    judge: str | None,
    craft: str | None = None,
    runs: Path,
    replay: str | None,
    after: str | None = None,
    world: Path | None,
    estimate: bool = False,
    plan: Path | None = None,
    desk: bool = False,
    quiet: bool = False,
    as_json: bool = False,
    table: bool = False,
) -> None:
    """Plays a dialogue and keeps it as a run, or estimates what that would take.

    Raises:
        CommonsError: see the exit codes in the errors' tree.
    """
    shown = Shown(quiet, as_json, table)
    flags = {"model": model, "base_url": base_url, "judge": judge, "craft": craft}
    if replay:
        _no_other_wish(estimate=estimate, craft=craft, after=after, plan=plan)
        replayed = RunFolder.open(replay, runs)
        place = world_of(replayed, world)
        settings = load_settings(flags, run=replayed.manifest.settings, world=place.root)
        folder = replay_of(replayed, runs, options)
        casting = cast(place, folder.manifest.options())
        carry_through(folder, place, casting, settings, shown, replayed=replayed, at_desk=desk)
        return
    place = open_world(world)
    settings = load_settings(flags | {"takes": options.takes}, world=place.root)
    prepared = prepare(place, options, settings, runs=runs, after=after, plan=plan)
    if estimate:
        from smile_commons.cli.estimate import show_estimate

        show_estimate(prepared, runs, as_json=as_json)
        return
    folder = prepared.begin(runs)
    desk = desk or options.policy == "manual"
    carry_through(folder, place, prepared.casting, settings, shown, at_desk=desk)


def _no_other_wish(
    *, estimate: bool, craft: str | None, after: str | None, plan: Path | None
) -> None:
    if estimate:
        raise InputError("--estimate: a replay asks no model, so it costs nothing")
    if craft is not None:
        raise InputError("--craft: a replay is made as the run that is replayed was")
    if after is not None:
        raise InputError("--after: a replay remembers what the run that is replayed did")
    if plan is not None:
        raise InputError("--plan: a replay has the plan of the run that is replayed")
