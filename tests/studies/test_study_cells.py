"""Which cells a design asks for, and by what they are known."""

from collections import Counter
from itertools import combinations
from pathlib import Path

import pytest
from batches import PAIRED, RECALL, write

import smile_commons as sc

LATIN = (
    RECALL.replace("recall: [full, none]", "recall: [full, none, random]\n  takes: [1, 2, 3]")
    .replace("takes: 1, ", "")
    .replace("1..2", "1..6")
    + "design: latin\n"
)


def cells(folder: Path, text: str, world: sc.World) -> list[tuple[str, ...]]:
    found = sc.study(write(folder, text), world=world).cells
    return [(cell.block, *cell.factors.values(), cell.control) for cell in found]


def test_a_latin_design_is_balanced(tmp_path: Path, world: sc.World) -> None:
    found = cells(tmp_path, LATIN, world)
    assert len(found) == 6 * 3
    assert set(Counter((recall, takes) for _, recall, takes, _ in found).values()) == {2}
    assert set(Counter((block, recall) for block, recall, _, _ in found).values()) == {1}


def test_controls_are_arms_of_their_own(tmp_path: Path, world: sc.World) -> None:
    text = RECALL.replace("1..2", "7") + "controls: {sham: bread, no_talk: true}\n"
    assert cells(tmp_path, text, world) == [
        ("bench/7", "full", ""),
        ("bench/7", "none", ""),
        ("bench/7", "full", "sham"),
        ("bench/7", "full", "no_talk"),
    ]
    everywhere = text.replace("no_talk: true", "no_talk: true, cells: all")
    assert len(cells(tmp_path, everywhere, world)) == 2 + 4


def test_a_table_says_which_cells_there_are(tmp_path: Path, world: sc.World) -> None:
    text = RECALL + "design: file:cells.csv\n"
    table = write(tmp_path, text) / "cells.csv"
    table.write_text("\ufeffseed,recall,control\n4,none,\n9,full,no_talk\n", encoding="utf-8")
    assert cells(tmp_path, text, world) == [("bench/4", "none", ""), ("bench/9", "full", "no_talk")]


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("seed\n1\n", r"cells\.csv:1: has no column recall"),
        ("seed,recall,colour\n1,full,red\n", r"cells\.csv:1: 'colour' is no factor"),
        ("seed,recall\n1,full\none,none\n", r"cells\.csv:3: seed: 'one' is no whole number"),
        ("seed,recall\n1,ful\n", r"cells\.csv:2: recall: no level is called 'ful'; did you mean"),
        ("seed,recall\n1,full,x\n", r"cells\.csv:2: has more fields"),
        ("seed,recall,control\n1,full,sham\n", r"cells\.csv:2: control: 'sham'"),
        ("seed,recall\n1,full\n1,full\n", r"two cells are the same play"),
    ],
)
def test_a_mistake_in_a_table_is_named_with_its_line(
    table: str, said: str, tmp_path: Path, world: sc.World
) -> None:
    text = RECALL + "design: file:cells.csv\n"
    (write(tmp_path, text) / "cells.csv").write_text(table, encoding="utf-8")
    with pytest.raises(sc.InputError, match=said):
        cells(tmp_path, text, world)


def test_a_cell_is_known_by_what_it_is_and_by_nothing_else(tmp_path: Path, world: sc.World) -> None:
    def ids(text: str) -> set[str]:
        return {cell.id for cell in sc.study(write(tmp_path, text), world=world).cells}

    usual = ids(RECALL)
    renamed = RECALL.replace("[full, none]", "{as it is: full, nothing: none}")
    assert ids(renamed.replace("little-memory", "another-name")) == usual
    assert ids(RECALL + "settings: {base_url: 'http://127.0.0.1:1/v1', model: x}\n") != usual
    others = [
        RECALL.replace("takes: 1", "takes: 2"),
        RECALL + "settings: {temperature: 0.1}\n",
        RECALL + "settings: {model: another}\n",
        RECALL.replace("1..2", "3..4"),
    ]
    for one, other in combinations(map(ids, [RECALL, *others]), 2):
        assert not one & other


def test_the_cells_of_a_pair_share_a_beginning(tmp_path: Path, world: sc.World) -> None:
    study = sc.study(write(tmp_path, PAIRED), world=world)
    assert Counter(cell.trunk for cell in study.cells).most_common() == [
        (trunk, 2) for trunk in study.plan_cells.trunks
    ]
    later = sc.study(write(tmp_path, PAIRED.replace("at: 2", "at: 1")), world=world)
    assert not {cell.id for cell in study.cells} & {cell.id for cell in later.cells}


def test_a_smaller_cast_is_a_world_of_its_own(tmp_path: Path) -> None:
    text = RECALL.replace("bench", "investors-call").replace(
        "recall: [full, none]", "cast: [all, talia+ezra]"
    )
    study = sc.study(write(tmp_path, text))
    whole, part = study.cells[:2]
    worlds = study.plan_cells.worlds.by_digest
    assert worlds[part.world].dialogues["investors-call"].cast == ("talia", "ezra")
    assert len(worlds[whole.world].dialogues["investors-call"].cast) > 2
    beats = [
        beat for act in worlds[part.world].dialogues["investors-call"].acts for beat in act.beats
    ]
    assert {who for beat in beats for who in (beat.who, *beat.to)} <= {"talia", "ezra"}


def test_other_cards_take_the_place_of_the_worlds(tmp_path: Path, world: sc.World) -> None:
    text = RECALL.replace("recall: [full, none]", "cards: {as they are: null, colder: cards}")
    folder = write(tmp_path, text) / "cards"
    folder.mkdir()
    card = world.files["personas/ezra.yaml"].decode().replace("name: Ezra", "name: Colder Ezra", 1)
    (folder / "ezra.yaml").write_text(card, encoding="utf-8")
    study = sc.study(tmp_path, world=world)
    plain, other = study.cells[:2]
    assert plain.dialogue_digest != other.dialogue_digest
    changed = study.plan_cells.worlds.by_digest[other.world]
    assert changed.personas["ezra"] != world.personas["ezra"]
