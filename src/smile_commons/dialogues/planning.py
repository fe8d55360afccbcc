"""A free act planned by rules: six to ten speeches, rising in tension, with one reversal late.

What is planned is what the act holds open, then what is missing from the cards; the plan orders it,
so that somebody answers, nobody is left out and nobody speaks twice in a row.
"""

import random
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from smile_commons.memory.memory import Embedder
from smile_commons.prompts.language import Language
from smile_commons.world.card import Card
from smile_commons.world.dialogue import Act, Article, Beat, Matter, Move

FEWEST, MOST = 6, 10
"""Speeches of a plan, where the act has as many."""
TENSION: Mapping[Move, int] = {
    Move.TESTIFY: 1,
    Move.QUESTION: 1,
    Move.ANSWER: 1,
    Move.PROPOSE: 2,
    Move.APPEAL: 2,
    Move.DEFEND: 2,
    Move.CHALLENGE: 3,
    Move.CONDITION: 4,
    Move.REFUSE: 4,
    Move.CONFESS: 5,
    Move.CONCEDE: 5,
    Move.DECIDE: 5,
}
"""How much is at stake for whoever speaks so, from 1 to 5."""
_BY_LEVEL = (Move.TESTIFY, Move.APPEAL, Move.CHALLENGE, Move.CONDITION)
"""The move of a speech that was given none, by the tension that its place wants."""
_ANSWERS = 1.5
"""What it is worth, in levels of tension, that whoever was spoken to speaks next."""
SECRET = 0.8
"""Weight, in [0, 1], from which what somebody alone remembers is a secret worth confessing."""
AT_STAKE = 0.3
"""Cosine to an article or the act's question from which a secret or a goal bears on the act."""
REVERSALS = frozenset({Move.CONFESS, Move.CONCEDE, Move.DECIDE})


class Private(Protocol):
    """A memory that one persona alone has (``smile_commons.world.CanonMemory``)."""

    @property
    def text(self) -> str: ...
    @property
    def importance(self) -> float: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Planning:
    """What a plan is made of."""

    act: Act
    present: tuple[str, ...]
    cards: Mapping[str, Card]
    articles: Sequence[Article]
    """Those at stake in this act."""
    private: Mapping[str, Sequence[Private]]
    """By persona, what it alone remembers."""
    embedder: Embedder
    language: Language
    seed: int
    count: int
    """Speeches that are wanted, at least 1."""
    spoken: int = 0
    """Speeches of the act before."""
    said: Collection[tuple[str, str]] = ()
    """Who spoke in this act, and on what."""
    last: str | None = None
    """Who spoke last in it."""


@dataclass(frozen=True, slots=True)
class Sketch:
    """A speech that could be given; its place is not known yet."""

    who: str
    move: Move | None
    to: tuple[str, ...]
    on: str
    say: str
    article: str | None

    @property
    def asks(self) -> bool:
        """Whether its notes are a question."""
        return self.say.rstrip().endswith("?")

    @property
    def turns(self) -> bool:
        """Whether it is a reversal."""
        return self.move in REVERSALS


def planned(given: Planning) -> tuple[Beat, ...]:
    """The speeches of an act, or of the rest of it, in order; the same for the same seed."""
    return tuple(_ordered(given, _chosen(given)))


def how_many(turns: int) -> int:
    """Speeches of a plan for an act, or the rest of one, with so many."""
    return max(1, min(MOST, turns))


def matters(given: Planning) -> list[Sketch]:
    """The open matters that nobody has brought up; what is anybody's goes to whoever has least."""
    said = {on for _, on in given.said}
    at_stake = {one.id for one in given.articles}
    left = [
        one
        for one in given.act.matters
        if one.on not in said
        and one.who in (None, *given.present)
        and (one.article is None or one.article in at_stake)
    ]
    counts = dict.fromkeys(given.present, 0)
    for one in left:
        if one.who is not None:
            counts[one.who] += 1
    return [_of_matter(given, one, counts) for one in left]


