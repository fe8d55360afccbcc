"""A speech as each of those who heard it remembers it."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from smile_commons.memory.memory import Memory
from smile_commons.transcript import Event

ORDINARY = 0.4
"""How important a speech is that does nothing remarkable."""
_OF_MOVES: Mapping[str, float] = {
    "confess": 0.4,
    "decide": 0.4,
    "concede": 0.35,
    "testify": 0.3,
    "condition": 0.25,
    "refuse": 0.25,
    "propose": 0.2,
    "challenge": 0.15,
    "appeal": 0.15,
    "question": 0.1,
    "defend": 0.1,
}
"""What a move adds: the more it changes between people, the more it is remembered. A judgement,
not a measurement."""
_LEAD = re.compile(r"^[^:]{1,600}?: ")


@dataclass(frozen=True, slots=True)
class Wording:
    """How a speech is remembered, in the words of one language."""

    said: str = "{who} said"
    said_to: str = "{who} said to {whom}"
    i: str = "I"
    me: str = "me"
    joined_by: str = "and"

    def lead(self, who: str, whom: Sequence[str]) -> str:
        """What stands before the words: who said them, to whom."""
        if not whom:
            return self.said.replace("{who}", who)
        named = self.said_to.replace("{whom}", self._listed(whom))
        return named.replace("{who}", who)

    def _listed(self, names: Sequence[str]) -> str:
        *most, last = names
        between = f" {self.joined_by} " if self.joined_by else ", "
        return f"{', '.join(most)}{between}{last}" if most else last


ENGLISH = Wording()
NARRATED = 0.7
"""How important it is what the narrator tells: it was told because it matters."""
_ADDRESSED = 0.15
_OWN = 0.05


def episode_id(turn: int) -> str:
    """The id of the memory of that speech, the same for all who heard it."""
    return f"episode-{turn:05d}"


def event_id(event: Event) -> str | None:
    """The id of the memory of an event, the same for all; None of what nobody remembers: an act's
    opening, and a silence.
    """
    if event.kind == "speech":
        return episode_id(event.turn)
    if event.kind == "narration" and not event.is_turn:
        told = hashlib.sha256(event.text.encode()).hexdigest()[:8]
        return f"narrated-{event.turn:05d}-{told}"
    return None


def episodes(
    event: Event, hearers: Sequence[str], cues: Mapping[str, str], wording: Wording = ENGLISH
) -> dict[str, Memory]:
    """By hearer, what each keeps of a speech: the speaker, the addressed and the others.

    The vector of all of them is that of the bare speech, which is embedded once. What the narrator
    tells stands for itself.

    Args:
        event: what was said.
        hearers: the ids of all who remember it.
        cues: what each is called, by id; an id without one stands for itself.
        wording: of the language that is spoken.
    """
    id, speaker = event_id(event), event.speaker
    if id is None:
        return {}
    if speaker is None:
        line = Memory(id, event.text, "episode", event.turn, event.act, importance=NARRATED)
        return dict.fromkeys(hearers, line)
    return {
        hearer: Memory(
            id=id,
            text=f"{_lead(hearer, speaker, event.to, cues, wording)}: {event.text}",
            kind="episode",
            turn=event.turn,
            act=event.act,
            speaker=speaker,
            importance=importance(hearer, speaker=speaker, to=event.to, move=event.move),
        )
        for hearer in hearers
    }


def importance(
    hearer: str, *, speaker: str, to: Sequence[str] = (), move: str | None = None
) -> float:
    """How much a speech matters to a hearer, in [0, 1], without asking a model.

    Something for being a speech, more for a move that changes what is between people, more for
    being spoken to, a little for having said it oneself.
    """
    sum_ = ORDINARY + _OF_MOVES.get(move or "", 0.0)
    if hearer == speaker:
        sum_ += _OWN
    elif hearer in to:
        sum_ += _ADDRESSED
    return round(min(1.0, sum_), 3)


def bare(memory: Memory) -> str:
    """The text whose vector stands for a memory: of a speech what was said, else all of it."""
    if memory.kind == "episode" and memory.speaker is not None:
        return _LEAD.sub("", memory.text, count=1)
    return memory.text


def _lead(
    hearer: str, speaker: str, to: Sequence[str], cues: Mapping[str, str], wording: Wording
) -> str:
    who = (wording.i if hearer == speaker else "") or cues.get(speaker, speaker)
    others = [one for one in to if one != speaker]
    # The hearer comes last, as one says it: "Kai said to Ezra and me".
    named = [cues.get(one, one) for one in others if one != hearer]
    if hearer in others:
        named.append(wording.me or cues.get(hearer, hearer))
    return wording.lead(who, named)
