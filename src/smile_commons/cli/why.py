"""``commons show --why``: what stood behind a line, and what it becomes without its memories."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from smile_commons.cli import console
from smile_commons.cli.playing import world_of
from smile_commons.dialogues.casting import cast, wanted_of
from smile_commons.dialogues.provenance import Origin, Provenance
from smile_commons.dialogues.restaging import (
    Call,
    Without,
    call_of,
    given,
    in_sight,
    line_of,
    without,
)
from smile_commons.dialogues.run_folder import RunFolder
from smile_commons.errors import InputError, ModelError
from smile_commons.models.reply import Reply
from smile_commons.personas.ranking import VOICE_FIRST, WEIGHTS
from smile_commons.personas.takes import judge
from smile_commons.personas.words import stems
from smile_commons.transcript import Event, Take, UsedMemory

_INDENT = "    "
_PARTS = ("relevance", "recency", "importance")
_ROUNDED = 0.03
"""What rounding may take from the sum of a rank's parts."""
_MOST_PARTS = 4
"""Parts of a rank that are named as what a take was ahead by."""


@dataclass(frozen=True, slots=True)
class Became:
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
    """Word stems that a line shares with the memories: ``spoken`` and ``without``."""

    @property
    def line(self) -> str | None:
        """The take that would have been chosen; None: none could be spoken."""
        return next((one.text for one in self.takes if one.chosen), None)


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
    world = world_of(folder, None)
    known = Provenance(folder, world, event.speaker or "")
    call = call_of(folder, event)
    shown = {one.id for one in given(event, call)}
    origins = {one.id: known.of(one.id) for one in event.memories}
    became = _become(folder, event, call) if take_away else None
    if as_json:
        console.emit(_plain(folder, event, call, shown, origins, became))
        return
    _show(folder, event, call, shown, origins)
    if became is not None:
        _show_became(event, became)


def _become(folder: RunFolder, event: Event, call: Call | None) -> Became:
    if event.by == "human" or (event.takes and not _chosen(event)):
        raise InputError(
            f"turn {event.turn} of {folder.id} are a person's words; no memory was given for them"
        )
    if call is None:
        raise InputError(
            f"{folder.replies_path} holds no request whose answer turn {event.turn} is, so it "
            "cannot be made again"
        )
    # The past of a branch was spoken on the run that it left: in its world, by its model.
    owner = call.run
    world = world_of(owner, None)
    less = without(owner, world, cast(world, wanted_of(owner.manifest)), event, call)
    console.note("asking the model twice: once more as it was, and without the memories")
    again, reply = asyncio.run(_asked(call, less))
    memories = stems(" ".join(one.text for one in less.removed))
    takes = judge(less.takes_of(reply), less.judging)
    line = next((one.text for one in takes if one.chosen), "")
    return Became(
        removed=less.removed,
        exact=less.exact,
        takes=takes,
        same_again=_texts(again) == _texts(call.reply),
        again=_texts(again),
        taken_up={
            "spoken": sorted(stems(event.text) & memories),
            "without": sorted(stems(line) & memories),
        },
    )


async def _asked(call: Call, less: Without) -> tuple[Reply, Reply]:
    """The recorded request once more, and the one without the memories."""
    from smile_commons.models.attempt import shown_url
    from smile_commons.models.open import open_model
    from smile_commons.models.settings import load_settings

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
        console.note(
            f"--without asks the model that spoke the line, {call.taker.name}{where}; the run is "
            "as it was"
        )
        raise
    finally:
        await model.aclose()


def _texts(reply: Reply) -> list[str]:
    return [choice.text for choice in reply.choices]


def _chosen(event: Event) -> Take | None:
    return next((one for one in event.takes if one.chosen), None)


# What is printed.


