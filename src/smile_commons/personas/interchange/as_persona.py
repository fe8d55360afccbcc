"""A persona made of a foreign card: what the card says, and what it leaves to be proposed."""

import hashlib
import random
import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from pydantic import TypeAdapter, ValidationError

from smile_commons.errors import Problem, WorldError
from smile_commons.memory.macros import Names, fill
from smile_commons.personas.interchange.foreign import OURS, ForeignCard
from smile_commons.world.card import Card, Cue
from smile_commons.world.mending import object_of, problems_of

LONGEST_TEXT, LONGEST_LINE = 4000, 600
EXEMPLARS = 3
"""A persona has at least so many."""
_MOST_EXEMPLARS = 6
_USER = "the visitor"
"""What ``{{user}}`` stands for in a card: nobody in particular is spoken with here."""
_CUE: TypeAdapter[str] = TypeAdapter(Cue)
_TITLES = frozenset("the a an captain dr doctor mr mrs ms miss sir lady lord king queen".split())
_ROLE = re.compile(r"^@@", re.MULTILINE)
_ACTIONS = re.compile(r"\*[^*\n]*\*")
_QUOTED = re.compile(r"[\"“]([^\"“”\n]{12,})[\"”]")
_LABEL = re.compile(r"^\W*[\w .'’-]{1,40}:\s*")
_PRONOUNS = {"she": r"\b(she|her|hers)\b", "he": r"\b(he|him|his)\b", "they": r"\b(they|their)\b"}


@dataclass(frozen=True, slots=True)
class Draft:
    """A persona as far as a card tells it: fields as its file has them."""

    fields: Mapping[str, Any]
    missing: tuple[str, ...]
    """What has to be proposed: `title`, `voice.notes`, `voice.exemplars`, `stance`, `goals`."""
    notes: tuple[str, ...] = ()
    """What was cut, or changed elsewhere."""


def draft_of(card: ForeignCard, id: str) -> Draft:
    """What a card says of a persona; the same card gives the same draft."""
    own, notes = object_of(card.view.extensions.get(OURS)), list[str]()
    if own is not None and "persona" in own:
        try:
            return _of_ours(card, own, id)
        except WorldError as error:
            notes.append(f"the persona that the card carries is broken: {error.problems[0]}")
    cue = cue_of(card)
    names = Names(_line(card.view.nickname or card.view.name) or cue, _USER)
    view = card.view
    biography = _long(_plain(view.description or view.scenario or view.personality, names), notes)
    voice_notes = _cut(_plain(view.personality, names).replace("\n", " "), LONGEST_LINE)
    exemplars = list(_exemplars(card, names, cue))
    fields: dict[str, Any] = {
        "id": id,
        "name": _cut(_line(view.name), LONGEST_LINE) or cue,
        "cue": cue,
        "pronouns": _pronouns(f"{view.description} {view.personality}"),
        "biography": biography or f"{names.char} comes from elsewhere; the card says no more.",
        "voice": {"notes": voice_notes, "exemplars": exemplars},
        "talkativeness": _talkativeness(card),
    }
    missing = ["title", "stance", "goals"]
    missing += ["voice.notes"] if not voice_notes else []
    missing += ["voice.exemplars"] if len(exemplars) < EXEMPLARS else []
    return Draft(fields, tuple(missing), tuple(notes))


def slug_of(name: str) -> str:
    """An id made of a name."""
    ascii_ = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", ascii_).strip("-")[:64].strip("-") or "persona"


def cue_of(card: ForeignCard) -> str:
    """What a persona is called in a scene: the nickname, or the first name."""
    nickname = _line(card.view.nickname)
    if _may_be_cue(nickname):
        return nickname
    words = _line(card.view.name).split()
    if len(words) == 2 and words[0].lower().strip(".") in _TITLES:
        words = [" ".join(words)]
    return next((word for word in words if _may_be_cue(word)), "Persona")


def free_cue(cue: str, name: str, taken: Collection[str]) -> str:
    """Another cue, since that one is taken: the whole name, its last word, or the cue numbered.

    Args:
        cue: the one that somebody else has.
        name: the full name.
        taken: every cue that somebody has, casefolded.
    """
    words = _line(name)
    numbered = (f"{cue[:36].rstrip()} {number}" for number in range(2, 10_000))
    for other in (words, words.split()[-1] if words else "", *numbered):
        if other.casefold() not in taken and _may_be_cue(other):
            return other
    return cue


