"""Who speaks next, to whom, with what move, on what.

A directed act follows its beats. In a free act the debate finds its own way: whoever was
addressed, has been silent, stands far from what was just said, or likes to talk is likelier to
get the floor; the move follows from what was done to the speaker and from where it stands.
Every draw comes from a generator seeded by the run's seed and the turn.
"""

import math
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import takewhile

from smile_commons.dialogues.floor import PLANNED, Floor, paced
from smile_commons.dialogues.history import History
from smile_commons.dialogues.plan_file import Standing
from smile_commons.dialogues.policies import Policy, Turn, next_speaker
from smile_commons.dialogues.rhythm import (
    BEGUN,
    Interjection,
    halves,
    interjection,
    interrupter,
    is_interrupted,
    is_named,
)
from smile_commons.personas.lengths import Length
from smile_commons.prompts.language import Language, english
from smile_commons.runs.directions import Direction
from smile_commons.transcript import Event
from smile_commons.world.card import Card
from smile_commons.world.dialogue import Act, Article, Beat, EitherWay, Matter, Move

_ADDRESSED = 2.0
_SILENCE = 0.35
_DISTANCE = 0.8
_TALKATIVE = 1.0
_COLDNESS = 0.3
_TEMPERATURE = 0.6

_MODERATOR = Policy("moderator")
_ATTACKS = frozenset({"challenge", "question", "refuse"})
_ASKING = frozenset({"question", "propose"})
"""Moves after which whoever was spoken to stays with the matter."""
_UNBROKEN = frozenset({Move.QUESTION, Move.CONCEDE, Move.DECIDE})
"""Moves that are heard to their end."""
_DUET = 3
"""Speeches in a row by the same two after which the others are let in."""


@dataclass(frozen=True, slots=True)
class Moderation:
    """What the moderator looks at."""

    act: Act
    present: tuple[str, ...]
    cards: Mapping[str, Card]
    articles: Sequence[Article]
    """Those at stake in this act."""
    history: History
    turn: int
    """Number of the speech to come."""
    spoken: int
    """Speeches of this act so far."""
    seed: int
    mode: str
    policy: Policy = _MODERATOR
    """How a free act's speakers are chosen."""
    wish: Direction | None = None
    """Who is to speak, where a director says so."""
    seat: str | None = None
    """Whose seat a person holds: nobody breaks in for them."""
    language: Language = field(default_factory=english)
    """That is spoken."""
    plan: Standing | None = None
    """What is planned for a free act."""
    left: int | None = None
    """Speeches until the scene is cut off; None: nothing cuts it."""

    @property
    def beat(self) -> Beat | None:
        """What is written, or planned, to come next."""
        if self.mode == "directed":
            beats = self.act.beats
            return beats[self.spoken] if self.spoken < len(beats) else None
        return self.plan.beat(self.spoken) if self.plan else None


def moderate(given: Moderation) -> Floor:
    """The floor for the next speech, with how long it is to be."""
    floor = _within(given) or _between(given) or _floor(given)
    if floor.put_in:
        return floor
    named = is_named(seed=given.seed, turn=given.turn)
    return replace(paced(floor, seed=given.seed, turn=given.turn), named=named)


def _within(given: Moderation) -> Floor | None:
    """What comes of a beat that was begun: somebody breaks in, then its speaker goes on."""
    beat, begun = given.beat, _begun(given)
    if beat is None or begun is None or (given.wish and not _is_beat(given.wish, beat)):
        return None
    cut = halves(beat.say) if isinstance(beat.say, str) else None
    if cut is None:
        return None
    found = _interrupter(given, _of_beat(beat, begun.why or ""))
    if found and given.history.last is begun and given.wish is None:
        return replace(_asking(found, begun), leads_to=cut[1])
    return replace(_of_beat(beat, _why(given)), say=cut[1])


def _begun(given: Moderation) -> Event | None:
    """The beginning of the beat that comes next, where it was spoken already."""
    whole = f"{_why(given)}, {BEGUN}"
    for event in reversed(given.history.events):
        if event.act != given.act.id or (event.why or "").startswith(("beat", PLANNED)):
            is_it = event.act == given.act.id and (event.why or "").partition(";")[0] == whole
            return event if is_it else None
    return None


def _between(given: Moderation) -> Floor | None:
    """A question that somebody throws in, where nobody was asked for and nothing is planned."""
    if given.wish is not None or given.policy.kind != "moderator" or given.mode == "directed":
        return None
    if given.beat is not None:
        return None
    last = given.history.last_in(given.act.id)
    there = [who for who in given.present if who != given.seat]
    found = interjection(last, there, given.cards, seed=given.seed, turn=given.turn)
    return _asking(found, last) if found and last else None


def _asking(found: Interjection, last: Event) -> Floor:
    """The floor of whoever asks back."""
    to = (found.to,)
    return Floor(
        found.who, Move.QUESTION, to, last.on or "", last.article, found.why, length=Length.RETORT
    )


