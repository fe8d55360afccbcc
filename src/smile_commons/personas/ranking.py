"""The order among takes that could all be spoken: which one a writer would keep.

Every part lies in [0, 1] (``repetition`` counts against); the rank is their weighted sum. The
weights were chosen by reading scenes of the embedded default model: see ``docs/dialogue.md``.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from smile_commons.dialogues.dialogue import Move
from smile_commons.personas.echo import Echo
from smile_commons.personas.grounding import invented, strangers, unbound
from smile_commons.personas.roles import Sides, exchanged
from smile_commons.personas.voice import Voices
from smile_commons.personas.words import sentences, stems, words

WEIGHTS: Mapping[str, float] = {
    "memory": 2.8,
    "matter": 2.8,
    "answer": 0.4,
    "voice": 0.8,
    "move": 1.2,
    "address": 1.0,
    "length": 1.0,
    "substance": 1.5,
    "repetition": -3.0,
    "monotony": -1.5,
    "stock": -2.0,
    "invention": -2.5,
    "unbound": -2.0,
    "exchanged": -3.0,
    "leak": -2.0,
}

VOICE_FIRST: Mapping[str, float] = {**WEIGHTS, "voice": 4.0, "memory": 4.0, "leak": -4.0}
"""Where it matters most that nobody else could have said it: in its manner, not by telling what an
example line tells in the place of what was remembered."""

BEST_LENGTH = 32
"""Words; a speech of this length is favoured."""

_MARKS: Mapping[Move, re.Pattern[str]] = {
    Move.QUESTION: re.compile(r"\?[\"']?$"),
    Move.CHALLENGE: re.compile(r"\byou(r|rs)?\b", re.I),
    Move.CONFESS: re.compile(r"\bI (knew|kept|hid|lied|signed|never|did|told|let|took)\b", re.I),
    Move.CONCEDE: re.compile(r"\b(right|wrong|true|fair|grant|admit|mistake|yes)\b", re.I),
    Move.PROPOSE: re.compile(r"\b(let us|let's|we (can|could|will|should)|I offer|I('ll| will)|"
                             r"give|open|together)\b", re.I),
    Move.CONDITION: re.compile(r"\b(if|unless|until|only|when|first|must|before)\b", re.I),
    Move.DECIDE: re.compile(r"\bI(('m| am) (going|not going)|'ll| will| won't| choose| decide|"
                            r" give| refuse| stop| go on| sign)\b", re.I),
    Move.REFUSE: re.compile(r"\b(no|not|never|won't|refuse|nothing)\b", re.I),
    Move.TESTIFY: re.compile(r"\b(I|my|me|she|he|they)\b.*\b\w+(ed|me|aw|ew|id|nt|old)\b", re.I),
    Move.DEFEND: re.compile(r"\b(because|I|my)\b", re.I),
    Move.APPEAL: re.compile(r"\b(please|let|ask|come|look|think|you|we)\b", re.I),
    Move.ANSWER: re.compile(r"\b(I|yes|no|because)\b", re.I),
}  # fmt: skip


_PHRASES = re.compile(
    r"don't know (what|where|why|how)|you('re| are) (a liar|lying|talking about)|"
    r"(you|we all) know (that|how)|i (never )?told you|you (didn't|never) (tell|told) me|"
    r"get this information|got this information|i understand|i('m| am) (so )?sorry|"
    r"make a difference|the right thing|what do you (think|mean)|believe in|"
    r"better place|move forward|it's not about|i want to (know|help|make)|you (have|need) to|"
    r"i have to|i('m| am) (not )?sure|talking about|i know you think|do you know (why|what)|"
    r"thinking about|no idea|i wanted to|you were supposed|i was surprised|"
    r"i know (that )?you (have|sold|kept|are|were|did)|i can't believe|at the end of the day",
    re.IGNORECASE,
)
"""Phrases that carry a small model when it has nothing to say."""


@dataclass(frozen=True, slots=True)
class Brief:
    """What a speech was asked to do."""

    speaker: str
    move: Move
    on: str
    memory: str
    last: str
    """The end of the speech before."""
    addressed: tuple[str, ...]
    """Cues of those spoken to."""
    known: str = ""
    """All that the speaker was shown: numbers and names should come from it; empty: any may."""
    told: str = ""
    """What of it is about this debate: here numbers and names stand with what they belong to."""
    craft: str = ""
    """What was shown to teach the craft: nothing of it belongs into this debate."""
    sides: Sides | None = None
    """Who speaks and to whom; None: who did what is not looked at."""
    cast: frozenset[str] = frozenset()
    """Names that may be spoken to, in lower case."""
    weights: Mapping[str, float] = field(default_factory=lambda: WEIGHTS)
    """Of the parts of the rank."""


def rank(text: str, brief: Brief, echo: Echo, voices: Voices) -> tuple[float, dict[str, float]]:
    """The rank of a take, the higher the better, and its parts."""
    about = stems(text)
    parts = {
        "memory": _overlap(about, stems(brief.memory), 4),
        "matter": _overlap(about, stems(brief.on), 6),
        "answer": _overlap(about, stems(brief.last), 2),
        "voice": voices.likeness(brief.speaker, text),
        "move": float(bool(_MARKS[brief.move].search(text))),
        "address": _address(text, brief),
        "length": max(0.0, 1 - abs(len(words(text)) - BEST_LENGTH) / BEST_LENGTH),
        "substance": _substance(text),
        "repetition": echo.repetition(text),
        "monotony": _monotony(text, echo),
        "stock": _stock(text),
        "invention": _invention(text, brief),
        "unbound": unbound(text, brief.told) if brief.told else 0.0,
        "exchanged": exchanged(text, brief.memory, brief.on, brief.sides) if brief.sides else 0.0,
        "leak": _leak(about, brief),
    }
    return sum(brief.weights[name] * value for name, value in parts.items()), parts


def _invention(text: str, brief: Brief) -> float:
    if not brief.known:
        return 0.0
    made_up = invented(text, brief.known) or strangers(text, brief.known, brief.cast)
    return float(bool(made_up))


def _leak(about: frozenset[str], brief: Brief) -> float:
    """Words that only the lessons in the craft can have brought up; two are enough."""
    strange = (about & stems(brief.craft)) - stems(brief.told)
    return min(1.0, len(strange) / 2)


def _overlap(about: frozenset[str], wanted: frozenset[str], enough: int) -> float:
    if not wanted:
        return 0.0
    return min(1.0, len(about & wanted) / min(enough, len(wanted)))


def _address(text: str, brief: Brief) -> float:
    if not brief.addressed:
        return 0.5
    named = any(re.search(rf"\b{re.escape(cue)}\b", text) for cue in brief.addressed)
    return 0.5 * named + 0.5 * bool(re.search(r"\byou(r|rs)?\b", text, re.I))


def _substance(text: str) -> float:
    """The share of sentences that name things: three words or more that mean something."""
    parts = sentences(text)
    return sum(len(stems(part)) >= 3 for part in parts) / len(parts) if parts else 0.0


def _stock(text: str) -> float:
    """How many of the sentences hold a phrase that anybody says anywhere, 0 to 1."""
    parts = sentences(text)
    return sum(bool(_PHRASES.search(part)) for part in parts) / len(parts) if parts else 0.0


def _monotony(text: str, echo: Echo) -> float:
    """Sentences that begin alike, words used over and over, an opening that was heard before."""
    openings = [tuple(words(sentence)[:2]) for sentence in sentences(text)]
    alike = 1 - len(set(openings)) / len(openings) if openings else 0.0
    tokens = words(text)
    pairs = list(pairwise(tokens))
    again = 1 - len(set(pairs)) / len(pairs) if pairs else 0.0
    return min(1.0, alike + again + 0.25 * min(2, echo.opened(text)))
