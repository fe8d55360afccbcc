"""``commons show --why``: what stood behind a line, and what it becomes without its memories."""

from dataclasses import asdict
from typing import Any

from smile_commons.cli import console
from smile_commons.cli.playing import world_of
from smile_commons.cli.why_shown import Behind, show_became, show_behind
from smile_commons.cli.without import Became, become
from smile_commons.provenance.calls import call_of, given, line_of
from smile_commons.provenance.origins import Provenance
from smile_commons.runs.folder import RunFolder


def why(folder: RunFolder, turn: int, *, take_away: bool, as_json: bool = False) -> None:
    """Prints what stood behind a line.

    Args:
        folder: the run, which is only read.
        turn: the number of the speech.
        take_away: asks the model what the line becomes without its memories.
        as_json: one JSON object.

    Raises:
        InputError: there is no such speech; or, to take away, no record of it or no memory.
        ModelError: the model gave no usable reply.
    """
    event = line_of(folder, turn)
    call = call_of(folder, event)
    known = Provenance(folder, world_of(folder, None), event.speaker or "")
    behind = Behind(
        run=folder,
        event=event,
        call=call,
        given=frozenset(one.id for one in given(event, call)),
        origins={one.id: known.of(one.id) for one in event.memories},
    )
    became = become(folder, event, call) if take_away else None
    if as_json:
        console.emit(_plain(behind, became))
        return
    show_behind(behind)
    if became is not None:
        show_became(event, became)


def _plain(behind: Behind, became: Became | None) -> dict[str, Any]:
    event = behind.event
    memories = [
        {
            **asdict(one),
            "in_prompt": one.id in behind.given,
            "from": asdict(behind.origins[one.id]),
        }
        for one in event.memories
    ]
    takes = [{"number": n, **asdict(one)} for n, one in enumerate(event.takes, start=1)]
    return {
        "run": behind.run.id,
        "turn": event.turn,
        "speaker": event.speaker,
        "text": event.text,
        "move": event.move,
        "to": list(event.to),
        "on": event.on,
        "floor": event.why,
        "decided": event.decided,
        "stance": dict(event.stance or {}),
        "direction": event.direction,
        "mind": event.mind,
        "by": event.by,
        "recorded": behind.call is not None,
        "in_sight": behind.in_sight,
        "memories": memories,
        "takes": takes,
        "without": None if became is None else {**asdict(became), "line": became.line},
    }
