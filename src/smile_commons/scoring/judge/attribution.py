"""Attribution: whose other lines a text sounds like. Read by counting, not by asking.

Runs of characters and words, weighted by how rare they are among the lines at hand (TF-IDF), and
the likeness of the text to each candidate's lines: the usual way of telling authors apart
(Stamatatos 2009). No model is asked.
"""

import math
from dataclasses import dataclass
from typing import Any

from smile_commons.scoring.judge.task import Item, Verdict, unscored

SHARPNESS = 25.0
"""Log-odds for a whole unit of likeness. Fitted on development items."""


@dataclass(frozen=True, slots=True)
class AttributionReader:
    """Tells candidates apart by the runs of characters that they use."""

    def verdict(self, item: Item) -> Verdict:
        """A softmax over the candidates' likenesses."""
        if not item.text.strip() or not all(any(x.strip() for x in xs) for xs in
                                            item.candidates.values()):  # fmt: skip
            return unscored("a candidate or the text has no words")
        near = likeness(item)
        top = max(near.values())
        weights = {name: math.exp(SHARPNESS * (value - top)) for name, value in near.items()}
        total = sum(weights.values())
        first, second, *_ = sorted(near.values(), reverse=True)
        shares = {name: round(weight / total, 6) for name, weight in weights.items()}
        evidence = round(SHARPNESS * (first - second), 6)
        return Verdict(shares, evidence, None, (evidence,))


def likeness(item: Item) -> dict[str, float]:
    """The mean cosine of the text with each candidate's lines, in [0, 1]."""
    from sklearn import pipeline as sklearn_pipeline
    from sklearn.feature_extraction import text as sklearn_text

    features: Any = sklearn_text  # untyped
    pipeline: Any = sklearn_pipeline
    union: Any = pipeline.make_union(
        features.TfidfVectorizer(analyzer="char_wb", ngram_range=(1, 3), sublinear_tf=True),
        features.TfidfVectorizer(token_pattern=r"[\w'’]+|[^\w\s]", sublinear_tf=True),
    )
    lines = [line for one in item.candidates.values() for line in one if line.strip()]
    known: Any = union.fit_transform(lines)
    said: Any = union.transform([item.text])
    cosines = (known @ said.T).toarray().ravel() / 2  # two vectors of unit length, side by side
    found: dict[str, float] = {}
    start = 0
    for name, given in item.candidates.items():
        count = sum(bool(line.strip()) for line in given)
        found[name] = float(cosines[start : start + count].mean())
        start += count
    return found
