"""What stood behind a line, printed."""

from collections.abc import Mapping, Sequence

from smile_commons.api.blocking import blocking
from smile_commons.api.heard import together
from smile_commons.api.why import Ablation, Evidence, behind, to_dict, without_memories
from smile_commons.cli import console
from smile_commons.cli.shown_takes import in_words
from smile_commons.personas.ranking import VOICE_FIRST, WEIGHTS
from smile_commons.provenance.origins import Origin
from smile_commons.runs.folder import RunFolder
from smile_commons.transcript import Event, Take, UsedMemory

_INDENT = "    "
_PARTS = ("relevance", "recency", "importance")
_ROUNDED = 0.03
"""What rounding may take from the sum of a rank's parts."""
_MOST_PARTS = 4
"""Parts of a rank that are named as what a take was ahead by."""


def show_why(folder: RunFolder, turn: int, *, take_away: bool, as_json: bool = False) -> None:
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
    evidence = behind(folder, turn)
    became = blocking(without_memories(evidence, console.note)) if take_away else None
    if as_json:
        console.emit(to_dict(evidence, became))
        return
    show_behind(evidence)
    if became is not None:
        show_became(evidence.event, became)


def show_behind(behind: Evidence) -> None:
    """Prints the line, why it was for that speaker to speak, its memories and its takes."""
    event = behind.event
    cues = behind.run.manifest.cast
    console.cue(cues.get(event.speaker or "", event.speaker or "?"))
    console.paragraph(event.text, _INDENT)
    console.say()
    to = together(event.to, cues) or "everybody"
    console.paragraph(f"turn {event.turn}: {event.move or 'speaks'} to {to}, {event.on or ''}")
    console.paragraph(f"has the floor: {event.why or 'no reason is noted'}")
    bore, again = event.stance or {}, behind.run.revisions.all()
    about = [
        ("to be a", event.length),
        ("has to say:", event.say),
        (f"gives way because {bore.get('because', '')} said:", bore.get("cause")),
        ("decided:", event.decided),
        ("wants:", bore.get("wants")),
        ("will not:", bore.get("wont")),
        ("thinks of whom it speaks to:", bore.get("view")),
        ("directed:", event.direction),
        *(("taken again after the act:", one.fault) for one in again if one.turn == event.turn),
        ("has in mind:", event.mind),
    ]
    for what, told in about:
        if told:
            console.paragraph(f"{what} {told}")
    if event.by == "human":
        console.say("in a person's words")
    if turns := behind.in_sight:
        those = "speech of turn" if len(turns) == 1 else "speeches of turns"
        console.say(f"in sight: the {those} {_spans(turns)}")
    _show_memories(behind, cues)
    _show_choice(event)


def _show_memories(behind: Evidence, cues: Mapping[str, str]) -> None:
    memories = behind.event.memories
    console.say()
    if not memories:
        console.say("No memory came up for it.")
    for head, given in (("stood in the prompt", True), ("came up and was not given", False)):
        found = [one for one in memories if (one.id in behind.given) is given]
        if found:
            console.say(f"What {head}:")
        for one in found:
            console.paragraph(f"{one.id}: {_score(one)}", "  ")
            console.paragraph(one.text, _INDENT)
            for depth, line in _from(behind.origins[one.id], cues):
                console.paragraph(line, _INDENT + "  " * depth)
    if behind.call is None and memories:
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
    chosen = next((one for one in event.takes if one.chosen), None)
    if chosen is None:
        return
    number = event.takes.index(chosen) + 1
    console.say()
    console.say(f"Take {number} of {len(event.takes)} was chosen{_rank(chosen)}:")
    for place, one in enumerate(event.takes, start=1):
        if one is not chosen:
            console.paragraph(f"{place}. {_against(chosen, one)}: {one.text}", "  ")


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
            told = ", ".join(
                f"{in_words(name)} {gain:+.2f}" for name, gain in most if round(gain, 2)
            )
            break
    return f"rank {other.rank:.2f}, {behind:.2f} behind{f' ({told})' if told else ''}"


def show_became(event: Event, became: Ablation) -> None:
    """Prints the line beside what it becomes."""
    console.say()
    console.say("Taken out of the prompt:")
    for one in became.removed:
        console.paragraph(one.text, _INDENT)
    console.say()
    console.say("Spoken:")
    console.paragraph(event.text, _INDENT)
    console.say("Without it:")
    console.paragraph(became.line or "(none of the takes could be spoken)", _INDENT)
    for place, one in enumerate(became.takes, start=1):
        if not one.chosen:
            how = f"dropped, {one.dropped}" if one.dropped else f"rank {one.rank or 0:.2f}"
            console.paragraph(f"{place}. {how}: {one.text}", _INDENT)
    console.say()
    spoken, bare = (became.taken_up[name] for name in ("spoken", "without"))
    console.paragraph(
        f"Words of the memories alone: spoken {len(spoken)}{_listed(spoken)}, without "
        f"{len(bare)}{_listed(bare)}."
    )
    console.note(
        "asked once more as it was, the model said "
        + ("the same: the difference is theirs" if became.same_again else
           "something else too, so part of the difference is chance")
    )  # fmt: skip
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
