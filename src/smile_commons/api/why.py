"""Why a line was said: what stood behind it, and what it becomes without its memories or without
one of its parts.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from smile_commons.api.worlds import world_of
from smile_commons.dialogues.casting import cast
from smile_commons.errors import InputError, ModelError
from smile_commons.models.attempt import shown_url
from smile_commons.models.open import open_model
from smile_commons.models.reply import Reply
from smile_commons.models.settings import load_settings
from smile_commons.personas.takes import judge
from smile_commons.prompts.language import language_from, stems
from smile_commons.provenance.calls import Call, call_of, given, in_sight, line_of
from smile_commons.provenance.origins import Origin, Provenance
from smile_commons.provenance.restaging import Without, without
from smile_commons.runs.folder import RunFolder
from smile_commons.transcript import Event, Take, UsedMemory


@dataclass(frozen=True, slots=True)
class Ablation:
    """What a line becomes when its memories are taken away."""

    removed: Sequence[UsedMemory]
    """What is not in the prompt."""
    exact: bool
    """Whether the rest is the recorded prompt letter by letter, or a piece was cut out of it."""
    takes: Sequence[Take]
    same_again: bool
    """Whether the recorded request, made once more as it was, brought the same texts."""
    again: Sequence[str]
    """What it brought."""
    taken_up: Mapping[str, Sequence[str]]
    """Word stems that a line shares with the memories and the matter has not: ``spoken`` and
    ``without``."""

    @property
    def line(self) -> str | None:
        """The take that would have been chosen; None: none could be spoken."""
        return next((one.text for one in self.takes if one.chosen), None)


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
    """What a line becomes without its memories: the model is asked twice; the run is only read.

    Args:
        evidence: the line.
        tell: told what is asked, and of whom when that fails.

    Raises:
        InputError: a person's words, no record, no memory, or another model than spoke.
        ModelError: the model gave no usable reply.
    """
    folder, event, call = evidence.run, evidence.event, evidence.call
    if event.by == "human":
        raise InputError(
            f"turn {event.turn} of {folder.id} is in a person's words; no memory was given for it"
        )
    if call is None:
        raise InputError(
            f"{folder.replies_path} holds no request whose answer turn {event.turn} is, so it "
            "cannot be made again"
        )
    # The past of a branch was spoken on the run that it left: in its world, by its model.
    owner = call.run
    world = world_of(owner)
    less = without(owner, world, cast(world, owner.manifest.options()), event, call)
    tell("asking the model twice: once more as it was, and without the memories")
    again, reply = await _asked(call, less, tell)
    # What the matter itself has would be said without any memory.
    spoken = language_from(world.words, owner.manifest.language)
    removed = " ".join(one.text for one in less.removed)
    memories = stems(removed, spoken) - stems(event.on or "", spoken)
    takes = judge(less.takes_of(reply), less.judging)
    line = next((one.text for one in takes if one.chosen), "")
    return Ablation(
        removed=less.removed,
        exact=less.exact,
        takes=takes,
        same_again=_texts(again) == _texts(call.reply),
        again=_texts(again),
        taken_up={
            "spoken": sorted(stems(event.text, spoken) & memories),
            "without": sorted(stems(line, spoken) & memories),
        },
    )


async def _asked(call: Call, less: Without, tell: Callable[[str], None]) -> tuple[Reply, Reply]:
    """The recorded request once more, and the one without the memories."""
    settings = load_settings(run=call.run.manifest.settings)
    model = await open_model(settings)
    try:
        if (model.name, model.digest) != (call.taker.name, call.taker.digest):
            raise InputError(
                f"turn {call.asked.purpose.split('/')[1]} was spoken by {call.taker.name}, and "
                f"{model.name} is what the run's settings open now; only the same model can tell "
                "what the memories did"
            )
        return await model.complete(less.given), await model.complete(less.less)
    except ModelError:
        where = f" at {shown_url(settings.base_url)}" if settings.base_url else ""
        tell(
            f"--without asks the model that spoke the line, {call.taker.name}{where}; the run is "
            "as it was"
        )
        raise
    finally:
        await model.aclose()


def _texts(reply: Reply) -> list[str]:
    return [choice.text for choice in reply.choices]


def to_dict(behind: Evidence, became: Ablation | None = None) -> dict[str, Any]:
    """All of it as plain data."""
    event = behind.event
    memories = [
        {**asdict(one), "in_prompt": one.id in behind.given, "from": asdict(behind.origins[one.id])}
        for one in event.memories
    ]
    takes = [{"number": n, **asdict(one)} for n, one in enumerate(event.takes, start=1)]
    return {
        "run": behind.run.id,
        **{name: getattr(event, name) for name in ("turn", "speaker", "text", "move")},
        "to": list(event.to),
        "on": event.on,
        "floor": event.why,
        "decided": event.decided,
        "stance": dict(event.stance or {}),
        **{name: getattr(event, name) for name in ("direction", "mind", "by")},
        "recorded": behind.call is not None,
        "in_sight": behind.in_sight,
        "memories": memories,
        "takes": takes,
        "without": None if became is None else {**asdict(became), "line": became.line},
    }
