"""Lore comes up when it should, in its order, within its budget, and says why."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smile_commons.memory.lore import MOST_TOKENS, Fired, lore_for, tokens
from smile_commons.memory.lore_why import Heard, Message, Past, finds, no_regex
from smile_commons.memory.macros import Names
from smile_commons.world.lorebook import Lorebook, LoreEntry

NAMES = Names("Kai", "Talia")


def heard(*said: str, spoken: int = 0, seed: str = "1") -> Heard:
    messages = [Message(text, f"turn {turn}") for turn, text in enumerate(said, 1)]
    return Heard(messages, NAMES, spoken, seed)


def book(*entries: LoreEntry, **more: object) -> Lorebook:
    return Lorebook("memory/kai.lore.json", "kai", entries, **more)


def entry(id: str, *keys: str, **more: object) -> LoreEntry:
    return LoreEntry(id, **{"content": f"About {id}.", "keys": keys, **more})


def up(lore: Lorebook, what: Heard) -> list[str]:
    return [one.id.rpartition(":")[2] for one in lore_for([lore], what) if not one.dropped]


FERRY = entry("ferry", "ferry")


def test_an_entry_comes_up_when_its_key_was_said_and_says_why() -> None:
    assert lore_for([book(FERRY)], heard("Morning.", "The Ferry is late.")) == [
        Fired("lore:kai:ferry", "About ferry.", "the key 'ferry' in turn 2", 3)
    ]
    assert lore_for([book(FERRY)], heard("The boat is late.")) == []


@pytest.mark.parametrize(
    ("change", "said", "comes"),
    [
        ({"enabled": False}, "the ferry", False),
        ({"content": ""}, "the ferry", False),
        ({"constant": True}, "nothing of it", True),
        ({"case_sensitive": True}, "the Ferry", False),
        ({}, "ferrymen", False),
        ({"whole_words": False}, "ferrymen", True),
        ({"keys": ("old  ferry",)}, "the Old ferry", True),
        ({"keys": ("笑顔",)}, "この笑顔は", True),
        ({"keys": ("{{user}}",)}, "Talia knows", True),
        ({"secondary": ("night",)}, "the ferry by day", False),
        ({"secondary": ("night",)}, "the ferry by night", True),
        ({"secondary": ("night", "day"), "logic": "all"}, "the ferry by night", False),
        ({"secondary": ("night", "day"), "logic": "all"}, "ferry, night and day", True),
        ({"secondary": ("night",), "logic": "not any"}, "the ferry by night", False),
        ({"secondary": ("night",), "logic": "not any"}, "the ferry by day", True),
        ({"secondary": ("night", "day"), "logic": "not all"}, "the ferry by night", True),
        ({"secondary": ("night", "day"), "logic": "not all"}, "ferry, night and day", False),
        ({"keys": ("/ferr(y|ies)/i",)}, "THE FERRIES", True),
        ({"keys": ("/ferr(y|ies)/",)}, "THE FERRIES", False),
        ({"keys": ("ferr(y|ies)",), "regex": True}, "THE FERRIES", True),
        ({"keys": ("(?=ferry)",), "regex": True}, "the ferry", False),
        ({"keys": ("(",), "regex": True}, "the ferry (late)", False),
        ({"delayed": 1}, "the ferry", False),
        ({"chance": 0.0}, "the ferry", False),
        ({"decorators": (("activate", ""),)}, "nothing of it", True),
        ({"decorators": (("dont_activate", ""),)}, "the ferry", False),
        ({"decorators": (("exclude_keys", "late, early"),)}, "the ferry is late", False),
        ({"decorators": (("additional_keys", "late,early"),)}, "the ferry is late", True),
        ({"decorators": (("additional_keys", "late,early"),)}, "the ferry", False),
        ({"decorators": (("activate_only_after", "2"),)}, "the ferry", False),
        ({"decorators": (("activate_only_every", "0"),)}, "the ferry", True),
    ],
)
def test_the_rules_of_an_entry(change: dict[str, object], said: str, comes: bool) -> None:
    one = entry("ferry", **{"keys": ("ferry",), **change})
    assert up(book(one), heard(said, spoken=1)) == (["ferry"] if comes else [])


def test_only_the_last_messages_are_looked_at() -> None:
    said = heard("The ferry.", "Morning.", "Evening.")
    assert up(book(FERRY, scan_depth=2), said) == []
    assert up(book(FERRY, scan_depth=3), said) == ["ferry"]
    assert up(book(entry("deep", "ferry", scan_depth=3), scan_depth=1), said) == ["deep"]
    wide = entry("wide", "ferry", decorators=(("scan_depth", "3"),))
    assert up(book(wide, scan_depth=0), said) == ["wide"]


def test_lore_brings_up_lore_only_where_the_book_says_so() -> None:
    first = entry("ferry", "ferry", content="It is moored at Saltgate.")
    second = entry("gate", "saltgate", content="Saltgate has a wall.", name="The gate")
    third = entry("wall", "wall")
    assert up(book(first, second, third), heard("the ferry")) == ["ferry"]
    found = lore_for([book(first, second, third, recursive=True)], heard("the ferry"))
    assert [one.because for one in found] == [
        "the key 'ferry' in turn 1",
        "the key 'saltgate' in the lore 'ferry'",
        "the key 'wall' in the lore 'The gate'",
    ]


def test_lore_can_keep_out_of_it() -> None:
    told = {"content": "At Saltgate.", "heard_by_lore": False}
    gate = entry("gate", "saltgate")
    assert up(book(entry("a", "ferry", **told), gate, recursive=True), heard("ferry")) == ["a"]
    loud = entry("a", "ferry", content="At Saltgate.")
    deaf = entry("gate", "saltgate", listens_to_lore=False)
    assert up(book(loud, deaf, recursive=True), heard("ferry")) == ["a"]
    late = entry("gate", "saltgate", delayed=1)
    assert up(book(late, recursive=True), heard("ferry to saltgate")) == ["gate"]
    assert up(book(loud, late, recursive=True), heard("ferry")) == ["a", "gate"]


def test_lower_orders_stand_earlier_and_what_comes_before_a_character_first() -> None:
    entries = (
        entry("late", "ferry", order=30),
        entry("early", "ferry", order=10),
        entry("same", "ferry", order=30),
        entry("before", "ferry", order=90, before=True),
    )
    assert up(book(*entries), heard("ferry")) == ["before", "early", "late", "same"]


def test_over_budget_the_lowest_priority_goes_first_and_is_told() -> None:
    long = "word " * 40
    entries = (
        entry("low", "ferry", content=long, priority=1, order=500),
        entry("high", "ferry", content=long, priority=9, order=1),
        entry("middle", "ferry", content=long, priority=5, order=2),
    )
    found = lore_for([book(*entries, token_budget=2 * tokens(long))], heard("ferry"))
    assert [(one.id[-4:], one.dropped) for one in found] == [
        ("high", False),
        ("ddle", False),
        (":low", True),
    ]


def test_without_priorities_the_order_decides() -> None:
    entries = (entry("first", "ferry", order=1), entry("second", "ferry", order=2))
    assert up(book(*entries, token_budget=4), heard("ferry")) == ["second"]


def test_no_book_takes_the_whole_prompt() -> None:
    entries = [entry(str(n), "ferry", content="word " * 60) for n in range(40)]
    found = lore_for([book(*entries, token_budget=10**6)], heard("ferry"))
    assert 0 < sum(one.tokens for one in found if not one.dropped) <= MOST_TOKENS


def test_macros_are_replaced_and_nothing_else_is_evaluated() -> None:
    text = "{{char}} told {{USER}}: {{ 7 * 7 }} {{// secret}}{{reverse:abc}} <BOT> {% x %}"
    (found,) = lore_for([book(entry("a", "ferry", content=text))], heard("ferry"))
    assert found.text == "Kai told Talia: {{ 7 * 7 }} cba Kai {% x %}"


def test_a_hidden_key_is_met_and_never_shown() -> None:
    first = entry("a", "ferry", content="Moored.{{hidden_key:saltgate}}")
    found = lore_for([book(first, entry("b", "saltgate"), recursive=True)], heard("ferry"))
    assert [one.text for one in found] == ["Moored.", "About b."]


def test_what_is_drawn_is_drawn_again_from_the_same_seed() -> None:
    lore = book(*(entry(str(n), "ferry", chance=0.5, content="{{roll:6}}") for n in range(30)))
    first, again = (lore_for([lore], heard("ferry", seed="7")) for _ in range(2))
    assert first == again
    assert 0 < sum(not one.dropped for one in first) < 30
    assert first != lore_for([lore], heard("ferry", seed="8"))


def test_a_hostile_regex_cannot_hang() -> None:
    hostile = entry("a", "(a+)+$x", "([a-z]+)*=", r"(.*)*x", "(x{1000}){1000}", regex=True)
    assert up(book(hostile), heard("a" * 200_000 + "!")) == []
    assert no_regex(entry("b", "(?<=x)y", "ok", regex=True)) == ["(?<=x)y"]


@given(st.text(max_size=20), st.text(max_size=60), st.booleans())
def test_any_key_can_be_looked_for_in_any_text(key: str, text: str, regex: bool) -> None:
    one = entry("a", key, regex=regex)
    assert finds(key, text, one) in (True, False)
    assert lore_for([book(one)], heard(text)) == lore_for([book(one)], heard(text))


@given(st.lists(st.tuples(st.integers(-9, 9), st.integers(0, 60)), max_size=12), st.integers(0, 90))
def test_the_budget_holds_and_nothing_is_lost(entries: list[tuple[int, int]], budget: int) -> None:
    """Whatever fires is either shown, in its order, or told to have had no room."""
    lore = book(
        *(entry(str(n), "k", order=o, content="x" * size) for n, (o, size) in enumerate(entries)),
        token_budget=budget,
    )
    found = lore_for([lore], heard("k"))
    shown = [int(one.id.rpartition(":")[2]) for one in found if not one.dropped]
    assert sum(one.tokens for one in found if not one.dropped) <= budget
    assert len(found) == sum(size > 0 for _, size in entries)
    assert [entries[n][0] for n in shown] == sorted(entries[n][0] for n in shown)


BOATS = {"groups": ("boats",)}


def trace(lore: Lorebook, what: Heard) -> dict[str, str]:
    return {one.id.rpartition(":")[2]: one.because for one in lore_for([lore], what) if one.dropped}


def test_of_a_group_one_comes_up_and_the_others_say_which() -> None:
    lore = book(*(entry(str(n), "ferry", **BOATS) for n in range(4)), entry("quay", "ferry"))
    shown = up(lore, heard("the ferry"))
    assert len(shown) == 2
    assert "quay" in shown
    (winner,) = set(shown) - {"quay"}
    reasons = trace(lore, heard("the ferry"))
    assert len(reasons) == 3
    assert set(reasons.values()) == {
        f"the key 'ferry' in turn 1; of the group 'boats' {winner!r} came up"
    }


def test_a_group_is_drawn_by_weight() -> None:
    lore = book(
        entry("often", "ferry", group_weight=90, **BOATS),
        entry("seldom", "ferry", group_weight=10, **BOATS),
        entry("never", "ferry", group_weight=0, **BOATS),
    )
    drawn = [up(lore, heard("ferry", seed=str(seed)))[0] for seed in range(200)]
    assert drawn.count("never") == 0
    assert 5 < drawn.count("seldom") < 40


def test_who_is_preferred_goes_before_the_draw_and_more_keys_before_fewer() -> None:
    preferred = (
        entry("low", "ferry", order=1, group_first=True, **BOATS),
        entry("high", "ferry", order=2, group_first=True, **BOATS),
        entry("drawn", "ferry", group_weight=10**6, **BOATS),
    )
    assert up(book(*preferred), heard("ferry")) == ["high"]
    scored = (
        entry("one", "ferry", group_by_score=True, group_weight=10**6, **BOATS),
        entry("two", "ferry", "late", group_by_score=True, **BOATS),
    )
    assert up(book(*scored), heard("the ferry is late")) == ["two"]


def test_who_is_up_in_a_group_keeps_others_out_in_later_rounds() -> None:
    first = entry("first", "ferry", content="At Saltgate.", name="The ferry", **BOATS)
    second = entry("second", "saltgate", **BOATS)
    lore = book(first, second, recursive=True)
    assert up(lore, heard("ferry")) == ["first"]
    assert trace(lore, heard("ferry")) == {
        "second": "the key 'saltgate' in the lore 'The ferry'; "
        "'The ferry' is up already of the group 'boats'"
    }


def later(messages: int, *came_up: int, said: str = "Morning.") -> Heard:
    return Heard([Message(said, "turn 1")], NAMES, past=Past(messages, {"lore:kai:ferry": came_up}))


def test_a_sticky_entry_stays_for_so_many_messages_and_then_needs_its_key() -> None:
    lore = book(entry("ferry", "ferry", sticky=2))
    comes = [bool(up(lore, later(n, 5))) for n in range(6, 10)]
    assert comes == [True, True, False, False]
    assert lore_for([lore], later(6, 5))[0].because == (
        "it came up 1 message ago and stays for 1 message more"
    )
    # To be up is not to come up anew: what was shown at 6 and 7 does not lengthen it.
    assert up(lore, later(8, 5, 6, 7)) == []
    assert up(lore, later(8, 5, 6, 7, said="The ferry.")) == ["ferry"]


def test_an_entry_that_rests_does_not_come_up_and_says_for_how_long() -> None:
    lore = book(entry("ferry", "ferry", cooldown=2))
    asked = [later(n, 5, said="The ferry.") for n in range(6, 9)]
    assert [up(lore, one) for one in asked] == [[], [], ["ferry"]]
    assert trace(lore, asked[0]) == {
        "ferry": "the key 'ferry' in turn 1; it rests for 2 messages more"
    }
    after = book(entry("ferry", "ferry", sticky=2, cooldown=2))
    said = [bool(up(after, later(n, 5, said="The ferry."))) for n in range(6, 11)]
    assert said == [True, True, False, False, True]


def test_an_entry_with_a_delay_waits_until_enough_was_heard() -> None:
    lore = book(entry("ferry", "ferry", delay=3))
    assert up(lore, later(2, said="The ferry.")) == []
    assert up(lore, later(3, said="The ferry.")) == ["ferry"]
    assert (
        "it waits until 3 messages were heard, which are 2"
        in (trace(lore, later(2, said="The ferry."))["ferry"])
    )


def test_what_stays_wins_its_group_and_is_not_drawn_again() -> None:
    lore = book(
        entry("ferry", "ferry", sticky=4, chance=0.0, **BOATS),
        entry("other", "morning", group_first=True, **BOATS),
    )
    assert up(lore, later(6, 5)) == ["ferry"]


def test_chance_says_that_it_was_against_an_entry() -> None:
    assert trace(book(entry("ferry", "ferry", chance=0.0)), heard("ferry")) == {
        "ferry": "the key 'ferry' in turn 1; chance was against it (0%)"
    }
