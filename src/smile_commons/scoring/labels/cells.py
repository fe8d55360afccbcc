"""What is expected of a persona's stated position on an article while some labels are not known.

The position is a mean of the sides of the speeches that speak to the article, each half as heavy
as the next one. So what a speech counts hangs on how many after it speak, and the position is
no mean of single labels: it is expected over labels drawn at random, with those known as they are.
"""

from dataclasses import dataclass

import numpy as np

from smile_commons.scoring.labels.pairs import ORDER, SIDES, UNKNOWN, Values, Whole
from smile_commons.scoring.stated.positions import HALF_LIFE

DRAWS = 200
FADE = 0.5 ** (1 / HALF_LIFE)


@dataclass(frozen=True, slots=True)
class Parts:
    """A ratio before its division, as it is expected: of a cell, and by what each pair may say."""

    top: Values
    """One a draw: the position, 0 where nothing speaks to the article."""
    bottom: Values
    """One a draw: 1 where anything does."""
    tops: Values
    """Pairs by labels: ``top`` as it is expected if the pair has that label."""
    bottoms: Values


def position(chances: Values, labels: Whole, rng: np.random.Generator) -> Parts:
    """The position of one persona on one article.

    Args:
        chances: of the labels, a row a speech, in their order.
        labels: those known, ``UNKNOWN`` elsewhere.
        rng: draws the others, each label of a speech as often as its chance has it.
    """
    drawn = _drawn(chances, labels, rng)
    speaks = (drawn > 0).astype(np.float64)
    later = speaks[:, ::-1].cumsum(axis=1)[:, ::-1] - speaks
    counts = speaks * np.array(SIDES)[drawn] * FADE**later
    after = counts[:, ::-1].cumsum(axis=1)[:, ::-1] - counts
    # What was said before a speech counts less by as much as the speech takes its place.
    before = (counts.sum(axis=1, keepdims=True) - after - counts) / FADE**speaks
    spoken = speaks.sum(axis=1)
    others = spoken[:, None] - speaks
    mute = np.where(others > 0, (after + before) / _whole(np.maximum(others, 1)), 0.0)
    heard = _whole(others + 1)
    base = ((after + FADE * before) / heard).mean(axis=0)
    own = (FADE**later / heard).mean(axis=0)
    said = base[:, None] + own[:, None] * np.array(SIDES[1:])
    there = np.ones((len(labels), len(ORDER) - 1))
    return Parts(
        top=np.where(spoken > 0, counts.sum(axis=1) / _whole(np.maximum(spoken, 1)), 0.0),
        bottom=(spoken > 0).astype(np.float64),
        tops=np.column_stack([mute.mean(axis=0), said]),
        bottoms=np.column_stack([(others > 0).mean(axis=0), there]),
    )


def share(chances: Values, labels: Whole, rng: np.random.Generator) -> Parts:
    """How many of the speeches speak to the article, and how many there are."""
    spoken = (_drawn(chances, labels, rng) > 0).sum(axis=1).astype(np.float64)
    count = float(len(labels))
    mute = np.where(labels == UNKNOWN, 1 - chances[:, 0], labels > 0)
    without = mute.sum() - mute
    return Parts(
        top=spoken,
        bottom=np.full(DRAWS, count),
        tops=np.column_stack([without, *[without + 1] * (len(ORDER) - 1)]),
        bottoms=np.full((len(labels), len(ORDER)), count),
    )


def _whole(speeches: Values) -> Values:
    """What so many speeches count together, the last of them 1."""
    return (1 - FADE**speeches) / (1 - FADE)


def _drawn(chances: Values, labels: Whole, rng: np.random.Generator) -> Whole:
    """Labels, draws by speeches: evenly spread over the chances of each speech."""
    even = np.tile((np.arange(DRAWS) + 0.5) / DRAWS, (len(labels), 1))
    places = rng.permuted(even, axis=1).T
    drawn = (places[:, :, None] > chances.cumsum(axis=1)[:, :-1]).sum(axis=2)
    return np.where(labels == UNKNOWN, drawn, labels)
