"""``commons persona``: characters and lore from other programs, in and out."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from smile_commons.cli import console
from smile_commons.cli.playing import world_at
from smile_commons.dialogues.casting import known
from smile_commons.dialogues.whole_file import write_atomically
from smile_commons.errors import CommonsError, InputError, Problem, ServiceError, WorldError
from smile_commons.models.settings import load_settings
from smile_commons.personas.card import Card
from smile_commons.personas.interchange.as_card import card_from
from smile_commons.personas.interchange.as_persona import Draft, draft_of, slug_of
from smile_commons.personas.interchange.containers import Format, read_card, write_card
from smile_commons.personas.interchange.foreign import ForeignCard
from smile_commons.personas.interchange.lore import book_for_card, file_for_world
from smile_commons.personas.interchange.persona_file import persona_text
from smile_commons.personas.interchange.propose import Completed, Proposal, completed, proposal_of
from smile_commons.world import find_world
from smile_commons.world.load import survey_world
from smile_commons.world.lore_json import LARGEST_LORE, looks_like_lore, read_lore
from smile_commons.world.model import EVERYBODY

NOBODY = "none"
"""As a model: nobody proposes anything."""
_SIDECARS = ("png", "charx", "json")
_SUFFIX: Mapping[str, str] = {"v2": "v2.json", "v3": "v3.json", "png": "png", "charx": "charx"}


@dataclass(frozen=True, slots=True)
class _Wanted:
    """How a card is to be taken in."""

    id: str | None
    cue: str | None
    model: str | None
    base_url: str | None
    force: bool


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
        WorldError: the card has mistakes, or the world would have.
        ServiceError: the model that was named failed.
    """
    root = _writable(world)
    lore = _lore_in(file)
    if lore is not None:
        written = {f"memory/{as_id or EVERYBODY}.lore.json": lore}
        proposed: tuple[str, ...] = ()
        notes: tuple[str, ...] = ()
    else:
        wanted = _Wanted(as_id, cue, model, base_url, force)
        written, proposed, notes = _taken_in(read_card(file), file, root, wanted)
    _write(root, written, force=force)
    if as_json:
        paths = [str(root / name) for name in written]
        console.emit({"files": paths, "proposed": list(proposed), "notes": list(notes)})
        return
    for name in written:
        console.say(str(root / name))
    for note in notes:
        console.note(note)
    if proposed:
        console.note(f"proposed, for you to edit: {', '.join(proposed)}")


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


def _writable(world: Path | None) -> Path:
    """The world to write into: one that was named, or the one that is stood in."""
    root = find_world(world)
    if world is None and root != Path.cwd().resolve():
        raise InputError("this folder is no world; name one with --world, or make one: commons new")
    return root


def _lore_in(file: Path) -> str | None:
    """The text of a lorebook's file; None when the file is something else."""
    try:
        with file.open("rb") as opened:
            content = opened.read(LARGEST_LORE + 1)
        data: Any = json.loads(content.decode("utf-8-sig"))
    except OSError as error:
        raise InputError(f"{file} cannot be read: {error.strerror}") from error
    except (ValueError, RecursionError):
        return None  # an image, an archive, or a mistake that the card's reader names
    if not looks_like_lore(data):
        return None
    _, problems = read_lore(data, file.name)
    if problems:
        raise WorldError(problems)
    return content.decode("utf-8-sig")


def _taken_in(
    card: ForeignCard, file: Path, root: Path, wanted: _Wanted
) -> tuple[dict[str, str | bytes], tuple[str, ...], tuple[str, ...]]:
    id = wanted.id or slug_of(card.view.nickname or card.view.name)
    if not wanted.force:
        _must_be_new(root, id)
    draft = draft_of(card, id)
    if wanted.cue:
        draft = Draft({**draft.fields, "cue": wanted.cue}, draft.missing, draft.notes)
    whole, notes = _completed(draft, root, wanted)
    _check(whole, file.name)
    kind = "png" if card.image else "charx" if card.files else "json"
    written: dict[str, str | bytes] = {
        f"personas/{id}.yaml": persona_text(whole, file.name, _schema(root)),
        f"personas/{id}.card.{kind}": file.read_bytes(),
    }
    book = card.data.get("character_book")
    if book is not None:
        written[f"memory/{id}.lore.json"] = file_for_world(book)
    return written, whole.proposed, (*card.notes, *draft.notes, *notes)


