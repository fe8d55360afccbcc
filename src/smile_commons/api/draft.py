"""Notes for the speeches of a dialogue, drafted by a model for a writer to edit."""

import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from smile_commons.api.engine import Engine
from smile_commons.api.session import DRAFTS, KEPT_DRAFTS
from smile_commons.dialogues.drafting import draft_line
from smile_commons.errors import InputError
from smile_commons.files import write_atomically
from smile_commons.models.cache import cache_folder
from smile_commons.models.kept import KeptModel
from smile_commons.personas.drafting import SEED, Drafter
from smile_commons.prompts.environment import Prompts
from smile_commons.prompts.language import language_from
from smile_commons.world import World
from smile_commons.world.dialogue import Beat, Dialogue, EitherWay, Matter
from smile_commons.world.notes import lines_of, texts_of
from smile_commons.world.notes_edit import drafted
from smile_commons.world.safe_yaml import Document, Place


@dataclass(frozen=True, slots=True)
class Open:
    """A beat or a matter that wants notes."""

    place: Place
    line: Beat | Matter

    @property
    def dotted(self) -> str:
        return ".".join(str(step) for step in self.place)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was drafted, and what could not be."""

    by: str
    notes: Mapping[Place, str | EitherWay]
    left: Mapping[Place, str]


def open_lines(
    dialogue: Dialogue, raw: bytes, document: Document, *, again: bool
) -> Iterator[Open]:
    lines = [
        Open(place, line)
        for number, act in enumerate(dialogue.acts)
        for place, line in lines_of(act, ("acts", number))
    ]
    said = [one.place for one in lines if one.line.say is not None]
    marked = drafted(raw, document.file, said) if again and said else set[Place]()
    return (one for one in lines if one.line.say is None or one.place in marked)


async def drafted_lines(
    wanted: list[Open],
    world: World,
    dialogue: Dialogue,
    engine: Engine,
    tell: Callable[[str], None],
) -> Outcome:
    settings = engine.settings
    articles = {one.id: one for one in world.resolution(dialogue.id).articles}
    notes, left = dict[Place, str | EitherWay](), dict[Place, str]()
    model = KeptModel(
        await engine.speaker(), cache_folder(settings.cache_dir) / DRAFTS, KEPT_DRAFTS
    )
    drafter = Drafter(
        model,
        Prompts(world.templates, settings.language),
        language_from(world.words, settings.language),
    )
    for number, one in enumerate(wanted, start=1):
        tell(f"{number}/{len(wanted)} {one.line.who or 'anybody'}: {one.line.on}")
        old = " ".join(text for _, text in texts_of(one.line, ()))
        seed = zlib.crc32(old.encode()) >> 1 if old else SEED  # another draft than that
        line = await draft_line(
            replace(drafter, seed=seed), one.line, world.personas, articles, one.dotted
        )
        if line.say is None:
            left[one.place] = line.why
        else:
            notes[one.place] = line.say
    return Outcome(model.name, notes, left)


def write_notes(path: Path, raw: bytes, new: bytes) -> None:
    path = path.resolve()
    if path.read_bytes() != raw:
        raise InputError(f"{path} was changed meanwhile; nothing is written")
    write_atomically(path, new)
