"""Ways to choose who speaks next in a free debate, besides the moderator's own."""

import random
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from smile_commons.errors import InputError
from smile_commons.plugins import POLICIES as GROUP
from smile_commons.plugins import Plugin, find, unknown
from smile_commons.transcript import Event
from smile_commons.world.card import Card

POLICIES = ("moderator", "natural", "list", "round-robin", "manual")
RIGHT = (
    "a function of a Turn (smile_commons.dialogues.policies) and a random.Random that gives who "
    "speaks next, one of those present, and why, in words"
)


@dataclass(frozen=True, slots=True)
class Policy:
    """How the floor is given."""

    kind: str
    names: tuple[str, ...] = ()
    """Of ``list``: who speaks, one after the other and again from the top; none: the cast."""
    choose: "Choose | None" = None
    """What chooses, where a plug-in does."""

    @classmethod
    def of(cls, text: str | None, cast: Sequence[str]) -> "Policy":
        """The policy that was typed: a kind, ``list:talia,ezra,talia``, or a plug-in's name.

        Raises:
            InputError: there is no such kind, its plug-in cannot be used, or a name is not of the
                cast.
        """
        kind, _, names = (text or "moderator").partition(":")
        if kind not in POLICIES:
            return _plugged(text or kind)
        if names and kind != "list":
            raise InputError(
                f"there is no policy {text!r}; there are: {', '.join(POLICIES)} "
                "(a list may name its speakers: list:talia,ezra,talia)"
            )
        listed = tuple(name.strip() for name in names.split(",") if name.strip())
        for name in listed:
            if name not in cast:
                raise InputError(f"{name!r} is not of the cast: {', '.join(cast)}")
        return cls(kind, listed)


@dataclass(frozen=True, slots=True)
class Turn:
    """What a policy looks at."""

    present: tuple[str, ...]
    """In the cast's order."""
    cards: Mapping[str, Card]
    last: Event | None
    """The speech before, if it belongs to this act."""
    before: str | None
    """Who spoke before, in whatever act."""
    spoken: int
    """Speeches of this act so far."""
    speeches: tuple[Event, ...] = ()
    """All speeches so far, of whatever act."""


Choose = Callable[[Turn, random.Random], tuple[str, str]]
"""Who speaks next, and why; whatever it draws comes from the generator, so that a seed holds."""


def next_speaker(policy: Policy, turn: Turn, rng: random.Random) -> tuple[str, str]:
    """Who speaks next, and why, by a list, in a round, in the natural order or by a plug-in.

    Raises:
        InputError: a plug-in failed, or chose nobody who is present.
    """
    if policy.choose is not None:
        return policy.choose(turn, rng)
    if policy.kind == "list":
        names = [who for who in policy.names or turn.present if who in turn.present]
        place = turn.spoken % max(1, len(names))
        who = names[place] if names else turn.present[0]
        return who, f"number {place + 1} of the list"
    if policy.kind == "round-robin":
        return _in_the_round(turn)
    return _natural(turn, rng)


def _plugged(name: str) -> Policy:
    """The policy of a plug-in.

    Raises:
        InputError: there is no plug-in of that name, or it is no function.
    """
    plugin = find(GROUP, name)
    if plugin is None:
        raise unknown("policy", name, POLICIES, GROUP)
    choose: Choose = plugin.load(RIGHT)

    def chosen(turn: Turn, rng: random.Random) -> tuple[str, str]:
        with plugin.blamed():
            return _speaker(plugin, choose(turn, rng), turn)

    return Policy(name, choose=chosen)


def _speaker(plugin: Plugin, made: object, turn: Turn) -> tuple[str, str]:
    match made:
        case (str(who), str(why)) if who in turn.present:
            return who, why
        case _:
            present = ", ".join(turn.present)
            raise plugin.fault(f"it chose {made!r} where {present} are present", RIGHT)


def _in_the_round(turn: Turn) -> tuple[str, str]:
    if turn.before not in turn.present:
        return turn.present[0], "the first of the round"
    place = turn.present.index(turn.before) + 1
    return turn.present[place % len(turn.present)], f"sits next to {_cue(turn, turn.before)}"


def _natural(turn: Turn, rng: random.Random) -> tuple[str, str]:
    """Whoever was named, else whoever likes to talk, as SillyTavern's group chats have it.

    Names in the last speech as whole words, save the speaker's own; then each persona's
    talkativeness as a chance; then anybody who talks at all.
    """
    speaker = turn.last.speaker if turn.last else None
    others = [who for who in turn.present if who != speaker] or list(turn.present)
    if turn.last is not None:
        named = [(place, who) for who in others if (place := _named(turn, who)) is not None]
        if named:
            return min(named)[1], f"was named by {_cue(turn, speaker)}"
    for who in rng.sample(others, len(others)):
        chance = turn.cards[who].talkativeness
        if rng.random() < chance:
            return who, f"likes to talk ({chance:.0%})"
    talking = [who for who in others if turn.cards[who].talkativeness > 0]
    return rng.choice(talking or others), "nobody was named or eager: drawn by lot"


def _named(turn: Turn, who: str) -> int | None:
    """Where the last speech names somebody, by cue or by a part of the full name."""
    assert turn.last is not None
    card = turn.cards[who]
    names = {card.cue, card.name, *(part for part in card.name.split() if len(part) > 2)}
    found = [
        match.start()
        for name in names
        if (match := re.search(rf"\b{re.escape(name)}\b", turn.last.text, re.IGNORECASE))
    ]
    return min(found, default=None)


def _cue(turn: Turn, who: str | None) -> str:
    return turn.cards[who].cue if who is not None and who in turn.cards else "nobody"
