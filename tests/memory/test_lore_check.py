"""Entries that can never come up, or say nothing, are told before a play."""

from typing import Any

import pytest

from smile_commons.memory.lore_check import mistakes_in
from smile_commons.world.lore_json import read_lore

SOUND = {"keys": ["gate"], "content": "It closes at nine."}


def told(entry: dict[str, Any], **book: Any) -> list[str]:
    found, _ = read_lore({"entries": [{**SOUND, **entry}], **book}, "memory/world.lore.json")
    assert found is not None
    return [problem.message for problem in mistakes_in(found)]


@pytest.mark.parametrize(
    ("entry", "book", "said"),
    [
        ({"keys": []}, {}, "never comes up: it has no keys"),
        ({"keys": [" "]}, {}, "never comes up: it has no keys"),
        ({"content": " "}, {}, "says nothing"),
        ({"content": "{{// a note }}", "constant": True}, {}, "says nothing"),
        ({"content": "@@scan_depth 2"}, {}, "says nothing"),
        ({"keys": ["/(?<=a)b/"]}, {}, "is no regular expression of RE2"),
        ({"keys": ["(?=a)"], "use_regex": True}, {}, "is no regular expression of RE2"),
        ({"extensions": {"probability": 0}}, {}, "its probability is 0"),
        ({"content": "@@dont_activate\nText."}, {}, "it says @@dont_activate"),
        ({}, {"scan_depth": 0}, "it looks at no message"),
        ({"scanDepth": 0}, {}, "it looks at no message"),
        ({}, {"token_budget": 2}, "the book gives 2"),
        ({"content": "word " * 400}, {}, "the book gives 200"),
        ({"extensions": {"delay_until_recursion": True}}, {}, "other lore"),
        ({"selective": True, "secondary_keys": ["/(?=a)/"]}, {}, "its second key '/(?=a)/'"),
    ],
)
def test_what_can_never_come_up_is_a_mistake(
    entry: dict[str, Any], book: dict[str, Any], said: str
) -> None:
    (message,) = told(entry, **book)
    assert said in message


@pytest.mark.parametrize(
    ("entry", "book"),
    [
        ({}, {}),
        ({"keys": [], "constant": True}, {}),
        ({"keys": [], "content": "@@activate\nText."}, {}),
        ({"keys": [], "content": "", "enabled": False}, {}),
        ({"keys": ["/(?=a)/", "b"]}, {}),
        ({"scan_depth": 0}, {"recursive_scanning": True}),
        ({"content": "word " * 400}, {"token_budget": 600}),
    ],
)
def test_what_can_come_up_is_none(entry: dict[str, Any], book: dict[str, Any]) -> None:
    assert told(entry, **book) == []
