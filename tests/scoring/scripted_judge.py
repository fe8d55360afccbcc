"""A judge that says what it was told to say, for tests."""

import math
from collections.abc import Callable, Sequence

from smile_commons.scoring.articles import Article
from smile_commons.scoring.judge.task import (
    CONSISTENT,
    CONTRADICTS,
    OPPOSES,
    SILENT,
    SUPPORTS,
    UNDECIDED,
    Item,
    Spent,
    Verdict,
    unscored,
)
from smile_commons.scoring.lines import Line

ARTICLES = tuple(
    Article(name, f"The {name} should be built.", f"The {name} should stay as it is.")
    for name in ("bridge", "mill", "well", "gate")
)


class ScriptedJudge:
    """Answers each item by a function of it."""

    def __init__(self, answer: Callable[[Item], Verdict]) -> None:
        self.name = "scripted"
        self.digest: str | None = None
        self.spent = Spent()
        self.items: list[Item] = []
        self._answer = answer

    async def judge(self, items: Sequence[Item]) -> list[Verdict]:
        """The function's verdicts."""
        self.items += items
        return [self._answer(item) for item in items]


def stance(position: float | None, forms: tuple[float, ...] = ()) -> Verdict:
    """A verdict of a position; None: it does not speak to the article."""
    if position is None:
        return Verdict({SUPPORTS: 0.0, OPPOSES: 0.0, UNDECIDED: 0.0, SILENT: 1.0}, None)
    sides = {SUPPORTS: (1 + position) / 2, OPPOSES: (1 - position) / 2}
    odds = math.log((sides[SUPPORTS] + 1e-3) / (sides[OPPOSES] + 1e-3))
    return Verdict({**sides, UNDECIDED: 0.0, SILENT: 0.0}, odds, forms=forms)


def contradiction(probability: float) -> Verdict:
    """A verdict on whether two lines contradict each other."""
    odds = math.log((probability + 1e-3) / (1 - probability + 1e-3))
    return Verdict({CONTRADICTS: probability, CONSISTENT: 1 - probability}, odds)


def by_words(item: Item) -> Verdict:
    """Reads ``for mill``, ``against mill``, ``unsure mill`` and ``mumbles mill``.

    Asked about the negation, which says *stay*, it answers as an honest reader would.
    """
    name = item.against.split()[1]
    sign = -1 if "stay" in item.against else 1
    if f"mumbles {name}" in item.text:
        return unscored("label mass 0.21")
    for word, position in (("for", 0.9), ("against", -0.9), ("unsure", 0.0)):
        if f"{word} {name}" in item.text:
            return stance(sign * position)
    return stance(None)


def script(*lines: str, act: str | None = None) -> tuple[Line, ...]:
    """Lines of ``name: text``."""
    pairs = [line.split(": ", 1) for line in lines]
    return tuple(Line(n, who, text, act) for n, (who, text) in enumerate(pairs, start=1))
