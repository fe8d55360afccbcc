"""A card or a lorebook of another program taken into a world."""

import json
from collections.abc import Callable, Mapping
from contextlib import aclosing
from dataclasses import dataclass, replace
from pathlib import Path

from pydantic import ValidationError

from smile_commons.api.blocking import blocking
from smile_commons.errors import CommonsError, InputError, Problem, ServiceError, WorldError
from smile_commons.files import write_atomically
from smile_commons.memory.lore_check import mistakes_in
from smile_commons.models.open import open_model
from smile_commons.models.settings import load_settings
from smile_commons.personas.interchange.as_persona import Draft, draft_of, free_cue, slug_of
from smile_commons.personas.interchange.containers import LARGEST_FILE, lore_in, read_card
from smile_commons.personas.interchange.foreign import ForeignCard
from smile_commons.personas.interchange.lore import file_for_world
from smile_commons.personas.interchange.persona_file import persona_text
from smile_commons.personas.interchange.propose import Completed, Proposal, completed, proposal_of
from smile_commons.prompts.environment import Prompts
from smile_commons.world.card import Card
from smile_commons.world.load import Survey, survey_world
from smile_commons.world.lore_json import LARGEST_LORE, read_lore
from smile_commons.world.lore_shapes import V3_BOOK, looks_like_lore
from smile_commons.world.lorebook import Lorebook
from smile_commons.world.mending import problems_of
from smile_commons.world.model import EVERYBODY

Tell = Callable[[str], None]
NOBODY = "none"
"""As a model: nobody proposes anything."""


@dataclass(frozen=True, slots=True)
class Naming:
    """How a card is to be taken in."""

    id: str | None = None
    """What it is called here; None: by its name."""
    cue: str | None = None
    """As what it speaks; None: its name, or another if somebody has that."""
    model: str | None = None
    """Proposes what the card does not say; None: the settings'; ``none``: nobody does."""
    base_url: str | None = None
    force: bool = False
    """Whether files that are there are replaced."""


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What is to be written into the world, and told."""

    files: Mapping[str, str | bytes]
    """By their names in the world."""
    proposed: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def taken_in(file: Path, root: Path, naming: Naming, tell: Tell = lambda text: None) -> TakenIn:
    """Takes a card or a lorebook into a world: persona, lore, the card itself; all or nothing.

    Args:
        file: the card.
        root: the world's folder.
        naming: how it is taken in.
        tell: told when a model is asked.

    Raises:
        InputError: no such file, or the persona is there already.
        WorldError: the file holds no card, or the world would have mistakes.
        ServiceError: the model that was named failed.
    """
    before = survey_world(root)
    taken = _lore_of(file, naming.id) or _card_of(read_card(file), file, before, naming, tell)
    _write(before, taken.files, force=naming.force)
    return taken


def _lore_of(file: Path, owner: str | None) -> TakenIn | None:
    """A lorebook's file as one of the world; None when the file is something else."""
    try:
        with file.open("rb") as opened:
            content = opened.read(LARGEST_FILE + 1)
    except OSError as error:
        raise InputError(f"{file} cannot be read: {error.strerror}") from error
    data = lore_in(content, file.name)
    if not looks_like_lore(data):
        return None
    name = f"memory/{owner or EVERYBODY}.lore.json"
    book, problems = read_lore(data, file.name)
    if book is None:
        raise WorldError(problems)
    text = file_for_world(data)
    if len(text.encode()) > LARGEST_LORE:
        said = f"is larger than {LARGEST_LORE // 1024**2} MB"
        raise WorldError([Problem(file.name, None, "", said)])
    return TakenIn({name: text}, notes=_of_book(book))


def _of_book(book: Lorebook) -> tuple[str, ...]:
    """What was mended, what has no effect here, and what can never come up."""
    unused = (f"has no effect here: {one}" for one in book.unused)
    silent = (f"{problem.field}: {problem.message}" for problem in mistakes_in(book))
    empty = () if book.entries else ("holds no entries",)
    return (*empty, *book.mended, *unused, *silent)


def _card_of(card: ForeignCard, file: Path, survey: Survey, wanted: Naming, tell: Tell) -> TakenIn:
    card = _with_name(card, file, wanted)
    id = wanted.id or slug_of(card.view.nickname or card.view.name)
    root = survey.root
    if not wanted.force and (root / "personas" / f"{id}.yaml").exists():
        raise InputError(f"{root} has a persona {id!r}; `as` ID names another, `force` replaces")
    draft = _called(draft_of(card, id), survey, wanted)
    whole, notes = _completed(draft, survey.root, wanted, tell)
    try:
        Card.model_validate({**whole.fields, "proposed": whole.proposed})
    except ValidationError as error:
        raise WorldError(problems_of(error, file.name)) from error
    suffix, came = card.came_as, file.read_bytes()
    # A world reads every YAML file in its folder as a persona, so a card that is one becomes JSON.
    if suffix == "yaml":
        suffix, came = "json", json.dumps(card.raw, ensure_ascii=False, indent=2).encode()
    written: dict[str, str | bytes] = {
        f"personas/{id}.yaml": persona_text(whole, file.name, _schema(survey.root)),
        f"personas/{id}.card.{suffix}": came,
    }
    lore, of_lore = _lore_in(card)
    if lore is not None:
        written[f"memory/{id}.lore.json"] = lore
    return TakenIn(written, whole.proposed, (*card.notes, *draft.notes, *notes, *of_lore))


