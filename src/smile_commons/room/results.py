"""What a lesson came to, as far as it may be shown: plain data, for a page, a sheet or a table.

Nobody wins. Of each article: who voted when, who went from which side to which, how far the class
moved and whether chance moves it as far, the personas on the same axis, and the smaller side's
reasons. A count under five is hidden, and whatever it could be worked out from.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from smile_commons.room.hiding import FEWEST, Shown
from smile_commons.room.minority import Approved, Minority, minority
from smile_commons.room.opinion_map import Dot, OpinionMap
from smile_commons.room.opinion_map import own_dot as dot_of
from smile_commons.room.panel import PersonaPoint, panel
from smile_commons.room.records import Item, Standing, StatementVote, Vote, standing
from smile_commons.room.shifts import Pair, Shift, movement
from smile_commons.room.statements import (
    StatementResult,
    answers_of,
    statements,
)
from smile_commons.transcript import Ballot
from smile_commons.world.dialogue import Article


@dataclass(frozen=True, slots=True)
class ArticleResult:
    """What may be shown of one article."""

    id: str
    title: str
    text: str
    negation: str
    both: Shown
    """People who voted before and after; only they are in the matrix and in the shift."""
    only_before: Shown
    only_after: Shown
    late: Shown
    """Who voted after, and before it only when a line of the debate was out."""
    matrix: tuple[tuple[Shown, ...], ...]
    """Rows: before; columns: after; each against, undecided, for."""
    rows: tuple[Shown, ...]
    columns: tuple[Shown, ...]
    shift: Shift | None
    moved: float | None
    """Share of the pairs that moved by more than .2."""
    personas: tuple[PersonaPoint, ...]
    minority: Minority


@dataclass(frozen=True, slots=True)
class Results:
    """All that may be shown of a lesson."""

    articles: tuple[ArticleResult, ...]
    statements: tuple[StatementResult, ...]
    map: OpinionMap | None
    voters: Shown
    """Seats that voted on anything; None under five."""
    personas_only: bool
    """Whether nobody of the class voted."""

    def to_dict(self) -> dict[str, Any]:
        """As JSON has it; nothing in it is anybody's own."""
        return asdict(self)


def results_of(
    votes: Sequence[Vote],
    items: Sequence[Item],
    statement_votes: Sequence[StatementVote],
    ballots: Sequence[Ballot],
    articles: Sequence[Article],
    cues: Mapping[str, str],
    *,
    seed: int = 1,
    approved: Approved = (),
) -> Results:
    """What a lesson came to.

    Args:
        votes: all lines, in their order.
        items: questions and statements as they stand.
        statement_votes: all lines, in their order.
        ballots: of the run.
        articles: that were voted on, in their order.
        cues: what each persona is called, by id.
        seed: of what is drawn.
        approved: reasons that the teacher lets be printed.
    """
    standings = standing(list(votes))
    told = statements(items, statement_votes, seed=seed)
    voters = {seat for (seat, _), one in standings.items() if _answered(one)}
    return Results(
        articles=tuple(
            _article(
                one,
                {seat: mine for (seat, article), mine in standings.items() if article == one.id},
                ballots,
                cues,
                approved,
                seed,
            )
            for one in articles
        ),
        statements=told.results,
        map=told.map,
        voters=_told(len(voters), len(voters)),
        personas_only=not voters,
    )


def own_dot(
    items: Sequence[Item], statement_votes: Sequence[StatementVote], seat: str, *, seed: int = 1
) -> Dot | None:
    """Where one seat stands on the map of the results with that seed, for its own eyes."""
    asked = [one for one in items if one.kind == "statement" and one.state == "approved"]
    return dot_of(answers_of(asked, statement_votes), seat, seed=seed)


def _article(
    article: Article,
    standings: Mapping[str, Standing],
    ballots: Sequence[Ballot],
    cues: Mapping[str, str],
    approved: Approved,
    seed: int,
) -> ArticleResult:
    pairs = pairs_of(standings)
    kinds = [_kind(one) for one in standings.values() if _answered(one)]
    counts = {kind: _told(kinds.count(kind), len(kinds)) for kind in _KINDS}
    moved = movement(pairs, seed=seed)
    return ArticleResult(
        id=article.id,
        title=article.title,
        text=article.text,
        negation=article.negation,
        **counts,
        matrix=moved.table.cells,
        rows=moved.table.rows,
        columns=moved.table.columns,
        shift=moved.shift,
        moved=moved.moved,
        personas=tuple(panel(ballots, article.id, cues)),
        minority=minority(article.id, standings, ballots, cues, approved),
    )


def pairs_of(standings: Mapping[str, Standing]) -> list[Pair]:
    """Before and after of those who gave both, and the first before the debate began."""
    return [
        (one.before.position, one.after.position)
        for one in standings.values()
        if one.is_pair
        and one.before is not None
        and one.after is not None
        and one.before.position is not None
        and one.after.position is not None
    ]


_KINDS = ("both", "only_before", "only_after", "late")


def _kind(one: Standing) -> str:
    if one.is_pair:
        return "both"
    if one.after is None or one.after.position is None:
        return "only_before"
    given = one.before is not None and one.before.position is not None
    return "late" if given else "only_after"


def _answered(one: Standing) -> bool:
    given = (one.before, one.after)
    return any(vote is not None and vote.position is not None for vote in given)


def _told(count: int, of: int) -> Shown:
    """How many took part is no secret, except where hardly anybody did."""
    return count if of >= FEWEST else None
