"""Ballots as tables, form by form, and how sure a figure of them is.

Two things would come out otherwise another time. The *forms* that were asked are some of many: a
figure is computed without each in turn (the jackknife), always within the same form at all times,
so that what a form does to a persona's ballot on an article falls out of a change. And a ballot
moves when anything at all stands in its record: how far, the *retest* tells, the same ballots with
talk about nothing in question. Its differences from the opening, over all personas and articles,
are what a single ballot is shaken by. The larger of the two counts.

Personas and articles are those that there are and no sample: nothing is resampled over them, so
that one article is enough.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from smile_commons.scoring.convergence import Table
from smile_commons.scoring.intervals import Spread, jackknife
from smile_commons.scoring.score import LeftOut
from smile_commons.transcript import Ballot

Figure = Callable[[Sequence[Table]], Table]
"""A score as a function of its tables, each behind the same leading axes."""

_STEP = 1e-3
"""Of a position, for the slope of a figure."""


def common(*tables: Table) -> list[Table]:
    """The tables with a gap in each form where one of them has one: like is set against like.

    Each is forms by personas by articles. A form that one of them was not asked in at all falls
    away. What is left with less than half of its forms, or with one where there are several, is a
    gap altogether.
    """
    there = np.all([np.isfinite(table) for table in tables], axis=0)
    asked = there.any(axis=(1, 2))
    if asked.any():
        there, tables = there[asked], tuple(table[asked] for table in tables)
    forms = len(there)
    kept = there & (there.sum(axis=0) >= max(min(2, forms), forms / 2))
    return [np.where(kept, table, np.nan) for table in tables]


def over_forms(table: Table) -> Table:
    """The mean over forms, the first axis but two; NaN where there is none."""
    there = np.isfinite(table)
    count = there.sum(axis=-3)
    total = np.where(there, table, 0.0).sum(axis=-3)
    with np.errstate(invalid="ignore"):
        return np.where(count > 0, total / np.maximum(count, 1), np.nan)


def noise_of(opening: Table, retest: Table) -> Spread | None:
    """What talk about nothing in question does to one ballot; None with fewer than two of them."""
    first, again = common(opening, retest)
    moved = (over_forms(again) - over_forms(first)).ravel()
    moved = moved[np.isfinite(moved)]
    if len(moved) < 2:
        return None
    return Spread(float(np.var(moved, ddof=1)), len(moved) - 1)


def spread_of(
    figure: Figure, tables: Sequence[Table], shaken: Sequence[bool], noise: Spread
) -> Spread | None:
    """How sure a figure is; None with a single form, or where it is not defined without one.

    Args:
        figure: of the means over forms.
        tables: as ``common`` gives them.
        shaken: of each table, whether its records hold anything besides the opening's.
        noise: of one ballot.
    """
    by_forms = jackknife(_without_each(figure, tables))
    if by_forms is None:
        return None
    slope = _slope(figure, [over_forms(table) for table in tables], shaken)
    by_talk = Spread(noise.variance * slope, noise.df)
    return max(by_forms, by_talk, key=lambda one: one.variance)


def _without_each(figure: Figure, tables: Sequence[Table]) -> Table:
    """The figure without each form in turn."""
    forms = range(len(tables[0]))
    kept = [[form for form in forms if form != out] for out in forms]
    return figure([over_forms(np.stack([table[some] for some in kept])) for table in tables])


def _slope(figure: Figure, means: Sequence[Table], shaken: Sequence[bool]) -> float:
    """The sum of squares of what a figure changes by with each single position."""
    total = 0.0
    for which in (number for number, is_shaken in enumerate(shaken) if is_shaken):
        cells = np.argwhere(np.isfinite(means[which]))
        steps = np.zeros((len(cells), *means[which].shape))
        steps[np.arange(len(cells)), cells[:, 0], cells[:, 1]] = _STEP
        ends = [
            figure([mean + sign * steps if n == which else mean + 0 * steps
                    for n, mean in enumerate(means)])
            for sign in (1, -1)
        ]  # fmt: skip
        total += float(np.sum(((ends[0] - ends[1]) / (2 * _STEP)) ** 2))
    return total


NOT_ASKED = "not asked"


@dataclass(frozen=True, slots=True)
class Asking:
    """All ballots of one time: positions where they could be scored, reasons where not."""

    stage: str
    ballots: Mapping[tuple[str, str], Ballot]
    """By persona and article."""

    @classmethod
    def of(cls, ballots: Sequence[Ballot], stage: str, after_turn: int | None = None) -> "Asking":
        """The ballots of a stage; a ballot that was given twice counts as it was last."""
        return cls(
            stage,
            {
                (b.persona, b.article): b
                for b in ballots
                if b.stage == stage and (after_turn is None or b.after_turn == after_turn)
            },
        )

    def missing(self, persona: str, article: str) -> LeftOut | None:
        """Why this one cannot be used; None when it can."""
        ballot = self.ballots.get((persona, article))
        if ballot is not None and ballot.position is not None:
            return None
        reason = NOT_ASKED if ballot is None else ballot.unscored or "no position"
        return LeftOut(persona=persona, article=article, stage=self.stage, reason=reason)

    @property
    def forms(self) -> int:
        """In how many forms every ballot that was scored was asked."""
        given = [len(b.forms) for b in self.ballots.values() if b.position is not None]
        return max(1, min(given, default=1))

    def by_form(self, personas: Sequence[str], articles: Sequence[str], forms: int) -> Table:
        """Positions, forms by personas by articles; NaN where there is none.

        ``forms``: the first ones. With 1, and where no ballot has more, the positions stand there.
        """
        alone = self.forms == 1 == forms
        table = np.full((forms, len(personas), len(articles)), np.nan)
        for row, persona in enumerate(personas):
            for column, article in enumerate(articles):
                ballot = self.ballots.get((persona, article))
                if ballot is not None and ballot.position is not None:
                    given = (ballot.position,) if alone else ballot.forms[:forms]
                    table[: len(given), row, column] = [
                        np.nan if form is None else form for form in given
                    ]
        return table


@dataclass(frozen=True, slots=True)
class Asked:
    """The askings that one comparison needs, and whom and what they are about."""

    personas: tuple[str, ...]
    articles: tuple[str, ...]
    weights: tuple[float, ...]
    opening: Asking
    final: Asking
    retest: Asking | None

    @property
    def forms(self) -> int:
        """The forms that all of these askings have, always the first ones."""
        return min(self.opening.forms, self.final.forms)

    def table(self, asking: Asking) -> Table:
        """The positions of one of them, form by form."""
        return asking.by_form(self.personas, self.articles, self.forms)

    def again(self) -> Table:
        """The retest, form by form.

        It may have been asked in fewer forms than the others: in those that are missing what it
        moved a ballot by in the forms that there are is put onto the opening.
        """
        assert self.retest is not None
        if self.retest.forms >= self.forms:
            return self.table(self.retest)
        opening = self.table(self.opening)
        again = self.retest.by_form(self.personas, self.articles, self.retest.forms)
        moved = over_forms(again - opening[: len(again)])
        return np.concatenate([again, np.clip(opening[len(again) :] + moved, -1, 1)])

    @classmethod
    def of(
        cls, final: Asking, ballots: Sequence[Ballot], weights: Mapping[str, float] | None = None
    ) -> "Asked":
        """Sets ``final`` against the opening and the retest among ``ballots``.

        Personas and articles stand in the order of the opening; an article that ``weights``
        does not name weighs 1.
        """
        opening = Asking.of(ballots, "opening")
        retest = Asking.of(ballots, "retest")
        keys = [*opening.ballots, *final.ballots]
        articles = tuple(dict.fromkeys(article for _, article in keys))
        return cls(
            personas=tuple(dict.fromkeys(persona for persona, _ in keys)),
            articles=articles,
            weights=tuple((weights or {}).get(article, 1.0) for article in articles),
            opening=opening,
            final=final,
            retest=retest if retest.ballots else None,
        )

    def left_out(self, rows: Sequence[int], columns: Sequence[int]) -> tuple[LeftOut, ...]:
        """What cannot be compared in a scope, with the reasons; at most one a pair and stage."""
        return tuple(
            item
            for row in rows
            for column in columns
            for asking in (self.opening, self.final)
            if (item := asking.missing(self.personas[row], self.articles[column])) is not None
        )
