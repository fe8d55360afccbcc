"""Requests at once: as many as are allowed, fewer after a 429, and by and by more again."""

import asyncio
from typing import Any

import pytest

from smile_commons.models.faults import AttemptError
from smile_commons.models.turns import Turns


async def refused(turns: Turns, status: int = 429) -> None:
    with pytest.raises(AttemptError):
        async with turns:
            raise AttemptError("no", f"status {status}", status=status)


async def most_at_once(turns: Turns, requests: int) -> int:
    """How many of these requests were under way together."""
    now = most = 0

    async def one() -> None:
        nonlocal now, most
        async with turns:
            now += 1
            most = max(most, now)
            await asyncio.sleep(0.001)
            now -= 1

    await asyncio.gather(*(one() for _ in range(requests)))
    return most


async def test_as_many_as_are_allowed_go_out_together() -> None:
    assert await most_at_once(Turns(4), 20) == 4


async def test_a_refusal_halves_them_and_many_at_once_are_one() -> None:
    turns = Turns(8)
    await asyncio.gather(*(refused(turns) for _ in range(8)))
    assert turns.allowed == 4
    assert await most_at_once(turns, 4) == 4


async def test_there_is_always_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("smile_commons.models.turns.ONCE", -1.0)
    turns = Turns(4)
    for _ in range(9):
        await refused(turns)
    assert turns.allowed == 1
    assert await most_at_once(turns, 3) >= 1


async def test_what_goes_well_brings_them_back_and_other_faults_do_not_count() -> None:
    turns = Turns(4)
    await refused(turns, 500)
    assert turns.allowed == 4
    await refused(turns)
    assert turns.allowed == 2
    await most_at_once(turns, 30)
    assert turns.allowed == 4


async def test_whoever_stops_waiting_keeps_nobody_from_their_turn() -> None:
    turns, gate = Turns(1), asyncio.Event()

    async def hold() -> None:
        async with turns:
            await gate.wait()

    first: Any = asyncio.create_task(hold())
    await asyncio.sleep(0)
    second, third = asyncio.create_task(hold()), asyncio.create_task(hold())
    await asyncio.sleep(0)
    second.cancel()
    await asyncio.sleep(0)
    gate.set()
    await asyncio.wait_for(asyncio.gather(first, third), 20)
    async with turns:
        pass
