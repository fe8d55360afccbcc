"""Where a director is heard in the course of a play: before a speech, and once it was given."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace

from smile_commons.dialogues.aside import aside
from smile_commons.dialogues.context import Context
from smile_commons.dialogues.desk import Moment
from smile_commons.dialogues.retakes import with_take, with_words
from smile_commons.errors import StoppedError
from smile_commons.runs.directions import Direction
from smile_commons.transcript import Event
from smile_commons.world.dialogue import Act

Again = Callable[[Event, str], Awaitable[Event]]
"""Asks for more takes of a speech, with a direction."""


async def add(context: Context, event: Event) -> Event:
    """Writes an event down and lets the hall and the echo of what was said know it.

    What stands there already is what was said, and is given back: a node that runs again may have
    been answered otherwise, where a power cut took the model's reply.
    """
    folder = context.folder
    if folder.in_bulk:
        is_new = folder.append_event(event)  # waits for no disk
    else:
        is_new = await aside(folder.append_event, event)
    if not is_new:
        event = folder.standing(event)
    context.history.add(event)
    if event.kind == "speech":
        context.stage.echo.say(event.text)
    context.observer.accepted(event)
    return event


async def before_speech(context: Context, act: Act, turn: int, struck: int) -> None:
    """Hears the director before anybody has the floor; what is narrated is said at once.

    Raises:
        StoppedError: the director left, or has to say who speaks and is not there.
    """
    desk = context.desk
    manual = context.policy.kind == "manual"
    place = 0
    while True:
        waits = manual and desk.wish(turn, struck) is None
        moment = Moment("before", turn, act.id, manual=waits)
        said = await desk.hear(moment, struck, place)
        if said is not None:
            for event in narrated([said], turn - 1, act, context.present(act)):
                await add(context, event)
                context.observer.speech(event)
            place += 1
        elif not waits:
            return
        elif not desk.attended:
            raise StoppedError(
                "nobody speaks unless the director says who; "
                f"`{context.folder.resume_command} --desk` goes on"
            )


async def review(
    context: Context, act: Act, event: Event, speaker: str, struck: int, again: Again
) -> list[Event] | None:
    """The speech as the director leaves it, and what is narrated after it; None: it is struck."""
    desk = context.desk
    moment = Moment("review", event.turn, act.id, event)
    if desk.attended:
        context.observer.speech(event)
    place = 0
    while (said := await desk.hear(moment, struck, place)) is not None:
        place += 1
        if said.do == "undo":
            return None
        changed = await _changed(event, said, speaker, again)
        if changed is not event and desk.attended:
            context.observer.speech(changed)
        event = changed
        moment = replace(moment, event=event)
    session = desk.session("review", event.turn, struck)
    return [event, *narrated(session, event.turn, act, context.present(act))]


def narrated(
    said: Sequence[Direction], turn: int, act: Act, present: tuple[str, ...]
) -> list[Event]:
    """What a director tells everybody who is there, or one of them alone."""
    return [
        Event(
            turn=turn,
            act=act.id,
            kind="narration",
            speaker=None,
            text=one.text,
            heard_by=present if one.do == "narrate" else one.to,
            visible_to=() if one.do == "narrate" else one.to,
            by="human",
            at=one.at,
        )
        for one in said
        if one.do in ("narrate", "whisper")
    ]


async def _changed(event: Event, said: Direction, speaker: str, again: Again) -> Event:
    if said.do == "choose":
        return with_take(event, said.number or 0, speaker)
    if said.do == "edit":
        return with_words(event, said.text, speaker)
    if said.do == "retake":
        return await again(event, said.text)
    return event
