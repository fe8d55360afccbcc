"""A persona interrogated: first questions, a chain that goes on from answers, the first again."""

from collections.abc import Mapping, Sequence
from typing import Any

from smile_commons.studies.battery.asking import Asked, Asking
from smile_commons.studies.battery.measured import (
    OF_BOTH,
    OF_QUESTIONS,
    Measured,
    harmonic,
    nothing,
    share,
)
from smile_commons.studies.battery.persons import Person

FIRST = ("Where were you born?", "Who is nearest to you?", "What would you never do?")
"""What everybody is asked at the beginning and again at the end."""
CHAIN = 8
"""Questions that go on from an answer."""


async def internal(asking: Asking, person: Person, n: int | None) -> list[Measured]:
    """Both shares and their harmonic mean.

    Raises:
        ModelError: a model failed.
    """
    asked, _ = await _interrogation(asking, person, n)
    evaded = await asking.together(
        asking.yes("evasion", _at(person, place), question=one["question"], text=one["answer"])
        for place, one in enumerate(asked)
    )
    conflicting = await asking.together(
        asking.yes("conflict", _at(person, place), asked=[*asked[:place]],
                   question=one["question"], text=one["answer"])
        for place, one in enumerate(asked) if place
    )  # fmt: skip
    answers = [None if one.yes is None else not one.yes for one in evaded]
    free = [None if one.yes is None else not one.yes for one in conflicting]
    responsive = share(answers, uncertain=OF_QUESTIONS, part="answered")
    plausible = share(free, uncertain=OF_QUESTIONS, part="without conflict")
    return [_both(responsive, plausible), responsive, plausible]


async def retest(asking: Asking, person: Person, n: int | None) -> list[Measured]:
    """The share of first questions that get the same answer at the end.

    Raises:
        ModelError: a model failed.
    """
    asked, again = await _interrogation(asking, person, n)
    found = await asking.together(
        asking.yes("same", _at(person, place), question=one["question"],
                   against=one["answer"], text=other)
        for place, (one, other) in enumerate(zip(asked, again, strict=False))
    )  # fmt: skip
    return [share([one.yes for one in found], uncertain=OF_QUESTIONS)]


async def _interrogation(
    asking: Asking, person: Person, n: int | None
) -> tuple[list[Asked], list[str]]:
    """All that was asked and answered, and what was answered to the first questions at the end;
    held once for both metrics.
    """
    key = f"interrogation of {person.id} in {person.run}"
    if key not in asking.held:
        asking.held[key] = await _held(asking, person, n)
    return asking.held[key]


async def _held(asking: Asking, person: Person, n: int | None) -> tuple[list[Asked], list[str]]:
    length = min(n or CHAIN, CHAIN)
    first = FIRST[: max(1, min(n or len(FIRST), len(FIRST)))]
    asked = list[Asked]()
    for question in first:
        asked.append(await _asked(asking, person, question, asked, "first"))
    for place in range(length):
        where = f"{_at(person, place)}/chain"
        question = await asking.question("chain", person.card, asked, where)
        if question:
            asked.append(await _asked(asking, person, question, asked, "chain"))
    again = [
        (await _asked(asking, person, one, asked, f"again/{place}"))["answer"]
        for place, one in enumerate(first)
    ]
    return asked, again


async def _asked(
    asking: Asking, person: Person, question: str, before: Sequence[Asked], stage: str
) -> Mapping[str, str]:
    heard: list[Mapping[str, Any]] = []
    for one in before:
        heard += [
            {"cue": "Somebody", "text": one["question"]},
            {"cue": str(person.card["cue"]), "text": one["answer"]},
        ]
    where = f"{_at(person, len(before))}/{stage}"
    said = await asking.answer(person.card, question, where, heard=heard)
    return {"question": question, "answer": said}


def _both(responsive: Measured, plausible: Measured) -> Measured:
    if responsive.value is None or plausible.value is None:
        return nothing("one of its two shares has no value")
    ends = responsive.interval, plausible.interval
    interval = None
    if ends[0] and ends[1]:
        interval = harmonic(ends[0][0], ends[1][0]), harmonic(ends[0][1], ends[1][1])
    return Measured(
        value=harmonic(responsive.value, plausible.value),
        interval=interval,
        uncertain=OF_BOTH,
        n=responsive.n,
        of=responsive.of,
        unanswered=responsive.unanswered + plausible.unanswered,
    )


def _at(person: Person, place: int) -> str:
    return f"{person.run}/{person.id}/{place}"
