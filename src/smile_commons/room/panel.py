"""The personas on the axis on which the class votes."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

from smile_commons.transcript import Ballot


@dataclass(frozen=True, slots=True)
class PersonaPoint:
    """Where one persona stands on one article, in [-1, 1]."""

    id: str
    cue: str
    before: float | None
    after: float | None
    """None while it was not asked, or where no answer could be read."""
    retest: float | None
    """Half the width of the band about ``before`` in which it would have moved for nothing."""


def panel(ballots: Sequence[Ballot], article: str, cues: Mapping[str, str]) -> list[PersonaPoint]:
    """Each persona's position by the article alone, before the debate and after it.

    The class is asked an article and not its negation, so of a ballot what the article alone was
    answered counts (``Ballot.alone``); where that is not known, the mean over the forms. The band
    is the root mean square, over all articles, of what the persona's answers changed by after talk
    about nothing in question.

    Args:
        ballots: of a run.
        article: its id.
        cues: what each persona is called, by id; in this order.
    """
    first = _by_article(ballots, "opening")
    last = _by_article(ballots, "final")
    again = _by_article(ballots, "retest")
    return [
        PersonaPoint(
            id=persona,
            cue=cue,
            before=_rounded(first.get((persona, article))),
            after=_rounded(last.get((persona, article))),
            retest=_rounded(_noise(persona, first, again)),
        )
        for persona, cue in cues.items()
    ]


def alone(ballot: Ballot) -> float | None:
    """The position by the article alone or, where that was not noted, over the forms."""
    if ballot.alone is not None:
        return ballot.alone
    forms = [one for one in ballot.forms if one is not None]
    return fmean(forms) if forms else ballot.position


def _by_article(ballots: Sequence[Ballot], stage: str) -> dict[tuple[str, str], float]:
    found: dict[tuple[str, str], float] = {}
    for one in ballots:
        position = alone(one)
        if one.stage == stage and position is not None:
            found[one.persona, one.article] = position
    return found


def _noise(
    persona: str, first: Mapping[tuple[str, str], float], again: Mapping[tuple[str, str], float]
) -> float | None:
    moved = [again[key] - first[key] for key in first if key[0] == persona and key in again]
    return math.sqrt(fmean(one * one for one in moved)) if moved else None


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 3)