def _show(
    folder: RunFolder,
    event: Event,
    call: Call | None,
    shown: set[str],
    origins: Mapping[str, Origin],
) -> None:
    cues = folder.manifest.cast
    console.cue(cues.get(event.speaker or "", event.speaker or "?"))
    console.say(console.wrap(event.text, _INDENT))
    console.say()
    to = " and ".join(cues.get(one, one) for one in event.to) or "everybody"
    console.say(
        console.wrap(f"turn {event.turn}: {event.move or 'speaks'} to {to}, {event.on or ''}")
    )
    console.say(console.wrap(f"has the floor: {event.why or 'no reason is noted'}"))
    if event.direction:
        console.say(console.wrap(f"directed: {event.direction}"))
    if event.by == "human":
        console.say("in a person's words")
    if call is not None and (turns := in_sight(folder.events.all(), event, call)):
        those = "speech of turn" if len(turns) == 1 else "speeches of turns"
        console.say(f"in sight: the {those} {_spans(turns)}")
    _show_memories(event, call, shown, origins, cues)
    _show_choice(event)


def _show_memories(
    event: Event,
    call: Call | None,
    shown: set[str],
    origins: Mapping[str, Origin],
    cues: Mapping[str, str],
) -> None:
    groups = (
        ("What stood in the prompt", [one for one in event.memories if one.id in shown]),
        (
            "What came up and was not given",
            [one for one in event.memories if one.id not in shown],
        ),
    )
    console.say()
    if not event.memories:
        console.say("No memory came up for it.")
    for head, memories in groups:
        if memories:
            console.say(f"{head}:")
        for one in memories:
            console.say(console.wrap(f"{one.id}: {_score(one)}", "  "))
            console.say(console.wrap(one.text, _INDENT))
            for depth, line in _from(origins[one.id], cues):
                console.say(console.wrap(line, _INDENT + "  " * depth))
    if call is None and event.memories:
        console.note("no record of the request is there; the first that came up is taken as given")


def _score(memory: UsedMemory) -> str:
    if memory.because:
        return f"lore: {memory.because}"
    if "random" in memory.why:
        return "by lot"
    parts = [
        f"{memory.why[part] * memory.why.get(f'{part}_weight', 1.0):.2f} {part}"
        for part in _PARTS
        if part in memory.why
    ]
    alike = memory.why.get("redundancy", 0.0)
    beside = f"; {alike:.2f} like what came before it" if alike else ""
    return f"score {memory.score:.2f} = {' + '.join(parts)}{beside}"


def _from(origin: Origin, cues: Mapping[str, str], depth: int = 0) -> list[tuple[int, str]]:
    """Where a memory comes from, a line each with its depth; under a reflection what it cites."""
    lines = [(depth, f"<- {_place(origin, cues)}")]
    for cited in origin.cites:
        lines += _from(cited, cues, depth + 1)
        if cited.text:
            lines.append((depth + 2, f"“{cited.text}”"))
    return lines


def _place(origin: Origin, cues: Mapping[str, str]) -> str:
    """Where it comes from, in words."""
    where = f"{origin.file}:{origin.line}" if origin.line else origin.file or ""
    by = cues.get(origin.speaker or "", origin.speaker or "")
    turn = f"turn {origin.turn}" if origin.turn is not None else ""
    told = {
        "canon": f"canon, {where or 'no longer in this world'}",
        "speech": f"what {by} said in {turn}",
        "narration": f"what was narrated after {turn}",
        "reflection": f"a reflection on {origin.act}, which cites",
        "hand": f"put in by hand after {turn}, {where}",
        "interview": f"an interview after {turn}, {where}",
        "lore": f"lore, {where or 'no longer in this world'}",
        "unknown": "not in the memories of this run any more",
    }[origin.kind]
    more = [f"of run {origin.run}"] if origin.run else []
    more += [f"“{origin.group}”"] if origin.group else []
    more += [origin.when] if origin.when else []
    more += [f"edited by hand after turn {origin.edited}"] if origin.edited is not None else []
    cites = ":" if origin.cites else ""
    if origin.kind == "reflection" and not origin.cites:
        told = told.removesuffix(", which cites")
    beside = f" ({'; '.join(more)})" if more else ""
    return f"{told}{beside}{cites}"


def _show_choice(event: Event) -> None:
    chosen = _chosen(event)
    if chosen is None:
        return
    number = event.takes.index(chosen) + 1
    console.say()
    console.say(f"Take {number} of {len(event.takes)} was chosen{_rank(chosen)}:")
    for place, one in enumerate(event.takes, start=1):
        if one is not chosen:
            console.say(console.wrap(f"{place}. {_against(chosen, one)}: {one.text}", "  "))


