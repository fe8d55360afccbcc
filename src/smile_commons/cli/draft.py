"""``commons draft``: notes for the speeches of a dialogue, written into its file to be edited."""

from pathlib import Path
from typing import Any

from smile_commons.api.blocking import blocking
from smile_commons.api.draft import Open, Outcome, drafted_lines, open_lines, write_notes
from smile_commons.api.engine import Engine
from smile_commons.api.worlds import open_world, writable
from smile_commons.cli import console
from smile_commons.errors import ModelError, Problem
from smile_commons.models.settings import load_settings
from smile_commons.names import known
from smile_commons.world import World
from smile_commons.world.dialogue import EitherWay
from smile_commons.world.notes import document_of
from smile_commons.world.notes_edit import with_notes
from smile_commons.world.safe_yaml import Document


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
    place = open_world(world if dry_run else writable(world))
    dialogue = place.dialogues[known(name, place.dialogues, "dialogue")]
    document = document_of(place, dialogue.id)
    raw = place.files[document.file]
    wanted = list(open_lines(dialogue, raw, document, again=again))
    if not wanted:
        _tell(place, document, wanted, Outcome("", {}, {}), as_json=as_json, written=False)
        return
    settings = load_settings({"model": model, "base_url": base_url}, world=place.root)

    def tell(text: str) -> None:
        if not as_json:
            console.note(text)

    async def drafted() -> Outcome:
        async with Engine(settings) as engine:
            return await drafted_lines(wanted, place, dialogue, engine, tell)

    outcome = blocking(drafted())
    if outcome.notes:
        new = with_notes(raw, document.file, dialogue, outcome.notes, outcome.by)
        if not dry_run:
            write_notes(place.root / document.file, raw, new)
    written = bool(outcome.notes) and not dry_run
    _tell(place, document, wanted, outcome, as_json=as_json, written=written)
    if not outcome.notes:
        raise ModelError(f"{outcome.by} wrote nothing that can be used", "no draft")


def _tell(
    world: World,
    document: Document,
    wanted: list[Open],
    outcome: Outcome,
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
        console.note(console.as_typed(str(problem)))
    if not wanted:
        console.say(f"{path}: every beat and matter has its notes")
    elif drafts:
        done = "drafted, for you to edit" if written else "would be drafted"
        console.say(f"{path}: {len(drafts)} of {len(wanted)} {done}")


def _as_json(one: Open, document: Document, say: str | EitherWay) -> dict[str, Any]:
    return {
        "place": one.dotted,
        "line": document.line(one.place),
        "who": one.line.who,
        "on": one.line.on,
        "say": say if isinstance(say, str) else say.model_dump(by_alias=True),
    }
