"""Changes to a run's memories by hand, written into its journal."""

from datetime import UTC, datetime

from smile_commons.dialogues.remembering import past_of
from smile_commons.errors import InputError
from smile_commons.memory.changes import FILE, Change, Op, fresh_id
from smile_commons.memory.rebuild import lived
from smile_commons.runs.folder import RunFolder
from smile_commons.runs.journal import Journal
from smile_commons.world import World


def change_memory(
    folder: RunFolder,
    world: World,
    op: Op,
    persona: str,
    *,
    id: str | None = None,
    text: str | None = None,
    importance: float | None = None,
    when: str | None = None,
    origin: str | None = None,
) -> Change:
    """Writes one change down; the run's lease must be held. Stores take it up when next opened.

    Args:
        folder: the run.
        world: the one it was played in.
        op: what to do.
        persona: to whose memory; a member of the cast.
        id: of what is there already; None for an addition.
        text: what is remembered from now on.
        importance: in [0, 1].
        when: in the story's own time.
        origin: of an addition.

    Raises:
        InputError: there is no memory of that id to edit or forget.
    """
    past = past_of(folder, world)
    turn = max((event.turn for event in past.events), default=0)
    if op == "add":
        id = fresh_id(past.changes, persona, origin or "hand")
    elif id is None or all(one.id != id for one in lived(past, persona)):
        raise InputError(
            f"{persona} has no memory {id!r} in {folder.id}; "
            f"`commons memory list {persona} --run {folder.id}` names them"
        )
    at = datetime.now(UTC).isoformat(timespec="milliseconds")
    change = Change(op, persona, id, turn, text, importance, when, origin, at)
    journal = Journal(
        folder.path / FILE,
        build=Change.from_dict,
        key=lambda one: (one.at, one.to_json()),
    )
    journal.repair()
    journal.append(change)
    return change