def _rank(take: Take) -> str:
    if take.dropped:
        return f", though {take.dropped}: every other was worse"
    return "" if take.rank is None else f", rank {take.rank:.2f}"


def _against(chosen: Take, other: Take) -> str:
    """Why the one was chosen over the other."""
    if other.dropped:
        return f"dropped, {other.dropped}"
    if other.rank is None or chosen.rank is None or other.by == "human" or chosen.by == "human":
        return "not ranked"
    behind = chosen.rank - other.rank
    told = ""
    for weights in (WEIGHTS, VOICE_FIRST):  # an earlier version may have weighed otherwise
        gains = {
            name: weights.get(name, 0.0) * (chosen.why.get(name, 0.0) - other.why.get(name, 0.0))
            for name in {*chosen.why, *other.why}
        }
        if abs(sum(gains.values()) - behind) < _ROUNDED:
            most = sorted(gains.items(), key=lambda part: (-abs(part[1]), part[0]))[:_MOST_PARTS]
            told = ", ".join(f"{name} {gain:+.2f}" for name, gain in most if round(gain, 2))
            break
    return f"rank {other.rank:.2f}, {behind:.2f} behind{f' ({told})' if told else ''}"


def _show_became(event: Event, became: Became) -> None:
    console.say()
    console.say("Taken out of the prompt:")
    for one in became.removed:
        console.say(console.wrap(one.text, _INDENT))
    console.say()
    console.say("Spoken:")
    console.say(console.wrap(event.text, _INDENT))
    console.say("Without it:")
    console.say(console.wrap(became.line or "(none of the takes could be spoken)", _INDENT))
    for place, one in enumerate(became.takes, start=1):
        if not one.chosen:
            how = f"dropped, {one.dropped}" if one.dropped else f"rank {one.rank or 0:.2f}"
            console.say(console.wrap(f"{place}. {how}: {one.text}", _INDENT))
    console.say()
    spoken, bare = (became.taken_up[name] for name in ("spoken", "without"))
    console.say(
        console.wrap(
            f"Words of the memories in it: spoken {len(spoken)}{_listed(spoken)}, without "
            f"{len(bare)}{_listed(bare)}."
        )
    )
    if became.same_again:
        console.note("asked once more as it was, the model said the same: the difference is theirs")
    else:
        console.note(
            "asked once more as it was, the model said something else too, so part of the "
            "difference is chance"
        )
    if not became.exact:
        console.note(
            "this version writes the prompt otherwise: the piece was cut out of the old one"
        )


def _listed(words: Sequence[str]) -> str:
    return f" ({', '.join(words)})" if words else ""


def _spans(turns: Sequence[int]) -> str:
    """Numbers as spans: `3, 5 to 9`."""
    spans: list[list[int]] = []
    for turn in turns:
        if spans and turn == spans[-1][-1] + 1:
            spans[-1].append(turn)
        else:
            spans.append([turn])
    return ", ".join(f"{s[0]}" if len(s) == 1 else f"{s[0]} to {s[-1]}" for s in spans)


def _plain(
    folder: RunFolder,
    event: Event,
    call: Call | None,
    shown: set[str],
    origins: Mapping[str, Origin],
    became: Became | None,
) -> dict[str, Any]:
    memories = [
        {**asdict(one), "in_prompt": one.id in shown, "from": asdict(origins[one.id])}
        for one in event.memories
    ]
    takes = [{"number": n, **asdict(one)} for n, one in enumerate(event.takes, start=1)]
    return {
        "run": folder.id,
        "turn": event.turn,
        "speaker": event.speaker,
        "text": event.text,
        "move": event.move,
        "to": list(event.to),
        "on": event.on,
        "floor": event.why,
        "direction": event.direction,
        "by": event.by,
        "recorded": call is not None,
        "in_sight": in_sight(folder.events.all(), event, call) if call else None,
        "memories": memories,
        "takes": takes,
        "without": None if became is None else {**asdict(became), "line": became.line},
    }
