"""Controls and times of ballots: what a sham debate keeps, and when the booths open."""

from pathlib import Path

import pytest
from plays import QuickEmbedder, answer, new_run, play, speeches

from smile_commons.dialogues.casting import Balloting, cast, sham_of
from smile_commons.errors import InputError
from smile_commons.models.scripted import ScriptedModel
from smile_commons.runs.options import PlayOptions
from smile_commons.world import find_world, load_world

WORLD = load_world(find_world())


def test_a_sham_keeps_the_people_and_the_turns_and_loses_the_matter() -> None:
    for name in ("story", "open-evening"):
        real, sham = (
            cast(WORLD, PlayOptions(name)),
            cast(WORLD, PlayOptions(name, placebo="bread; yeast")),
        )
        assert sham.articles == real.articles
        assert sham.speeches == real.speeches
        assert [act.id for act in sham.acts] == [act.id for act in real.acts]
        matters = [beat.on for act in sham.acts for beat in act.beats]
        assert set(matters) == {"bread", "yeast"}
        assert len(matters) == real.speeches
        assert not any(beat.article for act in sham.acts for beat in act.beats)
        told = sham.dialogue.setting + " ".join(act.scene + act.stake for act in sham.acts)
        assert "Carrow" not in told and "smile" not in told.lower()


def test_a_sham_of_a_directed_act_gives_the_floor_to_the_same_people() -> None:
    act = WORLD.dialogues["forum"].acts[0]
    sham = sham_of(WORLD.dialogues["forum"], "bread").acts[0]
    assert [(b.who, b.move, b.to) for b in sham.beats] == [(b.who, b.move, b.to) for b in act.beats]


@pytest.mark.parametrize("topic", ["", " ; ", "x" * 601])
def test_a_sham_needs_a_topic(topic: str) -> None:
    with pytest.raises(InputError, match="`placebo`"):
        cast(WORLD, PlayOptions("forum", placebo=topic))


def test_when_ballots_are_taken() -> None:
    asks = WORLD.dialogues["story"].acts[2]
    silent = WORLD.dialogues["story"].acts[0]
    assert asks.ballot and not silent.ballot
    assert Balloting.of(None).after_act(asks) and not Balloting.of(None).after_act(silent)
    assert Balloting.of("acts").after_act(silent)
    assert not Balloting.of("ends").after_act(asks)
    every = Balloting.of("every:3")
    assert [turn for turn in range(1, 8) if every.after_turn(turn)] == [3, 6]
    assert every.after_act(asks)


def test_without_ballots_nobody_is_asked(tmp_path: Path) -> None:
    folder, casting = new_run(
        tmp_path, WORLD, PlayOptions("story", turns=2, takes=1, ballots="none")
    )
    model = ScriptedModel(answer)
    play(folder, casting, WORLD, QuickEmbedder(), model)
    assert folder.status == "done"
    assert len(speeches(folder)) == 2
    assert not folder.ballots.all()
    assert not [one for one in model.requests if one.purpose.startswith("ballot")]


@pytest.mark.parametrize("text", ["every:0", "every:", "sometimes", "every:-2", "every:3x"])
def test_other_times_are_refused(text: str) -> None:
    with pytest.raises(InputError, match="every:N"):
        Balloting.of(text)
