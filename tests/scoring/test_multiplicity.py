"""Many scores of one run: what is read together is held against chance together."""

from smile_commons.scoring.multiplicity import family_of, held
from smile_commons.scoring.score import Control, Scope, Score


def score(id: str, p: float | None, persona: str | None = None, value: float = 0.5) -> Score:
    control = Control(
        kind="retest", value=0.0, difference=value, interval=(value - 0.1, value + 0.1), p=p
    )
    return Score(id=id, scope=Scope(persona=persona), value=value, control=control)


def adjusted(*scores: Score) -> list[float | None]:
    return [None if one.p_adjusted is None else round(one.p_adjusted, 9) for one in held(scores)]


def test_personas_are_a_family_and_the_whole_is_another() -> None:
    whole, kai = score("movement", 0.04), score("movement", 0.03, "kai")
    assert family_of(whole) == "private ballots, of the whole"
    assert family_of(kai) == "private ballots, by persona"
    assert family_of(score("stated-movement", 0.1)) == "what was said, of the whole"
    assert adjusted(whole, kai, score("movement", 0.5, "lyra")) == [0.04, 0.06, 0.5]


def test_what_is_clear_alone_is_not_shown_among_many() -> None:
    people = [score("movement", 0.5, who) for who in ("lyra", "talia", "ezra")]
    alone, among = (
        held([score("movement", 0.03, "kai")])[0],
        held([score("movement", 0.03, "kai"), *people])[0],
    )
    assert alone.shown is True
    assert among.shown is False


def test_scores_that_ask_one_question_are_tested_through_the_first() -> None:
    moved = [score("attainment", 0.01), score("convergence", 0.03), score("movement", 0.02)]
    nearer = [score("agreement", 0.4), score("polarisation", 0.001)]
    assert adjusted(*moved, *nearer) == [0.04, 0.04, 0.04, 0.4, 0.4]
    assert [one.shown for one in held([*moved, *nearer])] == [True, True, True, False, False]


def test_where_the_first_was_not_scored_the_next_takes_its_place() -> None:
    assert adjusted(score("stated-attainment", 0.02), score("stated-agreement", 0.5)) == [0.04, 0.5]


def test_what_has_no_p_value_stands_as_it_is() -> None:
    assert held([score("movement", None)])[0].family is None
