"""The class's votes: taken while they are open, on the disk before they are answered."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from smile_commons.room.folding import one_line
from smile_commons.room.journal import Lines
from smile_commons.room.machine import State
from smile_commons.room.records import POSITIONS, VOTES, Vote, VotePhase, read_votes
from smile_commons.room.refusal import RefusedError

MOST_REASON = 300
"""Signs of a reason."""
NO_ANSWER = "none"


class BallotBox:
    """``votes.jsonl`` of a room.

    Args:
        folder: of the room.
        articles: ids of what is voted on.
    """

    def __init__(self, folder: Path, articles: Sequence[str]) -> None:
        self.articles = tuple(articles)
        self._lines = Lines(folder / VOTES)
        self.votes = read_votes(folder)
        self._sent = {(one.seat, one.key) for one in self.votes if one.key}
        self._voted = set[tuple[str, str, int]]()
        for one in self.votes:
            self._note(one)

    def has_voted(self, seat: str, phase: VotePhase, round: int | None = None) -> bool:
        """Whether a seat has voted; in a round, or in any."""
        if round is not None:
            return (seat, phase, round) in self._voted
        return any((who, when) == (seat, phase) for who, when, _ in self._voted)

    def count(self, phase: VotePhase, round: int, seats: Sequence[str]) -> int:
        """How many of these seats have voted in a round."""
        return sum((seat, phase, round) in self._voted for seat in seats)

    def last(self, seat: str, phase: VotePhase, article: str) -> Vote | None:
        """What a seat said last of an article, unless it took it back."""
        for one in reversed(self.votes):
            if (one.seat, one.phase, one.article) == (seat, phase, article):
                return None if one.erased else one
        return None

    def take(
        self, seat: str, phase: str, given: Mapping[str, str], state: State, *, key: str
    ) -> bool:
        """Writes a seat's votes on all articles that a form names.

        Args:
            seat: who votes.
            phase: the vote that the form was made for.
            given: fields of the form: ``position.ARTICLE``, ``reason.ARTICLE``, ``change.ARTICLE``.
            state: of the room.
            key: of the form; the same form sent twice counts once.

        Returns:
            Whether it is new.

        Raises:
            RefusedError: that vote is not open, or a field is wrong.
        """
        if (seat, key) in self._sent:
            return False
        if phase not in ("before", "after"):
            raise RefusedError("unknown")
        missed = phase == "before" and not self.has_voted(seat, "before")
        if not state.votes_for(phase, has_before=not missed):
            raise RefusedError("closed" if state.frozen is None else "frozen")
        round = max(1, state.round(phase))
        late = phase == "before" and state.is_late
        votes = [
            Vote(
                seat=seat,
                phase=phase,
                round=round,
                article=article,
                position=_position(given[f"position.{article}"]),
                reason=_text(given.get(f"reason.{article}", "")),
                change=_text(given.get(f"change.{article}", "")),
                late=late,
                key=key,
            )
            for article in self.articles
            if f"position.{article}" in given
        ]
        if not votes:
            raise RefusedError("no_vote")
        self._write(votes)
        return True

    def put_in(self, seat: str, phase: VotePhase, positions: Mapping[str, float | None]) -> None:
        """Writes a ballot from paper, which the teacher types in.

        Raises:
            RefusedError: an article is not voted on here.
        """
        if unknown := set(positions) - set(self.articles):
            raise RefusedError(
                "not_voted_on", article=sorted(unknown)[0], articles=", ".join(self.articles)
            )
        self._write([Vote(seat, phase, 1, who, at) for who, at in positions.items()])

    def erase(self, seat: str, phase: VotePhase) -> None:
        """Takes back what a seat said in a vote."""
        self._write([
            Vote(seat, phase, 1, article, None, erased=True)
            for article in self.articles
            if self.last(seat, phase, article) is not None
        ])  # fmt: skip
        self._voted = {one for one in self._voted if one[:2] != (seat, phase)}

    def drop(self, seat: str) -> None:
        """Deletes all that a seat voted, from the file too."""
        self.votes = [one for one in self.votes if one.seat != seat]
        self._voted = {one for one in self._voted if one[0] != seat}
        self._lines.rewrite([one.to_dict() for one in self.votes])

    def close(self) -> None:
        """Closes the file."""
        self._lines.close()

    def _write(self, votes: Sequence[Vote]) -> None:
        if not votes:
            return
        self._lines.append([one.to_dict() for one in votes])
        for one in votes:
            self.votes.append(one)
            self._note(one)
            if one.key:
                self._sent.add((one.seat, one.key))

    def _note(self, vote: Vote) -> None:
        if vote.erased:
            gone = (vote.seat, vote.phase)
            self._voted = {one for one in self._voted if one[:2] != gone}
        else:
            self._voted.add((vote.seat, vote.phase, vote.round))


def _position(text: str) -> float | None:
    if text == NO_ANSWER:
        return None
    try:
        value = float(text)
    except ValueError:
        value = 9.0
    if value not in POSITIONS:
        raise RefusedError("position")
    return value


def _text(text: str) -> str:
    text = one_line(text)
    if len(text) > MOST_REASON:
        raise RefusedError("signs", most=MOST_REASON, number=len(text))
    return text
