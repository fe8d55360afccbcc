"""What a class agrees on, what divides it, and a map that makes no groups of chance."""

import random

from classes import answered, statement

from smile_commons.room.opinion_map import opinion_map, own_dot
from smile_commons.room.records import Choice, StatementVote
from smile_commons.room.statements import answers_of, statements

ITEMS = [statement(f"s-{number}") for number in range(8)]


def two_camps(people: int = 24) -> dict[str, dict[str, Choice]]:
    """Half answer one way and half the other, but for one statement on which all agree."""
    draw = random.Random(7)
    answers: dict[str, dict[str, Choice]] = {}
    for number in range(people):
        one: Choice = "agree" if number % 2 else "disagree"
        other: Choice = "disagree" if number % 2 else "agree"
        answers[f"seat-{number}"] = {
            item.id: one if draw.random() < 0.92 else other for item in ITEMS[:-1]
        } | {ITEMS[-1].id: "agree"}
    return answers


def at_random(seed: int, people: int = 20) -> dict[str, dict[str, Choice]]:
    draw = random.Random(seed)
    choices: tuple[Choice, ...] = ("agree", "disagree", "pass")
    return {
        f"seat-{number}": {item.id: draw.choice(choices) for item in ITEMS}
        for number in range(people)
    }


def test_what_both_camps_agree_on_is_consensus_and_what_parts_them_is_divisive() -> None:
    found = statements(ITEMS, answered(two_camps()))
    assert found.results[0].id == "s-7"
    assert found.results[0].consensus
    assert {one.id for one in found.results if one.divisive} <= {item.id for item in ITEMS[:-1]}
    assert any(one.divisive for one in found.results)
    assert found.voters == 24


def test_two_camps_are_two_groups() -> None:
    found = opinion_map(answers_of(ITEMS, answered(two_camps())))
    assert found is not None
    assert (found.groups, found.p) == (2, 0.01)
    assert sorted([dot.group for dot in found.dots].count(group) for group in (0, 1)) == [12, 12]


def test_groups_of_chance_are_as_rare_as_the_level_says() -> None:
    maps = [opinion_map(answers_of(ITEMS, answered(at_random(seed)))) for seed in range(40)]
    assert sum(one is not None and one.groups > 0 for one in maps) <= 6  # 2 expected; P(7) < .4 %


def test_few_people_make_no_map_and_fewer_than_five_in_a_group_no_groups() -> None:
    answers = two_camps()
    few = dict(list(answers.items())[:7])
    assert opinion_map(answers_of(ITEMS, answered(few))) is None
    eight = opinion_map(answers_of(ITEMS, answered(two_camps(8))))
    assert eight is not None
    assert eight.groups == 0


def test_ones_own_dot_is_on_the_map_and_anothers_is_not_told() -> None:
    answers = answers_of(ITEMS, answered(two_camps()))
    found = opinion_map(answers)
    assert found is not None
    assert own_dot(answers, "seat-3") in found.dots
    assert own_dot(answers, "nobody") is None


def test_counts_under_five_are_hidden_and_nothing_few_said_is_called_divisive() -> None:
    votes = [StatementVote(f"seat-{number}", "s-0", "agree") for number in range(9)]
    votes += [StatementVote(f"late-{number}", "s-0", "disagree") for number in range(3)]
    only = statements(ITEMS[:1], votes).results[0]
    assert (only.agree, only.disagree, only.passed) == (9, None, None)
    assert not only.divisive
    few = statements(ITEMS[:1], votes[:4]).results[0]
    assert (few.agree, few.disagree, few.passed) == (None, None, None)


def test_an_answer_that_is_taken_back_counts_no_more_and_the_last_one_counts() -> None:
    votes = [
        StatementVote("a", "s-0", "agree"),
        StatementVote("a", "s-0", "disagree"),
        StatementVote("b", "s-0", "agree"),
        StatementVote("b", "s-0", None),
        StatementVote("c", "elsewhere", "agree"),
    ]
    assert answers_of(ITEMS, votes) == {"a": {"s-0": -1.0}, "b": {}}


def test_held_and_refused_statements_are_not_asked() -> None:
    from dataclasses import replace

    assert statements([replace(ITEMS[0], state="held")], []).results == ()
