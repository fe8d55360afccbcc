"""Scores of what was said, corrected by the labels of a person who read a sample of it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from smile_commons.errors import InputError
from smile_commons.scoring.judge.task import OPPOSES, SILENT, SUPPORTS
from smile_commons.scoring.labels.definitions import LABELLED
from smile_commons.scoring.labels.label import Key, Label
from smile_commons.scoring.labels.powered import FEWEST, Powered, mean, ratio
from smile_commons.scoring.score import Scope, Score
from smile_commons.scoring.stated.readings import Readings

if TYPE_CHECKING:
    from smile_commons.scoring.labels.powered import Values

MEAN, ATTAINMENT, SHARE = (definition.id for definition in LABELLED)
NOBODY = "no speech that was labelled speaks to an article"
ALL = "everything was labelled: nothing is left to estimate"


@dataclass(frozen=True, slots=True)
class _Pair:
    """A speech and an article: the judge's reading, and the label where there is one."""

    persona: str
    article: str
    act: str | None
    position: float
    """By the judge, 0 where it is silent or could not tell: any guess will do."""
    speaks: float
    label: str | None


def score_corrected(readings: Readings, labels: Mapping[Key, Label]) -> list[Score]:
    """Mean stated position, attainment and share that speaks, as a person would have read them.

    Of the whole, and by persona, article and act wherever ``FEWEST`` labels or more lie in it.
    What the judge could not tell or is withheld on does no harm: the labels carry the result then.

    Args:
        readings: what the judge read.
        labels: by turn and article; those of other words are to be left out (``valid_labels``).
    """
    pairs = _pairs(readings, labels)
    return [score for scope, part in _scopes(pairs) for score in _scores(scope, part)]


def _pairs(readings: Readings, labels: Mapping[Key, Label]) -> list[_Pair]:
    read = {(one.turn, one.article): one.position for one in readings.spoken}
    found = list[_Pair]()
    for line in readings.lines:
        for article in readings.articles:
            key = (line.turn, article.id)
            label = labels[key].label if key in labels else None
            spoken = float(key in read)
            pair = _Pair(line.speaker, article.id, line.act, read.get(key, 0.0), spoken, label)
            found.append(pair)
    return found


def _scopes(pairs: Sequence[_Pair]) -> Iterator[tuple[Scope, list[_Pair]]]:
    yield Scope(), list(pairs)
    for persona in dict.fromkeys(pair.persona for pair in pairs):
        yield from _large(Scope(persona=persona), [p for p in pairs if p.persona == persona])
    for article in dict.fromkeys(pair.article for pair in pairs):
        yield from _large(Scope(article=article), [p for p in pairs if p.article == article])
    acts = [act for act in dict.fromkeys(pair.act for pair in pairs) if act is not None]
    for act in acts if len(acts) > 1 else ():
        yield from _large(Scope(act=act), [p for p in pairs if p.act == act])


def _large(scope: Scope, pairs: list[_Pair]) -> Iterator[tuple[Scope, list[_Pair]]]:
    if _labelled(pairs) >= FEWEST:
        yield scope, pairs


def _labelled(pairs: Sequence[_Pair]) -> int:
    return sum(pair.label is not None for pair in pairs)


def _scores(scope: Scope, pairs: list[_Pair]) -> list[Score]:
    count = _labelled(pairs)
    if count < FEWEST:
        return _unscored(scope, f"{count} labels; {FEWEST} are needed")
    if len(pairs) - count < 2:
        return _counted(scope, pairs)
    try:
        return _estimated(scope, pairs, count)
    except InputError as missing:  # the library, an extra
        return _unscored(scope, str(missing))


def _unscored(scope: Scope, reason: str, ids: Sequence[str] = ()) -> list[Score]:
    wanted = ids or (MEAN, ATTAINMENT, SHARE)
    return [Score(id=id, scope=scope, value=None, unscored=reason) for id in wanted]


def _counted(scope: Scope, pairs: list[_Pair]) -> list[Score]:
    """Where everything was labelled."""
    told = [pair for pair in pairs if pair.label is not None]
    speaks = [_speaks(pair) for pair in told]
    share = Score(id=SHARE, scope=scope, value=sum(speaks) / len(told), uncertain=ALL, n=len(told))
    if not sum(speaks):
        return [*_unscored(scope, NOBODY, (MEAN, ATTAINMENT)), share]
    middle = sum(map(_side, told)) / sum(speaks)
    return [
        Score(id=MEAN, scope=scope, value=middle, uncertain=ALL, n=len(told)),
        Score(id=ATTAINMENT, scope=scope, value=(1 + middle) / 2, uncertain=ALL, n=len(told)),
        share,
    ]


def _estimated(scope: Scope, pairs: list[_Pair], count: int) -> list[Score]:
    told = [pair for pair in pairs if pair.label is not None]
    rest = [pair for pair in pairs if pair.label is None]
    side, speaks = _array(map(_side, told)), _array(map(_speaks, told))
    read = _array(p.position for p in told), _array(p.speaks for p in told)
    unlabelled = _array(p.position for p in rest), _array(p.speaks for p in rest)
    share = _score(SHARE, scope, mean(speaks, read[1], unlabelled[1]), count, len(pairs))
    if not speaks.any():
        return [*_unscored(scope, NOBODY, (MEAN, ATTAINMENT)), share]
    middle = ratio((side, speaks), read, unlabelled)
    low, high = middle.interval
    attained = Powered((1 + middle.value) / 2, ((1 + low) / 2, (1 + high) / 2), middle.effective)
    return [
        _score(MEAN, scope, middle, count, len(pairs)),
        _score(ATTAINMENT, scope, attained, count, len(pairs)),
        share,
    ]


def _score(id: str, scope: Scope, found: Powered, labelled: int, judged: int) -> Score:
    return Score(
        id=id,
        scope=scope,
        value=found.value,
        interval=found.interval,
        uncertain=(
            f"{labelled} labels by a person, {judged} read by the judge; worth "
            f"{found.effective:.0f} labels alone; holds whatever the judge's faults"
        ),
        n=judged,
    )


def _side(pair: _Pair) -> float:
    return {SUPPORTS: 1.0, OPPOSES: -1.0}.get(pair.label or "", 0.0)


def _speaks(pair: _Pair) -> float:
    return float(pair.label not in (SILENT, None))


def _array(values: Iterable[float]) -> "Values":
    import numpy as np

    return np.array(list(values), dtype=np.float64)