def _lore_in(card: ForeignCard) -> tuple[str | None, tuple[str, ...]]:
    """A card's lorebook as a file of a world, and what to tell of it beside what was mended."""
    given = card.data.get("character_book")
    book = None if given is None else read_lore(given, "book")[0]
    if book is None:
        return None, ()
    text = file_for_world({"spec": V3_BOOK, "data": given})
    if len(text.encode()) > LARGEST_LORE:
        return None, (f"its lorebook is larger than {LARGEST_LORE // 1024**2} MB; left out",)
    return text, tuple(note for note in _of_book(book) if note not in book.mended)


def _with_name(card: ForeignCard, file: Path, wanted: Naming) -> ForeignCard:
    """The card with a name: its own, its nickname, or what it is to be called here."""
    if card.view.name.strip():
        return card
    name = card.view.nickname.strip() or wanted.cue or (wanted.id or "").replace("-", " ").title()
    if not name:
        said = "is empty, and so is the nickname"
        raise WorldError([Problem(file.name, None, "data.name", said, "`cue` NAME gives one")])
    notes = (*card.notes, f"data.name: is empty; {name!r} is taken")
    return replace(card, view=card.view.model_copy(update={"name": name}), notes=notes)


def _called(draft: Draft, survey: Survey, wanted: Naming) -> Draft:
    """The draft with a cue that nobody else has: the one that was asked for, or another."""
    taken = {
        card.cue.casefold(): card.id
        for card in (survey.world.personas.values() if survey.world else ())
        if card.id != draft.fields["id"]
    }
    if wanted.cue:
        if (other := taken.get(wanted.cue.strip().casefold())) is not None:
            raise InputError(f"the cue {wanted.cue!r} is that of {other!r} already; name another")
        return replace(draft, fields={**draft.fields, "cue": wanted.cue})
    cue = draft.fields["cue"]
    if cue.casefold() not in taken:
        return draft
    other = free_cue(cue, draft.fields["name"], taken)
    said = f"{cue!r} is the cue of {taken[cue.casefold()]!r} already; this one is {other!r}"
    return replace(draft, fields={**draft.fields, "cue": other}, notes=(*draft.notes, said))


def _completed(draft: Draft, root: Path, wanted: Naming, tell: Tell) -> tuple[Completed, list[str]]:
    """The draft with what it lacks; a model that was not named may fail."""
    if not draft.missing or wanted.model == NOBODY:
        return completed(draft, None), []
    try:
        proposal = blocking(_proposal(draft, root, wanted, tell))
    except CommonsError as error:
        if wanted.model or not isinstance(error, ServiceError | InputError):
            raise
        said = str(error).split("\n")[0]
        return completed(draft, None), [f"no model proposed anything: {said}"]
    if proposal is None:
        return completed(draft, None), ["the model's proposal could not be used"]
    return completed(draft, proposal), []


async def _proposal(draft: Draft, root: Path, wanted: Naming, tell: Tell) -> Proposal | None:
    given = {"model": wanted.model, "base_url": wanted.base_url}
    settings = load_settings(given, world=root)
    tell(f"asking {settings.model} for what the card does not say")
    prompts = Prompts(survey_world(root).templates, settings.language)
    async with aclosing(await open_model(settings)) as model:
        return await proposal_of(draft, model, prompts)


def _write(survey: Survey, written: Mapping[str, str | bytes], *, force: bool) -> None:
    """Writes files into a world; takes them back when the world has new mistakes then."""
    root = survey.root
    before: dict[Path, bytes | None] = {}
    for name in written:
        path = root / name
        if path.exists() and not force:
            raise InputError(f"{path} is there already; `force` replaces it")
        before[path] = path.read_bytes() if path.exists() else None
    try:
        for name, content in written.items():
            (root / name).parent.mkdir(exist_ok=True)
            write_atomically(root / name, content)
        after = survey_world(root).problems
        if new := [one for one in after if one.file in written or one not in survey.problems]:
            raise WorldError(new)
    except BaseException:
        for path, content in before.items():
            if content is None:
                path.unlink(missing_ok=True)
            else:
                path.write_bytes(content)
        raise


def _schema(root: Path) -> str:
    ours = "src/smile_commons/world/schemas/card.json"
    return f"../{ours}" if (root / ours).is_file() else "../schemas/card.json"
