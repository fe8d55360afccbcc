"""Lines that are held wait for somebody to let them out: without a teacher the room waits too."""

import asyncio
from pathlib import Path

from alone import house_of
from rooms import a_room, settle

from smile_commons.room.presence import watch_over


async def until_frozen(is_frozen: bool, tmp_path: Path, auto: float | None = None) -> list[str]:
    here = a_room(tmp_path, auto=auto)
    house = house_of(here, "http://room.test")
    here.orders.do("open before")
    watching = asyncio.create_task(watch_over(house, every=0.005, away=0.02))
    states = list[str]()
    for _ in range(200):
        await asyncio.sleep(0.005)
        if (here.room.state.frozen is not None) == is_frozen:
            break
    states.append(str(here.room.state.frozen))
    here.listens("teacher")
    for _ in range(200):
        await asyncio.sleep(0.005)
        if here.room.state.frozen is None:
            break
    states.append(str(here.room.state.frozen))
    watching.cancel()
    await settle()
    here.room.close()
    return states


async def test_a_room_whose_teacher_is_gone_waits_until_they_are_back(tmp_path: Path) -> None:
    assert await until_frozen(True, tmp_path) == ["away", "None"]


async def test_a_room_whose_lines_let_themselves_out_goes_on(tmp_path: Path) -> None:
    assert await until_frozen(False, tmp_path, auto=5.0) == ["None", "None"]


async def test_a_teacher_whose_network_lets_no_stream_through_is_there(tmp_path: Path) -> None:
    here = a_room(tmp_path)
    house = house_of(here, "http://room.test")
    here.orders.do("open before")
    house.sees_teacher()
    watching = asyncio.create_task(watch_over(house, every=0.005, away=0.02))
    await asyncio.sleep(0.15)
    assert here.room.state.frozen is None
    watching.cancel()
    here.room.close()
