"""A speech: the prompt, the takes asked for, the choice among them."""

import hashlib
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from smile_commons.dialogues.dialogue import Move
from smile_commons.models.conversation import conversation
from smile_commons.models.model import Model
from smile_commons.models.reply import Reply, Usage
from smile_commons.models.request import Request
from smile_commons.personas.card import Card
from smile_commons.personas.echo import Echo
from smile_commons.personas.faults import Names
from smile_commons.personas.ranking import VOICE_FIRST, WEIGHTS, Brief
from smile_commons.personas.roles import Sides
from smile_commons.personas.takes import Judging, judge
from smile_commons.personas.voice import Voices
from smile_commons.personas.words import sentences, words
from smile_commons.prompts.environment import Prompts
from smile_commons.transcript import Take

SPEECH_TOKENS = 46
"""Longer than a good speech of a small model; what runs on is cut at a sentence's end."""

ROUNDS = 4
"""How often new takes are asked for when all were dropped."""

GOOD_ENOUGH = 6.0
"""Rank of a take below which one more round is asked for: one speech in five, or so."""

_MENDED = ("cut off", "repetition", "short", "long")
"""Faults that a take may keep when nothing better came in any round."""


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


@dataclass(frozen=True, slots=True)
class Part:
    """What one speech is given: the floor, the scene as the speaker knows it, what came up."""

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
    """The scenes in the prompt: ``heading``, ``scene``, ``lines`` of ``cue`` and ``text``."""
    last: Mapping[str, str] | None
    """``cue`` and ``words`` of the end of the speech before."""
    direction: str = ""
    lore: tuple[str, ...] = ()
    """What the speaker knows of the things that were named, in the order of the lorebooks."""
    after: int = 0
    """Takes of this speech that were asked for before: new ones are drawn otherwise."""
    voice: bool = False
    """Whether it matters most that nobody else could have said it."""
    manner: tuple[str, ...] = ()
    """Lines that show how the speaker speaks: what they tell does not belong here."""


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


async def speak(stage: Stage, part: Part) -> Speech:
    """Asks for takes until one can be spoken, at most ``ROUNDS`` times.

    Later rounds bring up another memory, or none, and let the model range further. Where the best
    take is poor, one more round is asked for with the same memory; the best of both is spoken.

    Raises:
        ModelError: the model failed.
    """
    takes: list[Take] = []
    usage = Usage()
    at = ""
    best: tuple[float, int, int | None] | None = None
    for number in range(ROUNDS):
        memory = _memory_for(0 if best else number, part)
        reply, judging = await _ask(stage, part, number, memory)
        usage, at = usage + reply.usage, reply.at
        for take in judge(whole(stage, part, number, reply), judging):
            if take.chosen and take.rank is not None and (best is None or take.rank > best[0]):
                best = (take.rank, len(takes), memory)
            takes.append(replace(take, chosen=False))
        if best and (best[0] >= _enough(part) or number):
            break
    if best is None:
        return _last_resort(takes, usage, at)
    _, place, memory = best
    takes[place] = replace(takes[place], chosen=True)
    return Speech(takes[place].text, tuple(takes), memory, usage, at)


def _enough(part: Part) -> float:
    """The rank that is good enough, by the weights that it is made with."""
    more = sum(VOICE_FIRST[name] - WEIGHTS[name] for name in ("voice", "memory"))
    return GOOD_ENOUGH + (more if part.voice else 0.0)


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
    variables = _variables(stage, part, number, memory)
    again = f"/after-{part.after}" if part.after else ""
    purpose = f"speak/{part.turn}{again}" + (f"/{number}" if number else "")
    profile = stage.model.profile
    common: dict[str, Any] = {
        "purpose": purpose,
        "n": stage.takes,
        "max_tokens": SPEECH_TOKENS,
        "temperature": (stage.temperature or profile.temperature) + 0.1 * number,
        "top_p": profile.top_p,
        "seed": subseed(stage.seed, purpose),
        "samplers": dict(profile.samplers),
    }
    if (profile.speech or stage.model.style) == "script":
        text = stage.prompts.render("speech_script.j2", **variables).rstrip()
        request = Request(prompt=text, stop=("\n",), **common)
        given = text
    else:
        given = stage.prompts.render("speech.j2", **variables)
        messages = conversation(given, "speech.j2")
        if not profile.prefill:
            messages = messages[:-1]
        request = Request(messages=messages, stop=("\n",), **common)
    return request, _judging(stage, part, memory, variables, given)


