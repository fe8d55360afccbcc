"""Ballots as tables: one for the opening, one for the end, one for the retest, each by form."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from smile_commons.scoring.ballot_spread import over_forms
from smile_commons.scoring.convergence import Table
from smile_commons.scoring.score import LeftOut
from smile_commons.transcript import Ballot

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
