"""What a judge has to beat: the commonest label, and how near two embeddings are."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from smile_commons.scoring.judge.gate import Embed
from smile_commons.scoring.judge.labelled import Labelled

FOLDS = 5


@dataclass(frozen=True, slots=True)
class Guess:
    """What a baseline says of items."""

    labels: list[str]
    evidence: list[float] | None = None
    """For the first label of two; None: it has none."""


def majority(truth: Sequence[str]) -> Guess:
    """The label that is commonest among the items themselves, for every item."""
    return Guess([Counter(truth).most_common(1)[0][0]] * len(truth))


def cosine(
    items: Sequence[Labelled], truth: Sequence[str], classes: Sequence[str], embed: Embed
) -> Guess:
    """The label of each item by the likeness of embeddings.

    For attribution the candidate whose lines are nearest on average. Elsewhere a logistic
    regression on the cosine of the text with what it is judged against, and with the negation
    where there is one, fitted to the labels of other topics of the same data (five folds, each
    label counting alike): it is told more than the judge is. Where a text is held against nothing,
    the commonest label.
    """
    if items[0].item.task == "attribution":
        return Guess([_nearest(one, embed) for one in items])
    return _fitted(items, truth, classes, embed)


def _nearest(one: Labelled, embed: Embed) -> str:
    text = embed([one.item.text])[0]
    near = {
        name: float((embed(list(lines)) @ text).mean())
        for name, lines in one.item.candidates.items()
    }
    return max(near, key=lambda name: near[name])


def _fitted(
    items: Sequence[Labelled], truth: Sequence[str], classes: Sequence[str], embed: Embed
) -> Guess:
    from sklearn import linear_model as sklearn_linear
    from sklearn import model_selection as sklearn_selection

    linear: Any = sklearn_linear  # untyped
    selection: Any = sklearn_selection
    labels, topics = np.array(truth), np.array([one.topic for one in items])
    folds = min(FOLDS, len(set(topics)))
    compared = any(one.item.against for one in items)
    if len(set(truth)) < 2 or folds < 2 or not compared:
        return majority(truth)
    text = embed([one.item.text for one in items])
    against = embed([one.item.against for one in items])
    contrary = embed([one.item.negation or one.item.against for one in items])
    near, far = (text * against).sum(axis=1), (text * contrary).sum(axis=1)
    features = np.column_stack([near, far, near - far, near**2])
    shares = np.zeros((len(items), len(classes)))
    for train, test in selection.GroupKFold(folds).split(features, labels, topics):
        model = linear.LogisticRegression(C=10.0, max_iter=1000, class_weight="balanced")
        known = sorted(set(labels[train]))
        if len(known) < 2:
            shares[test, list(classes).index(known[0])] = 1.0
            continue
        told = model.fit(features[train], labels[train]).predict_proba(features[test])
        for column, label in enumerate(model.classes_):
            shares[test, list(classes).index(label)] = told[:, column]
    said = [str(classes[int(place)]) for place in shares.argmax(axis=1).tolist()]
    return Guess(said, shares[:, 0].tolist() if len(classes) == 2 else None)
