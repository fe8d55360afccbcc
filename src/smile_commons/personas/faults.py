"""What makes a take unusable: each fault with the name under which it is kept."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from smile_commons.personas.echo import Echo
from smile_commons.personas.lengths import SMALL, Bounds, Length
from smile_commons.prompts.language import Language, sentences, words
from smile_commons.prompts.script import is_over, size
from smile_commons.prompts.words_file import Phrases

REPEATED = 0.25
"""A take of which a larger share of 4-word runs was said before is dropped."""

_STAGE = re.compile(r"[\[\]{}<>*_#|]|^\s*\(|@@")
_LABEL = re.compile(
    r"(?:^|[.!?…\"”]\s+|[。！？」]\s*)([^\W\d_][\w'’.-]*(?: [^\W\d_][\w'’.-]*){0,2})(?::\s|：)"
)
_ALPHABET = {
    "HIRAGANA": "KANA", "KATAKANA": "KANA", "KATAKANA-HIRAGANA": "KANA", "HALFWIDTH": "KANA",
    "IDEOGRAPHIC": "CJK", "FULLWIDTH": "LATIN", "FEMININE": "", "MASCULINE": "", "MICRO": "",
    "MODIFIER": "",
}  # fmt: skip
"""First words of letters' names that are no alphabet's; none: any alphabet may have the letter."""
_GLUED = re.compile(r"[^\W\d_]{3,}[.!?][^\W\d_]{3,}")
"""A sentence that begins in the middle of another's last word."""
_CAPITALS = 4
"""Letters of a word from which on it is shouted, not an abbreviation."""


@dataclass(frozen=True, slots=True)
class Names:
    """Who is who, for telling self-narration and borrowed voices."""

    speaker: str
    """The speaker's cue."""
    own: frozenset[str]
    """Words of the speaker's full name, in lower case."""
    others: frozenset[str]
    """Cues of everybody else, in lower case."""

    @classmethod
    def of(cls, cue: str, name: str, others: Iterable[str], language: Language) -> "Names":
        """Who is who, by cue and full name, titles left out."""
        own = frozenset(words(f"{name} {cue}")) - language.titles
        return cls(cue, own, frozenset(other.lower() for other in others))


@dataclass(frozen=True, slots=True)
class Rules:
    """By what takes of one speech are dropped."""

    names: Names
    language: Language
    bounds: Bounds = SMALL[Length.SPEECH]
    own: tuple[str, ...] = ()
    """The speaker's notes: their words are the speaker's to say."""
    scripts: frozenset[str] = frozenset()
    """Alphabets that the world is written in; none: any may be."""


def fault(text: str, rules: Rules, echo: Echo) -> str | None:
    """Why a take cannot be used; None when it can.

    The names: ``empty``, ``long``, ``cut off``, ``refusal``, ``stage``, ``label``, ``narration``,
    ``script``, ``garbled``, ``copy``, ``repetition``, ``shouted``.
    """
    text = text.replace("’", "'")  # the words of a language are written with straight ones
    count, language = size(text), rules.language
    checks = (
        ("empty", lambda: count == 0),
        ("refusal", lambda: _is_of(language.refusal, text)),
        ("stage", lambda: bool(_STAGE.search(text)) or _is_of(language.stage, text)),
        ("script", lambda: bool(rules.scripts) and not scripts(text) <= rules.scripts),
        ("label", lambda: _has_label(text, rules.names)),
        ("narration", lambda: _narrates(text, rules.names, language)),
        ("garbled", lambda: bool(_GLUED.search(text))),
        ("shouted", lambda: _is_shouted(text)),
        ("cut off", lambda: not is_over(text) or text.count('"') % 2 == 1),
        ("long", lambda: count > rules.bounds.most),
        ("copy", lambda: echo.copies(text, rules.own)),
        ("repetition", lambda: echo.repetition(text, rules.own) > REPEATED),
    )
    return next((name for name, is_so in checks if is_so()), None)


def scripts(text: str) -> frozenset[str]:
    """The alphabets of a text, by the first word of their letters' Unicode names (`LATIN`)."""
    return frozenset(_script(letter) for letter in set(text) if letter.isalpha()) - {""}


@lru_cache(maxsize=4096)
def _script(letter: str) -> str:
    first = unicodedata.name(letter, "").split(" ")[0]
    return _ALPHABET.get(first, first)


def _is_of(pattern: Phrases | None, text: str) -> bool:
    return pattern is not None and pattern.search(text)


def _has_label(text: str, names: Names) -> bool:
    cues = names.others | {names.speaker.lower()} | names.own
    for match in _LABEL.finditer(text):
        label = match.group(1)
        if label.lower() in cues or label.isupper():
            return True
    return False


def _is_shouted(text: str) -> bool:
    """Whether most of its longer words are in capitals."""
    long = [one for one in re.findall(r"[^\W\d_]+", text) if len(one) >= _CAPITALS]
    return len(long) >= 3 and sum(one.isupper() for one in long) > len(long) / 2


def _narrates(text: str, names: Names, language: Language) -> bool:
    """Whether the speaker talks of itself by name: `Ezra looks away`; `I, Ezra` is allowed.

    Where nobody told how a language says the latter, a name may be said.
    """
    if not language.named_oneself:
        return False
    for sentence in sentences(text, language):
        for match in re.finditer(r"[^\W\d_]+", sentence):
            if match.group().lower() not in names.own or not match.group()[0].isupper():
                continue
            before = sentence[: match.start()].lower().rstrip(" ,")
            if before.split()[-1:] and before.split()[-1] in names.own:
                continue  # the second word of a name that was judged at its first
            if not any(f" {before}".endswith(f" {one}") for one in language.named_oneself):
                return True
    return False
