"""Lorebooks of a world: both formats read, their mistakes named by file and field."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from worlds import STARTER

from smile_commons.errors import Problem
from smile_commons.world.load import load_world, survey_world
from smile_commons.world.lore_json import parse_lore
from smile_commons.world.lorebook import Lorebook

V3 = {
    "spec": "lorebook_v3",
    "data": {
        "name": "The harbour",
        "scan_depth": 3,
        "token_budget": 120,
        "recursive_scanning": True,
        "extensions": {"someone": {"else": 1}},
        "unknown": True,
        "entries": [
            {
                "keys": ["ferry", " "],
                "content": "@@depth 4\n@@@scan_depth 2\n@@unheard_of\n\n@@activate_only_after 1\n\n"
                "The ferry leaves at six.",
                "extensions": {"exclude_recursion": True, "probability": 50},
                "enabled": True,
                "insertion_order": 5,
                "case_sensitive": None,
                "use_regex": False,
                "selective": True,
                "secondary_keys": "late, early",
                "position": "before_char",
                "priority": 7,
                "id": "f",
            },
            {
                "keys": ["quay"],
                "content": "Stone.",
                "enabled": False,
                "insertion_order": 1,
                "id": "f",
            },
        ],
    },
}
SILLY = {
    "entries": {
        "0": {
            "uid": 0,
            "key": ["ferry"],
            "keysecondary": ["late", "early"],
            "comment": "The ferry",
            "content": "It leaves at six.",
            "constant": False,
            "selective": True,
            "selectiveLogic": 3,
            "order": 50,
            "position": 1,
            "disable": False,
            "excludeRecursion": True,
            "preventRecursion": True,
            "delayUntilRecursion": 2,
            "probability": 25,
            "useProbability": True,
            "scanDepth": None,
            "caseSensitive": None,
            "matchWholeWords": False,
            "vectorized": True,
        }
    }
}


def read(data: Any) -> Lorebook:
    lore, problems = parse_lore(json.dumps(data), "memory/anders.lore.json")
    assert problems == []
    assert lore is not None
    return lore


def wrong(text: str) -> Problem:
    lore, (problem,) = parse_lore(text, "memory/world.lore.json")
    assert lore is None
    return problem


def test_a_book_of_card_v3() -> None:
    lore = read(V3)
    assert (lore.owner, lore.name, lore.scan_depth, lore.token_budget, lore.recursive) == (
        *("anders", "The harbour", 3, 120),
        True,
    )
    first, second = lore.entries
    assert (first.id, second.id) == ("f", "f'")
    assert first.content == "The ferry leaves at six."
    assert first.keys == ("ferry",)
    assert first.secondary == ("late", "early")
    assert (first.order, first.priority, first.before, first.chance) == (5, 7, True, 0.5)
    assert not first.listens_to_lore
    assert dict(first.decorators) == {"scan_depth": "2", "activate_only_after": "1"}
    assert not second.enabled


def test_a_world_file_of_sillytavern() -> None:
    (one,) = read(SILLY).entries
    assert (one.name, one.logic, one.order, one.chance) == ("The ferry", "all", 50, 0.25)
    assert (one.listens_to_lore, one.heard_by_lore, one.delayed) == (False, False, 2)
    assert not one.whole_words
    assert read(SILLY).recursive


def test_a_book_as_a_card_holds_it() -> None:
    assert read(V3["data"]) == read(V3)


@pytest.mark.parametrize(
    ("text", "field", "said"),
    [
        ("{", "", "is not JSON"),
        ("[" * 100_000, "", "is nested too deep"),
        ("[]", "", "is no lorebook"),
        ('{"spec": "chara_card_v3", "data": {}}', "", "is no lorebook"),
        ('{"spec": "lorebook_v3", "data": {"entries": 1}}', "data.entries", "list"),
        ('{"entries": "none"}', "entries", "list"),
        (json.dumps({"entries": [{}] * 5001}), "entries", "has 5001 entries, more than 5000"),
    ],
)
def test_a_mistake_is_named_by_its_field(text: str, field: str, said: str) -> None:
    problem = wrong(text)
    assert problem.file == "memory/world.lore.json"
    assert problem.field == field
    assert said in problem.message


@pytest.fixture
def world(tmp_path: Path) -> Path:
    return Path(shutil.copytree(STARTER, tmp_path / "world"))


def test_a_world_holds_its_lore_by_owner(world: Path) -> None:
    (world / "memory/world.lore.json").write_text(json.dumps(SILLY))
    (world / "memory/anders.lore.json").write_text(json.dumps(V3))
    (world / "memory/anders.sea.lore.json").write_text(json.dumps(SILLY))
    found = load_world(world)
    assert [book.file for book in found.lore_of("anders")] == [
        "memory/world.lore.json",
        "memory/anders.lore.json",
        "memory/anders.sea.lore.json",
    ]
    assert len(found.lore_of("brita")) == 1
    assert "memory/world.lore.json" in found.files  # a run keeps it


def test_lore_changes_the_digest_of_a_world(world: Path) -> None:
    before = load_world(world).digest
    (world / "memory/world.lore.json").write_text(json.dumps(SILLY))
    assert load_world(world).digest != before


def test_lore_of_nobody_is_a_mistake(world: Path) -> None:
    (world / "memory/andres.lore.json").write_text(json.dumps(V3))
    (problem,) = survey_world(world).problems
    assert (problem.file, problem.hint) == ("memory/andres.lore.json", "did you mean 'anders'?")


def test_lore_beyond_its_bounds_is_a_mistake(world: Path) -> None:
    (world / "memory/world.lore.json").write_text(" " * (2 * 1024 * 1024 + 1))
    (problem,) = survey_world(world).problems
    assert "is larger than 2048 kB" in problem.message


def test_groups_and_times_are_read_from_both_formats() -> None:
    timed = {"sticky": 3, "cooldown": 4, "delay": 5}
    ours = {"group": "boats, ferries", "group_weight": 40, "group_override": True,
            "use_group_scoring": True}  # fmt: skip
    theirs = {"group": "boats, ferries", "groupWeight": 40, "groupOverride": True,
              "useGroupScoring": True}  # fmt: skip
    v3 = {"entries": [{"keys": ["k"], "content": "c", "extensions": {**timed, **ours}}]}
    silly = {"entries": {"0": {"key": ["k"], "content": "c", **timed, **theirs}}}
    for book in (read(v3), read(silly)):
        (entry,) = book.entries
        assert (entry.sticky, entry.cooldown, entry.delay) == (3, 4, 5)
        assert entry.groups == ("boats", "ferries")
        assert (entry.group_weight, entry.group_first, entry.group_by_score) == (40, True, True)


def test_what_is_not_said_of_groups_and_times_is_nothing() -> None:
    unsaid = {"sticky": None, "cooldown": None, "delay": None, "group": "", "groupWeight": None,
              "useGroupScoring": None}  # fmt: skip
    (entry,) = read({"entries": {"0": {"key": ["k"], "content": "c", **unsaid}}}).entries
    assert (entry.sticky, entry.cooldown, entry.delay, entry.groups) == (0, 0, 0, ())
    assert entry.group_weight == 100


@pytest.mark.parametrize(
    ("entries", "told"),
    [
        ([{"keys": 7}], "entries.0.keys: 7 is taken for a text"),
        ([{"keys": [None, "k"]}], "entries.0.keys: null is no text; left out"),
        ([{"enabled": "perhaps"}], "entries.0.enabled: 'perhaps' is nothing that belongs there"),
        ({"3": {"order": "last"}}, "entries.3.order: 'last' is nothing that belongs there"),
        ({"0": {"sticky": -1}}, "entries.0.sticky: -1 is no count; as if nothing were said"),
        (
            [{"extensions": {"probability": 150}}],
            "entries.0.extensions.probability: 150",
        ),
        ([{"content": ["a", "b"]}], "entries.0.content: is a list; its texts are put together"),
        (
            [{"extensions": {"group_weight": "much"}}],
            "entries.0.extensions.group_weight: 'much'",
        ),
        (["no entry"], "entries.0: 'no entry' is no entry; left out"),
        ([{"insertion_order": float("inf")}], "entries.0.insertion_order: inf is nothing"),
    ],
)
def test_what_can_be_mended_is_told_by_its_field(entries: Any, told: str) -> None:
    book = read({"entries": entries})
    assert [one[: len(told)] for one in book.mended] == [told]


def test_a_field_below_nothing_is_as_if_it_were_not_said() -> None:
    book = read({"scan_depth": -1, "token_budget": -1, "entries": [{"keys": ["k"]}]})
    assert (book.scan_depth, book.token_budget) == (None, None)
    assert [one.split(":")[0] for one in book.mended] == ["scan_depth", "token_budget"]
