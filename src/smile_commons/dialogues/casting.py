"""What a play is asked for, checked against its world: which dialogue, acts, seats and turns, how
it ballots, and whose view is a sham.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Self

from smile_commons.dialogues.policies import Policy
from smile_commons.errors import InputError
from smile_commons.names import known
from smile_commons.runs.options import PlayOptions
from smile_commons.world import World
from smile_commons.world.card import Card
from smile_commons.world.dialogue import Act, Article, Beat, Dialogue, Move

PATTERN = r"^(acts|ends|every:[1-9][0-9]{0,4})$"


@dataclass(frozen=True, slots=True)
class Balloting:
    """What ``--ballots`` or the dialogue says."""

    every: int | None = None
    """After so many speeches, and again after as many."""
    acts: bool | None = None
    """After each act; None: after those that ask for it."""
    never: bool = False
    """None at all, the opening and the end included: what nobody asks costs no call."""

    @classmethod
    def of(cls, text: str | None) -> Self:
        """Reads ``acts``, ``ends``, ``every:N`` or ``none``; None: as the acts say.

        Raises:
            InputError: it is none of these.
        """
        if text is None:
            return cls()
        if text == "none":
            return cls(acts=False, never=True)
        if not re.fullmatch(PATTERN, text):
            raise InputError(
                f"--ballots {text}: say `acts`, `ends`, `every:N` (N from 1) or `none`"
            )
        if text.startswith("every:"):
            return cls(every=int(text.removeprefix("every:")))
        return cls(acts=text == "acts")

    def after_act(self, act: Act) -> bool:
        """Whether there are ballots when the act closes."""
        return act.ballot if self.acts is None else self.acts

    def after_turn(self, turn: int) -> bool:
        """Whether there are ballots after that speech, whatever act it is in."""
        return self.every is not None and turn % self.every == 0


_MOVES = (Move.TESTIFY, Move.QUESTION, Move.ANSWER, Move.CHALLENGE, Move.DEFEND, Move.PROPOSE)
"""What is done in turn where the act wrote no moves."""
_LONGEST = 600


def present_in(act: Act, dialogue: Dialogue) -> tuple[str, ...]:
    """Who is there in an act, in the cast's order."""
    return tuple(who for who in dialogue.cast if not act.present or who in act.present)


def mode_of(act: Act, wanted: str | None) -> str:
    """``directed`` or ``free``, as an act says unless a play wants another; without beats free."""
    return (wanted or act.mode) if act.beats else "free"


def length_of(act: Act, wanted: str | None) -> int:
    """Speeches of an act in that mode, if nothing cuts it short."""
    return len(act.beats) if mode_of(act, wanted) == "directed" else act.turns


def sham_of(dialogue: Dialogue, topic: str) -> Dialogue:
    """The dialogue with everything in it replaced that bears on its articles.

    Cast, resolution, acts, who is there, who speaks when and with what move stay; setting,
    scenes, stakes and matters give way to the topic. No speech is on an article.

    Args:
        dialogue: what is played otherwise.
        topic: what they talk about instead; parts set apart by semicolons take turns.

    Raises:
        InputError: the topic is empty or too long.
    """
    matters = [part.strip() for part in topic.split(";") if part.strip()]
    if not matters or len(topic) > _LONGEST:
        raise InputError(
            f"`placebo`: a topic of 1 to {_LONGEST} letters, such as 'how to bake bread'"
        )
    whole = "; ".join(matters)
    turns = count()
    return dialogue.model_copy(
        update={
            "title": f"{dialogue.title} (sham)",
            "logline": f"The same people talk about {whole}.",
            "setting": f"An evening among people who know each other. They talk about {whole}.",
            "acts": tuple(_act(act, dialogue, matters, turns) for act in dialogue.acts),
        }
    )


def _act(act: Act, dialogue: Dialogue, matters: list[str], turns: Iterator[int]) -> Act:
    present = present_in(act, dialogue)
    directed = act.mode == "directed" and bool(act.beats)
    beats = act.beats if directed else _in_turn(act, present)
    return act.model_copy(
        update={
            "scene": f"They sit together and talk about {'; '.join(matters)}.",
            "stake": f"What is there to say about {matters[0]}?",
            "mode": "directed",
            "matters": (),
            "beats": tuple(
                beat.model_copy(update={"on": matters[next(turns) % len(matters)], "article": None})
                for beat in beats
            ),
        }
    )


