"""A speech: the prompt, the takes asked for, the choice among them."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from smile_commons.dialogues.dialogue import Move
from smile_commons.models.conversation import conversation
from smile_commons.models.craft import Craft
from smile_commons.models.model import Model
from smile_commons.models.reply import Reply, Usage
from smile_commons.models.request import Request
from smile_commons.personas.adding import what_it_adds
from smile_commons.personas.card import Card
from smile_commons.personas.echo import Echo
from smile_commons.personas.faults import Names, Rules
from smile_commons.personas.fidelity import Notes
from smile_commons.personas.lengths import SMALL, THROWN_IN, Length, tokens
from smile_commons.personas.manner import Manner
from smile_commons.personas.ranking import VOICE_FIRST, WEIGHTS, Brief, is_clean
from smile_commons.personas.takes import Judging, judge
from smile_commons.personas.voice import Voices
from smile_commons.prompts.environment import Prompts
from smile_commons.prompts.language import Language, english, sentences, words
from smile_commons.prompts.script import ended, is_over, joined, size
from smile_commons.transcript import Take

ROUNDS = 3
"""How often takes are asked for when none can be spoken, or none is true to its notes."""

COOLER = 0.3
"""Each round is asked for with so much less heat: the cooler, the nearer to the notes."""
COOLEST = 0.2

_MENDED = ("cut off", "repetition", "long", "copy")
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
    wants: str = ""
    """The goal on the card that bears on it."""
    wont: str = ""
    """The red line that bears on it."""
    view: str = ""
    """What the speaker thinks of whom it speaks to."""
    cause: str = ""
    """The words for which the speaker gives way."""
    because: str = ""
    """The cue of whose words they are."""
    manner: tuple[str, ...] = ()
    """Lines that show how the speaker speaks: what they tell does not belong here."""
    again: Again | None = None
    """The line in the place of which it is given."""

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


async def speak(stage: Stage, part: Part) -> Speech:
    """Asks for takes until one is true to what it was given, at most ``ROUNDS`` times.

    Later rounds are cooler and bring up no memory: what is left is the notes, said plainly. The
    best take of all rounds is spoken.

    Raises:
        ModelError: the model failed.
    """
    takes: list[Take] = []
    usage = Usage()
    at = ""
    best: tuple[float, int, int | None] | None = None
    for number in range(ROUNDS):
        memory = _memory_for(number, part)
        reply, judging = await _ask(stage, part, number, memory)
        usage, at = usage + reply.usage, reply.at
        for take in judge(whole(stage, part, number, reply), judging):
            if take.chosen and take.rank is not None and (best is None or take.rank > best[0]):
                best = (take.rank, len(takes), memory)
            takes.append(replace(take, chosen=False))
        if best and is_clean(takes[best[1]].why):
            break
    if best is None:
        return last_resort(takes, usage, at, stage.language)
    _, place, memory = best
    text = broken_off(takes[place].text, part, stage.language)
    takes[place] = replace(takes[place], text=text, chosen=True)
    return Speech(text, tuple(takes), memory, usage, at)


def subseed(seed: int, purpose: str) -> int:
    """A seed for one purpose, the same on every machine; 31 bits."""
    return int.from_bytes(hashlib.sha256(f"{seed}/{purpose}".encode()).digest()[:4]) >> 1


async def _ask(stage: Stage, part: Part, number: int, memory: int | None) -> tuple[Reply, Judging]:
    request, judging = asked(stage, part, number, memory)
    return await stage.model.complete(request), judging


def asked(stage: Stage, part: Part, number: int, memory: int | None) -> tuple[Request, Judging]:
    """What a model is asked for one round of takes, and by what they are judged.

    Args:
        stage: what all speeches share.
        part: what the speech is given.
        number: of the round, from 0.
        memory: index of the memory that the speaker is given; None: none.

    Raises:
        InputError: a template is not what it has to be.
    """
    variables = _variables(stage, part, memory)
    notes = _notes(stage, part, memory)
    again = f"/after-{part.after}" if part.after else ""
    purpose = f"speak/{part.turn}{again}" + (f"/{number}" if number else "")
    profile = stage.model.profile
    common: dict[str, Any] = {
        "purpose": purpose,
        "n": stage.takes,
        "max_tokens": tokens(part.length, size(notes.text), stage.language.tokens_a_word),
        "temperature": max(COOLEST, (stage.temperature or profile.temperature) - COOLER * number),
        "top_p": profile.top_p,
        "seed": subseed(stage.seed, purpose),
        "samplers": _samplers(profile.samplers),
    }
    if (profile.speech or stage.model.style) == "script":
        text = stage.prompts.render("speech_script.j2", **variables).rstrip()
        request = Request(prompt=text, stop=("\n",), **common)
    else:
        name = "retort.j2" if part.put_in else "speech.j2"
        messages = conversation(stage.prompts.render(name, **variables), name)
        if not profile.prefill:
            messages = messages[:-1]
        request = Request(messages=messages, stop=("\n",), **common)
    return request, _judging(stage, part, notes)


def _samplers(samplers: Mapping[str, Any]) -> dict[str, Any]:
    """The model's own, without what bars words that stood in the prompt: they are the notes."""
    return {name: value for name, value in samplers.items() if not name.startswith("dry_")}


