"""Who moved, towards what: one sentence for private votes, one for what was said."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from smile_commons.scoring.concluding.found import Found, Part, Side, moved
from smile_commons.scoring.concluding.words import (
    Names,
    because,
    count,
    listed,
    picked,
    sentence,
    size,
)
from smile_commons.scoring.english import ENGLISH
from smile_commons.scoring.score import Score

_Key = TypeVar("_Key")
MOST_NAMED = 3
"""People whose movement stands with its figure; more are named alone."""
MOST_ARTICLES = 2
"""Single articles that are named of one person, or of all."""


@dataclass(frozen=True, slots=True)
class Channel:
    """Where positions are read from."""

    movement: str
    """Id of the score that says how far somebody moved."""
    where: str
    absent: str
    """What is said where nothing was read there at all."""


PRIVATE = Channel(
    "movement",
    "in private",
    "no private votes were taken, so nothing can be told of what anybody came to hold",
)
PUBLIC = Channel("stated-movement", "in public", "in public nothing can be told of who moved")


@dataclass(frozen=True, slots=True)
class Movement:
    """What is told of one channel."""

    part: Part
    sides: Mapping[str, Side]
    """By person, over all articles."""
    told: tuple[Score, ...] = ()
    """The scores that are told as movement."""


@dataclass(frozen=True, slots=True)
class _Clause:
    """One statement of movement."""

    text: str
    """Up to its figures."""
    scores: tuple[Score, ...]
    more: str = ""
    """What follows the figures."""


def movement(found: Found, names: Names, channel: Channel, *, scaled: bool) -> Movement:
    """The sentence of one channel.

    Args:
        found: the scores.
        names: of people and articles.
        channel: which.
        scaled: whether it says how long the scale is, if it gives any figure.
    """
    people = found.by_person(channel.movement)
    sides: dict[str, Side] = {who: moved(score) for who, score in people.items()}
    whole = found.one(channel.movement)
    measured = [one for one in (whole, *people.values()) if one and one.value is not None]
    if not any(score.value is not None for score in people.values()):
        return Movement(Part(sentence(_absent(channel, whole, people))), sides)
    clauses, singled = _clauses(found, names, channel, sides)
    group = None if clauses or moved(whole) != "still" else whole
    others = _others(people, sides, names, singled, group, alone=not clauses)
    if not clauses:
        return Movement(Part(sentence(f"{channel.where} {others}"), tuple(measured[:1])), sides)
    told = tuple(score for clause in clauses for score in clause.scores)
    text = f"{channel.where}, {_joined(clauses, scaled)}{'; ' if others else ''}{others}"
    return Movement(Part(sentence(text), told), sides, told)


def _absent(channel: Channel, whole: Score | None, people: Mapping[str, Score]) -> str:
    if whole is None and not people:
        return channel.absent
    unscored = [whole] if whole is not None and whole.value is None else [*people.values()]
    return f"{channel.where} nothing can be told of who moved{because(unscored)}"


def _joined(clauses: Sequence[_Clause], scaled: bool) -> str:
    scale = ", where No and Yes lie 2 apart" if scaled else ""
    first, *further = clauses
    return "; ".join(
        [f"{first.text}{scale}{first.more}", *(f"{one.text}{one.more}" for one in further)]
    )


def _clauses(
    found: Found, names: Names, channel: Channel, sides: Mapping[str, Side]
) -> tuple[list[_Clause], set[str]]:
    """What is told, and of whom it is on single articles alone."""
    articles = list(found.by_article(channel.movement))
    clauses = _of_people(found, names, channel, sides, articles)
    single = _on_single(found, names, channel, sides) if len(articles) > 1 else {}
    clauses += single.values()
    if not clauses and len(sides) > 1:
        clauses = _of_all(found, names, channel, articles)
    return clauses, set(single)


def _of_people(
    found: Found,
    names: Names,
    channel: Channel,
    sides: Mapping[str, Side],
    articles: Sequence[str],
) -> list[_Clause]:
    """Those who moved over all articles, up and down apart."""
    people = found.by_person(channel.movement)
    target = names.together(articles)
    clauses = list[_Clause]()
    for side in ("up", "down"):
        movers = _largest({who: people[who] for who, own in sides.items() if own == side})
        if not movers:
            continue
        first = [names.person(who) for who, _ in movers[:MOST_NAMED]]
        rest = [names.person(who) for who, _ in movers[MOST_NAMED:]]
        sizes = listed([size(score) for _, score in movers[:MOST_NAMED]])
        text = f"{listed(first)} moved {_way(side)} {target}, by {sizes}"
        more = f", and so did {listed(rest)}" if rest else ""
        if len(movers) == 1 and len(articles) > 1:
            more = _plainest(found, names, channel, movers[0][0], side)
        clauses.append(_Clause(text, tuple(score for _, score in movers[:MOST_NAMED]), more))
        target = "it" if len(articles) == 1 else "them"
    return clauses


def _plainest(found: Found, names: Names, channel: Channel, who: str, side: Side) -> str:
    """The single articles on which somebody who moved over all can be told to have moved so."""
    cells = {
        article: score
        for (one, article), score in found.by_both(channel.movement).items()
        if one == who and moved(score) == side and names.article(article)
    }
    titles = [names.article(article) or "" for article, _ in _largest(cells)[:MOST_ARTICLES]]
    return f", and {_way(side)} {listed(titles)} taken alone" if titles else ""


def _on_single(
    found: Found, names: Names, channel: Channel, sides: Mapping[str, Side]
) -> dict[str, _Clause]:
    """By person, those who can be told to have moved on a single article and not over all."""
    cells = found.by_both(channel.movement)
    told = {
        key: score
        for key, score in cells.items()
        if sides.get(key[0]) not in ("up", "down") and moved(score) in ("up", "down")
    }
    clauses = dict[str, _Clause]()
    for (who, article), score in _largest(told):
        if who not in clauses and len(clauses) < MOST_NAMED:
            title = names.article(article) or "one of the articles"
            text = f"{names.person(who)} moved {_way(moved(score))} {title}, by {size(score)}"
            clauses[who] = _Clause(text, (score,))
    return _picked(clauses, sum(score.shown is not None for score in cells.values()))


def _of_all(found: Found, names: Names, channel: Channel, articles: Sequence[str]) -> list[_Clause]:
    """The movement of all together; where that cannot be told, theirs on single articles."""
    whole = found.one(channel.movement)
    if whole is not None and moved(whole) in ("up", "down"):
        where = f"{_way(moved(whole))} {names.together(articles)}"
        return [_Clause(f"the group as a whole moved {where}, by {size(whole)}", (whole,))]
    every = found.by_article(channel.movement)
    told = {article: one for article, one in every.items() if moved(one) in ("up", "down")}
    clauses = {
        article: _Clause(
            f"the group as a whole moved {_way(moved(score))} "
            f"{names.article(article) or 'one of the articles'}, by {size(score)}",
            (score,),
        )
        for article, score in _largest(told)[:MOST_ARTICLES]
    }
    return [*_picked(clauses, sum(one.shown is not None for one in every.values())).values()]


def _picked(clauses: dict[str, _Clause], of: int) -> dict[str, _Clause]:
    """The clauses, the last with a word on how many figures they were picked from."""
    if clauses:
        which, last = list(clauses.items())[-1]
        clauses[which] = _Clause(last.text, last.scores, picked(of))
    return clauses


def _others(
    people: Mapping[str, Score],
    sides: Mapping[str, Side],
    names: Names,
    singled: set[str],
    group: Score | None,
    *,
    alone: bool,
) -> str:
    """What was not to be told: of whom, and from what; empty where all were told.

    Args:
        people: their scores.
        sides: what may be told of them.
        names: what they are called.
        singled: of whom something is told on single articles.
        group: that of all together, where it was measured and is not shown.
        alone: whether nothing is told of anybody.
    """
    still = [who for who, side in sides.items() if side == "still" and who not in singled]
    unknown = [who for who, side in sides.items() if side == "open" and who not in singled]
    parts = list[str]()
    if still:
        noise = _noise([people[who] for who in still])
        whom = _whom(still, people, names, alone)
        parts.append(f"no movement {whom} was to be told from {noise}")
    if unknown:
        if len(unknown) < len(people) or len(people) == 1:
            parts.append(_unknown(unknown, people, names, alone))
        else:
            told = "nothing can be told of who moved"
            if group is not None:
                noise = _noise([group])
                parts.append(f"no movement of the group as a whole was to be told from {noise}")
                told = "of single people nothing can be told"
            parts.append(f"{told}{because([people[who] for who in unknown])}")
    return "; ".join(parts)


def _unknown(unknown: Sequence[str], people: Mapping[str, Score], names: Names, alone: bool) -> str:
    """Of whom nothing can be told, by the reasons; with many reasons the commonest alone."""
    groups = dict[str, list[str]]()
    for who in unknown:
        groups.setdefault(because([people[who]]), []).append(who)
    if len(groups) > MOST_NAMED:
        groups = {because([people[who] for who in unknown]): [*unknown]}
    whose = [f"{_whom(group, people, names, alone)}{why}" for why, group in groups.items()]
    return f"nothing can be told {', nor '.join(whose)}"


def _whom(group: Sequence[str], people: Mapping[str, Score], names: Names, alone: bool) -> str:
    if len(group) == len(people) > 1:
        return "of anybody" if alone else "of any one of them"
    if len(group) > MOST_NAMED:
        return f"of {count(len(group))} of them" if alone else f"of the other {count(len(group))}"
    return f"of {listed([names.person(who) for who in group])}"


def _noise(scores: Sequence[Score]) -> str:
    """What the movement of these could not be told from, by the controls that they have."""
    kinds = dict.fromkeys(control.kind for score in scores for control in score.computed)
    words = ENGLISH["noise"]
    return listed([words[kind] for kind in kinds if kind in words], "or") or "noise"


def _largest(scores: Mapping[_Key, Score]) -> list[tuple[_Key, Score]]:
    """The largest changes first; of equals the first."""
    return sorted(scores.items(), key=lambda one: -abs(one[1].value or 0.0))


def _way(side: Side) -> str:
    return "towards" if side == "up" else "away from"
