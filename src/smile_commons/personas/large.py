"""A speech by a strong model: all that is known of the speaker, whole lines, the model's choice.

Beside ``speech`` (the small craft) nothing is cut, glued or begun for the model, and no rule about
words decides: faults drop a take, alarms warn, and what is left is chosen among in pairs. A model
that is asked which of two texts is better leans to one of the places; so each pair is shown both
ways round, and only where both readings name the same take has it won.
"""

import asyncio
import re
from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any

from smile_commons.models.reply import Choice, Reply, Usage
from smile_commons.models.request import Request, conversation
from smile_commons.personas.faults import Rules, fault
from smile_commons.personas.fidelity import Notes
from smile_commons.personas.lengths import LARGE, Bounds, Length
from smile_commons.personas.ranking import Brief, alarms
from smile_commons.personas.speech import (
    Part,
    Speech,
    Stage,
    answered,
    broken_off,
    last_resort,
    names_of,
    scene_of,
    subseed,
    withheld,
)
from smile_commons.personas.spoken import read_answer, spoken
from smile_commons.personas.takes import Judging
from smile_commons.prompts.language import sentences, words
from smile_commons.transcript import Take
from smile_commons.world.card import Card
from smile_commons.world.dialogue import Move

TEMPLATE = "speech_large.j2"
ROUNDS = 2
"""How often takes are asked for when none can be spoken."""
TOKENS_A_WORD = 3
"""So much room that a line in any language comes to its end."""
BESIDE = 250
"""Tokens for what stands beside the lines of an answer."""
MOST = LARGE[Length.SPEECH].most
"""Words of any speech, whatever its class: more than these is too long."""
CHOICE = "choose.j2"
MOST_COMPARED = 4
"""Takes that meet in pairs at most, three of them at the usual number."""
_TOKENS = 16
"""For one letter; endpoints refuse to write less."""
_LETTER = re.compile(r"(?<![^\W_])[AB](?![^\W_])")


async def speak(stage: Stage, part: Part) -> Speech:
    """Asks for takes, twice if none of the first can be spoken; the model chooses among them.

    Raises:
        ModelError: the model failed.
    """
    takes: list[Take] = []
    minds: list[str | None] = []  # with each take, what was said to be behind it
    usage, at = Usage(), ""
    for number in range(ROUNDS):
        request, judging = asked(stage, part, number)
        reply = await stage.model.complete(request)
        usage, at = usage + reply.usage, reply.at
        kept = [gone for choice in reply.choices if (gone := withheld(choice))]
        found = _read(stage, part, number, [one for one in reply.choices if not withheld(one)])
        takes += [*(_judged(text, judging) for text, _ in found), *kept]
        minds += [*(mind for _, mind in found), *(None for _ in kept)]
        if not all(take.dropped for take in takes):
            break
    else:
        speech = last_resort(takes, usage, at, stage.language)
        place = next((n for n, take in enumerate(speech.takes) if take.chosen), None)
        return replace(speech, mind=None if place is None else minds[place])
    ranked, spent, last = await _choose(stage, part, takes)
    place = next(n for n, take in enumerate(ranked) if take.chosen)
    text = broken_off(ranked[place].text, part, stage.language)
    ranked[place] = replace(ranked[place], text=text)
    memory = 0 if part.memories else None
    return Speech(text, tuple(ranked), memory, usage + spent, last or at, minds[place])


def asked(
    stage: Stage, part: Part, number: int, memory: int | None = None
) -> tuple[Request, Judging]:
    """What a model is asked for one round of takes, and by what they are judged.

    Args:
        stage: what all speeches share.
        part: what the speech is given.
        number: of the round, from 0.
        memory: makes no difference: all are given.

    Raises:
        InputError: the template is not what it has to be.
    """
    as_list = _as_list(stage, number)
    text = stage.prompts.render(TEMPLATE, **_variables(stage, part, stage.takes if as_list else 1))
    purpose = f"speak/{part.place}" + (f"/{number}" if number else "")
    profile = stage.model.profile
    lines = stage.takes if as_list else 1
    request = Request(
        purpose=purpose,
        messages=conversation(text, TEMPLATE),
        n=1 if as_list else stage.takes,
        max_tokens=BESIDE + lines * LARGE[part.length].most * TOKENS_A_WORD,
        temperature=stage.temperature or profile.temperature,
        top_p=profile.top_p,
        seed=subseed(stage.seed, purpose),
    )
    return request, _judging(stage, part)


