"""What a director types, read as a direction."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from smile_commons.errors import InputError
from smile_commons.names import known
from smile_commons.runs.directions import Direction, Do
from smile_commons.world.dialogue import Move

HELP: Mapping[str, str] = {
    "(empty), go [N|on]": "go on; N speeches without a question; on to the end",
    "next NAME [MOVE] [to NAMES] [alone] [on TEXT]": "who speaks next, and how",
    "direct TEXT": "a direction for the next speech",
    "whisper NAME TEXT": "something that only this persona is told",
    "narrate TEXT": "a line that everybody there sees happen",
    "note [DEPTH] TEXT, note off": "an author's note in every prompt, so many lines from its end",
    "retake [TEXT]": "more takes of this speech, with a direction if you give one",
    "takes, choose N": "see the takes of this speech; take another",
    "edit TEXT": "your words instead of this speech",
    "undo [N]": "strike this speech, or the last N",
    "sit NAME, stand": "speak for a persona yourself; leave the seat",
    "end": "nobody speaks any more; the last ballots follow",
    "why": "why this persona has the floor",
    "quit": "stop and keep the run",
}
"""The commands, with what they do."""
COMMANDS = ("go next direct whisper narrate note retake takes choose edit undo sit stand end why "
            "quit help").split()  # fmt: skip


@dataclass(frozen=True, slots=True)
class Seen:
    """What the director has before them."""

    cast: Mapping[str, str]
    """Cues by id."""
    present: Sequence[str]
    takes: int | None
    """Of the speech that is looked at; None when there is none."""
    written: int
    """Speeches that can be struck, the one that is looked at included."""


def read_order(line: str, seen: Seen) -> Direction:
    """The direction that a line is; its place in the run is given by the desk.

    Raises:
        InputError: it is none, or cannot be done now; the message says what can be typed.
    """
    word, _, rest = line.strip().partition(" ")
    rest = rest.strip()
    if not word or word == "go":
        return _order("go", number=_count(rest))
    if word in ("retake", "edit") and seen.takes is None:
        raise InputError("no speech is looked at; `undo` goes back to the last one")
    if word in _SAID:
        if not rest and _SAID[word]:
            raise InputError(_SAID[word])
        return _order(cast("Do", word), text=rest)
    if word in ("stand", "end", "quit"):
        return _order(word)
    if word not in _READERS:
        raise InputError(f"{word!r} is not known here; `help` lists what is")
    return _READERS[word](rest, seen)


_SAID: Mapping[str, str] = {
    "direct": "how? direct Colder; she does not forgive him.",
    "narrate": "what happens? narrate A window breaks.",
    "edit": "an edit is the whole speech as it is to be: edit I was there.",
    "retake": "",
}
"""Orders that are a text, with what to say where there is none; a retake may do without."""


def _order(do: Do, **fields: object) -> Direction:
    return Direction(n=0, when="review", turn=0, do=do, **fields)  # pyright: ignore[reportArgumentType]


def _count(text: str) -> int | None:
    if not text:
        return None
    if text == "on":
        return 0
    return _number(text, "go on for how many speeches? go 3, or go on", 1, 100_000)


def _number(text: str, otherwise: str, least: int, most: int) -> int:
    if not text.isdecimal() or not least <= int(text) <= most:
        raise InputError(otherwise)
    return int(text)


def _who(name: str, seen: Seen) -> str:
    """A persona by id or cue, in any case."""
    by_cue = {cue.casefold(): who for who, cue in seen.cast.items()}
    return known(by_cue.get(name.casefold(), name.casefold()), seen.cast, "member of the cast")


def _next(rest: str, seen: Seen) -> Direction:
    head, _, matter = f"{rest} ".partition(" on ")
    if not head.strip():
        raise InputError("who speaks next? next talia, or next talia challenge to ezra on the list")
    who, left = _leading(head.replace(",", " and "), seen)
    move, to, alone = None, list[str](), False
    while left:
        word, _, after = left.partition(" ")
        if word in {one.value for one in Move}:
            move, left = word, after.strip()
        elif word == "alone":
            alone, left = True, after.strip()
        elif after.strip() and (word == "to" or (to and word == "and")):
            heard, left = _leading(after, seen)
            to.append(heard)
        else:
            raise InputError(f"{word!r}: next NAME [MOVE] [to NAMES] [alone] [on TEXT]; moves are "
                             f"{', '.join(one.value for one in Move)}")  # fmt: skip
    if who in to:
        raise InputError(f"{who} would speak to themself")
    if alone and not to:
        raise InputError("alone with whom? next talia to ezra alone")
    return _order("next", who=who, move=move, to=tuple(to), alone=alone, text=matter.strip())


def _leading(text: str, seen: Seen) -> tuple[str, str]:
    """The persona whose name a text begins with, and what is left of it; a cue may have spaces."""
    text = text.strip()
    names = {cue: who for who, cue in seen.cast.items()} | {who: who for who in seen.cast}
    for name in sorted(names, key=len, reverse=True):
        left = text[len(name) :]
        if text.casefold().startswith(name.casefold()) and left[:1] in ("", " ", ":"):
            return known(names[name], seen.present, "persona here"), left.lstrip(" :")
    word, _, left = text.partition(" ")
    return known(word.rstrip(":").casefold(), seen.present, "persona here"), left.strip()


def _whisper(rest: str, seen: Seen) -> Direction:
    who, text = _leading(rest, seen) if rest else ("", "")
    if not text:
        raise InputError("whom, and what? whisper ezra The letter is in your coat.")
    return _order("whisper", who=who, to=(who,), text=text)


def _note(rest: str, seen: Seen) -> Direction:
    if rest == "off":
        return _order("note", text="")
    first, _, text = rest.partition(" ")
    if first.isdecimal() and text.strip():
        return _order("note", number=int(first), text=text.strip())
    if not rest:
        raise InputError("which note? note 2 It has begun to rain. `note off` takes it away")
    return _order("note", number=0, text=rest)


def _choose(rest: str, seen: Seen) -> Direction:
    if not seen.takes:
        raise InputError("no speech with takes is looked at")
    number = _number(rest, f"which take? choose 1 to {seen.takes}", 1, seen.takes)
    return _order("choose", number=number)


def _undo(rest: str, seen: Seen) -> Direction:
    if not seen.written:
        raise InputError("nothing was said yet")
    most = seen.written
    number = _number(rest or "1", f"undo how many speeches? 1 to {most}", 1, most)
    return _order("undo", number=number)


_READERS: Mapping[str, Callable[[str, Seen], Direction]] = {
    "next": _next,
    "whisper": _whisper,
    "note": _note,
    "choose": _choose,
    "undo": _undo,
    "sit": lambda rest, seen: _order("sit", who=_who(rest, seen)),
}