def _in_turn(act: Act, present: tuple[str, ...]) -> tuple[Beat, ...]:
    """As many speeches as the act has, given by everybody in turn to whoever spoke before."""
    return tuple(
        Beat(
            who=present[place % len(present)],
            move=_MOVES[place % len(_MOVES)],
            to=(present[(place - 1) % len(present)],) if place and len(present) > 1 else (),
            on="-",
        )
        for place in range(act.turns)
    )


@dataclass(frozen=True, slots=True)
class Casting:
    """The dialogue with everything it names, found."""

    dialogue: Dialogue
    acts: tuple[Act, ...]
    articles: tuple[Article, ...]
    cards: dict[str, Card]
    speeches: int
    """How many there will be, if nothing cuts it short."""
    balloting: Balloting = field(default_factory=Balloting)

    def present(self, act: Act) -> tuple[str, ...]:
        """Who is there in an act, in the cast's order."""
        return present_in(act, self.dialogue)

    def at_stake(self, act: Act) -> list[Article]:
        """The articles of an act."""
        return [one for one in self.articles if not act.articles or one.id in act.articles]


def cast(world: World, wanted: PlayOptions) -> Casting:
    """Looks up what was asked for.

    Raises:
        InputError: a dialogue, act or persona of that name is not there; the nearest is named.
    """
    dialogue = world.dialogues[known(wanted.dialogue, world.dialogues, "dialogue")]
    act_ids = {act.id: act for act in dialogue.acts}
    for act in wanted.acts:
        known(act, act_ids, f"act of {dialogue.id}")
    if wanted.seat:
        known(wanted.seat, dialogue.cast, f"member of the cast of {dialogue.id}")
    if Policy.of(wanted.policy, dialogue.cast).kind != "moderator" and wanted.mode == "directed":
        raise InputError(
            f"in a directed play the beats say who speaks, not a policy like {wanted.policy!r}; "
            "leave one of `mode` and `policy` out"
        )
    if wanted.order:
        dialogue = dialogue.model_copy(update={"cast": reordered(dialogue.cast, wanted.order)})
    dialogue = _lengthened(dialogue, wanted)
    if wanted.placebo is not None:
        dialogue = sham_of(dialogue, wanted.placebo)
    acts = _played(dialogue, wanted)
    resolution = world.resolution(dialogue.id)
    speeches = sum(length_of(act, wanted.mode) for act in acts)
    return Casting(
        dialogue=dialogue,
        acts=acts,
        articles=tuple(resolution.articles),
        cards={who: world.personas[who] for who in dialogue.cast},
        speeches=speeches if wanted.turns is None else min(speeches, wanted.turns),
        balloting=Balloting.of(wanted.ballots or dialogue.ballots),
    )


def _played(dialogue: Dialogue, wanted: PlayOptions) -> tuple[Act, ...]:
    return tuple(act for act in dialogue.acts if not wanted.acts or act.id in wanted.acts)


def _lengthened(dialogue: Dialogue, wanted: PlayOptions) -> Dialogue:
    """The dialogue with its last free act that is played as long as the speeches asked for need it.

    Where every act keeps to its beats nothing is longer: there is nobody who says what comes then.
    """
    acts = _played(dialogue, wanted)
    more = (wanted.turns or 0) - sum(length_of(act, wanted.mode) for act in acts)
    free = [act for act in acts if mode_of(act, wanted.mode) != "directed"]
    if more <= 0 or not free:
        return dialogue
    longer = free[-1].model_copy(update={"turns": free[-1].turns + more})
    lengthened = tuple(longer if act.id == longer.id else act for act in dialogue.acts)
    return dialogue.model_copy(update={"acts": lengthened})


def reordered(cast: Sequence[str], order: Sequence[str]) -> tuple[str, ...]:
    """The cast in another order: those named first, the others after them as they stood.

    Raises:
        InputError: somebody is named who is not of the cast, or twice.
    """
    for place, who in enumerate(order):
        known(who, cast, "member of the cast")
        if who in order[:place]:
            raise InputError(f"{who!r} is named twice in the order")
    return (*order, *(who for who in cast if who not in order))
