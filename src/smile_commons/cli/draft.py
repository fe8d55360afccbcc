"""Notes that were drafted for a dialogue, printed."""

from typing import Any

from smile_commons.api.draft import Open, Outcome
from smile_commons.cli import console
from smile_commons.errors import Problem
from smile_commons.world import World
from smile_commons.world.dialogue import EitherWay
from smile_commons.world.safe_yaml import Document


def tell(
    world: World,
    document: Document,
    wanted: list[Open],
    outcome: Outcome,
    *,
    as_json: bool,
    written: bool,
) -> None:
    """Prints what was drafted, what could not be, and where it stands."""
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
