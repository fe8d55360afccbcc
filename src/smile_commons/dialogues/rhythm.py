"""How long each speech is, who breaks in, who is broken into: planned, so that a scene breathes.

People's speeches differ in length far more than a model's, a fifth of them has under seven words,
and hardly one begins with a name: see ``scoring/rhythm_plays.json``. All draws come from the run's
seed and the turn.
"""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from smile_commons.personas.lengths import Length
from smile_commons.prompts.script import parted, size
from smile_commons.transcript import Event
from smile_commons.world.card import Card
from smile_commons.world.dialogue import Move

BREAKS_IN = "breaks in"
"""How the reason of a speech begins that was put in between."""

_RETORT_WORDS = 8
"""Notes of so many words are themselves a retort."""
_SPEECH_WORDS = 30
"""Notes of so many words take a longer speech."""
_AT_LENGTH = 0.4
"""How often notes between the two are said at length, with a memory."""
_INTERJECTED = 0.75
"""How often somebody breaks in where somebody can: a fifth of all speeches, with the notes that
are retorts themselves."""
_ENOUGH = 5
"""Words of a speech's last sentence from which on there is something in it to take up."""
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
    asks: bool
    """Whether it asks back; otherwise it says one thing of the speech over again."""
    why: str


def length_of(say: str, *, seed: int, turn: int) -> Length:
    """The class of length of a speech with these notes; without any it is a line."""
    count = size(say)
    if not count:
        return Length.LINE
    if count <= _RETORT_WORDS:
        return Length.RETORT
    at_length = count >= _SPEECH_WORDS or _drawn(seed, "length", turn) < _AT_LENGTH
    return Length.SPEECH if at_length else Length.LINE


def is_broken(say: str, move: Move, *, seed: int, turn: int) -> bool:
    """Whether somebody will break into the speech before it is over."""
    several = say.rstrip().rstrip(".?!").count(". ") >= 1
    return several and move in _BROKEN_INTO and _drawn(seed, "broken", turn) < _BROKEN


def is_named(*, seed: int, turn: int) -> bool:
    """Whether the speech begins with the name of whom it turns to."""
    return _drawn(seed, "named", turn) < _NAMED


def interjection(
    last: Event | None,
    following: str | None,
    present: Sequence[str],
    cards: Mapping[str, Card],
    *,
    seed: int,
    turn: int,
) -> Interjection | None:
    """Who puts a few words in before the speech to come, if anybody does.

    Args:
        last: the speech before, of the same act.
        following: who speaks next where that is settled; nobody speaks twice in a row.
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
    free = [who for who in present if who not in (last.speaker, following)]
    stung = [who for who in free if who in last.to]
    cold = [who for who in free if (r := cards[who].relations.get(last.speaker)) and r.warmth < 0]
    rng = random.Random(f"{seed}/rhythm/who/{turn}")
    heard = [who for who in stung or cold if not last.heard_by or who in last.heard_by]
    if not heard:
        return None
    who = rng.choice(heard)
    reason = "was spoken to" if who in stung else "has a quarrel with the speaker"
    return Interjection(who, last.speaker, rng.random() < 0.5, f"{BREAKS_IN}: {reason}")


def _drawn(seed: int, purpose: str, turn: int) -> float:
    return random.Random(f"{seed}/rhythm/{purpose}/{turn}").random()
