"""A persona written as a card of other programs."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from smile_commons.names import known
from smile_commons.personas.interchange.as_card import card_from
from smile_commons.personas.interchange.containers import Format, read_card, write_card
from smile_commons.personas.interchange.foreign import ForeignCard
from smile_commons.personas.interchange.lore import book_for_card
from smile_commons.world import World

_SIDECARS = ("png", "charx", "webp", "jpeg", "json")


def card_of(world: World, persona: str, to: Format) -> tuple[bytes, Sequence[str]]:
    """A persona as the bytes of a card, and what that format cannot hold.

    Raises:
        InputError: there is no such persona.
        WorldError: the card it came from is broken.
    """
    card = world.personas[known(persona, world.personas, "persona")]
    came_from = _sidecar(world.root, persona)
    lore = world.files.get(f"memory/{persona}.lore.json")
    book = None if lore is None else book_for_card(lore)
    made = card_from(card, came_from, book, datetime.now(UTC))
    return write_card(made, to), _left_out(made, to)


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
