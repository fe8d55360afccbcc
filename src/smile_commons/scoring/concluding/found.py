"""The scores of a debate by what they are about, and what may be told of each."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from smile_commons.scoring.score import Score

Side = Literal["up", "down", "still", "open"]
"""``up``, ``down``: shown, and on that side; ``still``: measured, and not clear of its controls;
``open``: neither can be said."""


@dataclass(frozen=True, slots=True)
class Part:
    """One sentence, and the scores that it rests on, the weightiest first."""

    text: str
    rests_on: tuple[Score, ...] = ()


class Found:
    """Scores at the end of the debate, by id and scope; those of single acts are left out."""

    def __init__(self, scores: Sequence[Score]) -> None:
        """Takes the scores in the order in which people and articles are to be told."""
        self._scores: Mapping[tuple[str, str | None, str | None], Score] = {
            (score.id, score.scope.persona, score.scope.article): score
            for score in scores
            if score.scope.act is None
        }

    def one(self, id: str, persona: str | None = None, article: str | None = None) -> Score | None:
        """The score of that scope; None where there is none."""
        return self._scores.get((id, persona, article))

    @property
    def read_in_public(self) -> bool:
        """Whether anything was read of where speeches stand."""
        return any(
            id.startswith("stated-") and score.value is not None
            for (id, _, _), score in self._scores.items()
        )

    def by_person(self, id: str) -> dict[str, Score]:
        """The scores of one person each, over all articles."""
        return {
            who: score
            for (known, who, article), score in self._scores.items()
            if known == id and who is not None and article is None
        }

    def by_article(self, id: str) -> dict[str, Score]:
        """The scores of one article each, over all people."""
        return {
            article: score
            for (known, who, article), score in self._scores.items()
            if known == id and who is None and article is not None
        }

    def by_both(self, id: str) -> dict[tuple[str, str], Score]:
        """The scores of one person on one article each."""
        return {
            (who, article): score
            for (known, who, article), score in self._scores.items()
            if known == id and who is not None and article is not None
        }


def moved(score: Score | None) -> Side:
    """What may be told of a change, which is none at 0.

    It went up or down only where the value itself, its interval and every control that decides
    say so; where they point different ways it is ``open``.
    """
    return _side(score, lambda one: (one.value or 0.0, *(one.interval or ())))


def apart(score: Score | None) -> Side:
    """What may be told of a score that is high or low beside its controls alone."""
    return _side(score, lambda one: [(one.value or 0.0) - level for level in _levels(one)])


def _levels(score: Score) -> list[float]:
    return [control.value for control in score.computed if control.value is not None]


def _side(score: Score | None, ends: Callable[[Score], Iterable[float]]) -> Side:
    """The side on which a score is shown, where all of these ends lie on it too."""
    if score is None or score.shown is None:
        return "open"
    if not score.shown:
        return "still"
    above = {bool(one.interval and one.interval[0] > 0) for one in score.computed}
    if above == {True} and all(end > 0 for end in ends(score)):
        return "up"
    return "down" if above == {False} and all(end < 0 for end in ends(score)) else "open"
