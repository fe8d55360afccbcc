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
    return _Teller(found, names, channel, people, sides).movement(scaled)


@dataclass(frozen=True, slots=True)
class _Teller:
    """Tells of one channel."""

    found: Found
    names: Names
    channel: Channel
    people: Mapping[str, Score]
    sides: Mapping[str, Side]
    """Of their movement over all articles."""

    @property
    def whole(self) -> Score | None:
        return self.found.one(self.channel.movement)

    @property
    def articles(self) -> list[str]:
        return list(self.found.by_article(self.channel.movement))

    def movement(self, scaled: bool) -> Movement:
        """See ``movement``."""
        whole, where = self.whole, self.channel.where
        measured = [one for one in (whole, *self.people.values()) if one and one.value is not None]
        if not any(score.value is not None for score in self.people.values()):
            return Movement(Part(sentence(self._absent())), self.sides)
        clauses, singled = self._clauses()
        group = None if clauses or moved(whole) != "still" else whole
        others = self._others(singled, group, alone=not clauses)
        if not clauses:
            return Movement(Part(sentence(f"{where} {others}"), tuple(measured[:1])), self.sides)
        told = tuple(score for clause in clauses for score in clause.scores)
        text = f"{where}, {_joined(clauses, scaled)}{'; ' if others else ''}{others}"
        return Movement(Part(sentence(text), told), self.sides, told)

    def _absent(self) -> str:
        whole = self.whole
        if whole is None and not self.people:
            return self.channel.absent
        unscored = [whole] if whole and whole.value is None else [*self.people.values()]
        return f"{self.channel.where} nothing can be told of who moved{because(unscored)}"

    def _clauses(self) -> tuple[list[_Clause], set[str]]:
        """What is told, and of whom it is on single articles alone."""
        clauses = self._of_people()
        single = self._on_single() if len(self.articles) > 1 else {}
        clauses += single.values()
        if not clauses and len(self.sides) > 1:
            clauses = self._of_all()
        return clauses, set(single)

    def _of_people(self) -> list[_Clause]:
        """Those who moved over all articles, up and down apart."""
        articles = self.articles
        target = self.names.together(articles)
        clauses = list[_Clause]()
        for side in ("up", "down"):
            movers = _largest({who: self.people[who] for who, s in self.sides.items() if s == side})
            if not movers:
                continue
            first, rest = movers[:MOST_NAMED], movers[MOST_NAMED:]
            sizes = listed([size(score) for _, score in first])
            text = f"{self._named([w for w, _ in first])} moved {_way(side)} {target}, by {sizes}"
            more = f", and so did {self._named([w for w, _ in rest])}" if rest else ""
            if len(movers) == 1 and len(articles) > 1:
                more = self._plainest(movers[0][0], side)
            clauses.append(_Clause(text, tuple(score for _, score in first), more))
            target = "it" if len(articles) == 1 else "them"
        return clauses

    def _plainest(self, who: str, side: Side) -> str:
        """The single articles on which somebody who moved over all can be told to have done so."""
        cells = {
            article: score
            for (one, article), score in self.found.by_both(self.channel.movement).items()
            if one == who and moved(score) == side and self.names.article(article)
        }
        titles = [self.names.article(one) or "" for one, _ in _largest(cells)[:MOST_ARTICLES]]
        return f", and {_way(side)} {listed(titles)} taken alone" if titles else ""

    def _on_single(self) -> dict[str, _Clause]:
        """By person, those who can be told to have moved on a single article and not over all."""
        cells = self.found.by_both(self.channel.movement)
        told = {
            key: score
            for key, score in cells.items()
            if self.sides.get(key[0]) not in ("up", "down") and moved(score) in ("up", "down")
        }
        clauses = dict[str, _Clause]()
        for (who, article), score in _largest(told):
            if who not in clauses and len(clauses) < MOST_NAMED:
                clauses[who] = self._clause(self.names.person(who), article, score)
        return _picked(clauses, cells)

    def _of_all(self) -> list[_Clause]:
        """The movement of all together; where that cannot be told, theirs on single articles."""
        whole, group = self.whole, "the group as a whole"
        if whole is not None and moved(whole) in ("up", "down"):
            where = f"{_way(moved(whole))} {self.names.together(self.articles)}"
            return [_Clause(f"{group} moved {where}, by {size(whole)}", (whole,))]
        every = self.found.by_article(self.channel.movement)
        told = {article: one for article, one in every.items() if moved(one) in ("up", "down")}
        clauses = {
            article: self._clause(group, article, score)
            for article, score in _largest(told)[:MOST_ARTICLES]
        }
        return [*_picked(clauses, every).values()]

    def _clause(self, who: str, article: str, score: Score) -> _Clause:
        title = self.names.article(article) or "one of the articles"
        return _Clause(f"{who} moved {_way(moved(score))} {title}, by {size(score)}", (score,))

    def _others(self, singled: set[str], group: Score | None, *, alone: bool) -> str:
        """What was not to be told: of whom, and from what; empty where all were told.

        Args:
            singled: of whom something is told on single articles.
            group: the score of all together, where it was measured and is not shown.
            alone: whether nothing is told of anybody.
        """
        rest = {who: side for who, side in self.sides.items() if who not in singled}
        still = [who for who, side in rest.items() if side == "still"]
        unknown = [who for who, side in rest.items() if side == "open"]
        parts = list[str]()
        if still:
            noise = _noise([self.people[who] for who in still])
            parts.append(f"no movement {self._whom(still, alone)} was to be told from {noise}")
        if unknown:
            if len(unknown) < len(self.people) or len(self.people) == 1:
                parts.append(self._unknown(unknown, alone))
            else:
                told = "nothing can be told of who moved"
                if group is not None:
                    noise = _noise([group])
                    parts.append(f"no movement of the group as a whole was to be told from {noise}")
                    told = "of single people nothing can be told"
                parts.append(f"{told}{self._because(unknown)}")
        return "; ".join(parts)

    def _unknown(self, unknown: Sequence[str], alone: bool) -> str:
        """Of whom nothing can be told, by the reasons; with many reasons the commonest alone."""
        groups = dict[str, list[str]]()
        for who in unknown:
            groups.setdefault(self._because([who]), []).append(who)
        if len(groups) > MOST_NAMED:
            groups = {self._because(unknown): [*unknown]}
        whose = [f"{self._whom(group, alone)}{why}" for why, group in groups.items()]
        return f"nothing can be told {', nor '.join(whose)}"

    def _because(self, people: Sequence[str]) -> str:
        return because([self.people[who] for who in people])

    def _named(self, people: Sequence[str]) -> str:
        return listed([self.names.person(who) for who in people])

    def _whom(self, group: Sequence[str], alone: bool) -> str:
        if len(group) == len(self.people) > 1:
            return "of anybody" if alone else "of any one of them"
        if len(group) > MOST_NAMED:
            number = count(len(group))
            return f"of {number} of them" if alone else f"of the other {number}"
        return f"of {self._named(group)}"


def _joined(clauses: Sequence[_Clause], scaled: bool) -> str:
    scale = ", where No and Yes lie 2 apart" if scaled else ""
    first, *further = clauses
    rest = (f"{one.text}{one.more}" for one in further)
    return "; ".join([f"{first.text}{scale}{first.more}", *rest])


def _picked(clauses: dict[str, _Clause], of: Mapping[_Key, Score]) -> dict[str, _Clause]:
    """The clauses, the last with a word on how many figures they were picked from."""
    if clauses:
        which, last = list(clauses.items())[-1]
        decided = sum(score.shown is not None for score in of.values())
        clauses[which] = _Clause(last.text, last.scores, picked(decided))
    return clauses


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
