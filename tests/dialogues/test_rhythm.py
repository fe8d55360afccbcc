"""How long speeches are, who breaks in, who is broken into: planned, and rare enough."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from plays import QuickEmbedder, answer, copy_of, new_run, play, speeches

from smile_commons.branches.branching import BranchPoint, make_branch
from smile_commons.dialogues.casting import cast
from smile_commons.dialogues.floor import Floor
from smile_commons.dialogues.history import History
from smile_commons.dialogues.moderator import Moderation, moderate
from smile_commons.dialogues.policies import Policy
from smile_commons.dialogues.rhythm import (
    BREAKS_IN,
    Interjection,
    interjection,
    is_broken,
    is_named,
    length_of,
)
from smile_commons.errors import ModelError
from smile_commons.memory.memory import Embedder
from smile_commons.models.record import Record
from smile_commons.models.replay import InheritingModel, ReplayModel
from smile_commons.models.request import Request, asked_text
from smile_commons.models.scripted import Scripted, ScriptedModel
from smile_commons.personas.lengths import THROWN_IN, Length, tokens
from smile_commons.prompts.language import words
from smile_commons.runs.directions import Direction
from smile_commons.runs.folder import RunFolder, turn_event
from smile_commons.runs.manifest import Change
from smile_commons.runs.options import PlayOptions
from smile_commons.transcript import Event
from smile_commons.world import World, find_world, load_world
from smile_commons.world.dialogue import Move

WORLD = load_world(find_world())
CAST = ("talia", "ezra", "lyra", "kai")
SEEDS = range(2000)
SAID = Event(
    turn=3,
    act="forum",
    kind="speech",
    speaker="ezra",
    text="Nobody in that nursery has a tooth that aches.",
    to=("kai",),
    move="challenge",
    on="nine of twenty-two",
    length="line",
)
COLD = "talia"
"""Whose card has a quarrel with the speaker."""


def put_in(last: Event | None = SAID, following: str | None = None) -> list[Interjection]:
    """What is put in after a speech, over many seeds."""
    given = (
        interjection(last, following, CAST, WORLD.personas, seed=seed, turn=4) for seed in SEEDS
    )
    return [one for one in given if one is not None]


def share(found: Sequence[object]) -> float:
    return len(found) / len(SEEDS)


@pytest.mark.parametrize(
    ("count", "classes"),
    [
        (0, {Length.LINE: 1.0}),
        (1, {Length.RETORT: 1.0}),
        (8, {Length.RETORT: 1.0}),
        (9, {Length.LINE: 0.6, Length.SPEECH: 0.4}),
        (29, {Length.LINE: 0.6, Length.SPEECH: 0.4}),
        (30, {Length.SPEECH: 1.0}),
        (60, {Length.SPEECH: 1.0}),
    ],
)
def test_how_long_a_speech_is_follows_from_what_it_has_to_say(
    count: int, classes: dict[Length, float]
) -> None:
    drawn = Counter(length_of(" ".join(["word"] * count), seed=s, turn=4) for s in SEEDS)
    assert {one: drawn[one] / len(SEEDS) for one in drawn} == pytest.approx(classes, abs=0.04)


def test_hardly_a_speech_begins_with_a_name() -> None:
    assert 0.03 < share([s for s in SEEDS if is_named(seed=s, turn=4)]) < 0.07


def test_few_speeches_are_not_heard_to_their_end_and_only_such_as_have_one() -> None:
    def broken(say: str, move: Move) -> float:
        return share([s for s in SEEDS if is_broken(say, move, seed=s, turn=4)])

    assert 0.05 < broken("You saw it. I noted the date.", Move.CHALLENGE) < 0.11
    assert broken("You saw it, and I noted the date.", Move.CHALLENGE) == 0
    assert broken("You saw it. I noted the date.", Move.CONFESS) == 0


def test_draws_hang_on_seed_and_turn_alone() -> None:
    assert put_in() == put_in()
    by_turn = {
        bool(interjection(SAID, None, CAST, WORLD.personas, seed=1, turn=turn))
        for turn in range(20)
    }
    assert by_turn == {True, False}


def test_about_half_of_what_can_be_broken_into_is_by_whoever_was_spoken_to() -> None:
    found = put_in()
    assert 0.7 < share(found) < 0.8
    assert {(one.who, one.to) for one in found} == {("kai", "ezra")}
    assert {one.why for one in found} == {f"{BREAKS_IN}: was spoken to"}
    assert sum(one.asks for one in found) / len(found) == pytest.approx(0.5, abs=0.05)


def test_where_nobody_was_spoken_to_those_break_in_who_have_a_quarrel_with_the_speaker() -> None:
    found = put_in(replace(SAID, to=()))
    assert {one.who for one in found} == {COLD}
    assert {one.why for one in found} == {f"{BREAKS_IN}: has a quarrel with the speaker"}


@pytest.mark.parametrize(
    "last",
    [
        None,
        replace(SAID, visible_to=("kai",), heard_by=("ezra", "kai")),  # a whisper
        replace(SAID, length="retort"),
        replace(SAID, kind="narration", speaker=None),  # a silence
        replace(SAID, heard_by=("ezra", "lyra")),  # those it stings did not hear it
        replace(SAID, speaker="lyra", to=()),  # nobody has a quarrel with her
    ],
)
def test_nobody_breaks_in_where_there_is_nothing_to_break_into(last: Event | None) -> None:
    assert put_in(last) == []


def test_nobody_breaks_in_before_their_own_speech() -> None:
    assert {one.who for one in put_in(following="kai")} == {COLD}


def floor(seed: int, spoken: int = 1, **other: object) -> Floor:
    """Who has the floor after one speech of the forum."""
    act = WORLD.dialogues["forum"].acts[0]
    last = replace(SAID, turn=spoken, speaker="talia", to=("ezra", "kai", "lyra"))
    given = Moderation(
        act=act,
        present=CAST,
        cards=WORLD.personas,
        articles=WORLD.resolution("forum").articles,
        history=History.of([last]),
        turn=spoken + 1,
        spoken=spoken,
        seed=seed,
        mode="directed",
    )
    return moderate(replace(given, **other))  # type: ignore[arg-type]


def breaking_in(**other: object) -> set[str]:
    return {one.speaker for seed in range(300) if (one := floor(seed, **other)).put_in}  # type: ignore[arg-type]


def test_nobody_breaks_in_from_a_seat_that_a_person_holds() -> None:
    assert "lyra" in breaking_in(mode="free")
    assert breaking_in(mode="free", seat="lyra") == breaking_in(mode="free") - {"lyra"}


def test_nobody_breaks_in_where_somebody_else_says_who_speaks() -> None:
    order = Direction(1, "before", 2, "speak", who="kai")
    assert breaking_in(wish=order) == set()
    assert breaking_in(mode="free", policy=Policy.of("round-robin", CAST)) == set()


def test_nobody_has_the_last_word_after_the_last_beat() -> None:
    beats = len(WORLD.dialogues["forum"].acts[0].beats)
    assert breaking_in(spoken=beats - 1)
    assert breaking_in(spoken=beats) == set()


def test_what_is_put_in_is_a_retort_about_what_was_just_said() -> None:
    one = next(one for seed in range(300) if (one := floor(seed)).put_in)
    assert (one.length, one.say, one.on, one.to) == (Length.RETORT, "", SAID.on, ("talia",))
    assert one.move is (Move.QUESTION if one.asks else Move.CHALLENGE)
    assert not (one.named or one.broken or one.directed)


THROWN = ("Same smile?", "Nine marks.", "Behind whose wall?", "All of them.", "Since March?")


def quick(request: Request) -> Scripted:
    """As ``answer``, with a few words where there is room for no more."""
    if request.purpose.startswith("speak/") and request.max_tokens <= tokens(Length.RETORT, 0):
        return THROWN[int(request.purpose.split("/")[1]) % len(THROWN)]
    return answer(request)


@pytest.fixture(scope="module")
def embedder() -> Embedder:
    return QuickEmbedder()


WANTED = PlayOptions("forum", takes=1, seed=3, ballots="ends", turns=10)


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> RunFolder:
    """Ten speeches of the forum, some of which were put in."""
    run, casting = new_run(tmp_path_factory.mktemp("played"), WORLD, WANTED)
    play(run, casting, WORLD, embedder, ScriptedModel(quick))
    return run


def is_put_in(event: Event) -> bool:
    return (event.why or "").startswith(BREAKS_IN)


def first_put_in(run: RunFolder) -> Event:
    return next(event for event in speeches(run) if is_put_in(event))


def test_the_beats_go_on_as_if_nobody_had_broken_in(played: RunFolder) -> None:
    beats = cast(WORLD, WANTED).acts[0].beats
    said = [event for event in speeches(played) if not is_put_in(event)]
    assert 1 <= len(speeches(played)) - len(said) <= 5
    assert [(e.speaker, e.move, e.on) for e in said] == [
        (beat.who, beat.move.value, beat.on) for beat in beats[: len(said)]
    ]
    assert [event.turn for event in speeches(played)] == list(range(1, 11))


def test_what_was_put_in_is_short_and_brings_up_nothing(played: RunFolder) -> None:
    before = {event.turn + 1: event for event in speeches(played)}
    for event in filter(is_put_in, speeches(played)):
        assert (event.length, event.say, event.memories) == ("retort", None, ())
        assert event.to == (before[event.turn].speaker,)
        assert event.on == before[event.turn].on
        assert 1 <= len(words(event.text)) <= THROWN_IN.most
        assert set(event.heard_by) == set(CAST)


@pytest.mark.parametrize(("mode", "seed"), [("directed", 3), ("directed", 8), ("free", 5)])
def test_nobody_speaks_twice_in_a_row(
    tmp_path: Path, embedder: Embedder, mode: str, seed: int
) -> None:
    wanted = PlayOptions.of(WANTED, mode=mode, seed=seed)
    run, casting = new_run(tmp_path, WORLD, wanted)
    play(run, casting, WORLD, embedder, ScriptedModel(quick))
    said = speeches(run)
    assert any(map(is_put_in, said))
    own = {(beat.who, other.who) for beat, other in pairwise(casting.acts[0].beats)}
    for one, other in pairwise(said):
        assert one.speaker != other.speaker or (one.speaker, other.speaker) in own
        assert not (is_put_in(one) and is_put_in(other))


def test_a_free_act_has_as_many_speeches_beside_what_was_put_in(
    tmp_path: Path, embedder: Embedder
) -> None:
    casting = cast(WORLD, PlayOptions("open-evening", takes=1, seed=1, mode="free"))
    act = casting.acts[0]
    wanted = PlayOptions(
        "open-evening", acts=(act.id,), takes=1, seed=1, mode="free", ballots="ends"
    )
    run, casting = new_run(tmp_path, WORLD, wanted)
    play(run, casting, WORLD, embedder, ScriptedModel(quick))
    said = speeches(run)
    assert sum(not is_put_in(event) for event in said) == act.turns
    assert any(map(is_put_in, said))


@pytest.mark.parametrize("late", [0, 1])
def test_a_run_that_failed_at_what_was_put_in_goes_on_byte_for_byte(
    played: RunFolder, tmp_path: Path, embedder: Embedder, late: int
) -> None:
    turn = first_put_in(played).turn + late
    run, casting = new_run(tmp_path, WORLD, WANTED)

    def failing(request: Request) -> Scripted:
        gone = request.purpose == f"speak/{turn}"
        return ModelError("gone", "connection") if gone else quick(request)

    with pytest.raises(ModelError):
        play(run, casting, WORLD, embedder, ScriptedModel(failing))
    assert [event.turn for event in speeches(run)] == list(range(1, turn))
    play(run, casting, WORLD, embedder, ScriptedModel(quick))
    assert run.transcript_path.read_bytes() == played.transcript_path.read_bytes()


def test_a_replay_puts_in_the_same_byte_for_byte(
    played: RunFolder, tmp_path: Path, embedder: Embedder
) -> None:
    run, casting = new_run(tmp_path, WORLD, WANTED)
    play(run, casting, WORLD, embedder, ReplayModel(Record(played.replies_path)))
    assert run.transcript_path.read_bytes() == played.transcript_path.read_bytes()


@pytest.mark.parametrize("after", [-1, 0])
def test_a_branch_at_what_was_put_in_goes_on_as_its_parent_did(
    played: RunFolder, tmp_path: Path, embedder: Embedder, after: int
) -> None:
    parent = copy_of(played, tmp_path)
    at = first_put_in(parent).turn + after
    branch = make_branch(parent, BranchPoint(turn=at, change=Change(kind="nothing")))
    model = ScriptedModel([])
    inheriting = InheritingModel(model, Record(parent.replies_path, read_only=True))
    play(branch, cast(WORLD, branch.manifest.options()), WORLD, embedder, inheriting)
    assert model.requests == []
    for one, other in zip(speeches(branch), speeches(parent), strict=True):
        assert replace(one, usage=None) == replace(other, usage=None)  # what is kept costs nothing


def test_what_was_put_in_can_be_taken_anew_and_the_next_beat_comes_after_it(
    played: RunFolder, tmp_path: Path, embedder: Embedder, world: World
) -> None:
    parent = copy_of(played, tmp_path)
    old = first_put_in(parent)
    again = Direction(
        1, "before", old.turn, "again", who=old.speaker, event=json.loads(old.to_json())
    )
    off = BranchPoint(
        turn=old.turn - 1, change=Change(kind="new takes"), directions=(again,), before_next=True
    )
    branch = make_branch(parent, off)
    model = ScriptedModel(quick)
    play(branch, cast(world, branch.manifest.options()), world, embedder, model)
    [first] = [
        one for one in Record(parent.replies_path).asked() if one.purpose == f"speak/{old.turn}"
    ]
    assert model.requests[0].purpose == f"speak/{old.turn}/after-{len(old.takes)}"
    assert asked_text(model.requests[0]) == first.text
    assert model.requests[0].max_tokens == tokens(Length.RETORT, 0)
    new = turn_event(branch, old.turn)
    assert (new.speaker, new.why, new.length) == (old.speaker, old.why, "retort")
    assert len(new.takes) == len(old.takes) + 1
    for turn in range(old.turn + 1, 11):
        mine, theirs = turn_event(branch, turn), turn_event(parent, turn)
        assert (mine.speaker, mine.why, mine.on) == (theirs.speaker, theirs.why, theirs.on)


@pytest.fixture(scope="module")
def world() -> World:
    return WORLD
