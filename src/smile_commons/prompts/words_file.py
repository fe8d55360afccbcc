"""The parts of a ``words.yaml``, and the patterns in it; checked.

Its patterns are those of RE2: a world's come from anybody, and no text keeps RE2 searching.
"""

from collections.abc import Sequence
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, StringConstraints
from pydantic_core import PydanticKnownError


def _split(text: object) -> frozenset[str]:
    if not isinstance(text, str):
        raise PydanticKnownError("string_type")
    return frozenset(text.split())


Code = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[a-z0-9]{2,8})*$")]
"""Of a language: BCP 47 in lower case."""
Listed = frozenset[str]
"""Words that are written as a list."""
Spaced = Annotated[frozenset[str], BeforeValidator(_split)]
"""Words that are written in one text, apart by spaces."""


class Strict(BaseModel):
    """What a writer may add: nothing unknown, nothing changed after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class NumberWords(Strict):
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

    def values(self) -> dict[str, int]:
        """The number of each word that does not multiply."""
        units, tens = enumerate(self.units.split()), enumerate(self.tens.split(), start=2)
        values = {word: value for value, word in units}
        return values | {word: 10 * value for value, word in tens} | self.others


class RememberedWords(Strict):
    """What stands before a speech in the memory of those who heard it."""

    said: str = "{who}"
    said_to: str = "{who} → {whom}"
    i: str = ""
    """The speaker; empty: by name."""
    me: str = ""
    """The hearer who is spoken to; empty: by name."""


class Telling(Strict):
    """How a line of a card becomes its owner's words."""

    begins: str
    """How such a line begins, as a regular expression."""
    says: str
    """What stands there instead."""

    def told(self, line: str) -> str:
        """The line as its owner says it; empty where it begins otherwise."""
        found = compiled(self.begins).match(line)
        return "" if found is None else self.says + line[found.end() :]


class Phrases:
    """Phrases that are looked for in a text, at the beginning of a word."""

    def __init__(self, parts: Sequence[str], *, exact: bool = False) -> None:
        """Takes regular expressions; ``exact``: capitals count.

        Raises:
            ValueError: one is none.
        """
        flags = "" if exact else "(?i)"
        self._pattern = compiled(rf"{flags}(?:^|[^\pL\pN_])(?:{'|'.join(parts)})")

    def search(self, text: str) -> bool:
        """Whether one of them is there."""
        return self._pattern.search(text) is not None


def phrases(parts: Sequence[str], *, exact: bool = False) -> Phrases | None:
    """What looks for these phrases; None where there are none."""
    return Phrases(parts, exact=exact) if parts else None


def compiled(pattern: str) -> Any:
    """A pattern of RE2.

    Raises:
        ValueError: it is none.
    """
    import re2

    engine: Any = re2  # it has no stubs
    options: Any = engine.Options()
    options.log_errors = False
    try:
        return engine.compile(pattern, options)
    except engine.error as error:
        said = error.args[0] if error.args else "cannot be read"
        raise ValueError(said.decode() if isinstance(said, bytes) else str(said)) from error
