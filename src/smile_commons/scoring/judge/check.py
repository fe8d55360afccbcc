"""A judge put to labelled lines, and what comes of it."""

from collections import Counter
from collections.abc import Sequence

from smile_commons.scoring.judge.baselines import Guess, cosine, majority
from smile_commons.scoring.judge.gate import Embed
from smile_commons.scoring.judge.labelled import Labelled
from smile_commons.scoring.judge.measures import Coded, auc, auc_ahead, coded, measure, places
from smile_commons.scoring.judge.reliability import Figure, Reliability, UseReliability
from smile_commons.scoring.judge.task import SILENT, Judge, Verdict
from smile_commons.scoring.judge.uses import SIDE, Told, Use, told, uses_of

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
