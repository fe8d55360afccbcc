"""Ways to reach somebody in a text: telephone numbers, mail addresses, links, account names."""

import re
from collections.abc import Iterator

from smile_commons.room.folding import Folded
from smile_commons.room.word_lists import WordList

_AT = r"(?:@|\(at\)|\[at\]|\{at\}|\(\s?@\s?\))"
_DOT = r"(?:\.|\(dot\)|\[dot\]|\(punkt\)|\[punkt\])"
_ENDINGS = (
    "com|org|net|info|biz|edu|gov|io|uk|de|ch|eu|fr|nl|es|pl|tv|gg|app|xyz|ly|ru|dev|site|online"
)
_MAIL = re.compile(
    rf"(?<![\w.+-])[\w.+-]{{1,64}}\s?{_AT}\s?[\w-]{{1,64}}"
    rf"(?:\s?{_DOT}\s?[a-z]{{2,12}}){{1,4}}(?!\w)"
    r"|\w{1,64}\s+at\s+[\w-]{1,64}(?:\s+(?:dot|punkt)\s+[a-z]{2,12}){1,4}(?!\w)"
)
_LINK = re.compile(
    rf"https?\s?:\s?/\s?/\s?\S*|\bwww\s?\.\s?\S+|\b(?:t|wa|fb)\.me/\S*"
    rf"|(?<![\w.-])[a-z0-9-]{{1,63}}(?:\.[a-z0-9-]{{1,63}}){{0,5}}"
    rf"(?:\.|\s?\(dot\)\s?|\s?\[dot\]\s?|\s?\(punkt\)\s?)(?:{_ENDINGS})\b(?:/\S*)?"
)
_ACCOUNT = re.compile(r"(?<![\w@.])@[a-z][\w.]{2,30}")
_NUMBER = re.compile(r"(?<![\w.,])\+?\(?\d(?:[\s()/.\-–]{0,3}\d){6,18}(?![\w])")
_FEWEST_DIGITS = 7
_NO_NUMBER = (
    re.compile(r"\d{4}\s?[-–/]\s?\d{4}"),  # from one year to another
    re.compile(r"\d{4}-\d{2}-\d{2}|\d{1,2}[./]\s?\d{1,2}[./]\s?\d{4}"),  # a day
    re.compile(r"\d{1,3}([.\s])\d{3}(?:\1\d{3})+"),  # millions
    re.compile(r"[1-9]\d*\.\d+|0\.\d+"),  # a decimal
)
_SPELT = 6
"""Digits spelt out in a row from which they are a number to call."""


def mails(text: Folded) -> Iterator[tuple[int, int]]:
    """Mail addresses, also with *at* and *dot* in words."""
    yield from (found.span() for found in _MAIL.finditer(text.text))


def links(text: Folded) -> Iterator[tuple[int, int]]:
    """Links, bare domains and names of accounts."""
    for pattern in (_LINK, _ACCOUNT):
        yield from (found.span() for found in pattern.finditer(text.text))


def numbers(text: Folded, digits: WordList) -> Iterator[tuple[int, int]]:
    """What may be a telephone number, in digits or in words; no day, no span of years, no sum."""
    for found in _NUMBER.finditer(text.text):
        said = found[0].strip()
        if sum(one.isdigit() for one in said) < _FEWEST_DIGITS:
            continue
        if not any(pattern.fullmatch(said) for pattern in _NO_NUMBER):
            yield found.span()
    row: list[tuple[int, int]] = []
    for word in text.words:
        if word.text in digits or (word.text.isdigit() and len(word.text) < 3):
            row.append((word.start, word.end))
            continue
        yield from _spelt(row)
        row = []
    yield from _spelt(row)


def _spelt(row: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    if len(row) >= _SPELT:
        yield row[0][0], row[-1][1]
