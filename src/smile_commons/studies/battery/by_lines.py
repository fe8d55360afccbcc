"""Metrics of what was said: each line against the whole card, each pair of lines."""

import random
from collections.abc import Sequence
from itertools import combinations
from typing import TypeVar

from smile_commons.studies.battery.asking import Asking
from smile_commons.studies.battery.measured import OF_LINES, OF_PAIRS, Measured, nothing, share
from smile_commons.studies.battery.persons import Person

T = TypeVar("T")
SILENT = "the persona says nothing in this run"
ONCE = "the persona speaks once in this run"


async def against_card(asking: Asking, person: Person, n: int | None) -> list[Measured]:
    """The share of lines that do not contradict the card.

    Raises:
        ModelError: the judge's model failed.
    """
    lines = person.own
    if not lines:
        return [nothing(SILENT)]
    asked = drawn(lines, n, asking.seed, person)
    found = await asking.together(
        asking.yes(
            "card", f"{person.run}/{person.id}/{line.turn}", card=person.card, text=line.text
        )
        for line in asked
    )
    kept = [None if one.yes is None else not one.yes for one in found]
    return [share(kept, uncertain=OF_LINES, of=len(lines))]


async def pairs(asking: Asking, person: Person, n: int | None) -> list[Measured]:
    """The share of pairs of lines that do not contradict each other.

    Raises:
        ModelError: the judge's model failed.
    """
    lines = person.own
    if len(lines) < 2:
        return [nothing(ONCE if lines else SILENT)]
    every = list(combinations(lines, 2))
    asked = drawn(every, n, asking.seed, person)
    found = await asking.together(
        asking.yes("pair", f"{person.run}/{person.id}/{earlier.turn}-{later.turn}",
                   against=earlier.text, text=later.text)
        for earlier, later in asked
    )  # fmt: skip
    kept = [None if one.yes is None else not one.yes for one in found]
    return [share(kept, cases=len(lines), uncertain=OF_PAIRS, of=len(every))]


def drawn(items: Sequence[T], n: int | None, seed: int, person: Person) -> list[T]:
    """So many of them at random, in their order; all, where there are no more."""
    if n is None or len(items) <= n:
        return list(items)
    places = random.Random(f"{seed}/{person.run}/{person.id}").sample(range(len(items)), n)
    return [items[place] for place in sorted(places)]
