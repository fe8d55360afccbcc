"""A director is heard between speeches; what they said is written down and gives the run again."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from plays import QuickEmbedder, answer, new_run, play, speeches

from smile_commons.branches.branching import BranchPoint, copy_past, make_branch
from smile_commons.dialogues.casting import Casting, cast
from smile_commons.dialogues.desk import GoneBackError, Moment
from smile_commons.dialogues.order_lines import Seen, read_order
from smile_commons.dialogues.rhythm import BREAKS_IN, is_begun
from smile_commons.errors import InputError, StoppedError
from smile_commons.memory.memory import Embedder
from smile_commons.memory.store import MemoryStore
from smile_commons.models.record import Record
from smile_commons.models.replay import ReplayModel
from smile_commons.models.request import asked_text
from smile_commons.models.scripted import ScriptedModel
from smile_commons.runs.directions import Direction
from smile_commons.runs.folder import RunFolder
from smile_commons.runs.manifest import Change
from smile_commons.runs.options import PlayOptions
from smile_commons.world import World, find_world, load_world


@pytest.fixture(scope="module")
def world() -> World:
    return load_world(find_world())


@pytest.fixture(scope="module")
def embedder() -> Embedder:
    return QuickEmbedder()


class Director:
    """Says what stands in a script, line by line, and keeps what they were shown."""

    def __init__(self, casting: Casting, *script: str) -> None:
        self._casting = casting
        self._script = list(script)
        self.moments: list[Moment] = []

    async def ask(self, moment: Moment) -> Direction:
        self.moments.append(moment)
        line = self._script.pop(0) if self._script else ""
        cues = {who: card.cue for who, card in self._casting.cards.items()}
        takes = len(moment.event.takes) if moment.event else None
        written = moment.turn if moment.event else moment.turn - 1
        return read_order(line, Seen(cues, list(cues), takes, written))


def directed(
    folder: RunFolder,
    world: World,
    embedder: Embedder,
    *script: str,
    model: ScriptedModel | None = None,
    person: Any = None,
) -> tuple[Director, ScriptedModel]:
    casting = cast(world, folder.manifest.options())
    director = Director(casting, *script)
    model = model or ScriptedModel(answer)
    play(folder, casting, world, embedder, model, person, director.ask)
    return director, model


def replayed(run: RunFolder, runs: Path, world: World, embedder: Embedder) -> RunFolder:
    again = copy_past(run, runs)
    said = {e.turn: e.text for e in run.events.all() if e.by == "human"}

    async def person(asked: Mapping[str, Any]) -> str:
        return said[asked["turn"]]

    casting = cast(world, again.manifest.options())
    play(again, casting, world, embedder, ReplayModel(Record(run.replies_path)), person)
    return again


def same(one: RunFolder, other: RunFolder) -> bool:
    return (
        one.transcript_path.read_bytes() == other.transcript_path.read_bytes()
        and one.ballots_path.read_bytes() == other.ballots_path.read_bytes()
        and one.directions_path.read_bytes() == other.directions_path.read_bytes()
    )


def asked_for(model: ScriptedModel, turn: int) -> str:
    return " ".join(
        asked_text(r) for r in model.requests if r.purpose.split("/")[:2] == ["speak", str(turn)]
    )


def test_who_speaks_next_and_how(tmp_path: Path, world: World, embedder: Embedder) -> None:
    folder, _ = new_run(tmp_path, world, PlayOptions("forum", turns=4, takes=2))
    script = ("", "next kai confess to Lyra on the drawer he locked", "direct Barely audible.", "")
    director, model = directed(folder, world, embedder, *script)
    first, second, third, _ = speeches(folder)
    beats = cast(world, PlayOptions("forum")).acts[0].beats
    after = beats[0] if is_begun(first.why) else beats[1]  # put in between
    assert [first.speaker, third.speaker] == [beats[0].who, after.who]
    assert (second.speaker, second.move, second.to) == ("kai", "confess", ("lyra",))
    assert second.on == "the drawer he locked"
    assert second.why == "the director asked for it"
    assert second.direction == "Barely audible."
    assert "Barely audible." in asked_for(model, 2)
    assert "Barely audible." not in asked_for(model, 3)
    assert [(m.when, m.turn) for m in director.moments][:2] == [("before", 1), ("review", 1)]
    assert same(folder, replayed(folder, tmp_path / "again", world, embedder))


def test_takes_of_a_speech_before_it_counts(
    tmp_path: Path, world: World, embedder: Embedder
) -> None:
    folder, _ = new_run(tmp_path, world, PlayOptions("forum", turns=3, takes=2))
    script = ("", "retake Colder.", "", "choose 2", "", "edit I was there.")
    _, model = directed(folder, world, embedder, *script)
    first, second, third = speeches(folder)
    asked = [r.purpose for r in model.requests if r.purpose.startswith("speak/1")]
    again = [purpose for purpose in asked if "/after-" in purpose]
    of_model = [take for take in first.takes if "filled" not in take.why]
    assert len(of_model) == 2 * len(asked)
    assert again
    assert first.text == next(t.text for t in first.takes[-2 * len(again) - 1 :] if t.chosen)
    assert "Colder." in asked_for(model, 1)
    assert second.text == second.takes[1].text
    assert second.takes[1].chosen and not second.takes[0].chosen
    assert (third.text, third.by, third.takes[-1].by) == ("I was there.", "human", "human")
    assert same(folder, replayed(folder, tmp_path / "again", world, embedder))


def test_a_struck_speech_is_kept_with_its_direction_and_another_is_given(
    tmp_path: Path, world: World, embedder: Embedder
) -> None:
    folder, _ = new_run(tmp_path, world, PlayOptions("forum", turns=2, takes=2))
    script = ("", "undo", "next lyra", "", "", "")
    director, _ = directed(folder, world, embedder, *script)
    struck = director.moments[1].event
    assert struck is not None
    said = speeches(folder)
    assert [event.turn for event in said] == [1, 2]
    assert (said[0].speaker, said[0].text != struck.text) == ("lyra", True)
    undone = [one for one in folder.directions.all() if one.do == "undo"]
    assert undone[0].event is not None
    assert undone[0].event["text"] == struck.text
    with MemoryStore(folder.memory_path, dimension=embedder.dimension) as store:
        remembered = " ".join(memory.text for memory in store.open("ezra"))
    assert said[0].text in remembered
    assert struck.text not in remembered
    assert same(folder, replayed(folder, tmp_path / "again", world, embedder))


def test_going_further_back_leaves_the_run_for_a_branch(
    tmp_path: Path, world: World, embedder: Embedder
) -> None:
    folder, _ = new_run(tmp_path, world, PlayOptions("forum", turns=4, takes=2))
    with pytest.raises(GoneBackError) as gone:
        directed(folder, world, embedder, "", "note 1 It rains.", "", "", "undo 2")
    assert gone.value.turn == 1
    assert folder.status == "stopped"
    assert [event.turn for event in speeches(folder)] == [1, 2]
    off = BranchPoint(turn=1, change=Change(kind="undo"), directions=gone.value.standing)
    branch = make_branch(folder, off)
    _, model = directed(branch, world, embedder)
    assert [event.turn for event in speeches(branch)] == [1, 2, 3, 4]
    assert "It rains." in asked_for(model, 2)  # the note holds on
    directed(folder, world, embedder)  # and the run that was left can go on all the same
    assert folder.status == "done"


def test_a_whisper_reaches_one_persona_and_a_narrated_line_all(
    tmp_path: Path, world: World, embedder: Embedder
) -> None:
    folder, _ = new_run(tmp_path, world, PlayOptions("forum", turns=6, takes=2))
    script = ("whisper Ezra The letter is in your coat.", "narrate A window breaks.", "")
    _, model = directed(folder, world, embedder, *script)
    whole = [e for e in speeches(folder) if not (e.why or "").startswith(BREAKS_IN)]
    own = {next(f"speak/{e.turn}" for e in whole if e.speaker == "ezra")}
    told = {
        "/".join(r.purpose.split("/")[:2]) if r.purpose.startswith("speak/") else r.purpose
        for r in model.requests
        if "in your coat" in asked_text(r)
    }
    assert {purpose for purpose in told if purpose.startswith("speak/")} == own  # told once
    ezra = [event for event in whole if event.speaker == "ezra"]
    first = [event.memories[0].text for event in ezra]  # it is on his mind when he speaks next
    assert first[0] == "The letter is in your coat."
    assert "The letter is in your coat." not in first[1:]
    assert all("ezra" in purpose or purpose in own for purpose in told)
    assert "A window breaks." in asked_for(model, 1)  # what has just happened
    narrated = [event for event in folder.events.all() if event.kind == "narration"]
    assert [(e.text, e.visible_to, e.by) for e in narrated] == [
        ("The letter is in your coat.", ("ezra",), "human"),
        ("A window breaks.", (), "human"),
    ]
    with MemoryStore(folder.memory_path, dimension=embedder.dimension) as store:
        letters = {who: "in your coat" in " ".join(m.text for m in store.open(who))
                   for who in folder.manifest.cast}  # fmt: skip
    assert [who for who, knows in letters.items() if knows] == ["ezra"]
    assert same(folder, replayed(folder, tmp_path / "again", world, embedder))


def test_an_authors_note_stands_in_the_prompt_until_it_is_taken_away(
    tmp_path: Path, world: World, embedder: Embedder
) -> None:
    folder, _ = new_run(tmp_path, world, PlayOptions("forum", turns=4, takes=2))
    script = ("", "", "note 1 The lamps are going out.", "", "note off")
    _, model = directed(folder, world, embedder, *script)
    assert "The lamps are going out." in asked_for(model, 3)
    assert "The lamps" not in asked_for(model, 2)
    assert "The lamps" not in asked_for(model, 4)


def test_a_seat_is_taken_and_left(tmp_path: Path, world: World, embedder: Embedder) -> None:
    said: list[str] = []

    async def person(asked: Mapping[str, Any]) -> str:
        said.append(asked["seat"])
        return "I will read it to you myself."

    folder, _ = new_run(tmp_path, world, PlayOptions("forum", turns=4, takes=2))
    script = ("", "sit ezra", "next ezra", "", "stand", "next ezra", "")
    directed(folder, world, embedder, *script, person=person)
    assert said == ["ezra"]
    ezra = [event for event in speeches(folder) if event.speaker == "ezra"]
    assert [event.by for event in ezra[:2]] == ["human", "agent"]
    final = [b for b in folder.ballots.all() if b.persona == "ezra" and b.stage == "final"]
    assert not [b for b in final if b.unscored and "seat" in b.unscored]
    assert same(folder, replayed(folder, tmp_path / "again", world, embedder))


def test_quit_keeps_the_run_and_a_resume_asks_no_model_again(
    tmp_path: Path, world: World, embedder: Embedder
) -> None:
    folder, _ = new_run(tmp_path, world, PlayOptions("forum", turns=3, takes=2))
    casting = cast(world, folder.manifest.options())
    left = Director(casting, "", "retake Colder.", "quit")
    with pytest.raises(StoppedError, match="--desk"):
        play(folder, casting, world, embedder, ScriptedModel(answer), None, left.ask)
    before = left.moments[-1].event
    assert before is not None
    assert folder.status == "stopped"
    assert speeches(folder) == []  # looked at, not yet accepted
    director, model = directed(folder, world, embedder, "")
    assert [event.turn for event in speeches(folder)] == [1, 2, 3]
    assert not [r for r in model.requests if r.purpose.startswith("speak/1")]
    assert speeches(folder)[0].takes == before.takes
    assert speeches(folder)[0].direction == "Colder."
    assert director.moments[0].turn == 1


def test_it_plays_on_by_itself_when_it_is_let(
    tmp_path: Path, world: World, embedder: Embedder
) -> None:
    folder, _ = new_run(tmp_path, world, PlayOptions("forum", turns=6, takes=2))
    director, _ = directed(folder, world, embedder, "", "go 3", "go on")
    assert [(m.when, m.turn) for m in director.moments] == [
        ("before", 1), ("review", 1), ("review", 4),
    ]  # fmt: skip


def test_nobody_speaks_under_the_manual_policy_unless_the_director_says_who(
    tmp_path: Path, world: World, embedder: Embedder
) -> None:
    wanted = PlayOptions("forum", turns=2, takes=2, mode="free", policy="manual")
    folder, casting = new_run(tmp_path, world, wanted)
    with pytest.raises(StoppedError, match="says who"):
        play(folder, casting, world, embedder, ScriptedModel(answer))
    directed(folder, world, embedder, "next kai", "", "next lyra", "", "")
    assert [event.speaker for event in speeches(folder)] == ["kai", "lyra"]


SEEN = Seen(
    {"talia": "Talia", "ezra": "Ezra", "crane": "Mrs Crane"}, ["talia", "ezra", "crane"], 3, 2
)


@pytest.mark.parametrize(
    ("line", "who", "to", "about"),
    [
        ("next Talia to ezra on Kai's drawer", "talia", ("ezra",), "Kai's drawer"),
        ("next mrs crane to Talia, Ezra", "crane", ("talia", "ezra"), ""),
        ("next talia question to ezra and Mrs Crane alone", "talia", ("ezra", "crane"), ""),
        ("whisper Mrs Crane: it's in your coat, inside.", "crane", ("crane",),
         "it's in your coat, inside."),
    ],
)  # fmt: skip
def test_names_are_read_as_people_write_them(
    line: str, who: str, to: tuple[str, ...], about: str
) -> None:
    order = read_order(line, SEEN)
    assert (order.who, order.to, order.text) == (who, to, about)


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("nxt talia", "`help`"),
        ("next", "who speaks next"),
        ("next taliah", "did you mean talia"),
        ("next talia sings", "moves are"),
        ("next talia to talia", "themself"),
        ("next talia alone", "alone with whom"),
        ("next mrs", "persona here"),
        ("whisper ezra", "whom, and what"),
        ("choose 4", "choose 1 to 3"),
        ("choose", "choose 1 to 3"),
        ("undo 3", "1 to 2"),
        ("edit", "whole speech"),
        ("go far", "go 3, or go on"),
        ("direct", "how?"),
    ],
)
def test_a_line_that_is_no_order_says_what_would_be_one(line: str, what: str) -> None:
    with pytest.raises(InputError, match=what):
        read_order(line, SEEN)
