"""Which take is spoken: the model reads two of them at a time, in both orders.

A model that is asked which of two texts is better leans to one of the places; so each pair is
shown both ways round, and only where both readings name the same take has it won.
"""

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from smile_commons.models.reply import Reply, Usage
from smile_commons.personas.speech import Part, Stage, answered
from smile_commons.prompts.language import sentences
from smile_commons.transcript import Take

TEMPLATE = "choose.j2"
MOST_COMPARED = 4
"""Takes that meet in pairs at most, three of them at the usual number."""
_TOKENS = 16
"""For one letter; endpoints refuse to write less."""
_LETTER = re.compile(r"(?<![^\W_])[AB](?![^\W_])")


@dataclass(frozen=True, slots=True)
class Choice:
    """All takes, one of them chosen, and what the choice cost."""

    takes: tuple[Take, ...]
    usage: Usage
    at: str = ""
    """When the last reading was done; empty: none was needed."""


async def choose(stage: Stage, part: Part, takes: Sequence[Take]) -> Choice:
    """Chooses among the takes that have no fault; there is at least one.

    A take with an alarm loses against any without. The rest meet one after the other: whoever wins
    stays, and a draw leaves it to the one that stood there. A take's rank is its wins less its
    losses, or less than any of these where it had an alarm and others had none.

    Raises:
        ModelError: the model failed.
    """
    sound = [place for place, take in enumerate(takes) if take.dropped is None]
    quiet = [place for place in sound if not takes[place].why]
    field = (quiet or sound)[:MOST_COMPARED]
    ranks = dict.fromkeys(field, 0)
    best, usage, at = field[0], Usage(), ""
    for rival in field[1:]:
        replies = await _readings(stage, part, takes, best, rival)
        usage = sum((reply.usage for reply in replies), usage)
        at = max(at, *(reply.at for reply in replies))
        winner = _winner([_letter(reply) for reply in replies], best, rival)
        if winner is not None:
            ranks[winner] += 1
            ranks[rival if winner == best else best] -= 1
            best = winner
    ranked = [
        replace(
            take, rank=float(ranks.get(place, -MOST_COMPARED - len(take.why))), chosen=place == best
        )
        if take.dropped is None
        else take
        for place, take in enumerate(takes)
    ]
    return Choice(tuple(ranked), usage, at)


async def _readings(
    stage: Stage, part: Part, takes: Sequence[Take], one: int, other: int
) -> list[Reply]:
    """The pair read in one order and in the other, both at once."""
    card = stage.cards[part.speaker]
    given: dict[str, Any] = {
        "who": card.cue,
        "name": card.name,
        "title_of": card.title,
        "principle": card.stance.principle,
        "voice": card.voice.notes,
        "last": part.last,
        "notes": sentences(" ".join(part.say.split()), stage.language),
        "direction": part.direction,
    }

    async def read(a: int, b: int) -> Reply:
        purpose = f"choose/{part.place}/{a + 1}-{b + 1}"
        return await answered(
            stage, TEMPLATE, purpose, max_tokens=_TOKENS, temperature=0.0,
            **given, a=takes[a].text, b=takes[b].text,
        )  # fmt: skip

    return list(await asyncio.gather(read(one, other), read(other, one)))


def _letter(reply: Reply) -> str | None:
    """The letter of an answer; None where it is none, or both."""
    found = set(_LETTER.findall(reply.choices[0].text))
    return found.pop() if len(found) == 1 else None


def _winner(letters: Sequence[str | None], one: int, other: int) -> int | None:
    """Whom both readings name; None: a draw."""
    first = {"A": one, "B": other}.get(letters[0] or "")
    second = {"A": other, "B": one}.get(letters[1] or "")
    return first if first == second else None
