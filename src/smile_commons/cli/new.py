"""``commons new``: a small world to begin with."""

from pathlib import Path

from smile_commons.api.new_world import new_world
from smile_commons.cli import console


def new(*, directory: Path) -> None:
    """Writes a world of two personas that can be played and edited, whole or not at all.

    Raises:
        InputError: the folder is there and not empty, or cannot be written.
    """
    new_world(directory)
    console.say(str(directory))
    console.note(f"a world of two; read {directory / 'README.md'}, then try")
    console.note(f"  commons check {directory}\n  commons play forum --world {directory}")