def _may_be_cue(text: str) -> bool:
    """By the card's own rule: two engines of regular expressions differ on what a letter is."""
    try:
        _CUE.validate_python(text)
    except ValidationError:
        return False
    return True


def digest_of(text: str) -> str:
    """Names a description, to see whether another program changed it."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _of_ours(card: ForeignCard, own: Mapping[str, Any], id: str) -> Draft:
    """The persona that a card of ours carries whole, with what was changed elsewhere."""
    place = f"data.extensions.{OURS}.persona"
    try:
        persona = Card.model_validate({**own["persona"], "id": id})
    except TypeError as error:
        raise WorldError([Problem("the card", None, place, "is no object")]) from error
    except ValidationError as error:
        problems = problems_of(error, "the card")
        named = [replace(problem, field=f"{place}.{problem.field}") for problem in problems]
        raise WorldError(named) from error
    fields, notes = persona.model_dump(mode="json", exclude_defaults=True), list[str]()
    described = own.get("described")
    if described and described != digest_of(card.view.description):
        changed = _long(_plain(card.view.description, Names(persona.cue, _USER)), notes)
        if changed:  # one that was emptied elsewhere says nothing of who they are
            fields["biography"] = changed
            notes.append("the description was changed elsewhere; it is the biography now")
    return Draft(fields, (), tuple(notes))


def _exemplars(card: ForeignCard, names: Names, cue: str) -> Iterator[str]:
    """Speeches of the character: of its examples first, then what its greetings quote."""
    told = list[str]()
    for line in card.view.mes_example.split("\n"):
        who, colon, said = line.partition(":")
        if colon and who.strip().lower() in ("{{char}}", "<bot>", names.char.lower(), cue.lower()):
            told.append(said)
    for greeting in (card.view.first_mes, *card.view.alternate_greetings[:20]):
        told += _QUOTED.findall(greeting)
    seen = set[str]()
    for said in told:
        quoted = " ".join(_QUOTED.findall(said)) or said
        line = _unlabelled(_line(_plain(_ACTIONS.sub(" ", quoted), names)), (names.char, cue))
        if len(line.split()) >= 3 and line not in seen and len(seen) < _MOST_EXEMPLARS:
            seen.add(line)
            whole = line if line[-1] in ".!?…" else f"{line.rstrip(',;:-– ')}."
            yield _cut(whole, LONGEST_LINE)


def _unlabelled(line: str, own: tuple[str, ...]) -> str:
    """A line without the names of speakers before it, however often they stand there."""
    while True:
        rest = _LABEL.sub("", line)
        for name in own:
            rest = re.sub(rf"^\W*{re.escape(name)}\W*:\s*", "", rest, flags=re.IGNORECASE)
        rest = rest.strip("\"“”' ")
        if rest == line:
            return rest
        line = rest


def _talkativeness(card: ForeignCard) -> float:
    """SillyTavern's, which is text as often as it is a number."""
    with suppress(TypeError, ValueError):
        if 0 <= (given := float(card.view.extensions.get("talkativeness", 0.5))) <= 1:
            return given
    return 0.5


def _pronouns(text: str) -> str:
    counts = {one: len(re.findall(sign, text, re.IGNORECASE)) for one, sign in _PRONOUNS.items()}
    most = max(counts, key=lambda one: counts[one])
    return most if counts[most] > 1 else "they"


def _plain(text: str, names: Names) -> str:
    """Text that a world may hold: macros replaced, no control characters, no marks of roles."""
    text = fill(text, names, random.Random(0)).replace("\r\n", "\n").replace("\t", " ")
    text = "".join(c for c in text if c == "\n" or c.isprintable())
    return _ROLE.sub("@", text).strip()


def _line(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _long(text: str, notes: list[str]) -> str:
    if len(text) <= LONGEST_TEXT:
        return text
    notes.append(f"the description has {len(text)} characters; the biography keeps {LONGEST_TEXT}")
    return _cut(text, LONGEST_TEXT)


def _cut(text: str, longest: int) -> str:
    """A text up to that length, at the end of a sentence where there is one."""
    if len(text) <= longest:
        return text
    start = text[:longest]
    end = max(start.rfind(mark) for mark in (". ", "! ", "? ", ".\n"))
    return start[: end + 1] if end > longest // 2 else start.rstrip()
