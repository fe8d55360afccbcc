"""``commons plan``: what is to happen in free acts, written out for a writer to edit."""

from pathlib import Path

from smile_commons.api.engine import Engine
from smile_commons.api.plan import plan_of
from smile_commons.api.worlds import open_world
from smile_commons.cli import console
from smile_commons.files import write_atomically
from smile_commons.models.settings import load_settings


def plan(
    *,
    dialogue: str,
    act: str | None,
    seed: int | None,
    out: Path | None,
    world: Path | None,
) -> None:
    """Prints the plan of each free act, or writes it.

    Raises:
        InputError: there is no such dialogue or act, none is free, or it cannot be written.
    """
    place = open_world(world)
    settings = load_settings(world=place.root)
    embedder = Engine(settings).kept_embedder
    text = plan_of(
        place, dialogue, embedder, act=act, seed=seed or 1, language=settings.language
    ).to_yaml()
    if out is None or str(out) == "-":
        console.say(text.rstrip())
        return
    write_atomically(out, text)
    console.say(f"{out}: edit it, then `commons play {dialogue} --plan {out}`")