def whole(stage: Stage, part: Part, number: int, reply: Reply) -> list[str]:
    """The speeches of a reply, as they would be spoken."""
    return [text for text, _ in _read(stage, part, number, reply.choices)]


def _as_list(stage: Stage, number: int) -> bool:
    """Whether all takes are asked for in one answer, where a model varies them knowingly.

    A model on this machine makes several answers at once of a prompt that it reads once, so there
    they are asked for as such; and so is whatever comes after a list that was no good.
    """
    return stage.takes > 1 and number == 0 and stage.model.digest is None


def _read(
    stage: Stage, part: Part, number: int, choices: Sequence[Choice]
) -> list[tuple[str, str | None]]:
    """The lines of all answers, each with what is behind it."""
    wanted = stage.takes if _as_list(stage, number) else 1
    own, others = _labels(stage, part.speaker)
    found: list[tuple[str, str | None]] = []
    for choice in choices:
        answer = read_answer(choice.text, wanted)
        for place, line in enumerate(answer.lines, start=1):
            whole = choice.finish != "length" or place < len(answer.lines)
            found.append((spoken(line, own, others, whole=whole), answer.mind))
    return found


def _judged(text: str, judging: Judging) -> Take:
    found = fault(text, judging.rules, judging.echo)
    if found is not None:
        return Take(text=text, dropped=found)
    return Take(text=text, why=alarms(text, judging.brief, judging.echo))


def _labels(stage: Stage, speaker: str) -> tuple[frozenset[str], frozenset[str]]:
    """What may stand before the speaker's own lines, and before those of others."""
    labels = {
        who: {name.lower() for name in (card.cue, card.name, *card.name.split())}
        for who, card in stage.cards.items()
    }
    own = frozenset(labels.pop(speaker))
    return own, frozenset[str]().union(*labels.values()) - own


def _judging(stage: Stage, part: Part) -> Judging:
    say = sentences(part.say, stage.language)
    more = tuple(
        one
        for text in (part.holds, *part.memories)
        for one in sentences(text, stage.language)
    )  # fmt: skip
    names = frozenset(word for c in stage.cards.values() for word in words(f"{c.cue} {c.name}"))
    notes = Notes(say, more, _shown(stage, part), names)
    brief = Brief(
        speaker=part.speaker,
        notes=notes,
        language=stage.language,
        asks=part.move is Move.QUESTION,
    )
    rules = Rules(
        names_of(stage, part.speaker),
        stage.language,
        Bounds(1, MOST),
        (*say, *more, *part.lore),
        stage.scripts,
    )
    return Judging(brief, rules, stage.echo, stage.voices, cut=False)


def _shown(stage: Stage, part: Part) -> str:
    """All that the speaker may know of, besides its notes."""
    card = stage.cards[part.speaker]
    said = (line["text"] for act in part.acts for line in act["lines"])
    scenes = (act["scene"] for act in part.acts)
    about = (stage.setting, part.on, card.biography, card.stance.principle, *card.goals)
    return " ".join((*about, *scenes, *said, *part.lore, *part.happened, part.direction))


def _variables(stage: Stage, part: Part, takes: int) -> dict[str, Any]:
    return {
        **scene_of(stage, part),
        "cast": [{"cue": c.cue, "name": c.name, "title": c.title} for c in stage.cards.values()],
        "card": _card(stage.cards[part.speaker]),
        "views": _views(stage, part),
        "notes": sentences(" ".join(part.say.split()), stage.language),
        "memories": [" ".join(text.split()) for text in part.memories],
        "again": part.again and asdict(part.again),
        "most": LARGE[part.length].most,
        "takes": takes,
    }


