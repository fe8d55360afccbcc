"""A memory file changed one memory at a time: nothing else in it moves."""

import difflib

import pytest

from smile_commons.errors import InputError
from smile_commons.world.canon import parse_canon
from smile_commons.world.canon_edit import add, edit, forget

FILE = "memory/ezra.md"
TEXT = """# What Ezra remembers

> A comment that must stay.

## The cure

- [2137; 0.8; id=apple] After the apple
  Odile handed me the core.
- A vial stands in my refrigerator.

## The offer

* [2145] Haldane made me an offer.
"""


def changed_lines(new: str) -> list[str]:
    """The lines that went and came, with their signs."""
    lines = difflib.ndiff(TEXT.splitlines(), new.splitlines())
    return sorted((line for line in lines if line[0] in "+-"), reverse=True)


def test_a_memory_is_added_under_its_heading() -> None:
    written = add(TEXT, FILE, "I kept the\nphotographs.", importance=0.6, when="2140",
                  group="The cure")  # fmt: skip
    assert changed_lines(written.text) == ["+ - [2140; 0.6] I kept the photographs."]
    assert written.text.splitlines()[written.memory.line - 1].endswith("photographs.")
    assert written.memory.group == "The cure"


def test_without_a_heading_it_comes_last_and_a_new_heading_is_made() -> None:
    assert add(TEXT, FILE, "Last.").text == TEXT + "- Last.\n"
    assert add(TEXT, FILE, "Odd.", group="Odd").text == TEXT + "\n## Odd\n\n- Odd.\n"
    assert add("", FILE, "First.", id="one").text == "- [id=one] First.\n"


def test_an_edit_keeps_what_it_does_not_name() -> None:
    written = edit(TEXT, FILE, "apple", "She ate it.")
    assert changed_lines(written.text) == [
        "- - [2137; 0.8; id=apple] After the apple",
        "-   Odile handed me the core.",
        "+ - [2137; 0.8; id=apple] She ate it.",
    ]
    heavier = edit(TEXT, FILE, "apple", importance=1.0).memory
    assert (heavier.importance, heavier.when, heavier.id) == (1.0, "2137", "apple")
    assert heavier.text == "After the apple Odile handed me the core."


def test_forgetting_takes_the_whole_memory_and_nothing_else() -> None:
    written = forget(TEXT, FILE, "apple")
    assert changed_lines(written.text) == [
        "- - [2137; 0.8; id=apple] After the apple",
        "-   Odile handed me the core.",
    ]


def test_a_text_that_looks_like_a_bracket_is_still_a_text() -> None:
    written = add(TEXT, FILE, "[sic] he wrote.")
    assert written.memory.text == "[sic] he wrote."
    assert edit(written.text, FILE, written.memory.id, "[no] he said.").memory.text == (
        "[no] he said."
    )


@pytest.mark.parametrize("text", ["", "   ", "x" * 3000])
def test_what_is_no_memory_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="memory"):
        add(TEXT, FILE, text)


def test_nothing_is_written_that_the_world_would_refuse() -> None:
    with pytest.raises(InputError, match="0 to 1"):
        add(TEXT, FILE, "Too heavy.", importance=3)
    with pytest.raises(InputError, match="taken"):
        add(TEXT, FILE, "Twice.", id="apple")
    with pytest.raises(InputError, match="no memory 'pear'"):
        forget(TEXT, FILE, "pear")


def test_lines_are_known() -> None:
    memories, _ = parse_canon(TEXT, FILE)
    assert [one.line for one in memories] == [7, 9, 13]
