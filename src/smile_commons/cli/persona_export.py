"""``commons persona export``: a persona written as a card of other programs."""

from collections.abc import Mapping
from pathlib import Path

from smile_commons.api.card_export import card_of
from smile_commons.api.worlds import open_world
from smile_commons.cli import console
from smile_commons.errors import InputError
from smile_commons.files import write_atomically
from smile_commons.personas.interchange.containers import Format

_SUFFIX: Mapping[str, str] = {"v2": "v2.json", "v3": "v3.json", "png": "png", "charx": "charx"}


def export_persona(*, persona: str, to: Format, out: str | None, world: Path | None) -> None:
    """Writes a persona as a card of other programs, and prints where.

    Raises:
        InputError: no such persona, or the file cannot be written.
        WorldError: the card it came from is broken.
    """
    content, left_out = card_of(open_world(world), persona, to)
    for note in left_out:
        console.note(note)
    if out == "-":
        if not console.write_bytes(content):
            raise InputError(f"{to} would garble the terminal; `--out FILE` writes it")
        return
    path = Path(out) if out else Path(f"{persona}.{_SUFFIX[to]}")
    write_atomically(path, content)
    console.say(str(path))
