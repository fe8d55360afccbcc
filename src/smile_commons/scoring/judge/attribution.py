"""Attribution: whose other lines a text sounds like. Read by counting, not by asking.

By how far the text's style lies from that of each candidate's lines, the usual way of telling
authors apart (Stamatatos 2009): lengths, punctuation, little words. What they speak of does not
count, and no model is asked.
"""

import math
import re
from collections.abc import Mapping, Sequence

from smile_commons.scoring.english import ENGLISH
from smile_commons.scoring.judge.task import Item, Verdict, unscored

_WORD = re.compile(r"\w+(?:['’]\w+)*")
_END = re.compile(r"[.!?…]+")
_GROUPS = {name: frozenset(words.split()) for name, words in ENGLISH["style"].items()}
SPREADS: Mapping[str, float] = ENGLISH["style-spreads"]
"""Standard deviation of each figure over single lines of the shipped set's development half."""


def style(text: str) -> dict[str, float]:
    """The figures of one text; shares of words as their square root, counts up to one."""
    words = [word.lower().replace("’", "'") for word in _WORD.findall(text)] or [""]
    n, sentences = len(words), max(1, len(_END.findall(text)))
    figures = {
        "sentence": math.log(n / sentences),
        "word": sum(map(len, words)) / n,
        "commas": math.sqrt(text.count(",") / n),
        "!": float("!" in text),
        "?": float("?" in text),
        "; :": float(";" in text or ":" in text),
        "apostrophes": math.sqrt(sum("'" in word for word in words) / n),
        "long words": math.sqrt(sum(len(word) > 7 for word in words) / n),
        "sentences": float(sentences),
        "words": math.log(n),
    }
    for name, group in _GROUPS.items():
        figures[name] = math.sqrt(sum(word in group for word in words) / n)
    return figures


def distance(text: str, lines: Sequence[str]) -> float:
    """The sum over all figures of how many spreads a text lies from the mean of the lines."""
    own, others = style(text), [style(line) for line in lines]
    return sum(
        abs(own[name] - sum(one[name] for one in others) / len(others)) / spread
        for name, spread in SPREADS.items()
    )


SHARPNESS = 0.2
"""Log-odds for each spread that a candidate is nearer. Fitted on development items."""


def attribution(item: Item) -> Verdict:
    """A softmax over how near the candidates are."""
    if not item.text.strip() or not all(map(_lines, item.candidates.values())):
        return unscored("a candidate or the text has no words")
    near = {name: -distance(item.text, _lines(own)) for name, own in item.candidates.items()}
    top = max(near.values())
    weights = {name: math.exp(SHARPNESS * (value - top)) for name, value in near.items()}
    total = sum(weights.values())
    first, second, *_ = sorted(near.values(), reverse=True)
    shares = {name: round(weight / total, 6) for name, weight in weights.items()}
    evidence = round(SHARPNESS * (first - second), 6)
    return Verdict(shares, evidence, None, (evidence,))


def _lines(given: Sequence[str]) -> list[str]:
    return [line for line in given if line.strip()]
