"""A look back on an act that is over: its worst lines are named and taken again.

What was heard while it was played cannot be unsaid in the transcript, which is only ever appended
to. The new line is written beside it, in ``revisions.jsonl``, and from there on it is the line that
stands: in later prompts, in memories, in what is shown, exported and scored, and in branches.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from smile_commons.dialogues.context import Context
from smile_commons.dialogues.floor import floor_of
from smile_commons.dialogues.history import History
from smile_commons.dialogues.remembering import catch_up, remember
from smile_commons.dialogues.retakes import with_new_takes
from smile_commons.dialogues.window import part_of, window_after
from smile_commons.personas.crafts import speak
from smile_commons.personas.speech import Again, Part, answered
from smile_commons.transcript import Event, Revision
from smile_commons.world.dialogue import Act

TEMPLATE = "lookback.j2"
AT_MOST = 4
"""One line in so many may be taken again."""
_TOKENS = 60
"""For each fault."""
_MOST_TOLD = 300
"""Characters of what is wrong with a line."""
_FOUND = re.compile(r"^[\W_]*(\d{1,6})[\W_]*?[:.)\-][\W_]*(\S.*)$", re.MULTILINE)
_DIRECTED = frozenset({"choose", "edit", "retake"})


async def look_back(context: Context, act: Act) -> None:
    """Has an act read once, and takes again the lines that are found at fault.

    Safe to repeat: after a crash the replies come from the record, and nothing is written twice.

    Raises:
        ModelError: the model failed.
    """
    said = [one for one in context.history.speeches if one.act == act.id]
    most = len(said) // AT_MOST
    if not most:
        return
    faults = await _faults(context, act, said, most)
    catch_up(context)
    after = said[-1].turn
    for turn, fault in faults.items():
        old = next(one for one in said if one.turn == turn)
        new = await _taken_again(context, act, old, fault)
        if new is not None:
            context.folder.append_revision(Revision(turn, after, fault, new))
            context.history.revise(new)
            remember(context, new, anew=True)
            context.observer.revised(new, fault)
    context.stage.echo.begin_again(one.text for one in context.history.speeches)


async def _faults(context: Context, act: Act, said: Sequence[Event], most: int) -> dict[int, str]:
    """What is wrong, by turn, the worst first."""
    reply = await answered(
        context.stage,
        TEMPLATE,
        f"lookback/{act.id}",
        max_tokens=_TOKENS * most + _TOKENS,
        temperature=0.0,
        title=context.stage.title,
        setting=context.stage.setting,
        cast=[
            {"cue": c.cue, "name": c.name, "title": c.title, "principle": c.stance.principle}
            for c in context.stage.cards.values()
        ],
        heading=act.heading,
        scene=act.scene,
        lines=_lines(context, act),
        most=most,
    )
    free = {one.turn for one in said if one.by == "agent"} - _settled(context)
    return read_faults(reply.choices[0].text, free, most)


def read_faults(answer: str, turns: set[int], most: int) -> dict[int, str]:
    """The faults that an answer names, by turn: at most so many, and only of these turns."""
    found: dict[int, str] = {}
    for match in _FOUND.finditer(answer):
        turn, told = int(match[1]), " ".join(match[2].replace("*", "").split())
        if turn in turns and turn not in found and len(found) < most:
            found[turn] = told[:_MOST_TOLD]
    return found


def _settled(context: Context) -> set[int]:
    """Turns of speeches that a director saw to: they stay as they were left."""
    return {one.turn for one in context.desk.said if one.when == "review" and one.do in _DIRECTED}


def _lines(context: Context, act: Act) -> list[dict[str, object]]:
    cards = context.stage.cards
    return [
        {
            "number": one.turn if one.kind == "speech" else None,
            "cue": cards[one.speaker].cue if one.speaker else None,
            "text": one.text,
            "notes": " ".join((one.say or "").split()),
        }
        for one in context.history.events
        if one.act == act.id and one.kind in ("speech", "narration")
    ]


async def _taken_again(context: Context, act: Act, old: Event, fault: str) -> Event | None:
    """The speech with new takes, one of them in its place; None if none could be spoken."""
    speaker = old.speaker or ""
    others = (one.text for one in context.history.speeches if one.turn != old.turn)
    context.stage.echo.begin_again(others)
    context.observer.thinking(speaker, fault)
    speech = await speak(context.stage, _part(context, act, old, fault))
    if speech.text is None:
        return None
    return with_new_takes(old, speech, speaker, old.direction or "")


def _part(context: Context, act: Act, old: Event, fault: str) -> Part:
    """What the speech was given, and what was wrong with it."""
    events, cards = context.history.events, context.stage.cards
    place = next(n for n, one in enumerate(events) if one.kind == "speech" and one.turn == old.turn)
    before = events[:place]
    after = next((one for one in events[place + 1 :] if one.kind == "speech"), None)
    following = None
    if after is not None and after.speaker and after.act == act.id:
        following = {"cue": cards[after.speaker].cue, "text": after.text}
    part = part_of(
        floor_of(old, act, old.speaker or "", context.seed),
        context.stage,
        turn=old.turn,
        history=History.of(before),
        window=window_after(events[: place + 1], context.stage.craft),
        act=act.id,
        acts=context.acts,
        note=context.desk.note(old.turn),
        memories=tuple(one.text for one in old.memories if not one.because),
        lore=tuple(one.text for one in old.memories if one.because and one.score),
        direction=old.direction or "",
        after=max(1, len(old.takes)),
    )
    return replace(part, again=Again(old.text, fault, following))
