"""Who made a line: said in words beside every line, never by a colour alone."""

from collections.abc import Mapping

from smile_commons.room.wording import Wording
from smile_commons.transcript import Event


def made_by(event: Event) -> str:
    """``ai``, ``ai_edited``, ``person``, ``person_edited`` or ``class``."""
    if event.kind == "narration" and event.by == "human":
        return "class"
    by_agent = any(take.by != "human" for take in event.takes)
    if event.by == "human":
        if not event.takes:
            return "person"
        return "ai_edited" if by_agent else "person_edited"
    return "ai"


def label_of(event: Event, words: Wording, cues: Mapping[str, str]) -> str:
    """The label of a line: *AI*, *AI, edited by the teacher*, *a person in Ezra's seat*."""
    kind = made_by(event)
    return words(f"label.{kind}", who=cues.get(event.speaker or "", ""))