def reasons(given: Planning) -> Iterator[Sketch]:
    """Why each of them stands where it does on what is at stake, the firmest first."""
    for who in given.present:
        positions = given.cards[who].positions
        held = [one for one in given.articles if one.id in positions]
        for article in sorted(held, key=lambda one: -abs(positions[one.id].position)):
            on = theme(article)
            if (who, on) not in given.said:
                yield Sketch(who, None, (), on, positions[article.id].reason, article.id)


def goals(given: Planning) -> Iterator[Sketch]:
    """What each of them wants that bears on the act, where the language can say it."""
    told = [
        (who, goal, said)
        for who in given.present
        for goal in given.cards[who].goals
        if (said := given.language.as_own_goal(goal)) and (who, goal.rstrip(".")) not in given.said
    ]
    for (who, goal, said), (nearness, _, article) in zip(
        told, _nearest(given, [goal for _, goal, _ in told]), strict=True
    ):
        if nearness >= AT_STAKE:
            yield Sketch(who, Move.APPEAL, (), goal.rstrip("."), said, article)


def secret(given: Planning) -> Sketch | None:
    """The weightiest thing that somebody alone knows of what is at stake, to be confessed."""
    kept = [
        (who, one)
        for who in given.present
        for one in given.private.get(who, ())
        if one.importance >= SECRET and len(one.text) <= _LONGEST
    ]
    near = _nearest(given, [one.text for _, one in kept])
    found: tuple[float, Sketch] | None = None
    for (who, one), (nearness, on, article) in zip(kept, near, strict=True):
        sketch = Sketch(who, Move.CONFESS, (), on, one.text, article)
        weight = nearness * one.importance
        told = (who, on) in given.said
        if nearness >= AT_STAKE and not told and (found is None or weight > found[0]):
            found = (weight, sketch)
    return found[1] if found else None


def giving_way(given: Planning) -> Sketch:
    """Whoever is the most open gives way; whether for a cause is seen when it is their turn."""
    who = max(given.present, key=lambda one: (given.cards[one].stance.openness, one))
    positions = given.cards[who].positions
    article = min(
        given.articles,
        key=lambda one: abs(positions[one.id].position) if one.id in positions else 1.0,
    )
    return Sketch(who, Move.CONCEDE, (), theme(article), "", article.id)


def theme(article: Article) -> str:
    """What a speech on an article is about, as a beat has it."""
    return f"whether {article.text[0].lower()}{article.text[1:].rstrip('.')}"


_LONGEST = 600
"""Letters that the notes of a beat may have."""


def _of_matter(given: Planning, one: Matter, counts: dict[str, int]) -> Sketch:
    who = one.who
    if who is None:
        free = [name for name in given.present if name not in one.to] or list(given.present)
        who = min(free, key=lambda name: (counts[name], -given.cards[name].talkativeness))
        counts[who] += 1
    say = one.say or ""
    if not say and (held := given.cards[who].positions.get(one.article or "")):
        say = held.reason
    return Sketch(who, one.move, one.to, one.on, say, one.article)


def _nearest(given: Planning, texts: Sequence[str]) -> list[tuple[float, str, str]]:
    """How near each text is to what is at stake, what that is, and the nearest article."""
    if not texts:
        return []
    meant = given.embedder.embed([f"{one.title}. {one.text}" for one in given.articles])
    stake = given.embedder.embed([given.act.stake])[0]
    found: list[tuple[float, str, str]] = []
    for vector in given.embedder.embed(list(texts)):
        row = meant @ vector
        article = given.articles[int(row.argmax())]
        to_article, to_stake = float(row.max()), float(stake @ vector)
        on = theme(article) if to_article >= to_stake else given.act.stake.rstrip(".?! ")
        found.append((max(to_article, to_stake), on, article.id))
    return found


