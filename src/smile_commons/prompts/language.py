"""What belongs to one language: its small words, pronouns, numbers and phrases, as data.

They stand beside the templates, in ``prompts/<language>/words.yaml``. Where a language has no such
folder only what is the same in all of them is counted with.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

from smile_commons.errors import Problem, WorldError
from smile_commons.prompts.sources import ENGLISH
from smile_commons.world.find import shipped_world
from smile_commons.world.safe_yaml import Document, parse_yaml
from smile_commons.world.validate import validate


WORDS_FILE = "words.yaml"

Code = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[a-z0-9]{2,8})*$")]
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_END = re.compile(r"(?<=[.!?…。！？])[\"'”’»«)]*\s+")


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class NumberWords(_Strict):
    """Numbers in words, as far as they can be added up from their parts."""

    units: str = ""
    """From zero on, in order, apart by spaces."""
    tens: str = ""
    """From twenty on, in order."""
    scales: dict[str, int] = {}
    """Words that multiply what stands before them."""
    and_: tuple[str, ...] = ()

    model_config = ConfigDict(
        extra="forbid", frozen=True, alias_generator=lambda name: name.rstrip("_")
    )


class WordsFile(_Strict):
    """One ``words.yaml``; every field but the language may be left out."""

    language: Code
    first_person: tuple[str, ...] = ()
    second_person: tuple[str, ...] = ()
    third_person: str = ""
    """Words that mean somebody else, apart by spaces."""
    owning: tuple[str, ...] = ()
    """Of all these, those that say whose something is."""
    common: str = ""
    """Words that say nothing of what a line is about, apart by spaces."""
    endings: tuple[str, ...] = ()
    """Endings that are cut off words to compare them, the first that fits."""
    abbreviations: tuple[str, ...] = ()
    """After which a full stop ends no sentence."""
    titles: tuple[str, ...] = ()
    capitals_are_names: bool = False
    """Whether a capital inside a sentence means a name, and not any noun."""
    numbers: NumberWords = NumberWords()
    refusals: tuple[str, ...] = ()
    """What an assistant says in the place of a character, as regular expressions."""
    stage: tuple[str, ...] = ()
    """Talk of the script, as regular expressions."""
    named_oneself: tuple[str, ...] = ()
    """Words before one's own name that make it no narration."""
    stock: tuple[str, ...] = ()
    """Phrases that carry a speaker who has nothing to say, as regular expressions."""


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
    owning: frozenset[str] = frozenset()
    """Of all these, those that say whose something is."""
    common: frozenset[str] = frozenset()
    endings: tuple[str, ...] = ()
    abbreviation: re.Pattern[str] | None = None
    titles: frozenset[str] = frozenset()
    capitals: bool = False
    """Whether capitals inside sentences mean names."""
    values: Mapping[str, int] = field(default_factory=dict[str, int])
    """Numbers by word."""
    scales: Mapping[str, int] = field(default_factory=dict[str, int])
    joins: frozenset[str] = frozenset()
    """Words between the parts of a number."""
    refusal: re.Pattern[str] | None = None
    stage: re.Pattern[str] | None = None
    stock: re.Pattern[str] | None = None
    named_oneself: frozenset[str] = frozenset()

    def stem(self, word: str) -> str:
        """A word without its commonest endings; enough to match `signed` with `signing`."""
        return _stem(word, self.endings)


@lru_cache(maxsize=16_384)
def _stem(word: str, endings: tuple[str, ...]) -> str:
    for ending in endings:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


NEUTRAL = Language("")
"""Nothing that belongs to one language."""


@lru_cache(maxsize=1024)  # takes are cut in many ways, and asked about many times
def words(text: str) -> tuple[str, ...]:
    """The words of a text in lower case, with straight apostrophes."""
    return tuple(_WORD.findall(text.lower().replace("’", "'")))


@lru_cache(maxsize=1024)
def stems(text: str, language: Language) -> frozenset[str]:
    """The stems of the words that say what a text is about."""
    return frozenset(
        language.stem(word)
        for word in words(text)
        if word not in language.common and (len(word) > 2 or word.isdigit())
    )


@lru_cache(maxsize=1024)
def sentences(text: str, language: Language = NEUTRAL) -> tuple[str, ...]:
    """The sentences of a speech, in order."""
    parts: list[str] = []
    for part in _END.split(text.strip()):
        if parts and language.abbreviation and language.abbreviation.search(parts[-1]):
            parts[-1] = f"{parts[-1]} {part}"
        elif part:
            parts.append(part)
    return tuple(parts)


@cache
def english() -> Language:
    """The language that ships."""
    path = shipped_world() / "prompts" / ENGLISH / WORDS_FILE
    return read_language(path.read_text("utf-8"), f"prompts/{ENGLISH}/{WORDS_FILE}")


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
        problems += _bad_patterns(document, found)
    if found is None or problems:
        raise WorldError(problems)
    return language_of(found)


def language_of(file: WordsFile) -> Language:
    """What a checked file says, ready to be counted with."""
    units, tens = file.numbers.units.split(), file.numbers.tens.split()
    values = {word: value for value, word in enumerate(units)}
    values |= {word: 10 * value for value, word in enumerate(tens, start=2)}
    return Language(
        code=file.language,
        first=frozenset(file.first_person),
        second=frozenset(file.second_person),
        third=frozenset(file.third_person.split()),
        owning=frozenset(file.owning),
        common=frozenset(file.common.split()),
        endings=file.endings,
        abbreviation=_pattern(r"\b(?:%s)\.$", [re.escape(one) for one in file.abbreviations], 0),
        titles=frozenset(file.titles),
        capitals=file.capitals_are_names,
        values=values,
        scales=file.numbers.scales,
        joins=frozenset(file.numbers.and_),
        refusal=_pattern(r"\b(?:%s)", file.refusals),
        stage=_pattern(r"\b(?:%s)", file.stage),
        stock=_pattern("%s", file.stock),
        named_oneself=frozenset(file.named_oneself),
    )


def _bad_patterns(document: Document, file: WordsFile) -> Iterator[Problem]:
    for field_name in ("refusals", "stage", "stock"):
        for place, one in enumerate(getattr(file, field_name)):
            try:
                re.compile(one)
            except re.error as error:
                yield document.problem((field_name, place), f"no regular expression: {error}")


def _pattern(
    frame: str, parts: Sequence[str], flags: int = re.IGNORECASE
) -> re.Pattern[str] | None:
    return re.compile(frame % "|".join(parts), flags) if parts else None
