"""How long each speech is, who breaks in, who is broken into: planned, so that a scene breathes.

People's speeches differ in length far more than a model's, a fifth of them has under seven words,
and hardly one begins with a name: see ``scoring/rhythm_plays.json``. All draws come from the run's
seed and the turn.
"""

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from smile_commons.personas.lengths import Length
from smile_commons.prompts.script import joined, parted, size
from smile_commons.transcript import Event
from smile_commons.world.card import Card
from smile_commons.world.dialogue import Move

BREAKS_IN = "breaks in"
"""How the reason of a speech begins that was put in between."""
BEGUN = "begun"
"""How the reason of a speech ends that somebody breaks into, and that its speaker goes on with."""

_RETORT_WORDS = 8
"""Notes of so many words are themselves a retort."""
SPEECH_WORDS = 30
"""Notes of so many words take a longer speech."""
_AT_LENGTH = 0.6
"""How often notes between the two are said at length, with a memory."""
_INTERJECTED = 0.25
"""How often somebody asks back between two speeches that nobody has planned."""
_INTERRUPTED = (0.2, 0.5, 0.8, 1.0)
"""How often somebody asks back within a speech, by how many that could be parted were heard whole
just before: within two in five, and never none for long. With the notes that are retorts themselves
a fifth of all speeches has under seven words, as in the plays."""
_LOOKED_BACK = 12
"""Events that are looked at for who broke in last."""
_ENOUGH = 5
"""Words of a sentence from which on there is something in it to ask about."""
_BROKEN = 0.08
"""How often a speech is not heard to its end."""
_NAMED = 0.05
"""How often a speech begins with the name of whom it turns to."""
_BROKEN_INTO = frozenset({Move.CHALLENGE, Move.DEFEND, Move.PROPOSE, Move.TESTIFY, Move.ANSWER})


@dataclass(frozen=True, slots=True)
class Interjection:
    """A few words that somebody puts in between two speeches."""

    who: str
    to: str
    why: str


def length_of(say: str, *, seed: int, turn: int) -> Length:
    """The class of length of a speech with these notes; without any it is a line."""
    count = size(say)
    if not count:
        return Length.LINE
    if count <= _RETORT_WORDS:
        return Length.RETORT
    at_length = count >= SPEECH_WORDS or _drawn(seed, "length", turn) < _AT_LENGTH
    return Length.SPEECH if at_length else Length.LINE


def is_broken(say: str, move: Move, *, seed: int, turn: int) -> bool:
    """Whether somebody will break into the speech before it is over."""
    several = say.rstrip().rstrip(".?!").count(". ") >= 1
    return several and move in _BROKEN_INTO and _drawn(seed, "broken", turn) < _BROKEN


def is_named(*, seed: int, turn: int) -> bool:
    """Whether the speech begins with the name of whom it turns to."""
    return _drawn(seed, "named", turn) < _NAMED


def halves(say: str) -> tuple[str, str] | None:
    """Notes parted where somebody can break in: what is said before, and what goes on after it.

    None where one of the two would say too little.
    """
    parts = parted(say)
    for place in range(1, len(parts)):
        before, after = joined(parts[:place]), joined(parts[place:])
        if min(size(before), size(after)) >= _ENOUGH:
            return before, after
    return None


def is_begun(why: str | None) -> bool:
    """Whether a speech with this reason is the beginning of one that its speaker goes on with."""
    return (why or "").partition(";")[0].endswith(BEGUN)


def is_put_in(why: str | None) -> bool:
    """Whether a speech with this reason is a few words put in between two that an act counts."""
    return (why or "").startswith(BREAKS_IN)


def counts(event: Event) -> bool:
    """Whether a turn is one of those that an act is made of: not put in, and not only begun."""
    return event.is_turn and not is_put_in(event.why) and not is_begun(event.why)


def is_interrupted(before: Iterable[Event], *, seed: int, turn: int) -> bool:
    """Whether somebody asks back within the speech of a turn, where it can be parted.

    Args:
        before: what was said in the act, the latest first.
        seed: of the run.
        turn: of the speech.
    """
    whole = _heard_whole(before)
    return _drawn(seed, "interrupted", turn) < _INTERRUPTED[min(whole, len(_INTERRUPTED) - 1)]


def _heard_whole(before: Iterable[Event]) -> int:
    """How many speeches that could be parted were heard whole since somebody last broke in."""
    said = list[Event]()
    for event in islice(before, _LOOKED_BACK):
        if is_begun(event.why):
            said = said[:-2]  # the question, and what its speaker went on with
            break
        said.append(event)
    return sum(one.kind == "speech" and bool(one.say and halves(one.say)) for one in said)


def interjection(
    last: Event | None,
    present: Sequence[str],
    cards: Mapping[str, Card],
    *,
    seed: int,
    turn: int,
) -> Interjection | None:
    """Who asks back before an unplanned speech, if anybody does: whoever was asked then answers.

    Args:
        last: the speech before, of the same act.
        present: who is there and may speak.
        cards: of the cast.
        seed: of the run.
        turn: of the speech to come.
    """
    if last is None or last.speaker is None or last.length == Length.RETORT or last.visible_to:
        return None
    if size((parted(last.text) or [""])[-1]) < _ENOUGH:
        return None
    if _drawn(seed, "interjection", turn) >= _INTERJECTED:
        return None
    heard = [who for who in present if not last.heard_by or who in last.heard_by]
    return interrupter(last.speaker, last.to, heard, cards, seed=seed, turn=turn)


def interrupter(
    speaker: str,
    to: Sequence[str],
    present: Sequence[str],
    cards: Mapping[str, Card],
    *,
    seed: int,
    turn: int,
) -> Interjection | None:
    """Who would break into a speech: one that it is for, else one at odds with its speaker.

    Args:
        speaker: whose speech it is.
        to: whom it is for.
        present: who is there and may speak.
        cards: of the cast.
        seed: of the run.
        turn: of the speech that is broken into.
    """
    free = [who for who in present if who != speaker]
    stung = [who for who in free if who in to]
    cold = [who for who in free if (r := cards[who].relations.get(speaker)) and r.warmth < 0]
    if not stung and not cold:
        return None
    who = random.Random(f"{seed}/rhythm/who/{turn}").choice(stung or cold)
    reason = "was spoken to" if who in stung else "has a quarrel with the speaker"
    return Interjection(who, speaker, f"{BREAKS_IN}: {reason}")


def _drawn(seed: int, purpose: str, turn: int) -> float:
    return random.Random(f"{seed}/rhythm/{purpose}/{turn}").random()