def _completed(draft: Draft, root: Path, wanted: _Wanted) -> tuple[Completed, list[str]]:
    """The draft with what it lacks; a model that was not named may fail."""
    if not draft.missing or wanted.model == NOBODY:
        return completed(draft, None), []
    try:
        proposal = asyncio.run(_proposal(draft, root, wanted))
    except CommonsError as error:
        if wanted.model or not isinstance(error, ServiceError | InputError):
            raise
        said = str(error).split("\n")[0]
        return completed(draft, None), [f"no model proposed anything: {said}"]
    if proposal is None:
        return completed(draft, None), ["the model's proposal could not be used"]
    return completed(draft, proposal), []


async def _proposal(draft: Draft, root: Path, wanted: _Wanted) -> Proposal | None:
    from smile_commons.models.open import open_model
    from smile_commons.prompts.environment import Prompts

    given = {"model": wanted.model, "base_url": wanted.base_url}
    settings = load_settings(given, world=root)
    console.note(f"asking {settings.model} for what the card does not say")
    model = await open_model(settings)
    try:
        return await proposal_of(
            draft, model, Prompts(survey_world(root).templates, settings.language)
        )
    finally:
        await model.aclose()


def _check(whole: Completed, file: str) -> None:
    try:
        Card.model_validate({**whole.fields, "proposed": whole.proposed})
    except ValidationError as error:
        problems = [
            Problem(file, None, ".".join(map(str, found["loc"])), found["msg"][:200])
            for found in error.errors(include_url=False)
        ]
        raise WorldError(problems) from error


def _must_be_new(root: Path, id: str) -> None:
    if (root / "personas" / f"{id}.yaml").exists():
        raise InputError(f"{root} has a persona {id!r}; `--as ID` names another, --force replaces")


def _write(root: Path, written: Mapping[str, str | bytes], *, force: bool) -> None:
    """Writes files into a world; takes them back when the world has mistakes in them then."""
    before: dict[Path, bytes | None] = {}
    for name in written:
        path = root / name
        if path.exists() and not force:
            raise InputError(f"{path} is there already; --force replaces it")
        before[path] = path.read_bytes() if path.exists() else None
    try:
        for name, content in written.items():
            (root / name).parent.mkdir(exist_ok=True)
            write_atomically(root / name, content)
        problems = [p for p in survey_world(root).problems if p.file in written]
        if problems:
            raise WorldError(problems)
    except BaseException:
        for path, content in before.items():
            if content is None:
                path.unlink(missing_ok=True)
            else:
                path.write_bytes(content)
        raise


def _sidecar(root: Path, persona: str) -> ForeignCard | None:
    """The card that a persona was imported from, kept beside its file."""
    for kind in _SIDECARS:
        path = root / "personas" / f"{persona}.card.{kind}"
        if path.is_file():
            return read_card(path)
    return None


def _schema(root: Path) -> str:
    ours = "src/smile_commons/world/schemas/card.json"
    return f"../{ours}" if (root / ours).is_file() else "../schemas/card.json"


def _left_out(card: ForeignCard, to: Format) -> Sequence[str]:
    """What a format cannot hold."""
    notes = list[str]()
    if card.files and to != "charx":
        notes.append(f"{len(card.files)} files of the card go with --to charx alone")
    if card.image is not None and to in ("v2", "v3"):
        notes.append("the portrait goes with --to png or charx")
    return notes
