"""Every speech with every article, as arrays: what the judge read, and what a person labelled."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Self

import numpy as np
from numpy.typing import NDArray

from smile_commons.scoring.judge.task import OPPOSES, SILENT, SUPPORTS, UNDECIDED
from smile_commons.scoring.labels.sample import Drawn
from smile_commons.scoring.stated.readings import Reading, Readings

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
        read = {(one.turn, one.article): one for one in readings.spoken}
        unread = {(one.turn, one.article) for one in readings.unread}
        keys = [(line.turn, article.id) for line in readings.lines for article in readings.articles]
        rows = {persona: row for row, persona in enumerate(readings.personas)}
        who = [rows[line.speaker] for line in readings.lines for _ in readings.articles]
        columns = {article.id: column for column, article in enumerate(readings.articles)}
        return cls(
            turn=np.array([turn for turn, _ in keys], dtype=np.intp),
            persona=np.array(who, dtype=np.intp),
            article=np.array([columns[article] for _, article in keys], dtype=np.intp),
            position=np.array([_position(read, key) for key in keys], dtype=np.float64),
            speaks=np.array([key in read for key in keys], dtype=np.float64),
            unread=np.array([key in unread for key in keys], dtype=np.float64),
            label=np.array([_label(drawn, key) for key in keys], dtype=np.intp),
            chance=np.array([drawn.chances.get(key, 1.0) for key in keys], dtype=np.float64),
        )

    def part(self, picked: NDArray[np.bool_]) -> Self:
        """Some of them."""
        return type(self)(*(getattr(self, field.name)[picked] for field in fields(self)))

    @property
    def known(self) -> NDArray[np.bool_]:
        """Which are labelled."""
        return self.label != UNKNOWN


def _position(read: Mapping[tuple[int, str], Reading], key: tuple[int, str]) -> float:
    return read[key].position if key in read else 0.0


def _label(drawn: Drawn, key: tuple[int, str]) -> int:
    return ORDER.index(drawn.labels[key].label) if key in drawn.labels else UNKNOWN
