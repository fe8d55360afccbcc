"""What a judge has to beat: the commonest label, and how near two embeddings are."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from smile_commons.scoring.judge.gate import Embed
from smile_commons.scoring.judge.labelled import Labelled

FOLDS = 5


def majority(items: Sequence[Labelled]) -> list[str]:
    """The label that is commonest among the items themselves, for every item."""
    commonest = Counter(one.label for one in items).most_common(1)[0][0]
    return [commonest] * len(items)


def cosine(items: Sequence[Labelled], embed: Embed) -> list[str]:
    """The label of each item by the likeness of embeddings.

    For attribution the candidate whose lines are nearest on average. Elsewhere a logistic
    regression on the cosine of the text with what it is judged against, and with the negation
    where there is one, fitted to the labels of other topics of the same data (five folds): it is
    told more than the judge is. Where a text is held against nothing, the commonest label.
    """
    if items[0].item.task == "attribution":
        return [_nearest(one, embed) for one in items]
    return _fitted(items, embed)


def _nearest(one: Labelled, embed: Embed) -> str:
    text = embed([one.item.text])[0]
    near = {
        name: float((embed(list(lines)) @ text).mean())
        for name, lines in one.item.candidates.items()
    }
    return max(near, key=lambda name: near[name])


def _fitted(items: Sequence[Labelled], embed: Embed) -> list[str]:
    import numpy as np
    from sklearn import linear_model as sklearn_linear
    from sklearn import model_selection as sklearn_selection

    linear: Any = sklearn_linear  # untyped
    selection: Any = sklearn_selection
    labels = np.array([one.label for one in items])
    topics = np.array([one.topic for one in items])
    folds = min(FOLDS, len(set(topics)))
    compared = any(one.item.against for one in items)
    if len(set(labels)) < 2 or folds < 2 or not compared:
        return majority(items)
    text = embed([one.item.text for one in items])
    against = embed([one.item.against for one in items])
    contrary = embed([one.item.negation or one.item.against for one in items])
    near, far = (text * against).sum(axis=1), (text * contrary).sum(axis=1)
    features = np.column_stack([near, far, near - far, near**2])
    said = np.empty(len(items), dtype=object)
    for train, test in selection.GroupKFold(folds).split(features, labels, topics):
        if len(set(labels[train])) < 2:
            said[test] = labels[train][0]
            continue
        model = linear.LogisticRegression(C=10.0, max_iter=1000)
        said[test] = model.fit(features[train], labels[train]).predict(features[test])
    return [str(one) for one in said]
