"""What came of a debate, for its reader: a few plain sentences and the figures that carry them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from smile_commons.scoring.concluding.cast import influence, nearer, said_and_held
from smile_commons.scoring.concluding.found import Found, Part
from smile_commons.scoring.concluding.movement import PRIVATE, PUBLIC, movement
from smile_commons.scoring.concluding.remarks import leaning, left_out, nothing, reliability, untold
from smile_commons.scoring.concluding.selves import selves
from smile_commons.scoring.concluding.words import Names
from smile_commons.scoring.definitions import DEFINITIONS
from smile_commons.scoring.english import ENGLISH
from smile_commons.scoring.findings import Findings
from smile_commons.scoring.score import Interval, Score

MOST_SENTENCES, MOST_FIGURES = 6, 5
_MOST_FINDINGS = 3
"""Sentences between who moved and the remarks at the end."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A score that a sentence rests on, named as its reader knows it."""

    id: str
    """Of the score's definition."""
    title: str
    person: str | None
    """Name; None: all together."""
    article: str | None
    """Title in quotation marks; None: all of them."""
    value: float
    """In the range of its definition."""
    interval: Interval | None
    """95 %; None where there is too little for one."""
    control: float | None
    """The same score where there is nothing to be found."""
    against: str
    """What the control is, in a word or two; empty without one."""
    shown: bool | None
    """Whether it stands clear of every control that decides; None where that cannot be said."""


@dataclass(frozen=True, slots=True)
class Conclusion:
    """What a reader is told at the end of a play."""

    sentences: tuple[str, ...]
    """Three to six; one or two where nothing at all was scored. Each ends with a full stop."""
    figures: tuple[Figure, ...]
    """At most five, in the order of the sentences that rest on them."""


def conclusion(
    findings: Findings, people: Mapping[str, str], articles: Mapping[str, str]
) -> Conclusion:
    """What the findings say in plain sentences, and the figures that carry them.

    What is not shown is never told as having happened. The same findings give the same words.

    Args:
        findings: what scoring found.
        people: cues by id; who has none goes by the id, as speakers from elsewhere do.
        articles: short titles by id; an article without one is not named.
    """
    parts = _parts(findings, Names(people, articles))
    return Conclusion(
        tuple(part.text for part in _fitted(parts)), _figures(parts, Names(people, articles))
    )


def _parts(findings: Findings, names: Names) -> list[Part]:
    if all(score.value is None for score in findings.scores):
        return nothing(findings)
    found = Found(findings.scores)
    private = movement(found, names, PRIVATE, scaled=True)
    public = movement(found, names, PUBLIC, scaled=not private.told)
    both = [private.part, public.part]
    if not private.sides:
        both.reverse()
    come = nearer(found)
    held, own = said_and_held(found, names, private, public), selves(found, names)
    middle = [part for part in (held, come, own, influence(found, names)) if part is not None]
    if len(middle) < _MOST_FINDINGS:
        middle += _some(untold(found, {"nearer": come, "held": held, "self": own}))
    end = [reliability(findings.judge, found), leaning(findings, private, public, come)]
    return [*both, *middle[:_MOST_FINDINGS], *_some(*end), left_out(findings)]


def _some(*parts: Part | None) -> list[Part]:
    return [part for part in parts if part is not None]


def _fitted(parts: Sequence[Part]) -> list[Part]:
    """The sentences; where there are too many, the last ones are drawn together."""
    fitted = list(parts)
    while len(fitted) > MOST_SENTENCES:
        last = fitted.pop()
        before = fitted.pop()
        text = f"{before.text.removesuffix('.')}; {last.text[:1].lower()}{last.text[1:]}"
        fitted.append(Part(text, before.rests_on + last.rests_on))
    return fitted


def _figures(parts: Sequence[Part], names: Names) -> tuple[Figure, ...]:
    """The first score of each sentence, then the second of each, and so on."""
    depth = max((len(part.rests_on) for part in parts), default=0)
    by_rank = (
        part.rests_on[rank]
        for rank in range(depth)
        for part in parts
        if rank < len(part.rests_on) and part.rests_on[rank].value is not None
    )
    picked = list(_first(by_rank))[:MOST_FIGURES]
    in_order = _first(score for part in parts for score in part.rests_on)
    return tuple(_figure(score, names) for key, score in in_order.items() if key in picked)


def _first(scores: Iterable[Score]) -> dict[tuple[str, str | None, str | None], Score]:
    found = dict[tuple[str, str | None, str | None], Score]()
    for score in scores:
        found.setdefault((score.id, score.scope.persona, score.scope.article), score)
    return found


def _figure(score: Score, names: Names) -> Figure:
    who, what = score.scope.persona, score.scope.article
    return Figure(
        id=score.id,
        title=ENGLISH["told"].get(score.id, DEFINITIONS[score.id].title),
        person=None if who is None else names.person(who),
        article=None if what is None else names.article(what),
        value=score.value or 0.0,
        interval=score.interval,
        control=score.level,
        against=ENGLISH["beside"].get(score.against, score.against),
        shown=score.shown,
    )
