"""``commons draft``: notes for the speeches of a dialogue, written into its file to be edited."""

import asyncio
import zlib
from collections.abc import Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from smile_commons.cli import console
from smile_commons.cli.persona_import import writable
from smile_commons.cli.playing import DRAFTS, KEPT_DRAFTS, world_at
from smile_commons.dialogues.drafting import draft_line
from smile_commons.errors import InputError, ModelError, Problem
from smile_commons.files import write_atomically
from smile_commons.models.settings import Settings, load_settings
from smile_commons.names import known
from smile_commons.world import World
from smile_commons.world.dialogue import Beat, Dialogue, EitherWay, Matter
from smile_commons.world.notes import document_of, lines_of, texts_of
from smile_commons.world.notes_edit import drafted, with_notes
from smile_commons.world.safe_yaml import Document, Place

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from smile_commons.models.model import Model


@dataclass(frozen=True, slots=True)
class _Open:
    """A beat or a matter that wants notes."""

    place: Place
    line: Beat | Matter

    @property
    def dotted(self) -> str:
        return ".".join(str(step) for step in self.place)


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What was drafted, and what could not be."""

    by: str
    notes: Mapping[Place, str | EitherWay]
    left: Mapping[Place, str]


def draft(
    name: str,
    *,
    again: bool,
    dry_run: bool,
    model: str | None,
    base_url: str | None,
    world: Path | None,
    as_json: bool,
) -> None:
    """Drafts what a dialogue's speeches have to say and writes it into the file, or nothing.

    Raises:
        InputError: no such dialogue or world, or the file cannot be added to.
        WorldError: the world has mistakes.
        ModelError: the model failed, or nothing that it wrote can be used.
    """
    place = world_at(world if dry_run else writable(world))
    dialogue = place.dialogues[known(name, place.dialogues, "dialogue")]
    document = document_of(place, dialogue.id)
    raw = place.files[document.file]
    wanted = list(_open(dialogue, raw, document, again=again))
    if not wanted:
        _tell(place, document, wanted, _Outcome("", {}, {}), as_json=as_json, written=False)
        return
    settings = load_settings({"model": model, "base_url": base_url}, world=place.root)
    outcome = asyncio.run(_drafted(wanted, place, dialogue, settings, silent=as_json))
    if outcome.notes:
        new = with_notes(raw, document.file, dialogue, outcome.notes, outcome.by)
        if not dry_run:
            _write(place.root / document.file, raw, new)
    written = bool(outcome.notes) and not dry_run
    _tell(place, document, wanted, outcome, as_json=as_json, written=written)
    if not outcome.notes:
        raise ModelError(f"{outcome.by} wrote nothing that can be used", "no draft")


def _open(dialogue: Dialogue, raw: bytes, document: Document, *, again: bool) -> Iterator[_Open]:
    lines = [
        _Open(place, line)
        for number, act in enumerate(dialogue.acts)
        for place, line in lines_of(act, ("acts", number))
    ]
    said = [one.place for one in lines if one.line.say is not None]
    marked = drafted(raw, document.file, said) if again and said else set[Place]()
    return (one for one in lines if one.line.say is None or one.place in marked)


async def _drafted(
    wanted: list[_Open], world: World, dialogue: Dialogue, settings: Settings, *, silent: bool
) -> _Outcome:
    from smile_commons.personas.drafting import SEED, Drafter
    from smile_commons.prompts.environment import Prompts
    from smile_commons.prompts.language import language_from

    articles = {one.id: one for one in world.resolution(dialogue.id).articles}
    notes, left = dict[Place, str | EitherWay](), dict[Place, str]()
    async with _opened(settings) as model:
        drafter = Drafter(
            model,
            Prompts(world.templates, settings.language),
            language_from(world.words, settings.language),
        )
        for number, one in enumerate(wanted, start=1):
            if not silent:
                console.note(f"{number}/{len(wanted)} {one.line.who or 'anybody'}: {one.line.on}")
            old = " ".join(text for _, text in texts_of(one.line, ()))
            seed = zlib.crc32(old.encode()) >> 1 if old else SEED  # another draft than that
            line = await draft_line(
                replace(drafter, seed=seed), one.line, world.personas, articles, one.dotted
            )
            if line.say is None:
                left[one.place] = line.why
            else:
                notes[one.place] = line.say
        return _Outcome(model.name, notes, left)


@asynccontextmanager
async def _opened(settings: Settings) -> "AsyncGenerator[Model]":
    """The model that the settings name, which is asked once ever for the same draft."""
    from smile_commons.models.cache import cache_folder
    from smile_commons.models.kept import KeptModel
    from smile_commons.models.open import open_model

    inner = await open_model(settings)
    model = KeptModel(inner, cache_folder(settings.cache_dir) / DRAFTS, KEPT_DRAFTS)
    try:
        yield model
    finally:
        await model.aclose()


def _write(path: Path, raw: bytes, new: bytes) -> None:
    path = path.resolve()
    if path.read_bytes() != raw:
        raise InputError(f"{path} was changed meanwhile; nothing is written")
    write_atomically(path, new)


def _tell(
    world: World,
    document: Document,
    wanted: list[_Open],
    outcome: _Outcome,
    *,
    as_json: bool,
    written: bool,
) -> None:
    left = [
        Problem(
            document.file,
            document.line(one.place),
            f"{one.dotted}.say",
            f"could not be drafted: {outcome.left[one.place]}",
        )
        for one in wanted
        if one.place in outcome.left
    ]
    drafts = [(one, outcome.notes[one.place]) for one in wanted if one.place in outcome.notes]
    path = str(world.root / document.file)
    if as_json:
        said = [_as_json(one, document, say) for one, say in drafts]
        missing = [{"place": p.field, "line": p.line, "why": p.message} for p in left]
        by = outcome.by or None
        console.emit({"file": path, "by": by, "written": written, "drafted": said, "left": missing})
        return
    for one, say in drafts:
        console.say(f"{one.dotted} ({one.line.who or 'anybody'})")
        for text in (
            [say] if isinstance(say, str) else [f"for: {say.for_}", f"against: {say.against}"]
        ):
            console.say(f"  {text}")
    for problem in left:
        console.note(str(problem))
    if not wanted:
        console.say(f"{path}: every beat and matter has its notes")
    elif drafts:
        done = "drafted, for you to edit" if written else "would be drafted"
        console.say(f"{path}: {len(drafts)} of {len(wanted)} {done}")


def _as_json(one: _Open, document: Document, say: str | EitherWay) -> dict[str, Any]:
    return {
        "place": one.dotted,
        "line": document.line(one.place),
        "who": one.line.who,
        "on": one.line.on,
        "say": say if isinstance(say, str) else say.model_dump(by_alias=True),
    }
