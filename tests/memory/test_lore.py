"""Lore comes up when it should, in its order, within its budget, and says why."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smile_commons.memory.lore import MOST_TOKENS, Fired, Heard, Message, lore_for, tokens
from smile_commons.memory.lore_keys import finds, no_regex
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
    assert 0 < len(first) < 30
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