def _judging(
    stage: Stage, part: Part, memory: int | None, variables: Mapping[str, Any], given: str
) -> Judging:
    card = stage.cards[part.speaker]
    others = frozenset(c.cue.lower() for who, c in stage.cards.items() if who != part.speaker)
    own = frozenset(
        w for w in words(f"{card.name} {card.cue}") if w not in {"dr", "mr", "mrs", "ms"}
    )
    known = part.memories[memory] if memory is not None else ""
    brief = Brief(
        speaker=part.speaker,
        move=part.move,
        on=f"{part.on} {part.holds}",
        memory=known,
        last=part.last["words"] if part.last else "",
        addressed=tuple(stage.cards[who].cue for who in part.to),
        known=given,
        told=_told(stage, part, known),
        craft="\n".join((given.rpartition("@@user")[0], *part.manner)),
        sides=Sides(
            card.cue,
            tuple(stage.cards[who].cue for who in part.to),
            tuple((c.cue, c.pronouns) for c in stage.cards.values()),
        ),
        cast=frozenset(w for c in stage.cards.values() for w in words(f"{c.name} {c.cue}")),
        weights=VOICE_FIRST if part.voice else WEIGHTS,
    )
    shown = (part.on, part.holds, known, *part.lore, str(variables["direction"]))
    return Judging(brief, Names(card.cue, own, others), stage.echo, stage.voices, shown)


def _told(stage: Stage, part: Part, memory: str) -> str:
    """What is known of this debate, a line each: the craft's lessons and the cast left out."""
    heard = [line["text"] for act in part.acts for line in act["lines"]]
    scenes = [act["scene"] for act in part.acts]
    return "\n".join([stage.setting, *scenes, *heard, part.on, part.holds, memory])


def _variables(stage: Stage, part: Part, number: int, memory: int | None) -> dict[str, Any]:
    card = stage.cards[part.speaker]
    return {
        "title": stage.title,
        "setting": stage.setting,
        "cast": [_person(c, stage.model.profile.brief) for c in stage.cards.values()],
        "acts": part.acts,
        "last": part.last,
        "who": card.cue,
        "move": part.move.value,
        "to": _names([stage.cards[who].cue for who in part.to]),
        "on": part.on,
        "they": card.pronouns,
        "direction": part.direction,
        "holds": part.holds,
        "memory": part.memories[memory] if memory is not None else "",
        "lore": [" ".join(text.split()) for text in part.lore],
        "opening": _opening(stage, part, number),
    }


def _person(card: Card, brief: bool) -> dict[str, str]:
    return {
        "cue": card.cue,
        "name": card.name,
        "title": card.title,
        "principle": card.stance.principle,
        "notes": "" if brief else card.voice.notes,
        "exemplar": card.voice.exemplars[0],
    }


def _names(cues: Sequence[str]) -> str:
    return " and ".join([", ".join(cues[:-1]), cues[-1]] if len(cues) > 1 else cues)


def _opening(stage: Stage, part: Part, number: int) -> str:
    """The words a speech is made to begin with: now and then the name of whom it turns to."""
    if number > 1 or len(part.to) != 1:
        return ""
    rng = random.Random(f"{stage.seed}/opening/{part.turn}")
    return f"{stage.cards[part.to[0]].cue}," if rng.random() < 0.25 else ""


def whole(stage: Stage, part: Part, number: int, reply: Reply) -> list[str]:
    """The speeches of a reply, each with the words that it was made to begin with."""
    opening = _opening(stage, part, number)
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
    """The first round's memory is the best; then the next best; at last none."""
    if number >= ROUNDS - 1 or not part.memories:
        return None
    return min(number, len(part.memories) - 1)


def _last_resort(takes: Sequence[Take], usage: Usage, at: str) -> Speech:
    """The take with the mildest fault, made a whole sentence; silence if all are worse."""
    for mild in _MENDED:
        for place, take in enumerate(takes):
            if take.dropped == mild and words(take.text):
                text = _whole(take.text)
                kept = list(takes)
                kept[place] = replace(take, text=text, chosen=True)
                return Speech(text, tuple(kept), None, usage, at)
    return Speech(None, tuple(takes), None, usage, at)


def _whole(text: str) -> str:
    parts = sentences(text)
    if len(parts) > 1 and parts[-1][-1] not in ".!?…\"'":
        parts = parts[:-1]
    joined = " ".join(parts).replace('"', "")
    return joined if joined[-1] in ".!?…" else joined.rstrip(",;:- ") + "."
