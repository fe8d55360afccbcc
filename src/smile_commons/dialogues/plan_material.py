"""What a free act can be planned of: its open matters, then what is missing from the cards."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from smile_commons.memory.memory import Embedder
from smile_commons.prompts.language import Language
from smile_commons.world.card import Card
from smile_commons.world.dialogue import Act, Article, Matter, Move

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
