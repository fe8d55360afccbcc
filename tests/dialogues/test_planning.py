"""A free act has a director: what it plans, how that is kept, and when it plans anew."""

from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml
from plays import QuickEmbedder, answer, new_run, play, speeches

from smile_commons.branches.branching import BranchPoint, copy_past, make_branch
from smile_commons.dialogues.casting import Casting, cast
from smile_commons.dialogues.desk import Moment
from smile_commons.dialogues.plan_file import PLAN, check_plan
from smile_commons.dialogues.plan_model import read_plan
from smile_commons.dialogues.planning import REVERSALS, TENSION, Planning, how_many, planned
from smile_commons.dialogues.plans import kept_plan
from smile_commons.dialogues.rhythm import counts
from smile_commons.errors import WorldError
from smile_commons.memory.memory import Embedder
from smile_commons.models.record import Record
from smile_commons.models.replay import ReplayModel
from smile_commons.models.scripted import ScriptedModel
from smile_commons.prompts.language import NEUTRAL, english
from smile_commons.runs.directions import Direction
from smile_commons.runs.folder import RunFolder
from smile_commons.runs.manifest import Change
from smile_commons.runs.options import PlayOptions
from smile_commons.transcript import Event
from smile_commons.world import World, find_world, load_world


@pytest.fixture(scope="module")
def world() -> World:
    return load_world(find_world())


@pytest.fixture(scope="module")
def embedder() -> Embedder:
    return QuickEmbedder()


def material(world: World, embedder: Embedder, casting: Casting, act: Any, **more: Any) -> Planning:
    present = tuple(who for who in casting.dialogue.cast if not act.present or who in act.present)
    given: dict[str, Any] = {
        "act": act,
        "present": present,
        "cards": casting.cards,
        "articles": [a for a in casting.articles if not act.articles or a.id in act.articles],
        "private": {who: world.memories[who] for who in present},
        "embedder": embedder,
        "language": english(),
        "seed": 1,
        "count": how_many(act.turns),
    }
    return Planning(**{**given, **more})


def free_acts(world: World) -> list[tuple[Casting, Any]]:
    casts = [cast(world, PlayOptions(name)) for name in world.dialogues]
    return [(one, act) for one in casts for act in one.acts if act.mode == "free"]


def test_every_shipped_free_act_is_planned_well(world: World, embedder: Embedder) -> None:
    for casting, act in free_acts(world):
        for seed in range(3):
            given = material(world, embedder, casting, act, seed=seed)
            beats = planned(given)
            assert len(beats) == min(10, act.turns)
            assert all(one.who != other.who for one, other in pairwise(beats))
            if len(beats) >= len(given.present):
                assert {one.who for one in beats} == set(given.present)
            assert all(one.who not in one.to for one in beats)
            assert all(one.say for one in beats)
            late = [place for place, one in enumerate(beats) if one.move in REVERSALS]
            assert late
            assert max(late) >= len(beats) - 3
            levels = [level for one in beats if (level := TENSION[one.move]) < 5]
            half = len(levels) // 2
            assert sum(levels[:half]) / half <= sum(levels[half:]) / len(levels[half:]) + 0.5
            assert planned(given) == beats


def test_what_is_missing_comes_from_the_cards(world: World, embedder: Embedder) -> None:
    casting = cast(world, PlayOptions("forum"))
    act = casting.acts[0].model_copy(update={"mode": "free", "beats": (), "turns": 8})
    beats = planned(material(world, embedder, casting, act))
    texts = {m.text for who in casting.cards for m in world.memories[who] if m.importance >= 0.8}
    told = {o.reason for card in casting.cards.values() for o in card.positions.values()}
    secrets = [one for one in beats if one.say in texts]
    assert [one.move.value for one in secrets] == ["confess"]
    assert all(one.say in told | texts or str(one.say).startswith("I want") for one in beats)


def test_without_a_rule_of_the_language_no_goal_is_said(world: World, embedder: Embedder) -> None:
    casting = cast(world, PlayOptions("forum"))
    act = casting.acts[0].model_copy(update={"mode": "free", "beats": (), "turns": 10})
    beats = planned(material(world, embedder, casting, act, language=NEUTRAL))
    assert not any(str(one.say).startswith("I want") for one in beats)


def free_run(
    tmp_path: Path, world: World, embedder: Embedder, **more: Any
) -> tuple[RunFolder, Casting]:
    wanted = PlayOptions("authenticity-festival", acts=("boards",), takes=1, seed=6, ballots="ends")
    folder, casting = new_run(tmp_path, world, wanted)
    folder = RunFolder.open(folder.path, folder.path.parent)
    play(folder, casting, world, embedder, ScriptedModel(answer), **more)
    return folder, casting


def counted(folder: RunFolder) -> list[Event]:
    return [one for one in speeches(folder) if counts(one)]


def test_the_moderator_follows_the_plan_and_it_is_kept(
    tmp_path: Path, world: World, embedder: Embedder
) -> None:
    folder, casting = free_run(tmp_path, world, embedder)
    plan = kept_plan(folder).acts["boards"]
    said = counted(folder)
    assert [(one.speaker, one.move) for one in said] == [
        (beat.who, beat.move.value) for beat in plan.beats
    ]
    for one, beat in zip(said, plan.beats, strict=True):  # whole, or what came after a question
        assert one.say
        assert str(beat.say).endswith(one.say)
    count = len(plan.beats)
    assert [one.why for one in said] == [f"plan {n} of {count}" for n in range(1, count + 1)]
    assert (folder.path / PLAN).read_text().startswith("# What the director")
    again = copy_past(folder, tmp_path / "replays")
    record = ReplayModel(Record(folder.replies_path, read_only=True))
    play(again, casting, world, embedder, record)
    assert again.transcript_path.read_bytes() == folder.transcript_path.read_bytes()
    assert (again.path / PLAN).read_bytes() == (folder.path / PLAN).read_bytes()


