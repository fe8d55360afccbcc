"""A speech given again in the persona's own voice: the same matter, the same memory, its manner."""

from dataclasses import replace

from smile_commons.dialogues.context import Context
from smile_commons.personas.speech import Part
from smile_commons.transcript import Event

EXEMPLARS = 2
"""Lines of the card that are shown, those nearest to the matter first."""


def in_own_voice(context: Context, part: Part, old: Event) -> Part:
    """What the speech is given: how its persona speaks, and what was remembered for it before.

    Args:
        context: of the run.
        part: what the speech would be given as things stand.
        old: the speech that is to be given anew; what came up first for it is kept, and nothing
            else is brought up instead.
    """
    card = context.stage.cards[part.speaker]
    manner = nearest(context, card.voice.exemplars, f"{part.on} {old.text}")
    direction = context.prompts.render(
        "voice.j2",
        who=card.cue,
        they=card.pronouns,
        notes=" ".join(card.voice.notes.split()),
        exemplars=manner,
    ).strip()
    kept = next((one.text for one in old.memories if not one.because), None)
    return replace(
        part,
        direction=" ".join(one for one in (part.direction, direction) if one),
        memories=part.memories if kept is None else (kept,),
        voice=True,
        manner=tuple(manner),
    )


def nearest(context: Context, lines: tuple[str, ...], matter: str) -> list[str]:
    """Those of some lines that are most about a matter, the nearest last: it weighs the most."""
    if not lines:
        return []
    about, *vectors = context.embed([matter, *lines])
    order = sorted(range(len(lines)), key=lambda place: -float(about @ vectors[place]))
    return [" ".join(lines[place].split()) for place in reversed(order[:EXEMPLARS])]
