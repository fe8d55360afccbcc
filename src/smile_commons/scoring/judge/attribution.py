"""Attribution: whose other lines a text sounds like. Read by counting, not by asking.

By how far the text's style lies from that of each candidate's lines (``style.py``), the usual way
of telling authors apart (Stamatatos 2009). What they speak of does not count, and no model is
asked.
"""

import math
from collections.abc import Sequence

from smile_commons.scoring.judge.style import distance
from smile_commons.scoring.judge.task import Item, Verdict, unscored

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
