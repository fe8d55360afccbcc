"""What of a speaker's card bears on a speech: a goal, a red line, a view of whom it speaks to."""

from smile_commons.dialogues.context import Context
from smile_commons.dialogues.floor import Floor
from smile_commons.personas.leanings import Kind

BEARS = 0.3
"""Cosine to what a speech is about from which a line of the card bears on it: on the shipped
content about one beat in thirty for each line (docs/dialogue.md)."""
_FIELDS: tuple[tuple[str, Kind], ...] = (("wants", "goals"), ("wont", "red_lines"))


def bearing(context: Context, floor: Floor) -> dict[str, str]:
    """The lines of the card by what they are to the speech: ``wants``, ``wont``, ``view``."""
    found: dict[str, str] = {}
    vector = context.embed([floor.on])[0]
    for name, kind in _FIELDS:
        line, nearness = context.leanings.nearest(floor.speaker, kind, vector)
        if nearness >= BEARS:
            found[name] = line
    if len(floor.to) == 1:
        relation = context.stage.cards[floor.speaker].relations.get(floor.to[0])
        if relation is not None:
            found["view"] = " ".join(relation.view.split())
    return found