def _chosen(given: Planning) -> list[Sketch]:
    """What is planned: the open matters, a reversal, then the cards until there is enough.

    Somebody's first comes before anybody's second, and nobody is left out.
    """
    pool, count = matters(given), given.count
    turning = [one for one in pool if one.turns] or [secret(given) or giving_way(given)]
    pool = [turning[0], *(one for one in pool if one not in turning)]
    held, taken = list(reasons(given)), {one.who for one in pool}
    left_out = [who for who in given.present if who not in taken]
    missing = (next((one for one in held if one.who == who), None) for who in left_out)
    chosen = [*pool[:1], *(one for one in missing if one)][:count]
    chosen = _filled(chosen, [one for one in pool if one not in chosen], count)
    more = [*turning[1:], *held, *goals(given)]
    return _filled(chosen, [one for one in more if one not in chosen], count)


def _filled(chosen: Sequence[Sketch], rest: Sequence[Sketch], count: int) -> list[Sketch]:
    """As many as are wanted, of whoever has least."""
    chosen, rest = list(chosen), list(rest)
    while rest and len(chosen) < count:
        counts = Counter(one.who for one in chosen)
        least = min(rest, key=lambda one: counts[one.who])
        rest.remove(least)
        chosen.append(least)
    return chosen


def _ordered(given: Planning, chosen: Sequence[Sketch]) -> list[Beat]:
    rng = random.Random(f"{given.seed}/plan/{given.act.id}/{given.spoken}")
    rest = list(chosen)
    turn = next(one for one in rest if one.turns)
    rest.remove(turn)
    count = len(chosen)
    late = max(0, count - 2)
    beats: list[Beat] = []
    for place in range(count):
        wanted = 1 + 3 * place / max(1, count - 1)
        if place == late or not rest:
            if turn in rest:
                rest.remove(turn)
            beats.append(_beat(given, turn, wanted, beats))
            continue
        before = beats[-1].who if beats else given.last
        near = turn.who if place in (late - 1, late + 1) else None
        own = [sketch for sketch in rest if sketch.who == turn.who]
        due = before != turn.who and 0 < late - 1 - place <= 2 * len(own)
        # Whoever turns says the rest of theirs before: there is room for one speech after it.
        one = _next(own if due else rest, before, near, beats[-1:], wanted, rng)
        rest.remove(one)
        beats.append(_beat(given, one, wanted, beats))
    return beats


def _next(
    rest: Sequence[Sketch],
    before: str | None,
    near: str | None,
    last: Sequence[Beat],
    wanted: float,
    rng: random.Random,
) -> Sketch:
    """What comes next: of somebody else, by whom was spoken to, as tense as its place wants."""
    others = [one for one in rest if one.who not in (before, near)]
    others = others or [one for one in rest if one.who != before] or list(rest)
    counts = Counter(one.who for one in rest)
    most, times = counts.most_common(1)[0]
    if times * 2 > len(rest) and (must := [one for one in others if one.who == most]):
        others = must  # else that one would be left to speak twice in a row

    def far(one: Sketch) -> float:
        level = wanted if one.move is None else TENSION[one.move]
        answers = bool(last) and one.who in last[0].to
        return abs(level - wanted) - _ANSWERS * answers + 0.1 * rng.random()

    return min(others, key=far)


def _beat(given: Planning, one: Sketch, wanted: float, before: Sequence[Beat]) -> Beat:
    move = one.move
    if move is None:
        move = Move.QUESTION if one.asks else _BY_LEVEL[min(3, round(wanted) - 1)]
    return Beat(
        who=one.who,
        move=move,
        to=one.to or _to(given, one, move, before),
        on=one.on,
        say=one.say or None,
        article=one.article,
    )


def _to(given: Planning, one: Sketch, move: Move, before: Sequence[Beat]) -> tuple[str, ...]:
    """Whoever has just spoken, or stands furthest from the speaker; who testifies tells it all."""
    if move is Move.TESTIFY:
        return ()
    last = before[-1].who if before else given.last
    if last not in (None, one.who):
        return (last or "",)
    others = [who for who in given.present if who != one.who]
    own = _stand(given, one.who, one.article)
    return tuple(
        sorted(others, key=lambda who: (-abs(_stand(given, who, one.article) - own), who))[:1]
    )


def _stand(given: Planning, who: str, article: str | None) -> float:
    opening = given.cards[who].positions.get(article or "")
    return opening.position if opening else 0.0
