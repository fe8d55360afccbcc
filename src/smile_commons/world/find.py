"""Where a world is looked for."""

from pathlib import Path

from smile_commons.errors import InputError

FOLDERS = ("personas", "memory", "prompts", "dialogues")


def find_world(given: Path | None = None, *, here: Path | None = None) -> Path:
    """The root of the world to use.

    Looked for in this order: ``given``; the current folder if it holds all four folders; the
    installed content; the checkout's root.

    Raises:
        InputError: the given folder is not there or holds none of the four folders.
    """
    if given is not None:
        if not given.is_dir():
            raise InputError(f"{given}: there is no such folder; `commons new {given}` makes one")
        if not any((given / folder).is_dir() for folder in FOLDERS):
            raise InputError(f"{given} is not a world: it holds none of {', '.join(FOLDERS)}")
        return given.resolve()
    for place in (here or Path.cwd(), shipped_world()):
        if all((place / folder).is_dir() for folder in FOLDERS):
            return place.resolve()
    raise InputError("no world here, and none was shipped; `commons new DIR` makes one")


def shipped_world() -> Path:
    """The story's world: in the wheel, or at the root of the checkout."""
    package = Path(__file__).parent.parent
    installed = package / "_content"
    return installed if installed.is_dir() else package.parent.parent
