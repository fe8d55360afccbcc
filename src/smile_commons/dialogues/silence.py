"""Why somebody said nothing, and whether anybody spoke at all."""

from collections import Counter
from collections.abc import Iterable, Sequence

from smile_commons.models.faults import shorten
from smile_commons.transcript import Event, Take

_WHAT_TO_DO = {
    "refusal": "the model refuses to play; another one may not",
    "content filter": "a filter of the endpoint lets nothing through; another model may",
    "empty": "the model answers with nothing; `commons model` tells what it is and where it runs",
    "script": "the model writes in an alphabet that the world does not use; name the world's "
    "language (`language` in its commons.toml), or take another model",
    "cut off": "the model is stopped before a sentence is over; one that thinks first needs room",
    "stage": "the model talks of the script; another style (`style` in commons.toml) may help",
    "label": "the model writes others' lines too; another style (`style` in commons.toml) may help",
}
_IN_WORDS = ("refusal", "content filter")
"""Faults of which the first take's own words are told."""
_ELSE = "another model, or another style (`style` in commons.toml), may help"


def is_silence(event: Event) -> bool:
    """Whether a persona had the floor and said nothing."""
    return event.kind == "narration" and event.is_turn and event.by == "agent"


def reason(takes: Sequence[Take]) -> str:
    """Why none of the takes could be spoken: each fault with its number; empty without any."""
    counts = Counter(take.dropped for take in takes if take.dropped)
    return ", ".join(f"{number} {fault}" for fault, number in counts.most_common())


def all_silent(events: Iterable[Event]) -> str | None:
    """What to tell of a play in which no persona spoke; None where one did, or had no turn."""
    turns = [event for event in events if event.is_turn and event.by == "agent"]
    if not turns or any(event.kind == "speech" for event in turns):
        return None
    takes = [take for event in turns for take in event.takes]
    said = reason(takes)
    if not said:
        return f"nobody spoke: in {len(turns)} turns the model gave no take; {_WHAT_TO_DO['empty']}"
    commonest = Counter(take.dropped for take in takes if take.dropped).most_common(1)[0][0]
    advice = _WHAT_TO_DO.get(commonest or "", _ELSE)
    words = next((one.text for one in takes if one.dropped == commonest and one.text.strip()), "")
    shown = f", {shorten(words)!r}" if commonest in _IN_WORDS and words else ""
    return f"nobody spoke: all {len(takes)} takes were dropped ({said}){shown}; {advice}"
