"""A run opened to go on: in its world, with its settings, under caps that may be new."""

from dataclasses import dataclass
from pathlib import Path

from smile_commons.api.worlds import Place, is_other, world_of
from smile_commons.dialogues.casting import Casting, cast
from smile_commons.models.settings import Settings, load_settings
from smile_commons.runs.folder import RunFolder
from smile_commons.world import World


@dataclass(frozen=True, slots=True)
class Reopened:
    """A run that can go on."""

    folder: RunFolder
    world: World
    casting: Casting
    settings: Settings

    @property
    def other_world(self) -> bool:
        """Whether the world is not as it was when the run began."""
        return is_other(self.world, self.folder)


def reopened(
    run: str | Path | RunFolder,
    runs: Path,
    *,
    world: Place = None,
    model: str | None = None,
    judge: str | None = None,
    base_url: str | None = None,
    turns: int | None = None,
) -> Reopened:
    """Looks up all that a run goes on with.

    Args:
        run, runs: which.
        world: another than was kept with the run.
        model, judge, base_url: others than the run's.
        turns: more speeches, or fewer, than the run had.

    Raises:
        InputError: there is no such run, or it does not fit the world.
    """
    folder = run if isinstance(run, RunFolder) else RunFolder.open(run, runs)
    old = folder.manifest
    place = world_of(folder, world)
    flags = {"model": model, "judge": judge, "base_url": base_url}
    settings = load_settings(flags, run=old.settings, world=place.root)
    return Reopened(folder, place, cast(place, old.options(turns)), settings)


def changed(
    folder: RunFolder,
    *,
    turns: int | None = None,
    max_tokens: int | None = None,
    max_cost: float | None = None,
) -> None:
    """Writes down what is to be otherwise from here on; a cap of 0 is none.

    Raises:
        RunLockedError: another process plays this run.
    """
    new = {
        name: value
        for name, asked, value in (
            ("turns", turns, turns),
            ("most_tokens", max_tokens, max_tokens or None),
            ("most_cost", max_cost, max_cost or None),
        )
        if asked is not None
    }
    if new:
        with folder.owned():
            folder.change(**new)
