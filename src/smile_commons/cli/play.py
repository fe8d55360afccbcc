"""``commons play``: a dialogue played, from the first word to the score."""

import secrets
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from smile_commons.branches.branching import copy_past
from smile_commons.cli.craft import craft_by
from smile_commons.cli.plan import planned_by
from smile_commons.cli.playing import (
    Shown,
    carry_through,
    check_cost,
    kept_settings,
    told_how_to_resume,
    world_of,
)
from smile_commons.dialogues.casting import Casting, Wanted, cast, wanted_of
from smile_commons.dialogues.remembering import CARRIED
from smile_commons.errors import InputError
from smile_commons.models.settings import load_settings
from smile_commons.runs.folder import RunFolder
from smile_commons.runs.manifest import After, Manifest
from smile_commons.world import World


def play(
    *,
    dialogue: str,
    model: str | None,
    base_url: str | None,
    judge: str | None,
    seed: int | None,
    acts: tuple[str, ...],
    turns: int | None,
    mode: str | None,
    takes: int | None,
    craft: str | None = None,
    runs: Path,
    seat: str | None,
    replay: str | None,
    after: str | None = None,
    recall: str = "full",
    max_tokens: int | None = None,
    max_cost: float | None = None,
    world: Path | None,
    ballots: str | None = None,
    sham: str | None = None,
    judged: bool = True,
    estimate: bool = False,
    policy: str | None = None,
    plan: Path | None = None,
    desk: bool = False,
    quiet: bool = False,
    as_json: bool = False,
) -> None:
    """Plays a dialogue and keeps it as a run, or estimates what that would take.

    Raises:
        CommonsError: see the exit codes in the errors' tree.
    """
    desk = desk or policy == "manual"
    flags = {"model": model, "base_url": base_url, "judge": judge, "takes": takes, "craft": craft}
    replayed = RunFolder.open(replay, runs) if replay else None
    place = world_of(replayed, world)
    settings = load_settings(flags, world=place.root)
    if replayed is not None:
        if estimate:
            raise InputError("--estimate: a replay asks no model, so it costs nothing")
        if craft is not None:
            raise InputError("--craft: a replay is made as the run that is replayed was")
        if after is not None:
            raise InputError("--after: a replay remembers what the run that is replayed did")
        if plan is not None:
            raise InputError("--plan: a replay has the plan of the run that is replayed")
        folder = copy_past(
            replayed,
            runs,
            judged=judged,
            most_tokens=max_tokens or None,
            most_cost=max_cost or None,
        )
        casting = cast(place, wanted_of(folder.manifest))
    else:
        wanted = Wanted(
            dialogue,
            acts,
            turns,
            mode or ("free" if policy not in (None, "moderator") else None),
            settings.takes,
            secrets.randbelow(10**6) if seed is None else seed,
            seat,
            ballots,
            sham,
            policy=policy,
        )
        casting = cast(place, wanted)
        brought = _brought(after, runs, casting.cards)
        files = {**brought.files, **planned_by(plan, casting, wanted)}
        check_cost(max_cost, settings)
        manifest = _manifest(place, casting, wanted).changed(
            judged=judged,
            after=brought.after,
            most_tokens=max_tokens or None,
            most_cost=max_cost or None,
            recall=recall,
            settings={**kept_settings(settings), "craft": craft_by(settings)},
        )
        if estimate:
            if policy == "manual":
                raise InputError("--estimate: nobody knows whom a director will let speak")
            from smile_commons.cli.estimate import Planned, show_estimate

            planned = Planned(
                world=place,
                casting=casting,
                manifest=manifest,
                settings=settings,
                files=files,
            )
            show_estimate(planned, runs, as_json=as_json)
            return
        _ready(settings)
        folder = RunFolder.create(runs, manifest, world=place.files, files=files)
    shown = Shown(quiet, as_json, judged)
    with folder.owned(), told_how_to_resume(folder):
        carry_through(folder, place, casting, settings, shown, replayed=replayed, at_desk=desk)


@dataclass(frozen=True, slots=True)
class _Brought:
    """What the cast remembers from before the play, besides its world."""

    after: After | None = None
    files: Mapping[str, bytes] = field(default_factory=dict[str, bytes])
    """By their names in the new run's folder."""


def _manifest(place: World, casting: Casting, wanted: Wanted) -> Manifest:
    return Manifest.of(
        casting.dialogue,
        {who: card.cue for who, card in casting.cards.items()},
        seed=wanted.seed,
        world=place.digest,
        mode=wanted.mode,
        takes=wanted.takes,
        turns=wanted.turns,
        acts=wanted.acts,
        seat=wanted.seat,
        ballots=wanted.ballots,
        sham=wanted.sham,
        policy=wanted.policy,
    )


def _brought(after: str | None, runs: Path, cast: Iterable[str]) -> _Brought:
    if after is None:
        return _Brought()
    from smile_commons.dialogues.carrying import carried_from
    from smile_commons.memory.lines import to_lines

    old = RunFolder.open(after, runs)
    memories = carried_from(old, world_of(old, None), cast)
    turn = max((event.turn for event in old.events.all()), default=0)
    counts = Counter(who for who, _ in memories)
    return _Brought(
        After(run=old.manifest.id or old.id, turn=turn, memories=dict(counts)),
        {CARRIED: to_lines(memories).encode("utf-8")},
    )


def _ready(settings: object) -> None:
    """Finds out whether there is a model before a run's folder is made."""
    from smile_commons.models.open import check_model
    from smile_commons.models.settings import Settings

    if not isinstance(settings, Settings):
        raise InputError("settings were not loaded")
    check_model(settings)
