"""Whoever was not there cannot be shown it, recall it, vote from it or quote it.

Every speech carries a mark of its own, so that any request that holds a mark tells what it knows.
"""

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from plays import QuickEmbedder, answer, new_run, play, speeches

from smile_commons.branches.branching import make_branch
from smile_commons.branches.changes import another_seed
from smile_commons.dialogues.casting import cast
from smile_commons.dialogues.history import History
from smile_commons.dialogues.moderator import Moderation, moderate
from smile_commons.dialogues.remembering import amended_events
from smile_commons.memory.changes import Change
from smile_commons.memory.memory import Embedder
from smile_commons.memory.store import MemoryStore
from smile_commons.models.request import Request, asked_text
from smile_commons.models.scripted import Scripted, ScriptedModel
from smile_commons.runs.folder import RunFolder
from smile_commons.runs.options import PlayOptions
from smile_commons.transcript import Event
from smile_commons.world import World, find_world, load_world
from smile_commons.world.dialogue import Act, Beat, Dialogue, Move

CAST = ("talia", "ezra", "lyra", "kai")


@pytest.fixture(scope="module")
def world() -> World:
    return load_world(find_world())


@pytest.fixture(scope="module")
def embedder() -> Embedder:
    return QuickEmbedder()


def marked(request: Request) -> Scripted:
    """Speeches with a mark of their turn."""
    if not request.purpose.startswith("speak/"):
        return answer(request)
    turn = int(request.purpose.split("/")[1])
    plain = answer(request)
    first = plain[0] if isinstance(plain, list) else plain
    return [f"{str(first).rstrip('.')} and secret{turn:03d}."]


def marks(text: str) -> set[int]:
    return {int(found) for found in re.findall(r"secret(\d{3})", text)}


def random_dialogue(draw: random.Random, world: World) -> Dialogue:
    """Acts with anybody there, speeches to anybody, every third a whisper."""
    acts: list[Act] = []
    for number in range(3):
        there = tuple(draw.sample(CAST, draw.randint(2, 4)))
        free = draw.random() < 0.3
        beats = () if free else tuple(_beat(draw, there) for _ in range(4))
        acts.append(
            Act(
                id=f"act-{number}",
                title=f"Act {number}",
                heading="INT. OVEN ROOM - NIGHT",
                scene="The ovens are cold.",
                stake="Who was told?",
                present=there,
                mode="free" if free else "directed",
                turns=4,
                beats=beats,
                ballot=number == 1,
            )
        )
    return world.dialogues["forum"].model_copy(update={"acts": tuple(acts)})


def _beat(draw: random.Random, there: Sequence[str]) -> Beat:
    who, *others = draw.sample(there, len(there))
    to = tuple(others[: draw.randint(1, len(others))])
    return Beat(
        who=who,
        move=draw.choice(list(Move)),
        to=to if draw.random() < 0.7 else (),
        on="the loaf that nobody came for",
        visible_to=to if draw.random() < 0.35 else (),
        article="genuine",
    )


def asked_of(
    requests: Sequence[Request], speakers: dict[int, str]
) -> Iterator[tuple[str, Request]]:
    """Every request with the persona that it is put to."""
    for request in requests:
        kind, *rest = request.purpose.split("/")
        if kind == "speak":
            yield speakers[int(rest[0])], request
        elif kind in ("ballot", "reflect"):
            yield rest[1], request


def played(
    folder: Path, world: World, embedder: Embedder, dialogue: Dialogue, seed: int
) -> tuple[RunFolder, ScriptedModel, World]:
    staged = replace(world, dialogues={**world.dialogues, "forum": dialogue})
    run, casting = new_run(folder, staged, PlayOptions("forum", takes=1, seed=seed))
    model = ScriptedModel(marked)
    play(run, casting, staged, embedder, model)
    return run, model, staged


def told(events: Sequence[Event], who: str) -> set[int]:
    """The secrets that a persona heard; an editor's cut may have left one out."""
    heard = [e.text for e in events if e.kind == "speech" and who in (e.heard_by or CAST)]
    return marks(" ".join(heard))