def test_an_order_of_the_director_has_the_rest_planned_anew(
    tmp_path: Path, world: World, embedder: Embedder
) -> None:
    left = [Direction(0, "review", 2, "next", who="talia", text="who paid for the drums")]

    async def ask(moment: Moment) -> Direction:
        if moment.when == "review" and moment.turn == 2 and left:
            return left.pop()
        return Direction(0, moment.when, moment.turn, "go", number=1)

    folder, casting = free_run(tmp_path, world, embedder, ask_director=ask)
    act = casting.acts[0]
    plan = kept_plan(folder).acts["boards"]
    assert [(one.after, one.why) for one in plan.replanned] == [
        (3, "the director had somebody speak")
    ]
    assert len(counted(folder)) == act.turns
    assert plan.replanned[0].spoken + len(plan.replanned[0].beats) == act.turns
    branch = make_branch(folder, BranchPoint(turn=2, change=Change(kind="seed")))
    assert not kept_plan(branch).acts["boards"].replanned
    branch = make_branch(folder, BranchPoint(turn=4, change=Change(kind="seed")))
    assert kept_plan(branch).acts["boards"].replanned == plan.replanned


GIVEN = """\
dialogue: authenticity-festival
acts:
  boards:
    beats:
      - {who: ezra, move: testify, on: the pen, say: I dropped my pen.}
      - {who: kai, move: question, to: [ezra], on: the pen, say: Whose pen?}
"""


def checked(world: World, text: str) -> None:
    casting = cast(world, PlayOptions("authenticity-festival"))
    present = {act.id: casting.dialogue.cast for act in casting.acts}
    articles = [one.id for one in casting.articles]
    check_plan(text, "my.yaml", casting.dialogue.id, casting.acts, present, articles)


def test_a_given_plan_is_played_and_then_the_debate_goes_on(
    tmp_path: Path, world: World, embedder: Embedder
) -> None:
    checked(world, GIVEN)
    wanted = PlayOptions("authenticity-festival", acts=("boards",), takes=1, seed=6, ballots="ends")
    folder, casting = new_run(tmp_path, world, wanted)
    folder.write(PLAN, GIVEN)
    play(folder, casting, world, embedder, ScriptedModel(answer))
    said = counted(folder)
    assert [(one.speaker, one.say, one.why) for one in said[:2]] == [
        ("ezra", "I dropped my pen.", "plan 1 of 2"),
        ("kai", "Whose pen?", "plan 2 of 2"),
    ]
    assert len(said) == casting.acts[0].turns
    assert kept_plan(folder).acts["boards"].after is None


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ("who: ezra", "who: esra", "my.yaml:5: acts.boards.beats.0.who"),
        ("move: question", "move: ask", "my.yaml:6: acts.boards.beats.1.move"),
        ("  boards:", "  bords:", "my.yaml:3: acts.bords"),
        ("dialogue: a", "dialogue: an-a", "my.yaml:1: dialogue"),
        ("say: Whose pen?", "article: pens", "my.yaml:6: acts.boards.beats.1.article"),
    ],
)
def test_a_plan_is_checked_like_a_dialogue(world: World, old: str, new: str, where: str) -> None:
    with pytest.raises(WorldError) as error:
        checked(world, GIVEN.replace(old, new))
    assert str(error.value).startswith(where), str(error.value)


def test_a_plan_is_plain_yaml(tmp_path: Path, world: World, embedder: Embedder) -> None:
    folder, _ = free_run(tmp_path, world, embedder)
    text = (folder.path / PLAN).read_text("utf-8")
    assert "'on'" not in text
    data = yaml.safe_load(text)
    assert set(data["acts"]["boards"]) == {"after", "beats"}


ANSWER = """\
<think>Ezra hides something.</think>
```yaml
beats:
  - {who: kai, move: testify, on: the drums, say: I hired the drums.}
  - {who: talia, move: challenge, to: [kai], on: the water money, say: The water money is gone.}
  - {who: lyra, move: question, to: [ezra], on: the stool, say: Who sits there?}
  - {who: ezra, move: confess, to: [lyra], on: the stool, say: I asked her., article: genuine}
```
"""


@pytest.mark.parametrize(
    ("old", "new", "wrong"),
    [
        ("x", "x", ""),
        ("who: talia", "who: kai", "kai would speak to themself|twice in a row"),
        ("move: confess", "move: sing", "'sing' is not known"),
        ("article: genuine", "article: pens", "pens"),
        (", say: Who sits there?", "", "no `say`"),
        ("beats:", "speeches:", "no line `beats:`"),
        ("beats:", "beats: [", "no YAML"),
    ],
)
def test_a_models_plan_is_checked(
    world: World, embedder: Embedder, old: str, new: str, wrong: str
) -> None:
    casting = cast(world, PlayOptions("authenticity-festival"))
    given = material(world, embedder, casting, casting.acts[0])
    beats, problems = read_plan(ANSWER.replace(old, new), given)
    assert bool(problems) == bool(wrong)
    assert len(beats) == 4 or problems
    assert not wrong or any(part in " ".join(problems) for part in wrong.split("|")), problems
