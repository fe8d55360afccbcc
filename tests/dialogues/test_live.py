"""A play before people in a room: what it tells when, and how its director ends it."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from plays import Audience, QuickEmbedder, answer, new_run, play, speeches

from smile_commons.branches.branching import copy_past
from smile_commons.dialogues.casting import Casting, cast
from smile_commons.dialogues.desk import Moment
from smile_commons.dialogues.order_lines import Seen, read_order
from smile_commons.memory.memory import Embedder
from smile_commons.models.record import Record
from smile_commons.models.replay import ReplayModel
from smile_commons.models.scripted import ScriptedModel
from smile_commons.runs.directions import Direction
from smile_commons.runs.folder import RunFolder
from smile_commons.runs.options import PlayOptions
from smile_commons.transcript import Event
from smile_commons.world import World, find_world, load_world


@pytest.fixture(scope="module")
def world() -> World:
    return load_world(find_world())


@pytest.fixture(scope="module")
def embedder() -> Embedder:
    return QuickEmbedder()


class Hall(Audience):
    """Keeps in which order everything was told."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[str] = []
        self.written: list[Event] = []

    def asking(self, persona: str, stage: str) -> None:
        self.told.append(f"{stage} ballots")

    def speech(self, event: Event) -> None:
        self.told.append("looked at")

    def accepted(self, event: Event) -> None:
        self.written.append(event)
        self.told.append(f"accepted {event.kind}")


class Teacher:
    """Says what stands in a script, and nothing but ``go`` after it."""

    def __init__(self, casting: Casting, script: Sequence[str]) -> None:
        self._cues = {who: card.cue for who, card in casting.cards.items()}
        self._script = list(script)
        self.moments: list[Moment] = []

    async def ask(self, moment: Moment) -> Direction:
        self.moments.append(moment)
        line = self._script.pop(0) if self._script else ""
        takes = len(moment.event.takes) if moment.event else None
        written = moment.turn if moment.event else moment.turn - 1
        return read_order(line, Seen(self._cues, list(self._cues), takes, written))


def live(
    tmp_path: Path, world: World, embedder: Embedder, *script: str, turns: int = 2
) -> tuple[RunFolder, Hall, Teacher]:
    folder, casting = new_run(tmp_path, world, PlayOptions("elixirs-hearing", turns=turns, takes=2))
    hall, teacher = Hall(), Teacher(casting, script)
    play(
        folder, casting, world, embedder, ScriptedModel(answer), None, teacher.ask, hall, live=True
    )
    return folder, hall, teacher


def test_the_personas_vote_before_anybody_speaks(
    tmp_path: Path, world: World, embedder: Embedder
) -> None:
    folder, hall, teacher = live(tmp_path, world, embedder)
    assert sorted(hall.told[:8]) == [*["opening ballots"] * 4, *["retest ballots"] * 4]
    assert hall.told[8] == "accepted act"
    assert [(one.when, one.turn) for one in teacher.moments] == [
        ("before", 1),
        ("review", 1),
        ("before", 2),
        ("review", 2),
    ]
    assert len({(one.persona, one.stage) for one in folder.ballots.all()}) == 4 * 3


def test_what_is_written_is_told_once_and_nothing_that_was_struck(
    tmp_path: Path, world: World, embedder: Embedder
) -> None:
    script = ["", "undo", "", "narrate A window breaks.", "edit I was there.", ""]
    folder, hall, teacher = live(tmp_path, world, embedder, *script)
    assert [one.to_json() for one in hall.written] == [one.to_json() for one in folder.events.all()]
    looked_at = {one.event.text for one in teacher.moments if one.event}
    told = {one.text for one in hall.written}
    assert "I was there." in told
    assert len(looked_at - told) == 2, "the speech that was struck, and the one before the edit"


@pytest.mark.parametrize("script", [["", "", "", "end", ""], ["", "", "end", ""]])
def test_a_director_ends_the_debate_and_the_last_ballots_follow(
    tmp_path: Path, world: World, embedder: Embedder, script: list[str]
) -> None:
    folder, hall, _ = live(tmp_path, world, embedder, *script, turns=9)
    ended_after = 2 if script[3] == "end" else 1
    assert len(speeches(folder)) == ended_after
    assert hall.told[-4:] == ["final ballots"] * 4
    again = copy_past(folder, tmp_path / "again")
    play(
        again,
        cast(world, again.manifest.options()),
        world,
        embedder,
        ReplayModel(Record(folder.replies_path)),
    )
    assert again.transcript_path.read_bytes() == folder.transcript_path.read_bytes()


@pytest.mark.parametrize(("move", "is_weighed"), [("answer", False), ("propose", True)])
def test_a_question_from_the_hall_is_no_order_that_a_red_line_forbids(
    tmp_path: Path, world: World, embedder: Embedder, move: str, is_weighed: bool
) -> None:
    options = PlayOptions("elixirs-hearing", turns=1, takes=2)
    folder, casting = new_run(tmp_path, world, options)
    model = ScriptedModel(answer)
    script = [f'next ezra {move} on "Who gave the second dose without asking?"', ""]
    teacher = Teacher(casting, script)
    play(folder, casting, world, embedder, model, None, teacher.ask, Hall(), live=True)
    asked = [one.purpose for one in model.requests if one.purpose.startswith("weigh/")]
    assert bool(asked) is is_weighed
