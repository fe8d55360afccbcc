"""What is wrong with `say`, as `commons check` tells it."""

import sys
from collections.abc import Iterable
from pathlib import Path

import pytest
from worlds import Edit, Problems

sys.path.insert(0, str(Path(__file__).parent.parent))

from staged import without_notes

from smile_commons.world.card import Card
from smile_commons.world.load import load_world
from smile_commons.world.notes import document_of, gaps, own_name, slips, small_words

FORUM = "dialogues/forum.yaml"
RELAY = "At Cape Ravn the relay showed a burning lamp for six hours. The lamp was out."


def card(world: Path, **changed: str) -> Card:
    return load_world(world).personas["brita"].model_copy(update=changed)


@pytest.mark.parametrize(
    ("say", "said"),
    [
        ("[a lamp, a relay]", "say: is not text (a text, or `for:` and `against:`)"),
        ("5", "say: is not text (put it in quotes)"),
        ("''", "say: is empty (write a text)"),
        ("{for: The lamp goes.}", "say.against: is missing"),
        ("{for: The lamp goes., against: ''}", "say.against: is empty (write a text)"),
        ("{for: The lamp goes., against: 5}", "say.against: is not text (put it in quotes)"),
        (
            "{for: The lamp goes., against: It stays., later: Both.}",
            "say.later: is not a known key (known: against, for)",
        ),
    ],
)
def test_what_is_no_say_is_one_mistake_with_what_would_be_right(
    say: str, said: str, edit: Edit, problems: Problems
) -> None:
    edit(FORUM, f"say: {RELAY}", f"say: {say}")
    assert [str(problem) for problem in problems()] == [f"{FORUM}:51: acts.0.beats.1.{said}"]


def test_several_mistakes_in_one_say_are_all_named(edit: Edit, problems: Problems) -> None:
    edit(FORUM, f"say: {RELAY}", "say: {four: The lamp goes., against: It stays.}")
    found = [str(problem) for problem in problems()]
    assert [one.partition("say.")[2] for one in found] == [
        "for: is missing",
        "four: is not a known key (did you mean 'for'?)",
    ]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("Brita saw it herself.", "speaks of its own speaker as 'Brita'"),
        ("Nobody asked Brita's father.", "speaks of its own speaker as 'Brita'"),
        (f"{'lamp ' * 61}out.", "has 62 words, and 60 are the most"),
        ("{for: The lamp goes., against: It stays.}", "has both ways, and nothing is decided"),
    ],
)
def test_notes_that_are_not_their_speakers_are_mistakes(
    wrong: str, said: str, edit: Edit, problems: Problems
) -> None:
    edit(FORUM, f"say: {RELAY}", f"say: {wrong}")
    assert [(p.line, p.field, p.message) for p in problems()] == [(51, "acts.0.beats.1.say", said)]


def test_a_decision_has_both_ways_where_there_is_an_article(edit: Edit, problems: Problems) -> None:
    edit(
        FORUM,
        "move: challenge\n        to: [anders]\n        on: the",
        "move: decide\n        on: the",
    )
    edit(FORUM, f"say: {RELAY}", "say: {for: The lamp goes., against: It stays.}")
    assert problems() == []
    edit(FORUM, "against: It stays.", "against: the lamp goes.")
    assert [p.field for p in problems()] == ["acts.0.beats.1.say.against"]
    edit(FORUM, "against: the lamp goes.}\n        article: automate\n", "against: It stays.}\n")
    assert [(p.field, p.message) for p in problems()] == [
        ("acts.0.beats.1.say", "is for and against no article")
    ]


def test_notes_that_are_missing_where_others_have_some_are_told_and_can_be_played(
    world: Path, edit: Edit, problems: Problems
) -> None:
    edit(FORUM, f"        say: {RELAY}\n", "")
    assert problems() == []
    [gap] = gaps(load_world(world))
    assert (gap.line, gap.field) == (47, "acts.0.beats.1.say")
    assert gap.hint == "commons draft forum"


def test_a_dialogue_without_any_notes_lacks_none(world: Path) -> None:
    path = world / FORUM
    path.write_text(without_notes(path.read_text(encoding="utf-8")), encoding="utf-8")
    assert gaps(load_world(world)) == []


SMALL = frozenset({"will", "sister", "old", "the", "when", "captain"})


@pytest.mark.parametrize(
    ("name", "cue", "say"),
    [
        ("Will Grace", "Will", "Will you come? I know that you will."),
        ("Sister Agnes", "Agnes", "Sister, you were not there."),
        ("Talia Rook", "Talia", "My brother Silas Rook died before he was called."),
        ("Talia Rook", "Talia", "They put a wall across Rook Street."),
        ("Talia Rook", "Talia", "You said “Talia will do it”, and I did."),
        ("Kai Moreno", "Kai", "I left the case on the kai."),
        ("The Captain", "The Captain", "The captain before me drowned."),
    ],
)
def test_a_name_that_is_somebody_elses_or_a_word_is_no_mistake(
    name: str, cue: str, say: str, world: Path
) -> None:
    assert own_name(say, card(world, name=name, cue=cue), SMALL) is None


@pytest.mark.parametrize(
    ("name", "cue", "say", "found"),
    [
        ("Will Grace", "Will", "You never asked Will for a thing.", "Will"),
        ("Talia Rook", "Talia", "When Rook came home the oven was cold.", "Rook"),
        ("Talia Rook", "Talia", "Talia Rook paid for it.", "Talia"),
        ("Old Tom Farrow", "Tom", "It was Tom’s oven.", "Tom"),
        ("Jörg Müller", "Jörg", "Das hat Jörg nie gesagt.", "Jörg"),
    ],
)
def test_ones_own_name_is_found_in_all_its_forms(
    name: str, cue: str, say: str, found: str, world: Path
) -> None:
    assert own_name(say, card(world, name=name, cue=cue), SMALL) == found


def shipped() -> Iterable[Path]:
    root = Path(__file__).parents[2]
    return [root, root / "docs" / "worlds" / "marks"]


@pytest.mark.parametrize("root", shipped(), ids=lambda path: path.name)
def test_the_notes_that_ship_have_no_slip_and_no_gap(root: Path) -> None:
    whole = load_world(root)
    assert gaps(whole) == []
    for name, dialogue in whole.dialogues.items():
        document, common = document_of(whole, name), small_words(dialogue)
        for act in dialogue.acts:
            assert list(slips(document, (), act, whole.personas, common)) == []
