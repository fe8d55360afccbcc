"""A line as it is laid before the teacher: its takes, why it came, and what to look at first."""

from collections.abc import Sequence

from smile_commons.room.classroom import Room
from smile_commons.room.held import Guards, Held
from smile_commons.room.labels import label_of
from smile_commons.room.play_words import fault_said, why_said
from smile_commons.transcript import Event, made_by


def held_line(event: Event, room: Room, guard: Guards) -> Held:
    """The line of an event, with what the guard found in it and in its other takes."""
    words, heard = room.wording, _heard(room)

    def dropped(fault: str | None) -> str:
        return words("desk.dropped", why=fault_said(fault, words)) if fault else ""

    def flags(text: str) -> list[str]:
        found = guard.flags(text, heard=heard)
        return [words(f"flagged.{one.kind}", found=one.found) for one in found]

    by_person = made_by(event).startswith("person")
    takes = [
        {
            "n": n,
            "text": one.text,
            "chosen": one.chosen,
            "dropped": dropped(one.dropped),
            "flags": flags(one.text),
        }
        for n, one in enumerate(() if by_person else event.takes, start=1)
    ]
    why = why_said(event.why or "", words)
    return Held(
        turn=event.turn,
        speaker=event.speaker or "",
        cue=room.cues.get(event.speaker or "", ""),
        text=event.text,
        label=label_of(event, words, room.cues),
        why="" if by_person or not why else words("desk.why", why=why),
        memories=() if by_person else tuple(one.text for one in event.memories if not one.because),
        takes=tuple(takes),
        flags=tuple(flags(event.text)),
        by=event.by or "agent",
        to=tuple(room.cues.get(one, one) for one in event.to),
        by_person=by_person,
    )


def _heard(room: Room) -> Sequence[str]:
    """What students wrote: a model's line that repeats it is flagged."""
    asked = [one.text for one in room.questions.items if one.seat]
    return [*asked, *(one.reason for one in room.ballots.votes if one.reason)]
