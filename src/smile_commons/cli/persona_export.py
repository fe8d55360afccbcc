"""``commons persona export``: a persona written as a card of other programs."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from smile_commons.cli import console
from smile_commons.cli.playing import world_at
from smile_commons.errors import InputError
from smile_commons.files import write_atomically
from smile_commons.names import known
from smile_commons.personas.interchange.as_card import card_from
from smile_commons.personas.interchange.containers import Format, read_card, write_card
from smile_commons.personas.interchange.foreign import ForeignCard
from smile_commons.personas.interchange.lore import book_for_card

_SIDECARS = ("png", "charx", "webp", "jpeg", "json")
_SUFFIX: Mapping[str, str] = {"v2": "v2.json", "v3": "v3.json", "png": "png", "charx": "charx"}


def export_persona(*, persona: str, to: Format, out: str | None, world: Path | None) -> None:
    """Writes a persona as a card of other programs, and prints where.

    Raises:
        InputError: no such persona, or the file cannot be written.
        WorldError: the card it came from is broken.
    """
    place = world_at(world)
    card = place.personas[known(persona, place.personas, "persona")]
    came_from = _sidecar(place.root, persona)
    lore = place.files.get(f"memory/{persona}.lore.json")
    book = None if lore is None else book_for_card(lore)
    made = card_from(card, came_from, book, datetime.now(UTC))
    for note in _left_out(made, to):
        console.note(note)
    content = write_card(made, to)
    if out == "-":
        if not console.write_bytes(content):
            raise InputError(f"{to} would garble the terminal; `--out FILE` writes it")
        return
    path = Path(out) if out else Path(f"{persona}.{_SUFFIX[to]}")
    write_atomically(path, content)
    console.say(str(path))


def _sidecar(root: Path, persona: str) -> ForeignCard | None:
    """The card that a persona was imported from, kept beside its file."""
    for kind in _SIDECARS:
        path = root / "personas" / f"{persona}.card.{kind}"
        if path.is_file():
            return read_card(path)
    return None


def _left_out(card: ForeignCard, to: Format) -> Sequence[str]:
    """What a format cannot hold."""
    notes = list[str]()
    if card.files and to != "charx":
        notes.append(f"{len(card.files)} files of the card go with --to charx alone")
    if card.image is not None and to in ("v2", "v3"):
        notes.append("the portrait goes with --to png or charx")
    return notes
