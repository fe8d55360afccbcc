"""A speech: what it is given, and what comes of it."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from smile_commons.models.model import Craft, Model
from smile_commons.models.parts import FILTER, REFUSAL
from smile_commons.models.reply import Choice, Reply, Usage
from smile_commons.models.request import Request, conversation
from smile_commons.personas.echo import Echo
from smile_commons.personas.faults import Names
from smile_commons.personas.lengths import Length
from smile_commons.personas.voice import Voices
from smile_commons.prompts.environment import Prompts
from smile_commons.prompts.language import Language, english, sentences, words
from smile_commons.prompts.script import ended, is_over, joined
from smile_commons.transcript import Take
from smile_commons.world.card import Card
from smile_commons.world.dialogue import Move

STANCE = ("wants", "wont", "view", "cause", "because")
"""The goal and the red line that bear on a speech, what the speaker thinks of whom it speaks to,
the words for which it gives way, and the cue of whose they are."""
MENDED = ("cut off", "repetition", "long", "copy")
"""Faults that a take may keep when nothing better came in any round."""

_LEFT_OF_A_SENTENCE = 4
"""Words of a last sentence that are heard at least before somebody breaks in."""


@dataclass(frozen=True, slots=True)
class Stage:
    """What all speeches of a run share."""

    model: Model
    prompts: Prompts
    cards: Mapping[str, Card]
    echo: Echo
    voices: Voices
    title: str
    setting: str
    takes: int
    seed: int
    temperature: float | None = None
    craft: Craft = "small"
    """How speeches are made; see ``personas.crafts``."""
    language: Language = field(default_factory=english)
    scripts: frozenset[str] = frozenset()
    """Alphabets that may be spoken; none: any."""


@dataclass(frozen=True, slots=True)
class Again:
    """A line that was found at fault once its act was over, and is taken again."""

    line: str
    fault: str
    """What is wrong with it."""
    following: Mapping[str, str] | None = None
    """``cue`` and ``text`` of the speech after it."""


@dataclass(frozen=True, slots=True)
class Part:
    """What one speech is given: the floor, what it has to say, what came up."""

    turn: int
    speaker: str
    move: Move
    to: tuple[str, ...]
    on: str
    holds: str
    """What the speaker thinks of it, for speeches that no beat describes."""
    memories: tuple[str, ...]
    """Texts of the recalled memories, the best first."""
    acts: Sequence[Mapping[str, Any]]
    """The scenes so far: ``heading``, ``scene``, ``lines`` of ``cue`` and ``text``."""
    last: Mapping[str, str] | None
    """``cue`` and ``words`` of the end of the speech before."""
    say: str = ""
    """What it has to get across, in the speaker's own words; empty: what is held, or remembered."""
    whispered: int = 0
    """How many of the memories, from the first, a director whispered: they are always given."""
    drafted: bool = False
    """Whether nobody wrote its notes, so that they say no more than what it is about."""
    length: Length = Length.LINE
    named: bool = False
    """Whether it begins with the name of whom it turns to."""
    broken: bool = False
    """Whether somebody breaks in before it is over."""
    happened: tuple[str, ...] = ()
    """What the narrator told since the speech before, and an author's note."""
    direction: str = ""
    lore: tuple[str, ...] = ()
    """What the speaker knows of the things that were named, in the order of the lorebooks."""
    after: int = 0
    """Takes of this speech that were asked for before: new ones are drawn otherwise."""
    voice: bool = False
    """Whether it matters most that nobody else could have said it."""
    stance: Mapping[str, str] = field(default_factory=dict[str, str])
    """What of the speaker's card bears on it, by the names of ``STANCE``."""
    leads_to: str = ""
    """Of a few words put in: what whoever is broken into goes on with."""
    manner: tuple[str, ...] = ()
    """Lines that show how the speaker speaks: what they tell does not belong here."""
    again: Again | None = None
    """The line in the place of which it is given."""

    @property
    def place(self) -> str:
        """Which speech it is in the purposes of requests: its turn, and how many takes it had."""
        return f"{self.turn}/after-{self.after}" if self.after else str(self.turn)

    @property
    def put_in(self) -> bool:
        """Whether it is a few words taken from what was just said, with no notes of its own."""
        return self.length is Length.RETORT and not self.say


