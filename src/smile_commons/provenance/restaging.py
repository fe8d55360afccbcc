"""A line looked back on: what was asked for it, and the same less its memories.

The request is the recorded one, word for word. What of it is the memory is found out by rendering
the speech's prompt again with the memory and without; where that gives the recorded prompt, the
one without is it less the memory, otherwise the piece that makes the difference is cut out of it.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from smile_commons.dialogues.casting import Casting
from smile_commons.dialogues.desk import Desk
from smile_commons.dialogues.floor import floor_of
from smile_commons.dialogues.forum import stage_of
from smile_commons.dialogues.history import History
from smile_commons.dialogues.remembering import CHANGES, amended_events
from smile_commons.dialogues.window import part_of, window_after
from smile_commons.errors import InputError
from smile_commons.memory.changes import read_changes
from smile_commons.models.record import Asked
from smile_commons.models.reply import Reply
from smile_commons.models.request import Message, Request, asked_text, shared_prefix
from smile_commons.personas.crafts import asked, whole
from smile_commons.personas.speech import Part, Stage
from smile_commons.personas.takes import Judging
from smile_commons.prompts.environment import Prompts
from smile_commons.provenance.calls import Call, given
from smile_commons.runs.folder import RunFolder
from smile_commons.transcript import Event, UsedMemory
from smile_commons.world import World

_MARGINS = (60, 30, 15, 0)
"""Characters on either side by which a piece of a prompt is looked for."""


@dataclass(frozen=True, slots=True)
class Without:
    """What would have been asked without the memories, beside what was."""

    given: Request
    """The recorded request."""
    less: Request
    """The same less the memories."""
    stage: Stage
    part: Part
    """Less the memories."""
    number: int
    judging: Judging
    """By what takes without the memories are judged."""
    exact: bool
    """Whether the prompt could be made again letter by letter; otherwise a piece was cut out."""
    removed: tuple[UsedMemory, ...]
    """What is not in it: all memories and all lore that the speaker was given."""

    def takes_of(self, reply: Reply) -> list[str]:
        """The speeches of a reply, whole."""
        return whole(self.stage, self.part, self.number, reply)


def without(run: RunFolder, world: World, casting: Casting, event: Event, call: Call) -> Without:
    """The request of a line less the memories and the lore that it was given.

    Args:
        run: the run, which is only read.
        world: it was played in.
        casting: of it.
        event: the line.
        call: whose answer it is.

    Raises:
        InputError: no memory was in the prompt, or it cannot be told what of it they are.
    """
    memories = given(event, call)
    if not memories:
        raise InputError(
            f"no memory stood in the prompt of turn {event.turn} of {run.id}, so none can be "
            "taken away"
        )
    stage, part = _restaged(run, world, casting, event, call, memories)
    memory = 0 if part.memories else None
    rendered, _ = asked(stage, part, call.number, memory)
    bare = replace(part, memories=(), lore=())
    reduced, judging = asked(stage, bare, call.number, None)
    texts = _less(call.asked, rendered, reduced)
    if texts is None or given(event, replace(call, asked=replace(call.asked, text=texts[0]))):
        raise InputError(
            f"the prompt of turn {event.turn} of {run.id} cannot be made again by this version, so "
            "it cannot be told what of it the memories are"
        )
    recorded, less = (_request(call.asked, text) for text in (call.asked.text, texts[0]))
    return Without(recorded, less, stage, bare, call.number, judging, texts[1], tuple(memories))


def _restaged(
    run: RunFolder,
    world: World,
    casting: Casting,
    event: Event,
    call: Call,
    memories: Sequence[UsedMemory],
) -> tuple[Stage, Part]:
    """The stage and the part as they were when the line was spoken."""
    changes = [one for one in read_changes(run.path / CHANGES) if one.turn < event.turn]
    events = run.events.all()
    place = next(i for i, one in enumerate(events) if one.is_turn and one.turn == event.turn)
    before = amended_events(events[:place], changes, casting.dialogue.cast)
    prompts = Prompts(world.templates, run.manifest.language)
    stage = stage_of(run.manifest, world, casting, call.taker, prompts, before)
    act = next(act for act in casting.acts if act.id == event.act)
    floor = floor_of(event, act, event.speaker or "", run.manifest.seed or 0)
    part = part_of(
        floor,
        stage,
        turn=event.turn,
        history=History.of(before),
        window=window_after(events[: place + 1], stage.craft),
        act=event.act,
        acts=casting.acts,
        note=Desk(run, str).note(event.turn),
        memories=tuple(one.text for one in memories if not one.because)[:1],
        lore=tuple(one.text for one in memories if one.because),
        direction=event.direction or "",
        after=call.after,
    )
    return stage, part


def _less(recorded: Asked, rendered: Request, reduced: Request) -> tuple[str, bool] | None:
    """The recorded text less what sets both renderings apart, and whether it is exact."""
    whole_text, bare = asked_text(rendered), asked_text(reduced)
    start, end = _piece(whole_text, bare)
    if whole_text == recorded.text:
        return bare, True
    stays = bare[start : len(bare) - (len(whole_text) - end)]
    # With enough around it to be found once; where it stands twice it cannot be told which it is.
    for margin in _MARGINS:
        before, behind = whole_text[max(0, start - margin) : start], whole_text[end : end + margin]
        known = before + whole_text[start:end] + behind
        if recorded.text.count(known) == 1:
            less = recorded.text.replace(known, before + stays + behind)
            return less, False
    return None


def _piece(text: str, bare: str) -> tuple[int, int]:
    """Where the first text has what the second does not."""
    start = shared_prefix(text, bare)
    most = min(len(text), len(bare)) - start
    end = shared_prefix(text[::-1], bare[::-1])
    return start, len(text) - min(end, most)


def _request(recorded: Asked, text: str) -> Request:
    """A recorded request with this text, to be made again."""
    how: dict[str, Any] = {**recorded.params, "purpose": recorded.purpose}
    how["stop"] = tuple(how.get("stop", ()))
    if recorded.form == "prompt":
        return Request(prompt=text, **how)
    messages = tuple(Message(role, content) for role, content in json.loads(text))
    return Request(messages=messages, **how)
