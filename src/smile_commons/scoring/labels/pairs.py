"""Every speech with every article, as arrays: what the judge read, and what a person labelled."""

from dataclasses import dataclass, fields
from typing import Self

import numpy as np
from numpy.typing import NDArray

from smile_commons.scoring.judge.task import OPPOSES, SILENT, SUPPORTS, UNDECIDED
from smile_commons.scoring.labels.sample import Drawn
from smile_commons.scoring.stated.readings import Readings

Values = NDArray[np.float64]
Whole = NDArray[np.intp]

ORDER = (SILENT, OPPOSES, UNDECIDED, SUPPORTS)
"""The labels as numbers, from 0."""
SIDES = (0.0, -1.0, 0.0, 1.0)
"""What each says of the article; the first says nothing of it."""
UNKNOWN = -1


@dataclass(frozen=True, slots=True)
class Pairs:
    """One entry a speech and article, in the order of the transcript."""

    turn: Whole
    persona: Whole
    """Index among the personas."""
    article: Whole
    position: Values
    """By the judge, 0 where it is silent or could not tell."""
    speaks: Values
    """1 where the judge says that the speech speaks to the article."""
    unread: Values
    """1 where the judge could not tell."""
    label: Whole
    """Of ``ORDER``, by the person; ``UNKNOWN`` where it is not in the sample."""
    chance: Values
    """How likely the label was to be drawn; 1 where there is none."""

    @classmethod
    def of(cls, readings: Readings, drawn: Drawn) -> Self:
        """All pairs of a transcript."""
        read = {(one.turn, one.article): one.position for one in readings.spoken}
        labels = {key: ORDER.index(label.label) for key, label in drawn.labels.items()}
        unread = {(one.turn, one.article) for one in readings.unread}
        keys = [(line.turn, article.id) for line in readings.lines for article in readings.articles]
        rows = {persona: row for row, persona in enumerate(readings.personas)}
        who = [rows[line.speaker] for line in readings.lines for _ in readings.articles]
        columns = {article.id: column for column, article in enumerate(readings.articles)}
        return cls(
            turn=np.array([turn for turn, _ in keys], dtype=np.intp),
            persona=np.array(who, dtype=np.intp),
            article=np.array([columns[article] for _, article in keys], dtype=np.intp),
            position=np.array([read.get(key, 0.0) for key in keys], dtype=np.float64),
            speaks=np.array([key in read for key in keys], dtype=np.float64),
            unread=np.array([key in unread for key in keys], dtype=np.float64),
            label=np.array([labels.get(key, UNKNOWN) for key in keys], dtype=np.intp),
            chance=np.array([drawn.chances.get(key, 1.0) for key in keys], dtype=np.float64),
        )

    def part(self, picked: NDArray[np.bool_]) -> Self:
        """Some of them."""
        return type(self)(*(getattr(self, field.name)[picked] for field in fields(self)))

    @property
    def known(self) -> NDArray[np.bool_]:
        """Which are labelled."""
        return self.label != UNKNOWN
