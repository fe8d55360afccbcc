"""A cast interviewed about a run: the same questions at four times, then questions on answers."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from smile_commons.api.interview import Room, interviewed
from smile_commons.dialogues.casting import cast
from smile_commons.dialogues.remembering import past_of
from smile_commons.models.model import Profile
from smile_commons.models.request import Request, asked_text
from smile_commons.models.scripted import ScriptedModel
from smile_commons.prompts.environment import Prompts
from smile_commons.runs.folder import RunFolder
from smile_commons.runs.manifest import Manifest
from smile_commons.runs.options import PlayOptions
from smile_commons.transcript import Event
from smile_commons.world import find_world, load_world

SAID = "Nobody sells the river while I ring the bell."


class AnyVector:
    """Everything is equally near to everything."""

    name, dimension = "any", 2

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return np.tile(np.array([1, 0], np.float32), (len(texts), 1))


@pytest.fixture
def model() -> ScriptedModel:
    count = Counter[str]()

    def answer(request: Request) -> str:
        count["asked"] += 1
        return f"That is my answer number {count['asked']}, and I stand by it."

    return ScriptedModel(answer, style="chat", profile=Profile(prefill=True))


async def test_everybody_is_asked_the_same_at_four_times_and_pressed_at_the_end(
    tmp_path: Path, model: ScriptedModel
) -> None:
    world = load_world(find_world())
    casting = cast(world, PlayOptions("forum"))
    cues = {who: card.cue for who, card in casting.cards.items()}
    manifest = Manifest.of(casting.dialogue, cues, seed=1, world=world.digest)
    folder = RunFolder.create(tmp_path, manifest, now=datetime(2145, 3, 6, tzinfo=UTC))
    with folder.owned():
        folder.append_event(Event(1, "forum", "speech", "talia", SAID, heard_by=("talia", "ezra")))
    prompts = Prompts(world.templates)
    room = Room(
        model=model, prompts=prompts, embedder=AnyVector(), past=past_of(folder, world), seed=1
    )
    answers = await interviewed(room, casting, last=1)

    asked = Counter((one.persona, one.stage) for one in answers)
    for who in casting.cards:
        for stage in ("before", "again", "during", "after"):
            assert asked[who, stage] == 3, "two fixed questions, and one on an article"
        assert asked[who, "pressed"] == 1
    before = [asked_text(r) for r in model.requests if "/before/" in r.purpose]
    after = [asked_text(r) for r in model.requests if "/after/" in r.purpose]
    assert not any(SAID in text for text in before), "what was said later is not known yet"
    assert len(before) == len(after) == 3 * len(casting.cards)


async def test_a_chained_question_quotes_the_last_answer(
    tmp_path: Path, model: ScriptedModel
) -> None:
    world = load_world(find_world())
    casting = cast(world, PlayOptions("forum"))
    cues = {who: card.cue for who, card in casting.cards.items()}
    manifest = Manifest.of(casting.dialogue, cues, seed=1, world=world.digest)
    folder = RunFolder.create(tmp_path, manifest, now=datetime(2145, 3, 6, tzinfo=UTC))
    room = Room(
        model=model,
        prompts=Prompts(world.templates),
        embedder=AnyVector(),
        past=past_of(folder, world),
        seed=1,
    )
    answers = await interviewed(room, casting, last=0)
    first = answers[0].persona
    after = next(a.text for a in answers if a.persona == first and a.stage == "after")
    chained = [r.purpose for r in model.requests if f"/chained/{first}/" in r.purpose]
    assert f'You said: "{after}"' in chained[0]
    assert len(chained) == 2 and chained[0] != chained[1]
    pressed = [r for r in model.requests if f"/pressed/{first}/" in r.purpose]
    assert after in asked_text(pressed[0]).replace('\\"', '"')
