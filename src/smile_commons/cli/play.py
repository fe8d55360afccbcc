"""``commons play``: a dialogue played, from the first word to the score."""

import asyncio
import secrets
from pathlib import Path

from smile_commons.cli.playing import (
    Shown,
    carry,
    kept_settings,
    report,
    told_how_to_resume,
    world_at,
)
from smile_commons.dialogues.casting import Wanted, cast
from smile_commons.dialogues.manifest import Manifest
from smile_commons.dialogues.run_folder import RunFolder
from smile_commons.errors import InputError
from smile_commons.models.settings import load_settings


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
    runs: Path,
    seat: str | None,
    replay: str | None,
    world: Path | None,
    ballots: str | None = None,
    sham: str | None = None,
    quiet: bool = False,
    as_json: bool = False,
) -> None:
    """Plays a dialogue and keeps it as a run.

    Raises:
        CommonsError: see the exit codes in the errors' tree.
    """
    place = world_at(world)
    flags = {"model": model, "base_url": base_url, "judge": judge, "takes": takes}
    settings = load_settings(flags, world=place.root)
    replayed = RunFolder.open(replay, runs) if replay else None
    if replayed is not None:
        old = replayed.manifest
        wanted = Wanted(
            old.dialogue,
            old.acts,
            old.turns,
            old.mode,
            old.takes or 1,
            old.seed or 0,
            old.seat,
            old.ballots,
            old.sham,
        )
    else:
        wanted = Wanted(
            dialogue,
            acts,
            turns,
            mode,
            settings.takes,
            secrets.randbelow(10**6) if seed is None else seed,
            seat,
            ballots,
            sham,
        )
    casting = cast(place, wanted)
    if replayed is None:
        _ready(settings)
    folder = RunFolder.create(
        runs,
        Manifest.of(
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
            replay=replayed.id if replayed else None,
            settings=kept_settings(settings),
        ),
        world=place.files,
    )
    shown = Shown(quiet, as_json)
    with folder.owned(), told_how_to_resume(folder):
        asyncio.run(carry(folder, place, casting, settings, shown, replayed))
        report(folder, casting, shown)


def _ready(settings: object) -> None:
    """Finds out whether there is a model before a run's folder is made."""
    from smile_commons.models.open import check_model
    from smile_commons.models.settings import Settings

    if not isinstance(settings, Settings):
        raise InputError("settings were not loaded")
    check_model(settings)