def _interrupter(given: Moderation, floor: Floor) -> Interjection | None:
    """Who would break into a speech on this floor."""
    there = [who for who in given.present if who != given.seat]
    return interrupter(
        floor.speaker, floor.to, there, given.cards, seed=given.seed, turn=given.spoken
    )


def _parted(given: Moderation, floor: Floor) -> Floor:
    """The floor of a beat, or of its beginning where somebody breaks into it."""
    cut = halves(floor.say)
    cut_off = given.left is not None and given.left < len(("beginning", "question", "rest"))
    if cut is None or cut_off or floor.visible_to or floor.move in _UNBROKEN:
        return floor
    if given.wish or given.policy.kind != "moderator" or floor.speaker == given.seat:
        return floor
    before = takewhile(lambda event: event.act == given.act.id, reversed(given.history.events))
    if not is_interrupted(before, seed=given.seed, turn=given.turn):
        return floor
    if not _interrupter(given, floor):
        return floor
    return replace(floor, say=cut[0], why=f"{floor.why}, {BEGUN}")


def _why(given: Moderation) -> str:
    """The reason of a speech that a beat asks for."""
    if given.mode != "directed" and given.plan is not None:
        return f"{PLANNED} {given.plan.number(given.spoken)}"
    return f"beat {given.spoken + 1} of {len(given.act.beats)}"


def _floor(given: Moderation) -> Floor:
    """Who speaks, with what move, to whom, on what."""
    wish = given.wish
    beat = given.beat
    if beat is not None and (wish is None or _is_beat(wish, beat)):
        return _parted(given, _of_beat(beat, _why(given)))
    rng = random.Random(f"{given.seed}/moderate/{given.turn}")
    article = _article(given, rng)
    if wish is None or wish.who is None:
        speaker, why = _speaker(given, article, rng)
    else:
        speaker, why = wish.who, "the director asked for it"
    matter = _matter(given, speaker, article, rng)
    to = matter.to or tuple(one for one in (_addressee(given, speaker, article),) if one)
    if wish is not None and wish.to:
        to = wish.to
    move = matter.move or _move(given, speaker, to[0] if to else None, article, rng)
    about = matter.article or article.id
    if wish is None:
        written = any(one.on == matter.on for one in given.act.matters)
        say = matter.say or ""
        return Floor(speaker, move, to, matter.on, about, why, written=written, say=say)
    return Floor(
        speaker,
        Move(wish.move) if wish.move else move,
        to,
        wish.text or matter.on,
        None if wish.text else about,
        why,
        to if wish.alone else (),
    )


def _of_beat(beat: Beat, why: str) -> Floor:
    """The floor of a beat; a decision whose way is open has no notes yet."""
    say, ways = beat.say, None
    if isinstance(say, EitherWay):
        say, ways = None, say.ways
    return Floor(
        beat.who,
        beat.move,
        beat.to,
        beat.on,
        beat.article,
        why,
        beat.visible_to,
        written=True,
        say=say or "",
        ways=ways,
    )


def _is_beat(wish: Direction, beat: Beat) -> bool:
    """Whether the beat that comes next is what the director asks for."""
    return wish.who == beat.who and not (wish.to or wish.move or wish.text or wish.alone)


def _article(given: Moderation, rng: random.Random) -> Article:
    """Stays with an article for about four speeches, then takes the one least spoken of."""
    last = given.history.last_in(given.act.id)
    by_id = {article.id: article for article in given.articles}
    if last and last.article in by_id and rng.random() < 0.75:
        return by_id[last.article]
    fewest = min(given.history.articles[article.id] for article in given.articles)
    least = [a for a in given.articles if given.history.articles[a.id] == fewest]
    return rng.choice(least)


def _speaker(given: Moderation, article: Article, rng: random.Random) -> tuple[str, str]:
    last = given.history.last_in(given.act.id)
    if given.policy.kind not in ("moderator", "manual"):
        before = given.history.last.speaker if given.history.last else None
        speeches = tuple(given.history.speeches)
        turn = Turn(given.present, given.cards, last, before, given.spoken, speeches)
        return next_speaker(given.policy, turn, rng)
    candidates = [who for who in given.present if last is None or who != last.speaker]
    candidates = candidates or list(given.present)
    parts = {who: _pull(given, who, last, article) for who in candidates}
    weights = [math.exp(sum(parts[who].values()) / _TEMPERATURE) for who in candidates]
    chosen = rng.choices(candidates, weights)[0]
    reason = max(parts[chosen].items(), key=lambda part: part[1])[0]
    share = weights[candidates.index(chosen)] / sum(weights)
    return chosen, f"{reason} ({share:.0%} likely)"


