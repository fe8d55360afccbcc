"""``words.yaml``: the words of one language, as a writer may add them; checked.

Its patterns are those of RE2: a world's come from anybody, and no text keeps RE2 searching.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from smile_commons.errors import Problem
from smile_commons.world.safe_yaml import Document

Code = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[a-z0-9]{2,8})*$")]
"""Of a language: BCP 47 in lower case."""


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
    others: dict[str, int] = {}
    """Words for numbers that are written as one."""
    thousands: str = ""
    """The mark between groups of three digits."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, alias_generator=lambda name: name.rstrip("_")
    )


class RememberedWords(_Strict):
    """What stands before a speech in the memory of those who heard it."""

    said: str = "{who}"
    said_to: str = "{who} → {whom}"
    i: str = ""
    """The speaker; empty: by name."""
    me: str = ""
    """The hearer who is spoken to; empty: by name."""


class Telling(_Strict):
    """How a line of a card becomes its owner's words."""

    begins: str
    """How such a line begins, as a regular expression."""
    says: str
    """What stands there instead."""

    def told(self, line: str) -> str:
        """The line as its owner says it; empty where it begins otherwise."""
        found = _compiled(self.begins).match(line)
        return "" if found is None else self.says + line[found.end() :]


class WordsFile(_Strict):
    """One ``words.yaml``; every field but the language may be left out."""

    language: Code
    first_person: tuple[str, ...] = ()
    second_person: tuple[str, ...] = ()
    third_person: str = ""
    """Words that mean somebody else, apart by spaces."""
    pronouns: dict[str, tuple[str, ...]] = {}
    """More of these, by the pronoun that a card names."""
    denying: str = ""
    pointing: str = ""
    owning: tuple[str, ...] = ()
    """Of all these, those that say whose something is."""
    subject_first: bool = False
    """Whether a sentence names who, and before what they do; elsewhere who may be left out."""
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


class Phrases:
    """Phrases that are looked for in a text, at the beginning of a word."""

    def __init__(self, parts: Sequence[str], *, exact: bool = False) -> None:
        """Takes regular expressions; ``exact``: capitals count.

        Raises:
            ValueError: one is none.
        """
        flags = "" if exact else "(?i)"
        self._pattern = _compiled(rf"{flags}(?:^|[^\pL\pN_])(?:{'|'.join(parts)})")

    def search(self, text: str) -> bool:
        """Whether one of them is there."""
        return self._pattern.search(text) is not None


def phrases(parts: Sequence[str], *, exact: bool = False) -> Phrases | None:
    """What looks for these phrases; None where there are none."""
    return Phrases(parts, exact=exact) if parts else None


def mistakes(document: Document, file: WordsFile) -> Iterator[Problem]:
    """What is wrong with the texts of a file whose fields are right: patterns and blanks."""
    for name in ("refusals", "stage", "stock"):
        for place, one in enumerate(getattr(file, name)):
            try:
                _compiled(one)
            except ValueError as error:
                yield document.problem((name, place), f"no regular expression: {error}")
    for name in ("goal", "red_line"):
        rule = getattr(file, name)
        try:
            _compiled(rule.begins if rule else "")
        except ValueError as error:
            yield document.problem((name, "begins"), f"no regular expression: {error}")
    for name, text, known in (
        ("says_nothing", file.says_nothing, {"{who}"}),
        ("remembered.said", file.remembered.said, {"{who}"}),
        ("remembered.said_to", file.remembered.said_to, {"{who}", "{whom}"}),
        ("whether", file.whether, {"{article}", "{lowered}"}),
    ):
        blanks = set(re.findall(r"\{[^}]*\}?", text))
        if not blanks or blanks - known:
            wanted = " or ".join(sorted(known))
            yield document.problem(name.split("."), f"holds {wanted}, and no other braces")


def _compiled(pattern: str) -> Any:
    import re2

    engine: Any = re2  # it has no stubs
    options: Any = engine.Options()
    options.log_errors = False
    try:
        return engine.compile(pattern, options)
    except engine.error as error:
        said = error.args[0] if error.args else "cannot be read"
        raise ValueError(said.decode() if isinstance(said, bytes) else str(said)) from error
