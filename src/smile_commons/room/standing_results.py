"""The results of a room as they stand, read from its files and its run's ballots."""

from typing import Any

from smile_commons.room.classroom import Room
from smile_commons.room.results import Results, own_dot, results_of
from smile_commons.runs.folder import RunFolder
from smile_commons.transcript import read_ballots


def results_now(room: Room, run: RunFolder) -> Results:
    """All that may be shown of a lesson.

    Args:
        room: whose votes.
        run: in which the debate stands last.
    """
    approved = {
        (seat, article, kind)
        for seat, article in room.approved_reasons()
        for kind in ("before", "after", "change")
    }
    return results_of(
        room.ballots.votes,
        room.questions.items,
        room.questions.statement_votes,
        read_ballots(run.ballots_path),
        room.articles,
        room.cues,
        approved=approved,
    )


def shown_results(room: Room, run: RunFolder, seat: str = "") -> dict[str, Any]:
    """What the page of the results is filled with; a seat's own dot is for that seat alone."""
    results = results_now(room, run)
    own = own_dot(room.questions.items, room.questions.statement_votes, seat) if seat else None
    return {"results": results, "own": own}
