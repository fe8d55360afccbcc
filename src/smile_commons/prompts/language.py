"""What belongs to one language: its small words, pronouns, numbers and phrases, as data.

They stand beside the templates, in ``prompts/<language>/words.yaml``. Where a language has no such
folder only what is the same in all of them is counted with.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache

from smile_commons.errors import WorldError
from smile_commons.prompts.script import parted, tells, words
from smile_commons.prompts.sources import ENGLISH, lineage
from smile_commons.prompts.words_file import (
    Phrases,
    RememberedWords,
    Telling,
    WordsFile,
    mistakes,
    phrases,
)
from smile_commons.world.find import shipped_world
from smile_commons.world.load import WORDS_FILE
from smile_commons.world.safe_yaml import parse_yaml
from smile_commons.world.validate import validate

__all__ = ["Language", "sentences", "stems", "words"]

_PREFIX = 5
"""Letters of a word that stand for it where no endings are known: what changes is behind them."""


@dataclass(frozen=True, eq=False)
class Language:
    """A language as the choice among takes needs it; compared by identity."""

    code: str
    first: frozenset[str] = frozenset()
    """Words that mean the speaker."""
    second: frozenset[str] = frozenset()
    """Words that mean whoever is spoken to."""
    third: frozenset[str] = frozenset()
    """Words that mean somebody else."""
    denying: frozenset[str] = frozenset()
    """Words that turn what is said into its contrary."""
    pointing: frozenset[str] = frozenset()
    """Words that point back to what was named before."""
    owning: frozenset[str] = frozenset()
    """Of all these, those that say whose something is."""
    subject_first: bool = False
    """Whether a sentence names who, and before what they do."""
    pronouns: Mapping[str, frozenset[str]] = field(default_factory=dict[str, frozenset[str]])
    """The third person by the pronoun that a card names."""
    common: frozenset[str] = frozenset()
    endings: tuple[str, ...] = ()
    abbreviation: Phrases | None = None
    titles: frozenset[str] = frozenset()
    capitals: bool = False
    """Whether capitals inside sentences mean names."""
    values: Mapping[str, int] = field(default_factory=dict[str, int])
    """Numbers by word."""
    scales: Mapping[str, int] = field(default_factory=dict[str, int])
    joins: frozenset[str] = frozenset()
    """Words between the parts of a number."""
    refusal: Phrases | None = None
    stage: Phrases | None = None
    stock: Phrases | None = None
    named_oneself: frozenset[str] = frozenset()
    goal: Telling | None = None
    red_line: Telling | None = None
    """Words before one's own name that make it no narration; none: no narration is looked for."""
    thousands: str = ""
    """The mark between groups of three digits."""
    joined_by: str = ""
    says_nothing: str = "{who} …"
    remembered: RememberedWords = field(default_factory=RememberedWords)
    whether: str = "{article}"
    tokens_a_word: float = 3.0

    def as_own_goal(self, line: str) -> str:
        """A goal on a card as its owner says it; empty where this language has no rule for it."""
        return self._as_own(line, self.goal)

    def as_own_red_line(self, line: str) -> str:
        """What somebody will not do as they say it; empty where there is no rule for it."""
        return self._as_own(line, self.red_line)

    def _as_own(self, line: str, rule: Telling | None) -> str:
        said = rule.told(line) if rule else ""
        return "" if self.third & set(words(said)) else said

    def stem(self, word: str) -> str:
        """A word without its commonest endings; enough to match `signed` with `signing`.

        Where no endings are known it is the beginning of the word.
        """
        return _stem(word, self.endings) if self.endings else word[:_PREFIX]

    def silence(self, who: str) -> str:
        """What the narrator tells of somebody who says nothing."""
        return self.says_nothing.replace("{who}", who)

    def matter(self, article: str) -> str:
        """What a speech about an article is about."""
        bare = article.rstrip(".。")
        lowered = bare[:1].lower() + bare[1:]
        return self.whether.replace("{article}", bare).replace("{lowered}", lowered)

    def listed(self, names: Sequence[str]) -> str:
        """Names in a row."""
        if len(names) < 2 or not self.joined_by:
            return ", ".join(names)
        return f"{', '.join(names[:-1])} {self.joined_by} {names[-1]}"


