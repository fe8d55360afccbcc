"""``--turns``: fewer speeches cut a play short, more lengthen the last free act that is played."""

from typing import Any

import pytest

from smile_commons.dialogues.casting import cast
from smile_commons.runs.options import PlayOptions
from smile_commons.world import find_world, load_world
from smile_commons.world.model import World

WORLD = load_world(find_world())


def lengths(world: World, **wanted: Any) -> tuple[int, list[int]]:
    casting = cast(world, PlayOptions(**wanted))
    return casting.speeches, [act.turns for act in casting.acts]


def test_more_turns_lengthen_the_last_free_act() -> None:
    usual, acts = lengths(WORLD, mode="free")
    speeches, longer = lengths(WORLD, mode="free", turns=usual + 7)
    assert speeches == usual + 7
    assert longer == [*acts[:-1], acts[-1] + 7]


def test_only_an_act_that_is_played_is_longer() -> None:
    first = WORLD.dialogues["forum"].acts[0]
    speeches, acts = lengths(WORLD, mode="free", acts=(first.id,), turns=first.turns + 50)
    assert (speeches, acts) == (first.turns + 50, [first.turns + 50])


@pytest.mark.parametrize("turns", [1, 5, None])
def test_fewer_turns_leave_the_acts_as_they_are(turns: int | None) -> None:
    usual, acts = lengths(WORLD, mode="free")
    assert lengths(WORLD, mode="free", turns=turns) == (turns or usual, acts)


def test_a_directed_play_ends_with_its_beats() -> None:
    usual, acts = lengths(WORLD, mode="directed")
    assert lengths(WORLD, mode="directed", turns=usual + 50) == (usual, acts)


def test_a_sham_is_as_long_as_what_it_is_beside() -> None:
    usual, _ = lengths(WORLD, mode=None)
    assert lengths(WORLD, turns=usual + 9)[0] == lengths(WORLD, turns=usual + 9, placebo="bread")[0]
