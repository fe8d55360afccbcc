"""Who speaks next, by each policy."""

import random
from collections import Counter

import pytest

from smile_commons.dialogues.casting import cast
from smile_commons.dialogues.policies import Policy, Turn, next_speaker
from smile_commons.errors import InputError
from smile_commons.runs.options import PlayOptions
from smile_commons.transcript import Event
from smile_commons.world import World, find_world, load_world
from smile_commons.world.card import Card

CAST = ("talia", "ezra", "lyra", "kai")


@pytest.fixture(scope="module")
def world() -> World:
    return load_world(find_world())


def turn(
    world: World, text: str = "", speaker: str = "talia", spoken: int = 1, **cards: Card
) -> Turn:
    last = Event(1, "forum", "speech", speaker, text) if text else None
    people = {**world.personas, **cards}
    return Turn(CAST, people, last, speaker if last else None, spoken)


def drawn(policy: str, given: Turn, times: int = 400) -> Counter[str]:
    return Counter(
        next_speaker(Policy.of(policy, CAST), given, random.Random(seed))[0]
        for seed in range(times)
    )


def test_natural_whoever_is_named_first_speaks(world: World) -> None:
    given = turn(world, "Talia asks: did kai or Ezra know? Ask Ezrael.")
    assert drawn("natural", given) == {"kai": 400}
    assert (
        next_speaker(Policy.of("natural", CAST), given, random.Random(1))[1] == "was named by Talia"
    )


def test_natural_part_of_a_word_is_no_name_and_nobody_names_themself(world: World) -> None:
    assert len(drawn("natural", turn(world, "Kaikoura and Lyrate and talia."))) == 3


def test_natural_talkativeness_is_a_chance(world: World) -> None:
    mute = {who: world.personas[who].model_copy(update={"talkativeness": 0.0}) for who in CAST}
    eager = {**mute, "lyra": mute["lyra"].model_copy(update={"talkativeness": 1.0})}
    assert drawn("natural", turn(world, "Nobody?", **eager)) == {"lyra": 400}
    assert set(drawn("natural", turn(world, "Nobody?", **mute))) == {"ezra", "lyra", "kai"}


def test_a_round_goes_on_from_whoever_spoke(world: World) -> None:
    assert drawn("round-robin", turn(world, "…", "kai"), 3) == {"talia": 3}
    assert drawn("round-robin", turn(world, "…", "ezra"), 3) == {"lyra": 3}
    assert drawn("round-robin", turn(world), 3) == {"talia": 3}


def test_a_list_is_gone_through_again_and_again(world: World) -> None:
    policy = "list:ezra,talia,ezra"
    said = [next(iter(drawn(policy, turn(world, spoken=n), 1))) for n in range(5)]
    assert said == ["ezra", "talia", "ezra", "ezra", "talia"]


@pytest.mark.parametrize("text", ["loudest", "natural:talia", "list:tala"])
def test_what_is_no_policy_is_refused(text: str) -> None:
    with pytest.raises(InputError, match=r"no policy|not of the cast"):
        Policy.of(text, CAST)


def test_beats_and_a_policy_contradict_each_other(world: World) -> None:
    with pytest.raises(InputError, match="beats say who speaks"):
        cast(world, PlayOptions("forum", mode="directed", policy="natural"))