def _card(card: Card) -> dict[str, Any]:
    stance, voice = card.stance, card.voice
    return {
        "name": card.name,
        "biography": " ".join(card.biography.split()),
        "principle": stance.principle,
        "framework": stance.framework,
        "values": sorted(stance.values, key=lambda name: -stance.values[name]),
        "red_lines": stance.red_lines,
        "goals": card.goals,
        "notes": voice.notes,
        "exemplars": voice.exemplars,
        "never": voice.never,
    }


def _views(stage: Stage, part: Part) -> list[dict[str, str]]:
    """What the speaker thinks of those it speaks to; of nobody, where it speaks to all."""
    relations = stage.cards[part.speaker].relations
    return [
        {"cue": stage.cards[who].cue, "view": relations[who].view}
        for who in part.to
        if who in relations
    ]


async def _choose(stage: Stage, part: Part, takes: Sequence[Take]) -> tuple[list[Take], Usage, str]:
    """All takes, one chosen of those that have no fault; there is at least one. What the choice
    cost, and when the last reading was done; nothing where none was needed.

    A take with an alarm loses against any without. The rest meet one after the other: whoever wins
    stays, and a draw leaves it to the one that stood there. A take's rank is its wins less its
    losses, or less than any of these where it had an alarm and others had none.

    Raises:
        ModelError: the model failed.
    """
    sound = [place for place, take in enumerate(takes) if take.dropped is None]
    quiet = [place for place in sound if not takes[place].why]
    field = (quiet or sound)[:MOST_COMPARED]
    ranks = dict.fromkeys(field, 0)
    best, usage, at = field[0], Usage(), ""
    for rival in field[1:]:
        replies = await _readings(stage, part, takes, best, rival)
        usage = sum((reply.usage for reply in replies), usage)
        at = max(at, *(reply.at for reply in replies))
        winner = _winner([_letter(reply) for reply in replies], best, rival)
        if winner is not None:
            ranks[winner] += 1
            ranks[rival if winner == best else best] -= 1
            best = winner
    ranked = [
        replace(
            take, rank=float(ranks.get(place, -MOST_COMPARED - len(take.why))), chosen=place == best
        )
        if take.dropped is None
        else take
        for place, take in enumerate(takes)
    ]
    return ranked, usage, at


async def _readings(
    stage: Stage, part: Part, takes: Sequence[Take], one: int, other: int
) -> list[Reply]:
    """The pair read in one order and in the other, both at once."""
    card = stage.cards[part.speaker]
    given: dict[str, Any] = {
        "who": card.cue,
        "name": card.name,
        "title_of": card.title,
        "principle": card.stance.principle,
        "voice": card.voice.notes,
        "last": part.last,
        "notes": sentences(" ".join(part.say.split()), stage.language),
        "direction": part.direction,
    }

    async def read(a: int, b: int) -> Reply:
        purpose = f"choose/{part.place}/{a + 1}-{b + 1}"
        return await answered(
            stage, CHOICE, purpose, max_tokens=_TOKENS, temperature=0.0,
            **given, a=takes[a].text, b=takes[b].text,
        )  # fmt: skip

    return list(await asyncio.gather(read(one, other), read(other, one)))


def _letter(reply: Reply) -> str | None:
    """The letter of an answer; None where it is none, or both."""
    found = set(_LETTER.findall(reply.choices[0].text))
    return found.pop() if len(found) == 1 else None


def _winner(letters: Sequence[str | None], one: int, other: int) -> int | None:
    """Whom both readings name; None: a draw."""
    first = {"A": one, "B": other}.get(letters[0] or "")
    second = {"A": other, "B": one}.get(letters[1] or "")
    return first if first == second else None