def _notes(stage: Stage, part: Part, memory: int | None) -> Notes:
    """What the speech has to say, and what it may say besides."""
    say = sentences(part.say, stage.language)
    known = _told(stage, part, memory)
    more = [one for text in (part.holds, known) for one in sentences(text, stage.language)]
    if part.put_in:
        more = []
    cues = [card.cue for card in stage.cards.values()]
    return Notes(
        say,
        tuple(more),
        " ".join((part.last["words"] if part.last else "", *part.happened, *part.lore)),
        frozenset(word for cue in cues for word in words(cue)),
    )


def _told(stage: Stage, part: Part, memory: int | None) -> str:
    """What of a memory the speech is given."""
    if memory is None:
        return ""
    return what_it_adds(part.memories[memory], part.say, stage.language)


def _judging(stage: Stage, part: Part, notes: Notes) -> Judging:
    card = stage.cards[part.speaker]
    others = frozenset(c.cue.lower() for who, c in stage.cards.items() if who != part.speaker)
    own = frozenset(words(f"{card.name} {card.cue}")) - stage.language.titles
    brief = Brief(
        speaker=part.speaker,
        notes=notes,
        language=stage.language,
        length=part.length,
        asks=part.move is Move.QUESTION or part.say.rstrip().endswith(("?", "？", "؟")),
        opening=_opening(stage, part),
        cues=frozenset(words(stage.cards[who].cue)[0] for who in stage.cards),
        manner=Manner.of(card.voice.exemplars, stage.language),
        weights=VOICE_FIRST if part.voice else WEIGHTS,
    )
    mine = (*notes.say, *notes.more)
    rules = Rules(
        Names(card.cue, own, others),
        stage.language,
        THROWN_IN if part.put_in else SMALL[part.length],
        (" ".join(mine), *mine),
        stage.scripts,
    )
    return Judging(brief, rules, stage.echo, stage.voices, cut=part.length is not Length.RETORT)


def _variables(stage: Stage, part: Part, memory: int | None) -> dict[str, Any]:
    card = stage.cards[part.speaker]
    known = _told(stage, part, memory)
    return {
        "title": stage.title,
        "setting": stage.setting,
        "cast": [_person(c, stage.model.profile.brief) for c in stage.cards.values()],
        "acts": part.acts,
        "last": part.last,
        "happened": part.happened,
        "who": card.cue,
        "title_of": card.title,
        "move": part.move.value,
        "length": part.length.value,
        "to": stage.language.listed([stage.cards[who].cue for who in part.to]),
        "on": part.on,
        "they": card.pronouns,
        "direction": part.direction,
        "holds": part.holds,
        "memory": known,
        "notes": [
            *sentences(" ".join(f"{part.say} {part.holds}".split()), stage.language),
            *([" ".join(known.split())] if known else []),
        ],
        "lore": [" ".join(text.split()) for text in part.lore],
        "wants": part.wants,
        "wont": part.wont,
        "view": part.view,
        "cause": part.cause,
        "because": part.because,
        "opening": _opening(stage, part),
    }  # fmt: skip


def _person(card: Card, brief: bool) -> dict[str, str]:
    return {
        "cue": card.cue,
        "name": card.name,
        "title": card.title,
        "principle": card.stance.principle,
        "notes": "" if brief else card.voice.notes,
        "exemplar": card.voice.exemplars[0],
    }


def _opening(stage: Stage, part: Part) -> str:
    """The words a speech is made to begin with: where it was planned, the name of one it turns to.

    Only what a model can be made to go on with is ever put before its words.
    """
    goes_on = stage.model.profile.prefill or stage.model.style == "script"
    if not part.named or len(part.to) != 1 or not goes_on:
        return ""
    return f"{stage.cards[part.to[0]].cue},"


def whole(stage: Stage, part: Part, number: int, reply: Reply) -> list[str]:
    """The speeches of a reply, each with the words that it was made to begin with."""
    opening = _opening(stage, part)
    return [_joined(opening, choice.text) for choice in reply.choices]


def _joined(opening: str, text: str) -> str:
    """The whole speech; some servers send the given words back, others do not."""
    text = text.strip()
    return (
        text
        if not opening or text.startswith(opening) or opening in text[:40]
        else f"{opening} {text}"
    )


def _memory_for(number: int, part: Part) -> int | None:
    """The best memory in the first round; then none, where there is something else to say."""
    if not part.memories or (number and (part.say or part.holds)):
        return None
    return min(number, len(part.memories) - 1)


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
    for mild in _MENDED:
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
