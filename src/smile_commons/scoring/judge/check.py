"""A judge put to labelled lines, and what comes of it beside what it has to beat: the commonest
label, and how near two embeddings are.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from smile_commons.scoring.judge.gate import Embed
from smile_commons.scoring.judge.labelled import Labelled
from smile_commons.scoring.judge.measures import Coded, auc, auc_ahead, coded, measure, places
from smile_commons.scoring.judge.reliability import Figure, Reliability, UseReliability
from smile_commons.scoring.judge.task import SILENT, Judge, Verdict
from smile_commons.scoring.judge.uses import SIDE, Told, Use, told, uses_of

_FOLDS = 5


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
    folds = min(_FOLDS, len(set(topics)))
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


FEWEST = 8
"""With fewer items nothing can be said."""


async def check(
    judge: Judge, ungated: Judge, items: Sequence[Labelled], embed: Embed, data: str
) -> Reliability:
    """Measures a judge on labelled items, use by use.

    Args:
        judge: what is measured.
        ungated: the same without its gate: asked for the side of lines that take one, and for
            stances where no item is labelled as not speaking to its article.
        items: of one task or several.
        embed: for the cosine baseline.
        data: names the items, for the record.

    Raises:
        ModelError: the judge's model failed.
    """
    found: dict[str, UseReliability] = {}
    for use in uses_of(items):
        some = [one for one in items if use.label(one) is not None]
        told_apart = {use.label(one) for one in some}
        if len(some) < FEWEST or len(told_apart) < 2:
            continue
        sided = use.id == SIDE or all(one.label != SILENT for one in some)
        asked = ungated if use.task == "stance" and sided else judge
        verdicts = await asked.judge([one.item for one in some])
        found[use.id] = compare(use, some, verdicts, embed, data)
    return Reliability(judge.name, judge.digest, found)


def compare(
    use: Use, items: Sequence[Labelled], verdicts: Sequence[Verdict], embed: Embed, data: str
) -> UseReliability:
    """Verdicts against labels; labels that no item has are no choice of the judge's either.

    Figures are over all items: one that was not answered is a wrong answer.
    """
    truth = [str(use.label(one)) for one in items]
    classes = _classes(use, items, truth)
    narrowed = Use(use.id, use.task, classes, use.of)
    said = [told(narrowed, verdict) for verdict in verdicts]
    labels = coded(truth, classes, [one.topic for one in items])
    mine = places([one.label for one in said], classes)
    figures = measure(labels, mine, [one.sure for one in said])
    guesses = {
        "majority": majority(truth),
        "cosine": cosine(items, truth, classes, embed),
    }
    at = {name: places(guess.labels, classes) for name, guess in guesses.items()}
    ahead = [labels.ahead(mine, guess) for guess in at.values()]
    silent = Counter(v.unscored or "no side" for v, one in zip(verdicts, said, strict=True)
                     if one.label is None)  # fmt: skip
    area, chance, above = _area(use, labels, classes, said, guesses["cosine"])
    return UseReliability(
        use=use.id,
        task=use.task,
        data=data,
        n=len(items),
        topics=len({one.topic for one in items}),
        unscored=silent.total(),
        why=silent.most_common(1)[0][0] if silent else None,
        labels=dict(Counter(truth)),
        accuracy=figures.accuracy,
        macro_f1=figures.macro_f1,
        kappa=figures.kappa,
        ece=figures.ece,
        auc=area,
        majority=labels.accuracy(at["majority"]).value,
        cosine=labels.accuracy(at["cosine"]).value,
        cosine_auc=chance,
        advantage=_least_clear(ahead),
        advantage_auc=above,
        licenses=use.licenses,
    )


def _classes(use: Use, items: Sequence[Labelled], truth: Sequence[str]) -> tuple[str, ...]:
    if not use.labels:
        return tuple(sorted({name for one in items for name in one.item.candidates}))
    return tuple(label for label in use.labels if label in truth)


def _area(
    use: Use, labels: Coded, classes: Sequence[str], said: Sequence[Told], near: Guess
) -> tuple[Figure | None, float | None, Figure | None]:
    """The AUC of two labels, that of cosines, and how far it is above both."""
    if len(use.labels) != 2 or len(classes) != 2:
        return None, None, None
    first = [place == 0 for place in labels.truth.tolist()]
    evidence = [one.evidence for one in said]
    own = auc(first, evidence, labels.topics)
    above = [auc_ahead(first, evidence, None, labels.topics)]
    if near.evidence is not None:
        above.append(auc_ahead(first, evidence, near.evidence, labels.topics))
    chance = None if near.evidence is None else auc(first, near.evidence, labels.topics).value
    return own, chance, _least_clear(above)


def _least_clear(ahead: Sequence[Figure]) -> Figure:
    """The difference with the lowest end, for a judge has to be clear of all."""
    return min(ahead, key=lambda one: one.interval[0] if one.interval else one.value)
