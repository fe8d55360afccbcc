"""Why a line was said: what stood behind it, and what it becomes without its memories."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from smile_commons.api.ablation import Ablation, ablated
from smile_commons.api.worlds import world_of
from smile_commons.provenance.calls import Call, call_of, given, in_sight, line_of
from smile_commons.provenance.origins import Origin, Provenance
from smile_commons.runs.folder import RunFolder
from smile_commons.transcript import Event


@dataclass(frozen=True, slots=True)
class Evidence:
    """A line, and what stood behind it."""

    run: RunFolder
    event: Event
    call: Call | None
    """Whose answer the line is; None: no record of it is there."""
    given: frozenset[str]
    """Ids of the memories that stood in the prompt."""
    origins: Mapping[str, Origin]
    """By id, where each memory that came up is from."""

    @property
    def in_sight(self) -> list[int] | None:
        """Turns of the speeches that stood in the prompt; None where that is not known."""
        return self.call and in_sight(self.run.events.all(), self.event, self.call)


def behind(folder: RunFolder, turn: int) -> Evidence:
    """What stood behind a line; the run is only read.

    Raises:
        InputError: there is no such speech.
    """
    event = line_of(folder, turn)
    call = call_of(folder, event)
    known = Provenance(folder, world_of(folder), event.speaker or "")
    return Evidence(
        run=folder,
        event=event,
        call=call,
        given=frozenset(one.id for one in given(event, call)),
        origins={one.id: known.of(one.id) for one in event.memories},
    )


async def without_memories(
    evidence: Evidence, tell: Callable[[str], None] = lambda text: None
) -> Ablation:
    """What a line becomes without its memories: the model is asked twice.

    Raises:
        InputError: no record of the line, no memory behind it, or another model than spoke.
        ModelError: the model gave no usable reply.
    """
    return await ablated(evidence.run, evidence.event, evidence.call, tell)


def to_dict(behind: Evidence, became: Ablation | None = None) -> dict[str, Any]:
    """All of it as plain data."""
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
