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
from smile_commons.dialogues import rhythm
from smile_commons.dialogues.casting import cast
from smile_commons.dialogues.floor import Floor
from smile_commons.dialogues.history import History
from smile_commons.dialogues.moderator import Moderation, moderate
from smile_commons.dialogues.policies import Policy
from smile_commons.dialogues.rhythm import (
    BREAKS_IN,
    Interjection,
    halves,
    interjection,
    is_begun,
    is_broken,
    is_interrupted,
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


def put_in(last: Event | None = SAID) -> list[Interjection]:
    """What is put in after an unplanned speech, over many seeds."""
    given = (interjection(last, CAST, WORLD.personas, seed=seed, turn=4) for seed in SEEDS)
    return [one for one in given if one is not None]


def share(found: Sequence[object]) -> float:
    return len(found) / len(SEEDS)


@pytest.mark.parametrize(
    ("count", "classes"),
    [
        (0, {Length.LINE: 1.0}),
        (1, {Length.RETORT: 1.0}),
        (8, {Length.RETORT: 1.0}),
        (9, {Length.LINE: 0.4, Length.SPEECH: 0.6}),
        (29, {Length.LINE: 0.4, Length.SPEECH: 0.6}),
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
        bool(interjection(SAID, CAST, WORLD.personas, seed=1, turn=turn)) for turn in range(20)
    }
    assert by_turn == {True, False}


def test_now_and_then_whoever_was_spoken_to_asks_back() -> None:
    found = put_in()
    assert 0.2 < share(found) < 0.3
    assert {(one.who, one.to) for one in found} == {("kai", "ezra")}
    assert {one.why for one in found} == {f"{BREAKS_IN}: was spoken to"}


@pytest.mark.parametrize(
    ("say", "parts"),
    [
        ("", None),
        ("You kept that report in your drawer for fourteen weeks.", None),
        ("You saw it. I noted the date.", None),  # each says too little
        (
            "You kept it in your drawer. I passed you with your case open. I noted it.",
            ("You kept it in your drawer.", "I passed you with your case open. I noted it."),
        ),
        (
            "Fourteen weeks. You kept it in your drawer. I passed you with your case open.",
            ("Fourteen weeks. You kept it in your drawer.", "I passed you with your case open."),
        ),
    ],
)
def test_notes_are_parted_where_both_halves_say_something(
    say: str, parts: tuple[str, str] | None
) -> None:
    assert halves(say) == parts


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


DIALOGUE = WORLD.dialogues["forum"]
PLACE = next(
    place
    for place, beat in enumerate(DIALOGUE.acts[0].beats)
    if isinstance(beat.say, str) and halves(beat.say) and beat.move is Move.CHALLENGE
)
"""The first beat that can be broken into."""
BEAT = DIALOGUE.acts[0].beats[PLACE]


def moderation(seed: int, *said: Event, **other: object) -> Moderation:
    """What the moderator looks at once the beats before that one, and more, were spoken."""
    opening = replace(SAID, turn=PLACE, speaker="lyra", why=f"beat {PLACE} of 14")
    given = Moderation(
        act=DIALOGUE.acts[0],
        present=CAST,
        cards=WORLD.personas,
        articles=WORLD.resolution("forum").articles,
        history=History.of([opening, *said]),
        turn=PLACE + 1 + len(said),
        spoken=PLACE,
        seed=seed,
        mode="directed",
    )
    return replace(given, **other)  # type: ignore[arg-type]


def floors(**other: object) -> list[Floor]:
    return [moderate(moderation(seed, **other)) for seed in range(300)]  # type: ignore[arg-type]


def as_spoken(floor: Floor, turn: int) -> Event:
    return replace(
        SAID, turn=turn, speaker=floor.speaker, to=floor.to, text=floor.say, why=floor.why
    )


BEGUN = next(one for one in floors() if one.begun)


WHOLE = replace(SAID, say="I kept the list for nine weeks. Nobody called a name on it.")
"""A speech that could have been broken into, and was not."""


@pytest.mark.parametrize(("whole", "share"), [(0, 0.2), (1, 0.5), (2, 0.8), (3, 1.0), (7, 1.0)])
def test_the_longer_nobody_has_broken_in_the_likelier_somebody_does(
    whole: int, share: float
) -> None:
    before = [WHOLE] * whole
    found = [is_interrupted(before, seed=seed, turn=4) for seed in range(400)]
    assert abs(sum(found) / len(found) - share) < 0.07


def test_what_was_said_around_the_last_break_does_not_count() -> None:
    begun = replace(WHOLE, why=f"beat 2 of 9, {rhythm.BEGUN}")
    for seed in range(50):
        none = is_interrupted([], seed=seed, turn=4)
        assert is_interrupted([WHOLE, SAID, begun, WHOLE, WHOLE], seed=seed, turn=4) == none


def test_about_two_in_five_speeches_that_can_be_parted_are_broken_into() -> None:
    broken = 0
    for seed in range(40):
        before = list[Event]()
        for turn in range(1, 31):
            cut = is_interrupted(before, seed=seed, turn=turn)
            broken += cut
            before[:0] = [WHOLE, SAID, replace(WHOLE, why=rhythm.BEGUN)] if cut else [WHOLE]
    assert 0.36 < broken / (40 * 30) < 0.5


def test_a_speech_that_is_broken_into_begins_with_the_first_of_its_notes() -> None:
    found = floors()
    assert {one.speaker for one in found} == {BEAT.who}
    assert isinstance(BEAT.say, str) and halves(BEAT.say) is not None
    assert {one.say for one in found} == {BEAT.say, halves(BEAT.say)[0]}  # type: ignore[index]


@pytest.mark.parametrize(
    "other",
    [
        {"left": 2},  # the scene would end within it
        {"seat": BEAT.who},
        {"wish": Direction(1, "before", 2, "speak", who=BEAT.who)},
        {"policy": Policy.of("round-robin", CAST)},
        {"present": (BEAT.who, "lyra") if BEAT.to != ("lyra",) else (BEAT.who,)},
    ],
)
def test_nobody_breaks_in_where_it_would_not_be_gone_on_with(other: dict[str, object]) -> None:
    if "present" in other:
        others = tuple(who for who in CAST if who not in BEAT.to and who != COLD)
        other = {"present": (BEAT.who, *others)}
    assert not any(one.begun for one in floors(**other))


def test_whoever_breaks_in_asks_and_the_speaker_goes_on_with_the_rest() -> None:
    first = as_spoken(BEGUN, PLACE + 1)
    asking = moderate(moderation(1, first))
    assert asking.put_in and asking.length is Length.RETORT and asking.move is Move.QUESTION
    assert asking.to == (BEAT.who,) and asking.speaker in (*BEAT.to, COLD)
    assert not (asking.say or asking.named or asking.broken or asking.directed)
    rest = moderate(moderation(1, first, as_spoken(asking, PLACE + 2)))
    assert (rest.speaker, rest.on, rest.begun) == (BEAT.who, BEAT.on, False)
    assert rest.why == f"beat {PLACE + 1} of {len(DIALOGUE.acts[0].beats)}"
    assert f"{BEGUN.say} {rest.say}" == BEAT.say
    assert asking.leads_to == rest.say


def test_a_speech_that_was_begun_is_gone_on_with_where_nobody_may_break_in() -> None:
    first = as_spoken(BEGUN, PLACE + 1)
    alone = moderate(moderation(1, first, present=(BEAT.who,)))
    wished = moderate(moderation(1, first, wish=Direction(1, "before", 2, "speak", who=BEAT.who)))
    for rest in (alone, wished):
        assert (rest.speaker, f"{BEGUN.say} {rest.say}") == (BEAT.who, BEAT.say)


def test_a_director_may_have_somebody_else_speak_in_between() -> None:
    first = as_spoken(BEGUN, PLACE + 1)
    other = next(who for who in CAST if who != BEAT.who)
    order = Direction(1, "before", 2, "speak", who=other)
    assert moderate(moderation(1, first, wish=order)).speaker == other
    between = replace(SAID, turn=PLACE + 2, speaker=other, why="the director asked for it")
    rest = moderate(moderation(1, first, between))
    assert f"{BEGUN.say} {rest.say}" == BEAT.say


THROWN = ("How many?", "To whom?", "Since when?", "By whom?", "Why not?")


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


def is_part(event: Event) -> bool:
    """Whether no act counts it: put in, or only begun."""
    return is_put_in(event) or is_begun(event.why)


def first_put_in(run: RunFolder) -> Event:
    return next(event for event in speeches(run) if is_put_in(event))


def test_the_beats_go_on_as_if_nobody_had_broken_in(played: RunFolder) -> None:
    beats = cast(WORLD, WANTED).acts[0].beats
    said = [event for event in speeches(played) if not is_part(event)]
    assert 1 <= len(speeches(played)) - len(said) <= 6
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


@pytest.mark.parametrize(("mode", "seed"), [("directed", 3), ("directed", 6), ("free", 3)])
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
        assert not is_begun(one.why) or is_put_in(other)


def test_a_free_act_has_as_many_speeches_beside_what_was_put_in(
    tmp_path: Path, embedder: Embedder
) -> None:
    wanted = PlayOptions("forum", takes=1, seed=3, mode="free", ballots="ends")
    run, casting = new_run(tmp_path, WORLD, wanted)
    act = casting.acts[0]
    play(run, casting, WORLD, embedder, ScriptedModel(quick))
    said = speeches(run)
    assert sum(not is_part(event) for event in said) == act.turns
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
