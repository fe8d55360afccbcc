"""A speech in another version: another take of it, words by a person, or new takes."""

from collections.abc import Sequence
from dataclasses import replace

from smile_commons.errors import InputError
from smile_commons.models.cleaning import clean
from smile_commons.personas.speech import Speech
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
    usage = {
        name: (event.usage or {}).get(name, 0) + value
        for name, value in (
            ("prompt", speech.usage.prompt),
            ("cached", speech.usage.cached),
            ("completion", speech.usage.completion),
            ("seconds", speech.usage.seconds),
        )
    }
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
