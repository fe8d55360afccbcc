"""The results of a lesson: paired, on one axis with the personas, with minority reasons."""

import json

import pytest
from classes import BED, ballot, class_of, pair, vote
from hypothesis import given, settings
from hypothesis import strategies as st

from smile_commons.room.panel import panel
from smile_commons.room.records import Vote
from smile_commons.room.results import Results, results_of
from smile_commons.transcript import Ballot

CUES = {"ada": "Ada", "ben": "Ben", "cleo": "Cleo"}


def results(
    votes: list[Vote],
    ballots: list[Ballot] | None = None,
    approved: set[tuple[str, str, str]] | None = None,
) -> Results:
    return results_of(votes, [], [], ballots or [], [BED], CUES, approved=approved or ())


def test_only_those_who_voted_before_and_after_are_paired() -> None:
    votes = [
        *class_of([(-0.5, 0.5)] * 12),
        vote("x", "before", 1.0),
        vote("y", "after", 1.0),
        vote("z", "before", 0.5, late=True),
        vote("z", "after", 0.5),
        vote("w", "before", None),
        vote("w", "after", None),
    ]
    one = results(votes).articles[0]
    assert (one.both, one.only_before, one.only_after, one.late) == (12, 1, 1, 1)
    assert one.shift is not None
    assert (one.shift.n, one.shift.mean) == (12, 1.0)


def test_the_last_vote_counts_and_an_erased_one_does_not() -> None:
    votes = class_of([(-0.5, 0.5)] * 12)
    votes += [vote("seat-00", "after", -0.5), vote("seat-01", "after", None, erased=True)]
    one = results(votes).articles[0]
    assert (one.both, one.only_before) == (11, 1)
    assert one.shift is not None
    assert one.shift.mean == pytest.approx(10 / 11, abs=0.001)


def test_of_a_handful_no_shift_is_told_that_says_how_many_moved() -> None:
    """Interval and test of five people fit one table alone."""
    five = [(-0.5, 0.0), (0.5, 0.5), (0.5, 1.0), (-1.0, -0.5), (0.0, 0.0)]
    assert results(class_of(five)).articles[0].shift is None


def test_a_lesson_without_votes_shows_the_personas_alone() -> None:
    found = results([], [ballot("ada", "opening", 0.5), ballot("ada", "final", -0.5)])
    assert found.personas_only
    assert (found.voters, found.articles[0].both) == (None, None)
    assert (found.articles[0].personas[0].before, found.articles[0].personas[0].after) == (
        0.5,
        -0.5,
    )


@given(st.integers(1, 4))
@settings(deadline=None)
def test_of_one_to_four_voters_nothing_is_shown(people: int) -> None:
    one = results(class_of([(-1.0, 1.0)] * people)).articles[0]
    assert {one.both, one.only_before, one.only_after, one.late} == {None}
    assert {cell for row in one.matrix for cell in row} == {None}
    assert (one.shift, one.moved, one.minority.side) == (None, None, None)


def test_a_persona_stands_where_the_article_alone_puts_it_with_its_retest_as_a_band() -> None:
    ballots = [
        ballot("ada", "opening", 0.4),
        ballot("ada", "retest", 0.1),
        ballot("ada", "opening", 0.0, article="river"),
        ballot("ada", "retest", 0.4, article="river"),
        ballot("ada", "final", -0.2),
        ballot("ben", "opening", None, forms=[0.2, None, 0.4]),
        ballot("cleo", "opening", None, position=None, forms=[]),
    ]
    ada, ben, cleo = panel(ballots, "bed", CUES)
    assert (ada.before, ada.after, ada.retest) == (0.4, -0.2, pytest.approx(0.354))
    assert (ben.before, ben.retest) == (pytest.approx(0.3), None)
    assert (cleo.before, cleo.after) == (None, None)


def minority_class() -> list[Vote]:
    votes = class_of([(0.5, 0.5)] * 6)
    votes += [
        *pair("m", 0.0, 0.0),
        vote("m", "after", -0.5, reason="She waited longest.", change="A doctor's word."),
        vote("seat-02", "after", 1.0, reason="He dies without it."),
        vote("seat-03", "after", 1.0, reason="secret of a seat"),
    ]
    return votes


def test_the_smaller_sides_approved_reasons_are_printed_and_no_others() -> None:
    approved = {("m", "bed", "after"), ("m", "bed", "change"), ("seat-02", "bed", "after")}
    ballots = [
        ballot("ada", "opening", 0.5, reason="I said yes."),
        ballot("ada", "final", -0.5, reason="I have seen her wait."),
        ballot("ben", "final", 0.9, reason="He dies."),
    ]
    found = results(minority_class(), ballots, approved).articles[0].minority
    assert found.side == "against"
    assert found.reasons == ("She waited longest.",)
    assert found.others == ("He dies without it.",)
    assert found.change == ("A doctor's word.",)
    assert found.dissent == (("Ada", "I have seen her wait."),)


def test_without_approval_no_word_of_a_student_is_in_the_results() -> None:
    text = json.dumps(results(minority_class()).to_dict())
    for words in ("She waited longest", "A doctor's word", "secret of a seat", "seat-0"):
        assert words not in text


@settings(deadline=None, max_examples=25)
@given(
    st.lists(
        st.builds(
            vote,
            st.sampled_from([f"seat-{number}" for number in range(9)]),
            st.sampled_from(["before", "after"]),
            st.sampled_from([None, -1.0, -0.5, 0.0, 0.5, 1.0]),
            late=st.booleans(),
            erased=st.booleans(),
        ),
        max_size=40,
    )
)
def test_whatever_was_voted_the_results_can_be_shown(votes: list[Vote]) -> None:
    found = results(votes)
    again = json.loads(json.dumps(found.to_dict(), allow_nan=False))
    assert "seat" not in json.dumps(again)
