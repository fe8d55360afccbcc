"""The world that something is done in."""

from os import PathLike
from pathlib import Path

from smile_commons.errors import InputError
from smile_commons.prompts.check import check_world
from smile_commons.runs.folder import RunFolder
from smile_commons.world import World, find_world

Place = World | str | PathLike[str] | None
"""A world that is open, its folder, or None: this folder if it is one, else the one that ships."""


def open_world(path: Place = None) -> World:
    """A world, whole and checked, its templates too.

    Raises:
        InputError: there is no such folder.
        WorldError: it has mistakes; each is named.
    """
    if isinstance(path, World):
        return path
    return check_world(find_world(None if path is None else Path(path)))


def world_of(folder: RunFolder | None, path: Place = None) -> World:
    """The world that was kept with a run, unless there is no run or another world is named.

    Raises:
        InputError, WorldError: as ``open_world``.
    """
    if path is None and folder is not None and folder.world_path.is_dir():
        return open_world(folder.world_path)
    return open_world(path)


def is_other(world: World, run: RunFolder) -> bool:
    """Whether a world is not as it was when a run began."""
    began = run.manifest.world
    return bool(began) and began != world.digest


def writable(world: Path | None) -> Path:
    """The world to write into: one that was named, or the one that is stood in.

    Raises:
        InputError: no world is named and this folder is none.
    """
    root = find_world(world)
    if world is None and root != Path.cwd().resolve():
        raise InputError("this folder is no world; name one with `world`, or make one: commons new")
    return root
