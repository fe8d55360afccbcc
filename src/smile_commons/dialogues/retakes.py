"""A speech in another version: another take of it, words by a person, new takes, or the one
nearest to the speaker's own voice.
"""

from collections.abc import Sequence
from dataclasses import asdict, replace

from smile_commons.dialogues.context import Context
from smile_commons.errors import InputError
from smile_commons.models.cleaning import clean
from smile_commons.personas.speech import Part, Speech
from smile_commons.transcript import Event, Take


def with_take(event: Event, number: int, speaker: str) -> Event:
    """The speech with another of its takes.

    Args:
        event: what was said.
        number: of the take, from 1.
        speaker: who speaks; the event does not say where the persona was silent.

    Raises:
        InputError: there is no such take, or it has no words.
    """
    if not 1 <= number <= len(event.takes):
        raise InputError(
            f"turn {event.turn} has no take {number}: "
            f"{f'they are numbered 1 to {len(event.takes)}' if event.takes else 'it has none'}"
        )
    take = event.takes[number - 1]
    if not take.text.strip():
        raise InputError(f"take {number} of turn {event.turn} is empty")
    takes = tuple(
        replace(one, chosen=place == number) for place, one in enumerate(event.takes, start=1)
    )
    return replace(
        event, kind="speech", speaker=speaker, text=take.text, takes=takes, by=take.by or "agent"
    )


def with_words(event: Event, text: str, speaker: str) -> Event:
    """The speech in a person's words, which are kept as one take more.

    Raises:
        InputError: there are no words.
    """
    text = " ".join(clean(text).split())
    if not text:
        raise InputError("an edit holds the whole speech as it is to be; it is empty")
    takes = [*_unchosen(_takes(event)), Take(text=text, chosen=True, by="human")]
    return replace(event, kind="speech", speaker=speaker, text=text, takes=tuple(takes), by="human")


def with_new_takes(event: Event, speech: Speech, speaker: str, direction: str) -> Event:
    """The speech after more takes were asked for; the old ones stand before them.

    If none of the new ones can be spoken, what was said stays, and they are kept with their faults.
    """
    before = event.usage or {}
    usage = {name: before.get(name, 0) + value for name, value in cost_of(speech).items()}
    old = _takes(event)
    if speech.text is None:
        return replace(event, takes=(*old, *speech.takes), usage=usage)
    return replace(
        event,
        kind="speech",
        speaker=speaker,
        text=speech.text,
        takes=(*_unchosen(old), *speech.takes),
        by="agent",
        usage=usage,
        direction=direction or event.direction,
        at=speech.at,
        mind=speech.mind,
    )


def cost_of(speech: Speech) -> dict[str, float]:
    """What a speech took, as its event has it."""
    return {name: value for name, value in asdict(speech.usage).items() if name != "calls"}


def taker(event: Event, cues: dict[str, str]) -> str:
    """Who took the turn; a silence names them in its text alone."""
    if event.speaker:
        return event.speaker
    return next((who for who, cue in cues.items() if event.text.startswith(f"{cue} ")), "")


def _takes(event: Event) -> tuple[Take, ...]:
    """The takes of a speech; words of a person that were no take yet are one."""
    if event.takes or event.kind != "speech":
        return event.takes
    return (Take(text=event.text, chosen=True, by=event.by),)


def _unchosen(takes: Sequence[Take]) -> list[Take]:
    return [replace(take, chosen=False) for take in takes]


EXEMPLARS = 2
"""Lines of the card that are shown, those nearest to the matter first."""


def in_own_voice(context: Context, part: Part, old: Event) -> Part:
    """What the speech is given: how its persona speaks, and what was remembered for it before.

    Args:
        context: of the run.
        part: what the speech would be given as things stand.
        old: the speech that is to be given anew; what came up first for it is kept, and nothing
            else is brought up instead.
    """
    card = context.stage.cards[part.speaker]
    manner = nearest(context, card.voice.exemplars, f"{part.on} {old.text}")
    direction = context.stage.prompts.render(
        "voice.j2",
        who=card.cue,
        they=card.pronouns,
        notes=" ".join(card.voice.notes.split()),
        exemplars=manner,
    ).strip()
    kept = next((one.text for one in old.memories if not one.because), None)
    return replace(
        part,
        direction=" ".join(one for one in (part.direction, direction) if one),
        memories=part.memories if kept is None else (kept,),
        voice=True,
        manner=tuple(manner),
    )


def nearest(context: Context, lines: tuple[str, ...], matter: str) -> list[str]:
    """Those of some lines that are most about a matter, the nearest last: it weighs the most."""
    if not lines:
        return []
    about, *vectors = context.embed([matter, *lines])
    order = sorted(range(len(lines)), key=lambda place: -float(about @ vectors[place]))
    return [" ".join(lines[place].split()) for place in reversed(order[:EXEMPLARS])]