def _pull(given: Moderation, who: str, last: Event | None, article: Article) -> dict[str, float]:
    """What draws a persona to the floor, by reason."""
    silent = given.turn - given.history.last_turn.get(who, max(0, given.turn - given.spoken - 2))
    pull = {
        "likes to talk": _TALKATIVE * given.cards[who].talkativeness,
        "was silent": _SILENCE * min(6, silent),
    }
    if last and last.speaker and (not last.heard_by or who in last.heard_by):
        apart = abs(_stand(given, who, article) - _stand(given, last.speaker, article)) / 2
        pull["stands far from what was said"] = _DISTANCE * apart
        pull["was addressed"] = _ADDRESSED * (who in last.to) * (not _duet(given, who, last))
        relation = given.cards[who].relations.get(last.speaker)
        coldness = -relation.warmth if relation else 0.0
        pull["has a quarrel with the speaker"] = _COLDNESS * max(0.0, coldness)
    return pull


def _duet(given: Moderation, who: str, last: Event) -> bool:
    """Whether the floor has gone to and fro between these two for long enough."""
    before = given.history.speeches[-_DUET:]
    mine = [one for one in before if one.act == given.act.id]
    return len(mine) == _DUET and {one.speaker for one in mine} == {who, last.speaker}


def _stand(given: Moderation, who: str, article: Article) -> float:
    opening = given.cards[who].positions.get(article.id)
    return opening.position if opening else 0.0


def _addressee(given: Moderation, speaker: str, article: Article) -> str | None:
    """Back to whoever spoke to the speaker; otherwise to whoever stands furthest from it."""
    last = given.history.last_heard(speaker, given.act.id)
    others = [who for who in given.present if who != speaker]
    if last and last.speaker in others and (speaker in last.to or not last.to):
        return last.speaker
    own = _stand(given, speaker, article)
    return max(others, key=lambda who: (abs(_stand(given, who, article) - own), who), default=None)


def _move(
    given: Moderation, speaker: str, to: str | None, article: Article, rng: random.Random
) -> Move:
    options = _moves(given, speaker, to, article)
    before = given.history.moves.get(speaker, [])[-2:]
    weights = [weight * (0.25 if move.value in before else 1.0) for move, weight in options.items()]
    return rng.choices(list(options), weights)[0]


def _moves(given: Moderation, speaker: str, to: str | None, article: Article) -> dict[Move, float]:
    """The moves that fit, with their weights."""
    card, last = given.cards[speaker], given.history.last_heard(speaker, given.act.id)
    own = _stand(given, speaker, article)
    apart = abs(own - _stand(given, to, article)) if to else 0.0
    late = given.spoken / max(1, given.act.turns)
    if last is None:
        return {Move.TESTIFY: 1.0, Move.CHALLENGE: apart, Move.APPEAL: 0.4}
    if speaker in last.to and last.move == Move.QUESTION:
        return {Move.ANSWER: 2.0, Move.CONFESS: 0.4 * card.stance.openness, Move.DEFEND: 0.6}
    if speaker in last.to and last.move == Move.PROPOSE:
        warm = card.stance.openness * (1 + own)
        return {Move.CONDITION: 1.0, Move.CONCEDE: warm * late, Move.REFUSE: 0.5 * (1 - own)}
    options = {
        Move.CHALLENGE: 0.5 + apart,
        Move.QUESTION: 0.5 + 0.5 * apart,
        Move.TESTIFY: 0.8,
        Move.PROPOSE: 0.3 + late,
        Move.CONDITION: 0.3 + 0.3 * late,
        Move.APPEAL: 0.3,
    }
    if speaker in last.to and last.move in _ATTACKS:
        options[Move.DEFEND] = 1.0
        options[Move.CONCEDE] = 2 * card.stance.openness * late
        options[Move.CONFESS] = 0.5 * card.stance.openness
    return options


def _matter(given: Moderation, speaker: str, article: Article, rng: random.Random) -> Matter:
    """What a free speech is about.

    Whoever was asked or offered something stays with it. Anybody else brings up what lies open:
    the speaker's own before what is anybody's, this article's before another's. When all is said,
    the article itself, and now and then the question of the act.
    """
    last = given.history.last_heard(speaker, given.act.id)
    if last and last.on and speaker in last.to and last.move in _ASKING:
        return Matter(on=last.on, article=last.article)
    if found := _open(given, speaker, article, rng):
        return found
    if given.history.pairs[speaker, article.id] % 3 == 2:
        return Matter(on=given.act.stake.rstrip(".?!"), article=article.id)
    return Matter(on=given.language.matter(article.text), article=article.id)


def _open(given: Moderation, speaker: str, article: Article, rng: random.Random) -> Matter | None:
    """A matter of the act that nobody has brought up and this speaker may."""
    said = given.history.matters.get(given.act.id, set[str]())
    at_stake = {one.id for one in given.articles}
    left = [
        one
        for one in given.act.matters
        if one.who in (None, speaker)
        and speaker not in one.to
        and one.on not in said
        and (one.article is None or one.article in at_stake)
    ]
    if not left:
        return None
    first = max((one.who == speaker, one.article == article.id) for one in left)
    return rng.choice([m for m in left if (m.who == speaker, m.article == article.id) == first])
