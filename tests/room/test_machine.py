"""The states of a lesson, walked through at random."""

from random import Random

import pytest

from smile_commons.errors import InputError
from smile_commons.room.machine import PHASES, State

MOVES = (
    *("open before", "open debate", "open after", "open results", "open before because"),
    *("open after because", "close before", "close after", "break", "questions", "on"),
    *("freeze", "thaw", "thinking", "held", "speaking", "close room"),
)


def moved(state: State, move: str) -> State:
    word, _, rest = move.partition(" ")
    phase, _, reason = rest.partition(" ")
    if word == "open":
        return state.opened(phase, reason)
    if move == "close room":
        return state.ended()
    if word == "close":
        return state.closed(phase)
    if word in ("break", "questions", "on"):
        return state.paused("" if word == "on" else word)  # pyright: ignore[reportArgumentType]
    if word == "freeze":
        return state.froze("quiet")
    return state.thawed() if word == "thaw" else state.did(word)  # pyright: ignore[reportArgumentType]


@pytest.mark.parametrize("seed", range(40))
def test_no_walk_leads_out_of_the_lesson(seed: int) -> None:
    draw, state, walk = Random(seed), State(), list[str]()
    for _ in range(60):
        move = draw.choice(MOVES)
        try:
            after = moved(state, move)
        except InputError:
            continue
        walk.append(move)
        assert PHASES.index(after.phase) >= PHASES.index(state.phase), walk
        assert after.before >= state.before
        assert after.after >= state.after, "a vote that is opened again is another round"
        assert State.from_dict(after.to_dict()) == after
        assert not (after.frozen and after.takes_input)
        assert after.phase != "closed" or not after.vote
        if move == "freeze":
            assert after.thawed() == state.thawed() if state.frozen else after.thawed() == state
        state = after


def test_a_vote_is_opened_again_only_with_a_reason_and_keeps_the_earlier_one() -> None:
    state = State().opened("before").closed("before")
    with pytest.raises(InputError, match="REASON"):
        state.opened("before")
    again = state.opened("before", "the second article was not clear")
    assert (again.before, again.vote) == (2, "before")


def test_the_class_votes_once_more_in_the_middle_of_a_debate_without_leaving_it() -> None:
    debate = State().opened("before").opened("debate")
    again = debate.opened("before", "some were not there")
    assert (again.phase, again.vote, again.before) == ("debate", "before", 2)
    assert again.closed("before").phase == "debate"


def test_who_missed_the_first_vote_is_asked_it_first_and_nobody_else() -> None:
    debate = State().opened("before").opened("debate")
    assert debate.votes_for("before", has_before=False)
    assert not debate.votes_for("before", has_before=True)
    assert not debate.froze("quiet").votes_for("before", has_before=False)
    assert not debate.votes_for("after", has_before=True)


@pytest.mark.parametrize("phase", ["debate", "results", "lobby", "closed", "elsewhere"])
def test_nothing_but_a_vote_can_be_opened_twice(phase: str) -> None:
    state = State().opened("before").opened("debate").opened("after").opened("results")
    with pytest.raises(InputError):
        state.opened(phase, "because")
