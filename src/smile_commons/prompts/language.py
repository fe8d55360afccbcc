"""What belongs to one language: its small words, pronouns, numbers and phrases, as data.

They stand beside the templates, in ``prompts/<language>/words.yaml``. Where a language has no such
folder only what is the same in all of them is counted with.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, cached_property, lru_cache

from pydantic import Field

from smile_commons.errors import Problem, WorldError
from smile_commons.prompts.script import parted, tells, words
from smile_commons.prompts.sources import ENGLISH, lineage
from smile_commons.prompts.text_cache import text_cache
from smile_commons.prompts.words_file import (
    Code,
    Listed,
    NumberWords,
    Phrases,
    RememberedWords,
    Spaced,
    Strict,
    Telling,
    compiled,
    phrases,
)
from smile_commons.world.find import shipped_world
from smile_commons.world.load import WORDS_FILE
from smile_commons.world.safe_yaml import Document, parse_yaml
from smile_commons.world.validate import validate

__all__ = ["Language", "sentences", "stems", "words"]

_PREFIX = 5
"""Letters of a word that stand for it where no endings are known: what changes is behind them."""
_NONE = frozenset[str]()


class Language(Strict):
    """One ``words.yaml``, where every field but the language may be left out.

    Compared by identity.
    """

    code: Code = Field(alias="language")
    first: Listed = Field(default=_NONE, alias="first_person")
    """Words that mean the speaker."""
    second: Listed = Field(default=_NONE, alias="second_person")
    """Words that mean whoever is spoken to."""
    others: Spaced = Field(default=_NONE, alias="third_person")
    """Words that mean somebody else."""
    pronouns: dict[str, Listed] = Field(default_factory=dict[str, Listed])
    """More of these, by the pronoun that a card names."""
    whom: tuple[Listed, ...] = ()
    """Further words for people and things; those of one list mean the same, of two never."""
    joining: Listed = _NONE
    """Words that join a sentence to the one before and say nothing themselves."""
    binding: Spaced = _NONE
    """Words without which two parts of a sentence say something else: *as*, *unless*."""
    indefinite: Listed = _NONE
    """Articles of what was not spoken of before."""
    definite: Listed = _NONE
    """Articles of what is known."""
    denying: Spaced = _NONE
    """Words that turn what is said into its contrary."""
    supposing: Spaced = _NONE
    """Words that make what is said a wish, a duty or a guess: *should*, *might*."""
    asked_back: tuple[str, ...] = Field(default=(), alias="ask_back")
    """Questions without a word of meaning that people do throw in; none: any passes."""
    linking: Spaced = _NONE
    """Prepositions: from the last of them on a speech can be asked back."""
    pointing: Spaced = _NONE
    """Words that point back to what was named before."""
    owning: Listed = _NONE
    """Of all these, those that say whose something is."""
    subject_first: bool = False
    """Whether a sentence names who, and before what they do; elsewhere who may be left out."""
    common: Spaced = _NONE
    """Words that say nothing of what a line is about."""
    endings: tuple[str, ...] = ()
    """Endings that are cut off words to compare them, the first that fits."""
    abbreviations: tuple[str, ...] = ()
    """After which a full stop ends no sentence."""
    titles: Listed = _NONE
    capitals: bool = Field(default=False, alias="capitals_are_names")
    """Whether a capital inside a sentence means a name, and not any noun."""
    numbers: NumberWords = NumberWords()
    refusals: tuple[str, ...] = ()
    """What an assistant says in the place of a character, as regular expressions."""
    of_stage: tuple[str, ...] = Field(default=(), alias="stage")
    """Talk of the script, as regular expressions."""
    named_oneself: Listed = _NONE
    """Words before one's own name that make it no narration; none: no narration is looked for."""
    of_stock: tuple[str, ...] = Field(default=(), alias="stock")
    """Phrases that carry a speaker who has nothing to say, as regular expressions."""
    goal: Telling | None = None
    """How a goal on a card is said by its owner."""
    red_line: Telling | None = None
    """How what somebody will not do is said by themself."""
    joined_by: str = ""
    """Stands before the last of several names."""
    says_nothing: str = "{who} …"
    """What the narrator tells of somebody who stays silent."""
    remembered: RememberedWords = RememberedWords()
    """How a speech is remembered by those who heard it."""
    whether: str = "{article}"
    """What a speech about an article is about; ``{lowered}``: with a small letter first."""
    tokens_a_word: float = Field(default=3.0, ge=1, le=8)
    """Tokens that a model may need for a word."""

    def __eq__(self, other: object) -> bool:
        return self is other

    def __hash__(self) -> int:
        return id(self)

    @cached_property
    def third(self) -> frozenset[str]:
        """Words that mean somebody else, pronouns included."""
        return self.others.union(*self.pronouns.values())

    @cached_property
    def values(self) -> Mapping[str, int]:
        """Numbers by word."""
        return self.numbers.values()

    @property
    def scales(self) -> Mapping[str, int]:
        """Words that multiply the number before them."""
        return self.numbers.scales

    @cached_property
    def numerals(self) -> frozenset[str]:
        """Words that are numbers, or multiply one."""
        return frozenset((*self.values, *self.scales))

    @property
    def joins(self) -> tuple[str, ...]:
        """Words between the parts of a number."""
        return self.numbers.and_

    @property
    def thousands(self) -> str:
        """The mark between groups of three digits."""
        return self.numbers.thousands

    @cached_property
    def ask_back(self) -> frozenset[tuple[str, ...]] | None:
        """Questions that people throw in, word by word; None where the language lists none."""
        return frozenset(map(words, self.asked_back)) or None

    @cached_property
    def abbreviation(self) -> Phrases | None:
        """What ends a text after which no sentence ends."""
        return phrases([f"{re.escape(one)}\\.$" for one in self.abbreviations], exact=True)

    @cached_property
    def refusal(self) -> Phrases | None:
        """What an assistant says in the place of a character."""
        return phrases(self.refusals)

    @cached_property
    def stage(self) -> Phrases | None:
        """Talk of the script."""
        return phrases(self.of_stage)

    @cached_property
    def stock(self) -> Phrases | None:
        """Phrases that carry a speaker who has nothing to say."""
        return phrases(self.of_stock)

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


