"""Metrics of answers: on facts of the card, on a scale of personality, by a rubric."""

from collections.abc import Sequence

from smile_commons.studies.battery.asking import GRADES, Asked, Asking, Fact
from smile_commons.studies.battery.measured import (
    OF_GRADES,
    OF_ITEMS,
    OF_QUESTIONS,
    Measured,
    mean,
    nothing,
    share,
)
from smile_commons.studies.battery.persons import Person
from smile_commons.studies.battery.scales import Item, Scale, scale

QUESTIONS = 5
"""As many as Abdulhai et al. make of a backstory."""
TIMES = 3
"""At which the questions are asked: before the debate, in it, after it."""
REPEATS = 2
"""Times that a scale is asked, each as if for the first time."""
NO_QUESTION = "the judge's model made no question that could be used"


async def facts(asking: Asking, person: Person, n: int | None) -> list[Measured]:
    """The share of questions on the card's facts that are answered rightly, and at each time.

    Raises:
        ModelError: a model failed.
    """
    made = list[Fact]()
    asked = list[Asked]()
    for place in range(min(n or QUESTIONS, QUESTIONS)):
        fact = await asking.fact(person.card, asked, f"{person.run}/{person.id}/fact/{place}")
        if fact is not None:
            made.append(fact)
            asked.append({"question": fact.question, "answer": fact.answer})
    if not made:
        return [nothing(NO_QUESTION)]
    times = person.times(min(n or TIMES, TIMES))
    found = {
        turn: await asking.together(
            _right(asking, person, one, f"{turn}/{place}", turn) for place, one in enumerate(made)
        )
        for turn in times
    }
    every = [one for at in found.values() for one in at]
    whole = share(every, cases=len(made), uncertain=OF_QUESTIONS)
    if len(times) < 2:
        return [whole]
    return [
        whole,
        *(share(at, uncertain=OF_QUESTIONS, part=f"turn {t}") for t, at in found.items()),
    ]


async def _right(asking: Asking, person: Person, fact: Fact, at: str, turn: int) -> bool | None:
    where = f"{person.run}/{person.id}/fact/{at}"
    said = await asking.answer(
        person.card, fact.question, where, heard=person.heard(turn), choices=fact.choices
    )
    graded = await asking.yes(
        "graded", where, question=fact.question, against=fact.answer, text=said
    )
    return graded.yes if said else None


async def graded(asking: Asking, person: Person, n: int | None) -> list[Measured]:
    """The mean grade of free answers to questions that tempt to make things up.

    Raises:
        ModelError: a model failed.
    """
    asked, grades = list[Asked](), list[float]()
    lost = 0
    for place in range(n or QUESTIONS):
        where = f"{person.run}/{person.id}/open/{place}"
        question = await asking.question("open", person.card, asked, where)
        if not question:
            lost += 1
            continue
        said = await asking.answer(person.card, question, where)
        asked.append({"question": question, "answer": said})
        grade = (
            await asking.pick(
                "grade", GRADES, where, card=person.card, question=question, text=said
            )
        ).told
        lost += grade is None
        grades += [] if grade is None else [float(grade)]
    return [mean(grades, low=1, high=5, uncertain=OF_GRADES, unanswered=lost)]


async def on_scale(asking: Asking, person: Person, n: int | None) -> list[Measured]:
    """Each dimension of the Big Five, and how far an item is from itself when it is asked again.

    Raises:
        ModelError: a model failed.
    """
    used, times = scale(), max(1, min(n or REPEATS, REPEATS))
    rated = [
        await asking.together(_option(asking, person, used, one, again) for one in used.items)
        for again in range(times)
    ]
    found = [
        _dimension(used, name, [(one, [at[place] for at in rated])
                                for place, one in enumerate(used.items) if one.dimension == name])
        for name in used.dimensions
    ]  # fmt: skip
    if times > 1:
        found.append(_again(rated))
    return found


async def _option(
    asking: Asking, person: Person, used: Scale, item: Item, again: int
) -> int | None:
    where = f"{person.run}/{person.id}/{used.id}/{item.id}/{again}"
    said = await asking.answer(person.card, item.ask, where)
    picked = await asking.pick(
        "option", GRADES, where,
        question=item.ask, text=said, against=item.text, options=list(used.options),
    )  # fmt: skip
    return None if picked.told is None else used.towards(item, int(picked.told))


def _dimension(
    used: Scale, name: str, rated: Sequence[tuple[Item, Sequence[int | None]]]
) -> Measured:
    """Of each item the mean of its times, of these the mean."""
    told = [[one for one in times if one is not None] for _, times in rated]
    lost = sum(one is None for _, times in rated for one in times)
    return mean(
        [sum(times) / len(times) for times in told if times],
        low=used.low, high=used.high, uncertain=OF_ITEMS, part=name, unanswered=lost,
        of=len(rated),
    )  # fmt: skip


def _again(rated: Sequence[Sequence[int | None]]) -> Measured:
    """How far an item lies from itself asked again: mean standard deviation over its times."""
    import statistics

    both = [[one for one in times if one is not None] for times in zip(*rated, strict=True)]
    spreads = [statistics.stdev(times) for times in both if len(times) > 1]
    lost = len(both) - len(spreads)
    return mean(spreads, low=0, high=4, uncertain=OF_ITEMS.replace("of the dimension", ""),
                part="spread of an item asked again", unanswered=lost)  # fmt: skip
