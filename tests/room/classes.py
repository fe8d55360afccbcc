"""Classes that vote, made up for tests."""

from collections.abc import Mapping, Sequence

from smile_commons.room.records import Choice, Item, StatementVote, Vote, VotePhase
from smile_commons.transcript import Ballot
from smile_commons.world.dialogue import Article

BED = Article(
    id="bed",
    title="The bed",
    text="The bed goes to whoever is most ill.",
    negation="The bed goes to whoever came first.",
)


def pair(seat: str, before: float, after: float, article: str = "bed") -> list[Vote]:
    return [vote(seat, "before", before, article), vote(seat, "after", after, article)]


def vote(
    seat: str, phase: VotePhase, position: float | None, article: str = "bed", **more: object
) -> Vote:
    line = {"seat": seat, "phase": phase, "round": 1, "article": article, "position": position}
    return Vote.from_dict({**line, **more})


def class_of(pairs: Sequence[tuple[float, float]], article: str = "bed") -> list[Vote]:
    return [
        line
        for number, (before, after) in enumerate(pairs)
        for line in pair(f"seat-{number:02}", before, after, article)
    ]


def statement(id: str, text: str = "") -> Item:
    return Item(id=id, kind="statement", seat="", text=text or id, state="approved")


def answered(answers: Mapping[str, Mapping[str, Choice]]) -> list[StatementVote]:
    return [
        StatementVote(seat, id, choice)
        for seat, given in answers.items()
        for id, choice in given.items()
    ]


def ballot(persona: str, stage: str, alone: float | None, **more: object) -> Ballot:
    line = {
        "after_turn": 0,
        "persona": persona,
        "article": "bed",
        "position": 0.9,
        "distribution": {},
        "alone": alone,
        "stage": stage,
    }
    return Ballot.from_dict({**line, **more})