@pytest.mark.parametrize("seed", range(6))
def test_no_prompt_holds_a_secret_that_its_persona_did_not_hear(
    tmp_path: Path, world: World, embedder: Embedder, seed: int
) -> None:
    dialogue = random_dialogue(random.Random(seed), world)
    run, model, _ = played(tmp_path, world, embedder, dialogue, seed)
    events = run.events.all()
    speakers = {e.turn: e.speaker or "" for e in events if e.kind == "speech"}
    assert any(told(events, who) < marks(" ".join(e.text for e in events)) for who in CAST)
    seen = 0
    for who, request in asked_of(model.requests, speakers):
        known = marks(asked_text(request))
        assert known <= told(events, who), f"{request.purpose} of {who}"
        seen += len(known)
    assert seen  # and what was heard does stand in prompts
    with MemoryStore(run.memory_path, dimension=embedder.dimension) as store:
        for who in CAST:
            remembered = marks(" ".join(memory.text for memory in store.open(who)))
            assert remembered == told(events, who)
    for event in speeches(run):
        assert marks(" ".join(memory.text for memory in event.memories)) <= told(
            events, event.speaker or ""
        )


def test_a_branch_keeps_the_secrets(tmp_path: Path, world: World, embedder: Embedder) -> None:
    dialogue = random_dialogue(random.Random(3), world)
    run, _, staged = played(tmp_path, world, embedder, dialogue, 3)
    branch = make_branch(run, another_seed(run, 6, 77))
    model = ScriptedModel(marked)
    play(branch, cast(staged, branch.manifest.options()), staged, embedder, model)
    events = branch.events.all()
    speakers = {e.turn: e.speaker or "" for e in events if e.kind == "speech"}
    for who, request in asked_of(model.requests, speakers):
        assert marks(asked_text(request)) <= told(events, who)


def test_a_whisper_is_heard_by_whom_it_is_for(
    tmp_path: Path, world: World, embedder: Embedder
) -> None:
    whisper = Beat(
        who="talia", move=Move.CONFESS, to=("ezra",), on="the list", visible_to=("ezra",)
    )
    answer_ = Beat(who="lyra", move=Move.QUESTION, to=("talia",), on="what was said")
    act = world.dialogues["forum"].acts[0].model_copy(update={"beats": (whisper, answer_)})
    dialogue = world.dialogues["forum"].model_copy(update={"acts": (act,)})
    run, model, _ = played(tmp_path, world, embedder, dialogue, 1)
    first, second = speeches(run)
    assert first.heard_by == ("talia", "ezra")
    assert first.visible_to == ("ezra",)
    assert second.heard_by == CAST
    (asked,) = [r for r in model.requests if r.purpose == "speak/2"]
    assert "secret001" not in asked_text(asked)
    assert "TALIA has just said" not in asked_text(asked)


def test_nobody_answers_what_they_did_not_hear(world: World) -> None:
    """A whisper to Ezra gives Kai no attack to defend against, and no one to turn back to."""
    dialogue = world.dialogues["forum"]
    act = dialogue.acts[0].model_copy(update={"mode": "free"})
    whispered = Event(
        1, act.id, "speech", "talia", "…", to=("ezra",), move="question", article="genuine",
        heard_by=("talia", "ezra"),
    )  # fmt: skip
    floors = [
        moderate(
            Moderation(
                act=act,
                present=CAST,
                cards=world.personas,
                articles=world.resolution("forum").articles,
                history=History.of([whispered]),
                turn=2,
                spoken=1,
                seed=seed,
                mode="free",
            )
        )
        for seed in range(200)
    ]
    others = [floor for floor in floors if floor.speaker in ("kai", "lyra")]
    assert others
    assert not [f for f in others if f.move in (Move.ANSWER, Move.DEFEND, Move.CONDITION)
                and f.to == ("talia",) and "addressed" in f.why]  # fmt: skip


def test_who_forgets_a_speech_no_longer_heard_it() -> None:
    event = Event(2, "act", "speech", "ezra", "…", heard_by=("ezra", "kai"))
    forgets = Change("forget", "kai", "episode-00002", 3)
    (after,) = amended_events([event], [forgets], CAST)
    assert after.heard_by == ("ezra",)
    both = [forgets, replace(forgets, persona="ezra")]
    (nobody,) = amended_events([event], both, CAST)
    assert not set(nobody.heard_by) & set(CAST)
    assert nobody.heard_by  # an empty tuple would mean everybody
