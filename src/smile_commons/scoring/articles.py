"""The articles that a transcript is scored on."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from smile_commons.errors import InputError

_LONGEST_ID = 40
_HEAVIEST = 10.0


@dataclass(frozen=True, slots=True)
class Article:
    """A whole sentence that one can be for or against."""

    id: str
    text: str
    negation: str | None
    """The contrary in words of its own; None where nobody wrote one."""
    weight: float = 1.0
    """What it counts beside the others; above 0, at most 10."""

    def __post_init__(self) -> None:
        if not self.id or not self.text.strip():
            raise InputError(f"article {self.id!r}: it needs an id and a text")
        if not 0 < self.weight <= _HEAVIEST:
            raise InputError(f"article {self.id!r}: a weight is above 0 and at most {_HEAVIEST:g}")


def articles_of_texts(texts: Sequence[str], negations: Sequence[str] = ()) -> list[Article]:
    """Articles given as sentences, each with an id made of its first words.

    Args:
        texts: whole sentences.
        negations: none, or one for each text, in the same order.

    Raises:
        InputError: a text is empty or stands twice, or the negations do not match the
            texts, or say the same.
    """
    if negations and len(negations) != len(texts):
        raise InputError(
            f"{len(negations)} negations for {len(texts)} articles: give one for each, in the "
            "same order, or none"
        )
    taken = dict[str, str]()
    articles = list[Article]()
    for place, text in enumerate(map(_one_line, texts)):
        if text in taken.values():
            raise InputError(f"the article {text!r} is given twice")
        id = _unlike(_slug(text) or f"article-{place + 1}", taken)
        taken[id] = text
        negation = _one_line(negations[place]) if negations else None
        if negation and negation.casefold() == text.casefold():
            raise InputError(f"the negation of {text!r} says the same: give its contrary")
        articles.append(Article(id, text, negation or None))
    return articles


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _slug(text: str) -> str:
    """The first words of a text as an id: small letters, digits and hyphens."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    id = ""
    for word in re.findall(r"[a-z0-9]+", plain.replace("'", "")):
        longer = f"{id}-{word}" if id else word[:_LONGEST_ID]
        if len(longer) > _LONGEST_ID:
            break
        id = longer
    return id


def _unlike(id: str, taken: dict[str, str]) -> str:
    number, name = 1, id
    while name in taken:
        number += 1
        name = f"{id}-{number}"
    return name