NEUTRAL = Language("")
"""Nothing that belongs to one language."""


@lru_cache(maxsize=16_384)
def _stem(word: str, endings: tuple[str, ...]) -> str:
    for ending in endings:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


@lru_cache(maxsize=1024)
def stems(text: str, language: Language) -> frozenset[str]:
    """The stems of the words that say what a text is about."""
    return frozenset(
        language.stem(word) for word in words(text) if word not in language.common and tells(word)
    )


@lru_cache(maxsize=1024)
def sentences(text: str, language: Language = NEUTRAL) -> tuple[str, ...]:
    """The sentences of a speech, in order."""
    parts: list[str] = []
    for part in parted(text):
        if parts and language.abbreviation and language.abbreviation.search(parts[-1]):
            parts[-1] = f"{parts[-1]} {part}"
        else:
            parts.append(part)
    return tuple(parts)


def english() -> Language:
    """The language that everything ships in."""
    return _shipped(ENGLISH) or NEUTRAL


@cache
def _shipped(code: str) -> Language | None:
    path = shipped_world() / "prompts" / code / WORDS_FILE
    if not path.is_file():
        return None
    return read_language(path.read_text("utf-8"), f"prompts/{code}/{WORDS_FILE}")


def language_from(texts: Mapping[str, str], code: str) -> Language:
    """The language of a world: by its own words, by those that ship, or neutral.

    Args:
        texts: of the world's ``words.yaml``, by language.
        code: of the world's language.

    Raises:
        WorldError: the world's own are not what they have to be.
    """
    for one in lineage(code):
        if one in texts:
            return _read_once(texts[one], f"prompts/{one}/{WORDS_FILE}")
        if shipped := _shipped(one):
            return shipped
    return NEUTRAL


@lru_cache(maxsize=16)  # languages are compared by identity
def _read_once(text: str, name: str) -> Language:
    return read_language(text, name)


def read_language(text: str, name: str) -> Language:
    """A language from the text of its ``words.yaml``.

    Args:
        text: of the file.
        name: of the file, for messages.

    Raises:
        WorldError: it is not what it has to be; with file, line and field.
    """
    document = parse_yaml(text, name)
    found, problems = validate(document, WordsFile)
    if found is not None:
        problems += mistakes(document, found)
    if found is None or problems:
        raise WorldError(problems)
    try:
        return language_of(found)
    except ValueError as error:  # each pattern is right, but all of them are too many
        raise WorldError([document.problem((), str(error))]) from error


def language_of(file: WordsFile) -> Language:
    """What a checked file says, ready to be counted with."""
    units, tens = file.numbers.units.split(), file.numbers.tens.split()
    values = {word: value for value, word in enumerate(units)}
    values |= {word: 10 * value for value, word in enumerate(tens, start=2)}
    values |= file.numbers.others
    return Language(
        code=file.language,
        first=frozenset(file.first_person),
        second=frozenset(file.second_person),
        third=frozenset(file.third_person.split()).union(*file.pronouns.values()),
        pronouns={name: frozenset(forms) for name, forms in file.pronouns.items()},
        denying=frozenset(file.denying.split()),
        pointing=frozenset(file.pointing.split()),
        owning=frozenset(file.owning),
        subject_first=file.subject_first,
        common=frozenset(file.common.split()),
        endings=file.endings,
        abbreviation=phrases([f"{re.escape(one)}\\.$" for one in file.abbreviations], exact=True),
        titles=frozenset(file.titles),
        capitals=file.capitals_are_names,
        values=values,
        scales=file.numbers.scales,
        joins=frozenset(file.numbers.and_),
        refusal=phrases(file.refusals),
        stage=phrases(file.stage),
        stock=phrases(file.stock),
        named_oneself=frozenset(file.named_oneself),
        goal=file.goal,
        red_line=file.red_line,
        thousands=file.numbers.thousands,
        joined_by=file.joined_by,
        says_nothing=file.says_nothing,
        remembered=file.remembered,
        whether=file.whether,
        tokens_a_word=file.tokens_a_word,
    )
