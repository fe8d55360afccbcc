"""Watching a play: an ``Observer`` is told, ``play_events`` is iterated over."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from little import TURNS, Words, says

import smile_commons as sc


def arguments(place: sc.World, **more: Any) -> dict[str, Any]:
    """What all plays here have in common."""
    usual = {"world": place, "model": sc.ScriptedModel(says), "embedder": Words()}
    return {**usual, "takes": 1, "seed": 1, "judged": False, **more}


class Diary(sc.Observer):
    """Writes down all that it hears."""

    def __init__(self) -> None:
        self.told: list[str] = []
        self.run: sc.Run | None = None

    def began(self, run: sc.Run) -> None:
        self.run = run
        self.told.append("began")

    def act(self, event: sc.Event) -> None:
        self.told.append(f"act {event.act}")

    def thinking(self, speaker: str, why: str) -> None:
        self.told.append(f"{speaker} thinks")

    def speech(self, event: sc.Event) -> None:
        self.told.append(f"{event.speaker} speaks")

    def asking(self, persona: str, stage: str) -> None:
        self.told.append(f"{persona} is asked, {stage}")

    def reflecting(self, persona: str, act: str) -> None:
        self.told.append(f"{persona} looks back on {act}")

    def judged(self, done: int, total: int) -> None:
        if done == total:
            self.told.append("judged")

    def settle(self) -> None:
        self.told.append("settled")


def test_an_observer_hears_all_of_it_in_its_order(world: sc.World, here: Path) -> None:
    diary = Diary()
    run = sc.play("bench", **arguments(world, observer=diary, judged=True))
    told = list(dict.fromkeys(diary.told))
    assert diary.run == run
    assert told[:4] == ["began", "act told", "ezra thinks", "ezra speaks"]
    assert told.index("ezra looks back on told") < told.index("act asked")
    for stage in ("opening", "retest", "final"):
        assert {f"{who} is asked, {stage}" for who in ("ezra", "talia")} <= {*told}
    assert told[-2:] == ["settled", "judged"]
    assert sum("speaks" in one for one in diary.told) == TURNS


def test_what_an_observer_raises_ends_the_play_which_can_go_on(world: sc.World, here: Path) -> None:
    class Falls(sc.Observer):
        def speech(self, event: sc.Event) -> None:
            raise OSError("the projector is broken")

    with pytest.raises(OSError, match="projector"):
        sc.play("bench", **arguments(world, observer=Falls()))
    run = sc.open_run()
    assert run.status == "failed"
    assert sc.resume(run, model=sc.ScriptedModel(says), embedder=Words()).status == "done"


async def test_events_come_as_they_happen(world: sc.World, here: Path) -> None:
    diary = Diary()
    events = sc.play_events("bench", **arguments(world, observer=diary))
    assert events.run is None
    heard: list[sc.Event] = []
    async for event in events:
        assert events.run is not None, "which run it is can be told from the first event on"
        heard.append(event)
    assert events.run is not None and events.run.status == "done"
    assert heard == list(events.run.events)
    assert "ezra speaks" in diary.told and "settled" in diary.told


async def test_events_are_listened_to_once(world: sc.World, here: Path) -> None:
    events = sc.play_events("bench", **arguments(world, turns=1))
    assert [event.kind async for event in events] == ["act", "speech"]
    with pytest.raises(sc.InputError, match="call `play_events` for another"):
        [event async for event in events]


async def test_whoever_leaves_early_can_go_on_later(world: sc.World, here: Path) -> None:
    first, then = sc.ScriptedModel(says), sc.ScriptedModel(says)
    async with sc.play_events("bench", **arguments(world, model=first)) as events:
        async for event in events:
            if event.kind == "speech":
                break
    run = events.run
    assert run is not None and run.status == "stopped"
    told = run.speeches
    assert 1 <= len(told) < TURNS
    await sc.resume_async(run, model=then, embedder=Words())
    assert run.status == "done" and run.speeches[: len(told)] == told
    asked = {request.purpose for request in first.requests}
    assert not asked & {request.purpose for request in then.requests}, "nothing is asked twice"


async def test_leaving_the_loop_alone_stops_it_too(world: sc.World, here: Path) -> None:
    events = sc.play_events("bench", **arguments(world))
    async for _ in events:
        break
    await events.aclose()
    assert events.run is not None and events.run.status == "stopped"


async def test_what_stops_a_play_stops_the_loop(world: sc.World, here: Path) -> None:
    events = sc.play_events("bench", **arguments(world, max_tokens=4000))
    with pytest.raises(sc.StoppedError, match="max_tokens"):
        [event async for event in events]
    wrong: dict[str, Any] = {"turns": -1}
    with pytest.raises(sc.InputError, match="`turns`"):
        [event async for event in sc.play_events("bench", **arguments(world, **wrong))]


async def test_a_loop_goes_on_while_a_play_is_listened_to(world: sc.World, here: Path) -> None:
    beats = 0

    async def pulse() -> None:
        nonlocal beats
        while True:
            beats += 1
            await asyncio.sleep(0.001)

    heart = asyncio.create_task(pulse())
    async for event in sc.play_events("bench", **arguments(world)):
        if event.turn == 1:
            beats = 0
    heart.cancel()
    assert beats > 10
