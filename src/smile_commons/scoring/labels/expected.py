"""What a person would label, as far as judge and labels tell: a guess that is corrected later.

A logistic regression on what the judge read, on persona and article, fitted to the labels. It
learns what the judge's readings are worth, so that one that always says Yes, or the contrary, does
no harm; and it need not be right: how far it is off on the labels is taken away afterwards. What is
expected of a labelled pair is fitted without it (cross-prediction: Zrnic and Candès 2024).
"""

from typing import Any

import numpy as np

from smile_commons.scoring.labels.pairs import ORDER, Pairs, Values, Whole

FOLDS = 5
_SMOOTH = 0.5
"""Labels of each kind that are taken as given besides: so that none is thought impossible."""
_SOFT = 0.5
"""How large persona and article are as features: the smaller, the more they are shrunk."""


def expected(pairs: Pairs, *, judged: bool = True) -> Values:
    """The probability of each label of ``ORDER``, one row a pair.

    Args:
        pairs: some of them labelled.
        judged: whether what the judge read is taken into account.
    """
    if pairs.known.all():  # nothing is left to be expected
        return np.full((len(pairs.label), len(ORDER)), 1 / len(ORDER))
    features = _features(pairs, judged)
    told = np.flatnonzero(pairs.known)
    found = _fitted(features[told], pairs.label[told], features)
    fold = np.random.default_rng(len(told)).permutation(len(told)) % FOLDS
    for number in range(min(FOLDS, len(told))):
        rest, left = told[fold != number], told[fold == number]
        found[left] = _fitted(features[rest], pairs.label[rest], features[left])
    return found


def _features(pairs: Pairs, judged: bool) -> Values:
    read = [pairs.speaks, pairs.position, pairs.unread] if judged else []
    of = [pairs.persona == row for row in range(int(pairs.persona.max()) + 1)]
    on = [pairs.article == column for column in range(int(pairs.article.max()) + 1)]
    return np.column_stack([*read, *(_SOFT * one for one in (*of, *on))]).astype(np.float64)


def _fitted(features: Values, labels: Whole, asked: Values) -> Values:
    from sklearn import linear_model as sklearn_linear

    linear: Any = sklearn_linear  # untyped
    kinds = np.arange(len(ORDER))
    middle = features.mean(axis=0) if len(features) else np.zeros(features.shape[1])
    weights = np.concatenate([np.ones(len(labels)), np.full(len(kinds), _SMOOTH)])
    model = linear.LogisticRegression(solver="newton-cholesky", max_iter=500)
    model.fit(
        np.vstack([features, np.tile(middle, (len(kinds), 1))]),
        np.concatenate([labels, kinds]),
        sample_weight=weights,
    )
    return np.asarray(model.predict_proba(asked), dtype=np.float64)
