"""``commons persona import``: a card or a lorebook of another program taken into a world."""

from pathlib import Path

from smile_commons.api.card_import import Naming, taken_in
from smile_commons.api.worlds import writable
from smile_commons.cli import console
from smile_commons.cli.notes import few


def import_persona(
    *,
    file: Path,
    world: Path | None,
    as_id: str | None,
    cue: str | None,
    model: str | None,
    base_url: str | None,
    force: bool,
    as_json: bool = False,
) -> None:
    """Takes a card into a world: persona, lore, and the card itself; all of it or nothing.

    Raises:
        InputError: no such file or world, or the persona is there already.
        WorldError: the file holds no card, or the world would have mistakes.
        ServiceError: the model that was named failed.
    """
    root = writable(world)
    naming = Naming(as_id, cue, model, base_url, force)
    taken = taken_in(file, root, naming, console.note)
    notes = few(taken.notes)
    if as_json:
        paths = [str(root / name) for name in taken.files]
        console.emit({"files": paths, "proposed": list(taken.proposed), "notes": notes})
        return
    for name in taken.files:
        console.say(str(root / name))
    for note in notes:
        console.note(console.as_typed(note))
    if taken.proposed:
        console.note(f"proposed, for you to edit: {', '.join(taken.proposed)}")
