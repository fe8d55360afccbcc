"""Talk about things that go by symbols ("I think U and 7"), read by rule.

Such talk is too short for embeddings and for a small model; what it says can be counted. An
article is about a symbol when it names a thing by it: "Card U should be turned."
"""

import re
from collections.abc import Collection

NAMED, UNNAMED = 2.2, -1.1
"""Evidence, in log-odds, of naming a symbol in a proposal, and of leaving it out of one."""
_SYMBOL = re.compile(
    r"\b(?:card|option|item|number|door|box|letter|choice|plan)\s+['\"]?([A-Za-z]|\d{1,2})\b(?!['’])",
    re.IGNORECASE,
)
_WORDS_TOO = frozenset({"a", "i", "o"})
_AGAINST = re.compile(
    r"\b(?:not|no|never|\w+n't|dont|without|leave|except|irrelevant|unnecessary|useless|instead of"
    r"|rather than|skip|ignore|eliminate)(?!\w)"
)
_PROPOSES = re.compile(
    r"\b(?:flip\w*|turn\w*|cho\w+|pick\w*|select\w*|go(?:ing|ne)? with|went with|say\w*|said|think"
    r"|thought|check\w*|submit\w*|put|need\w*|only|just|answer\w*|vote\w*|keep\w*|agree\w*|click\w*"
    r"|should|would|have|had|got|feel|felt|do)\b"
)
_CLAUSE = re.compile(
    r"(?:[.;:!?,]|\bbut\b|\bbecause\b|\bbc\b|\bsince\b|\bif\b|\bso\b|\bthen\b"
    r"|(?=\binstead of\b)|(?=\brather than\b))\s*"
)


def symbols_of(article: str) -> tuple[str, ...]:
    """The symbols that an article is about: single letters, numbers of up to two digits."""
    return tuple(dict.fromkeys(_SYMBOL.findall(article)))


def side(text: str, own: Collection[str], all_: Collection[str]) -> float | None:
    """The evidence for an article about the symbols ``own``; None where it is not spoken to.

    A symbol that is named is supported, unless its clause says no; one that is left out where
    others are proposed is, more weakly, opposed. A question counts half.

    Args:
        text: what was said.
        own: symbols of the article.
        all_: symbols of all articles there are.
    """
    plain = text.casefold().replace("’", "'").replace("''", "'")
    named = {symbol: _side_of(plain, symbol) for symbol in all_ if names(plain, symbol)}
    half = 0.5 if "?" in plain else 1.0
    sides = [named[symbol] for symbol in own if symbol in named]
    if sides:
        return half * NAMED * sum(sides) / len(sides)
    if any(one > 0 for one in named.values()) and _is_proposal(plain, len(named)):
        return half * UNNAMED
    return None


def names(text: str, symbol: str) -> bool:
    """Whether a text names a symbol as a word, in either case.

    A letter that is a word too (``A``, ``I``) has to stand as a name: in a list, beside another
    symbol, at the end, or after what it names.
    """
    low, small = text.casefold(), symbol.casefold()
    one = rf"(?<![\w'’]){re.escape(small)}(?![\w'’])"
    if small not in _WORDS_TOO:
        return re.search(one, low) is not None
    listed = rf"{one}(?=\s*(?:$|[,.;:!?&+/)\-]|(?:and|or|with)\b|\d))"
    leads = r"(?:\bcards?|\band|\bor|\bonly|\bjust|\d|[&+/])\s*,?\s*"
    named = rf"{leads}{one}(?=\s*(?:$|[^\w\s]|\band\b))"
    return bool(re.search(listed, low) or re.search(named, low))


def _side_of(text: str, symbol: str) -> int:
    clauses = [part for part in _CLAUSE.split(text) if names(part, symbol)] or [text]
    return -1 if any(_AGAINST.search(clause) for clause in clauses) else 1


def _is_proposal(text: str, named: int) -> bool:
    """Whether something is proposed: a verb of choosing, or hardly anything but the symbols."""
    return bool(_PROPOSES.search(text)) or len(re.findall(r"\w+", text)) <= 2 * named + 1