@dataclass(frozen=True, slots=True)
class Speech:
    """What was said, all takes, and what they cost."""

    text: str | None
    """None when no take could be spoken: the persona stays silent."""
    takes: tuple[Take, ...]
    memory: int | None
    """Index of the memory that the chosen take was given."""
    usage: Usage
    at: str
    mind: str | None = None
    """What the speaker wants and fears there; None where the model was not asked."""


def withheld(choice: Choice) -> Take | None:
    """A take that never came because the endpoint refused it or a filter held it back."""
    if choice.text.strip() or choice.finish not in (FILTER, REFUSAL):
        return None
    return Take(text=choice.note, dropped=choice.finish.replace("_", " "))


async def answered(
    stage: Stage, template: str, purpose: str, *, max_tokens: int, temperature: float, **given: Any
) -> Reply:
    """What the model answers to a template; ``given`` are its variables.

    Raises:
        InputError: the template is not what it has to be.
        ModelError: the model failed.
    """
    return await stage.model.complete(
        Request(
            purpose=purpose,
            messages=conversation(stage.prompts.render(template, **given), template),
            max_tokens=max_tokens,
            temperature=temperature,
            seed=subseed(stage.seed, purpose),
        )
    )


def scene_of(stage: Stage, part: Part) -> dict[str, Any]:
    """What the templates of both crafts are given alike."""
    card = stage.cards[part.speaker]
    return {
        "title": stage.title,
        "setting": stage.setting,
        "acts": part.acts,
        "last": part.last,
        "happened": part.happened,
        "who": card.cue,
        "title_of": card.title,
        "they": card.pronouns,
        "move": part.move.value,
        "length": part.length.value,
        "to": stage.language.listed([stage.cards[who].cue for who in part.to]),
        "on": part.on,
        "direction": part.direction,
        "holds": part.holds,
        "lore": [" ".join(text.split()) for text in part.lore],
        "leads_to": part.leads_to,
    }


def names_of(stage: Stage, speaker: str) -> Names:
    """Who is who for a speaker: by cue and full name, titles left out."""
    card = stage.cards[speaker]
    others = [one.cue for who, one in stage.cards.items() if who != speaker]
    return Names.of(card.cue, card.name, others, stage.language)


def subseed(seed: int, purpose: str) -> int:
    """A seed for one purpose, the same on every machine; 31 bits."""
    return int.from_bytes(hashlib.sha256(f"{seed}/{purpose}".encode()).digest()[:4]) >> 1


def broken_off(text: str, part: Part, language: Language) -> str:
    """A speech that somebody breaks into: its last sentence ends before it is over."""
    parts = sentences(text, language)
    last = parts[-1].split()
    if not part.broken or len(parts) < 2 or len(last) < _LEFT_OF_A_SENTENCE + 3:
        return text
    kept = " ".join(last[: max(_LEFT_OF_A_SENTENCE, len(last) * 2 // 3)]).rstrip(",;:.")
    return joined((*parts[:-1], f"{kept} —"))


def last_resort(takes: Sequence[Take], usage: Usage, at: str, language: Language) -> Speech:
    """The take with the mildest fault, made a whole sentence; silence if all are worse."""
    for mild in MENDED:
        for place, take in enumerate(takes):
            if take.dropped == mild and words(take.text):
                text = _whole(take.text, language)
                kept = list(takes)
                kept[place] = replace(take, text=text, chosen=True)
                return Speech(text, tuple(kept), None, usage, at)
    return Speech(None, tuple(takes), None, usage, at)


def _whole(text: str, language: Language) -> str:
    parts = sentences(text, language)
    if len(parts) > 1 and not is_over(parts[-1]):
        parts = parts[:-1]
    return ended(joined(parts).replace('"', ""))
