"""Lorebooks of other programs: what each calls a field is understood wherever it stands."""

import json
from pathlib import Path
from typing import Any

import pytest

from smile_commons.memory.lore_why import finds
from smile_commons.world.lore_json import parse_lore
from smile_commons.world.lore_regex import slashed, split_keys
from smile_commons.world.lore_shapes import looks_like_lore
from smile_commons.world.lorebook import Lorebook, LoreEntry

LORE = Path(__file__).parents[1] / "data" / "lore"
CLOSES = "The canal gate closes at nine."


def read(data: Any) -> Lorebook:
    book, problems = parse_lore(json.dumps(data), "memory/world.lore.json")
    assert problems == []
    assert book is not None
    return book


def of_file(name: str) -> LoreEntry:
    data = json.loads((LORE / name).read_text(encoding="utf-8"))
    assert looks_like_lore(data)
    (entry,) = read(data).entries
    return entry


@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("agnai.json", ("gate", "lock")),
        ("novelai.lorebook.json", ("gate",)),
        ("risu.json", ("gate", "lock")),
        ("stcomma.json", ("/gates?,? (left|right){1,2}/i", "lock")),
    ],
)
def test_the_books_of_other_programs_are_read(name: str, keys: tuple[str, ...]) -> None:
    entry = of_file(name)
    assert (entry.keys, entry.content, entry.name) == (keys, CLOSES, "Gate")
    assert (entry.enabled, entry.constant, entry.secondary) == (True, False, ())


def test_a_regular_expression_with_commas_is_one_key() -> None:
    entry = of_file("stcomma.json")
    assert [finds(key, "The gates left open", entry) for key in entry.keys] == [True, False]


GATE = {"key": ["gate"], "content": CLOSES, "disable": False, "order": 7, "position": 0}


@pytest.mark.parametrize(
    "data",
    [
        {"entries": [GATE]},
        {"entries": {"0": GATE}},
        {"spec": "lorebook_v3", "data": {"entries": [GATE]}},
        {"spec": "lorebook_v3", "data": {"entries": {"9": GATE}}},
        {"lorebook": {"lorebookVersion": 5, "entries": [GATE]}, "scenarioVersion": 3, "title": "A"},
        [GATE],
        {"entries": [{"keywords": "gate", "entry": CLOSES, "weight": 7}]},
        {"type": "risu", "data": [{"key": "gate", "content": CLOSES, "insertorder": 7}]},
        {"entries": [{"Keys": ["gate"], "text": CLOSES, "insertionOrder": "7", "position": "0"}]},
        {"entries": [{"key": "", "keys": ["gate"], "content": CLOSES, "insertion_order": 7}]},
    ],
)
def test_a_book_is_found_wherever_it_stands(data: Any) -> None:
    assert looks_like_lore(data)
    (entry,) = read(data).entries
    assert (entry.keys, entry.content, entry.order) == (("gate",), CLOSES, 7)


@pytest.mark.parametrize(
    ("fields", "attribute", "value"),
    [
        ({"position": "0"}, "before", True),
        ({"position": "1"}, "before", False),
        ({"position": "before_char"}, "before", True),
        ({"disable": True}, "enabled", False),
        ({"enabled": 0}, "enabled", False),
        ({"alwaysActive": True}, "constant", True),
        ({"forceActivation": True}, "constant", True),
        ({"mode": "constant"}, "constant", True),
        ({"selectiveLogic": "AND_ALL"}, "logic", "all"),
        ({"activationPercent": 40}, "chance", 0.4),
        ({"contextConfig": {"budgetPriority": 400}}, "priority", 400),
        ({"secondkey": "late, early", "selective": True}, "secondary", ("late", "early")),
        ({"secondkey": "late", "selective": False}, "secondary", ()),
        ({"useRegex": True}, "regex", True),
        ({"uid": 12}, "id", "12"),
    ],
)
def test_a_field_is_known_by_what_others_call_it(
    fields: dict[str, Any], attribute: str, value: Any
) -> None:
    (entry,) = read({"entries": [{"keys": ["gate"], "content": CLOSES, **fields}]}).entries
    assert getattr(entry, attribute) == value


def test_a_folder_is_no_entry_and_what_has_no_effect_is_named() -> None:
    folder = {"mode": "folder", "key": "abc", "comment": "Places"}
    told = {**GATE, "vectorized": True, "characterFilter": {"names": ["A"]}, "matchScenario": True}
    book = read({"entries": [folder, told, {**GATE, "position": 4}]})
    assert len(book.entries) == 2
    assert book.unused == (
        "matchScenario (of 1 entry)",
        "characterFilter (of 1 entry)",
        "position (elsewhere in the prompt, of 1 entry)",
    )


def test_a_new_entry_of_sillytavern_says_nothing_that_is_unused() -> None:
    assert read(json.loads((LORE / "stnew.json").read_text(encoding="utf-8"))).unused == ()


@pytest.mark.parametrize(
    ("key", "pair"),
    [
        ("/gate/i", ("gate", "i")),
        ("/gate/", ("gate", "")),
        (r"/a\/b/gi", (r"a\/b", "gi")),
        ("/home/user", None),
        ("/home/user/", None),
        ("/home/gigs", None),
        ("/gate/ii", None),
        ("/gate/x", None),
        ("//", None),
        ("gate", None),
    ],
)
def test_flags_alone_make_a_regular_expression(key: str, pair: tuple[str, str] | None) -> None:
    assert slashed(key) == pair


def test_words_with_slashes_are_words() -> None:
    entry = LoreEntry("a", "text")
    assert not finds("/home/user", "I went home at nine.", entry)
    assert finds("/home/user", "It lies in /home/user on that machine.", entry)


def test_letters_by_number_as_javascript_writes_them() -> None:
    entry = LoreEntry("a", "text")
    assert finds(r"/\u0432орот[аы]/i", "Открой ворота", entry)
    assert finds(r"/\u{1F600}/u", "so 😀", entry)
    assert not finds(r"/\\u0432/", "в", entry)


def test_a_key_of_novelai_that_wants_two_words() -> None:
    book = read({"lorebookVersion": 5, "entries": [{"keys": ["gate & lock"], "text": CLOSES}]})
    (entry,) = book.entries
    (key,) = entry.keys
    said = ("The lock is at the gate.", "Gate, then lock.", "The gate.", "locks and gates")
    assert [finds(key, one, entry) for one in said] == [True, True, False, False]
    assert "all of 'gate & lock' have to be met in one message here" in book.mended[0]


def test_no_control_character_comes_out_of_a_book() -> None:
    entry = {"keys": ["ga\x1bte", "\ud800"], "content": "Sh\x00ut\ud800.\n", "comment": "\x07G"}
    (one,) = read({"entries": [entry]}).entries
    assert (one.keys, one.content, one.name) == (("gate",), "Shut.", "G")


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("gate, lock", ["gate", "lock"]),
        ("/a{1,2}/, b", ["/a{1,2}/", "b"]),
        ("b,/a,b/i,c", ["b", "/a,b/i", "c"]),
        ("/home/user, b", ["/home/user", "b"]),
        (r"/a\/,b/i", [r"/a\/,b/i"]),
        ("/a, b", ["/a", "b"]),
        (" , ,", []),
        ("/", ["/"]),
        ("/\\", ["/\\"]),
    ],
)
def test_commas_part_keys_but_not_inside_an_expression(text: str, keys: list[str]) -> None:
    assert split_keys(text) == keys