NEUTRAL = Language.model_construct(code="")
"""Nothing that belongs to one language."""


@lru_cache(maxsize=16_384)
def _stem(word: str, endings: tuple[str, ...]) -> str:
    for ending in endings:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


@text_cache(4096)
def stems(text: str, language: Language) -> frozenset[str]:
    """The stems of the words that say what a text is about."""
    return frozenset(
        language.stem(word) for word in words(text) if word not in language.common and tells(word)
    )


@text_cache(4096)
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
            return read_language(texts[one], f"prompts/{one}/{WORDS_FILE}")
        if shipped := _shipped(one):
            return shipped
    return NEUTRAL


@lru_cache(maxsize=16)  # languages are compared by identity
def read_language(text: str, name: str) -> Language:
    """A language from the text of its ``words.yaml``.

    Args:
        text: of the file.
        name: of the file, for messages.

    Raises:
        WorldError: it is not what it has to be; with file, line and field.
    """
    document = parse_yaml(text, name)
    found, problems = validate(document, Language)
    if found is not None:
        problems += _mistakes(document, found)
    if found is None or problems:
        raise WorldError(problems)
    return found


def _mistakes(document: Document, language: Language) -> Iterator[Problem]:
    """What is wrong with the texts of a file whose fields are right: patterns and blanks."""
    patterns = [
        ((name, place), one)
        for name in ("refusals", "stage", "stock")
        for place, one in enumerate(document.data.get(name, ()))
    ]
    rules = {"goal": language.goal, "red_line": language.red_line}
    patterns += [((name, "begins"), rule.begins) for name, rule in rules.items() if rule]
    wrong = False
    for place, pattern in patterns:
        try:
            compiled(pattern)
        except ValueError as error:
            wrong = True
            yield document.problem(place, f"no regular expression: {error}")
    try:
        _ = None if wrong else (language.refusal, language.stage, language.stock)
    except ValueError as error:  # each pattern is right, but all of them are too many
        yield document.problem((), str(error))
    for name, text, known in (
        ("says_nothing", language.says_nothing, {"{who}"}),
        ("remembered.said", language.remembered.said, {"{who}"}),
        ("remembered.said_to", language.remembered.said_to, {"{who}", "{whom}"}),
        ("whether", language.whether, {"{article}", "{lowered}"}),
    ):
        blanks = set(re.findall(r"\{[^}]*\}?", text))
        if not blanks or blanks - known:
            wanted = " or ".join(sorted(known))
            yield document.problem(name.split("."), f"holds {wanted}, and no other braces")
