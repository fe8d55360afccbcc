"""The order among takes that could all be spoken: which one a writer would keep.

First whether it says what it was given, and nothing else; then how. Every part lies in [0, 1]; the
rank is their weighted sum, and below a bound a part is an alarm. What each part is worth was
measured by leaving it out: see ``docs/dialogue.md``.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from smile_commons.personas.echo import Echo
from smile_commons.personas.fidelity import Notes, fidelity, made_up, repeated
from smile_commons.personas.persons import exchanged, keys
from smile_commons.personas.voice import Manner, Voices
from smile_commons.prompts.language import Language, sentences, words

WEIGHTS: Mapping[str, float] = {
    "kept": 4.0,
    "lost": -2.0,
    "invented": -3.0,
    "unbound": -2.0,
    "person": -3.0,
    "strange": -2.0,
    "denied": -3.0,
    "gap": -2.0,
    "left": -1.0,
    "order": -1.0,
    "twice": -2.0,
    "repeated": -3.0,
    "verbatim": -0.6,
    "unasked": -2.0,
    "hollow": -1.0,
    "voice": 0.6,
    "manner": 0.6,
}

_ASKS = ("?", "？", "؟")

_FALSE = "lost invented unbound person repeated twice unasked left gap denied order".split()
"""Parts that a take which is true to its notes has none of."""
_KEPT, _STRANGE = 0.8, 0.09
"""What a take must have of its notes, and may have from nowhere, to pass for true."""

VOICE_FIRST: Mapping[str, float] = {**WEIGHTS, "voice": 3.0, "manner": 3.0, "verbatim": -2.0}
"""Where it matters most that nobody else could have said it."""


@dataclass(frozen=True, slots=True)
class Brief:
    """What a speech was asked to do, as far as its takes are ranked by it."""

    speaker: str
    notes: Notes
    language: Language
    asks: bool = False
    """Whether it is to end in a question."""
    breaks_into: str = ""
    """The speech that it is a question thrown into; empty: it is none."""
    opening: str = ""
    """The name that it was made to begin with."""
    manner: Manner | None = None
    """How long the speaker's sentences are."""
    weights: Mapping[str, float] = field(default_factory=lambda: WEIGHTS)


def rank(text: str, brief: Brief, echo: Echo, voices: Voices) -> tuple[float, dict[str, float]]:
    """The rank of a take, the higher the better, and its parts."""
    language = brief.language
    parts = {
        **fidelity(text, brief.notes, language).parts,
        "repeated": repeated(text, echo.said, brief.notes),
        "unasked": float(brief.asks and not asks(text)),
        "hollow": _hollow(text, language) if brief.breaks_into else 0.0,
        "voice": voices.likeness(brief.speaker, text),
        "manner": brief.manner.likeness(text, language) if brief.manner else 0.5,
    }
    return sum(brief.weights[name] * value for name, value in parts.items()), parts


def is_clean(parts: Mapping[str, float]) -> bool:
    """Whether a take with these parts says what it was given, as far as can be told."""
    return (
        parts["kept"] >= _KEPT
        and parts["strange"] <= _STRANGE
        and parts.get("hollow", 0.0) < 1
        and not any(map(parts.get, _FALSE))
    )


def asks(text: str) -> bool:
    """Whether a text ends in a question."""
    return text.rstrip("\"'”’").endswith(_ASKS)


def _hollow(text: str, language: Language) -> float:
    """1 for a question thrown in without a word that means anything: *Of what?* It could stand
    anywhere, so it hits nothing; half for what people do ask back, as *Why not?*
    """
    if language.ask_back is None or keys(text, language):
        return 0.0
    return 0.5 if words(text) in language.ask_back else 1.0


def stock(text: str, language: Language) -> float:
    """How many of the sentences hold a phrase that anybody says anywhere, 0 to 1."""
    parts = sentences(text, language)
    if language.stock is None or not parts:
        return 0.0
    return sum(bool(language.stock.search(part)) for part in parts) / len(parts)


_MOST: Mapping[str, float] = {"invented": 0.0, "person": 0.34, "repeated": 0.34, "stock": 0.5}
"""Of each, the most that is no alarm."""


def alarms(text: str, brief: Brief, echo: Echo) -> dict[str, float]:
    """The alarms of a take, each with its value in (0, 1].

    ``invented``: a number or a name that nobody gave; ``person``: I and you exchanged;
    ``repeated``: runs of words of earlier speeches; ``stock``: phrases that anybody says anywhere.
    """
    notes = brief.notes
    values = {
        "invented": made_up(text, notes, brief.language),
        "person": exchanged(text, (*notes.say, *notes.more), brief.language),
        "repeated": repeated(text, echo.said, notes),
        "stock": stock(text, brief.language),
    }
    return {name: round(value, 3) for name, value in values.items() if value > _MOST[name]}
