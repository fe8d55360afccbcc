"""In random lessons nothing that was not let out reaches anybody but the teacher."""

import asyncio
from pathlib import Path
from random import Random

import pytest
from rooms import CUES, Here, Script, a_room, settle

from smile_commons.errors import InputError

LESSONS = 200


@pytest.mark.parametrize("first", range(0, LESSONS, 20))
async def test_no_byte_that_was_not_let_out(tmp_path: Path, first: int) -> None:
    for seed in range(first, first + 20):
        await lesson(tmp_path / str(seed), Random(seed))


async def lesson(folder: Path, draw: Random) -> None:
    """One lesson at random, with a secret in everything that is not for all."""
    here = a_room(folder)
    room = here.room
    seats = [room.seats.join("lobby")[0] for _ in range(3)]
    for audience in ("wall", "watcher", *(f"seat:{one.id}" for one in seats)):
        here.listens(audience)
    script = Script(here, draw, lambda turn, take: f"LINE-{turn}-{take}-{draw.randrange(10**9)}")
    here.orders.do("open before")
    for one in seats:
        form = {f"position.{article.id}": "1" for article in room.articles}
        form |= {"reason.first": f"REASON-{one.id}"}
        room.ballots.take(one.id, "before", form, room.state, key="k")
    here.orders.do("open debate")
    playing = asyncio.create_task(script.play(4))
    refused, whispers = list[str](), list[str]()
    for step in range(60):
        await settle()
        if playing.done():
            break
        teach(here, draw, step, refused, whispers)
    playing.cancel()
    await asyncio.gather(playing, return_exceptions=True)
    out = [entry.data["text"] for entry in room.entries if entry.event == "speech"]
    secrets = [*(text for text in script.struck if text not in out), *refused, *whispers]
    if room.held is not None:
        secrets.append(room.held.text)
    votes = [f"REASON-{one.id}" for one in seats]
    for audience in here.heard:
        bytes_ = here.told(audience)
        for secret in (*secrets, *votes):
            own = audience.startswith("seat:") and secret.endswith(f"-{audience[5:]}")
            assert own or secret.encode() not in bytes_, f"{secret} was sent to {audience}"
        for one in seats:
            assert audience == f"seat:{one.id}" or one.name.encode() not in bytes_
    room.close()


def teach(here: Here, draw: Random, step: int, refused: list[str], whispers: list[str]) -> None:
    """One thing that a teacher or a student does."""
    room = here.room
    seat = draw.choice(room.seats.there).id
    waiting = room.questions.held()
    kinds = ["go", "go", "go", "undo", "retake", "edit", "choose 2", "freeze", "thaw", "ask",
             "refuse", "approve", "whisper", "narrate", "questions", "on", "wish"]  # fmt: skip
    kind = draw.choice(kinds)
    try:
        if kind == "ask":
            text = f"QUESTION-{step}-{seat}"
            room.questions.ask(seat, "question", text, key=str(step))
        elif kind == "refuse" and waiting:
            refused.append(waiting[0].text)
            here.orders.do(f"refuse {waiting[0].id} off")
        elif kind == "approve" and waiting:
            here.orders.do(f"approve {waiting[0].id} to {draw.choice(list(CUES))}")
        elif kind == "whisper":
            whispers.append(f"WHISPER-{step}-end")
            here.orders.do(f"whisper {draw.choice(list(CUES))} WHISPER-{step}-end")
        elif kind == "narrate":
            here.orders.do(f"narrate A window breaks {step}.")
        elif kind == "edit":
            here.reads_and(f"edit EDITED-{step}-end")
        elif kind == "wish":
            room.wishes[seat] = "ezra"
        elif kind not in ("refuse", "approve"):
            here.reads_and(kind)
    except InputError:
        pass  # not now
