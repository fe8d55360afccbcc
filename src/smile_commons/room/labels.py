"""Who made a line: said in words beside every line, never by a colour alone."""

from collections.abc import Mapping

from smile_commons.room.wording import Wording
from smile_commons.transcript import Event, made_by


def label_of(event: Event, words: Wording, cues: Mapping[str, str]) -> str:
    """The label of a line: *AI*, *AI, edited by the teacher*, *a person in Ezra's seat*."""
    kind = made_by(event)
    return words(f"label.{kind}", who=cues.get(event.speaker or "", ""))
