"""Where phones find the room, also when the network gives this machine another address."""

import asyncio
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import httpx
import pytest
from alone import house_of
from rooms import a_room

from smile_commons.errors import InputError
from smile_commons.room import addresses, whereabouts
from smile_commons.room import door as doors
from smile_commons.room.app import room_app
from smile_commons.room.door import Door
from smile_commons.room.serving import Server, serve

HOME, OTHER = "127.0.0.2", "127.0.0.3"
"""Addresses that Linux gives every machine, as those of a school's network."""


@pytest.fixture
def there(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The addresses of this machine, which a test may change."""
    found = [HOME]
    with socket.socket() as probe:
        try:
            probe.bind((OTHER, 0))
        except OSError:
            pytest.skip("this system has one loopback address")
    for module in (doors, whereabouts):
        monkeypatch.setattr(module, "addresses", lambda: list(found))
    yield found


def closed(door: Door) -> Door:
    door.close()
    return door


def test_without_a_host_only_this_machine_gets_in(there: list[str]) -> None:
    door = closed(Door.open(None, 0, None))
    assert door.join_url == f"http://127.0.0.1:{door.port}"
    assert door.is_of_this_machine_alone
    assert door.others == ()


def test_every_address_that_is_shown_answers(there: list[str]) -> None:
    there.append(OTHER)
    door = closed(Door.open("auto", 0, None))
    assert door.join_url == f"http://{HOME}:{door.port}"
    assert door.others == (f"http://{OTHER}:{door.port}",)
    bound = {"127.0.0.1", HOME, OTHER}
    assert {one.removeprefix("http://").split(":")[0] for one in door.origins} >= bound


def test_the_address_that_phones_know_is_kept_as_long_as_it_is_ours(there: list[str]) -> None:
    there.append(OTHER)
    assert closed(Door.open("auto", 0, None, before=OTHER)).shown == OTHER
    assert closed(Door.open("auto", 0, None, before="10.9.9.9")).shown == HOME


def test_another_address_is_bound_and_shown_and_the_old_one_still_answers(
    there: list[str],
) -> None:
    door = Door.open("auto", 0, None)
    old = door.join_url
    new = door.follow([OTHER])
    assert [one.getsockname() for one in new] == [(OTHER, door.port)]
    assert door.join_url == f"http://{OTHER}:{door.port}"
    assert {old, door.join_url} <= set(door.origins)
    assert door.follow([OTHER]) == [], "once"
    assert door.follow([HOME, OTHER]) == [], "and a further network is not let in unasked"
    assert door.follow([]) == [], "a network that is off for a moment changes nothing"
    assert door.join_url == f"http://{OTHER}:{door.port}"
    door.close()


def test_virtual_networks_are_shown_only_where_there_is_nothing_else(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = ["172.17.0.1", "10.0.0.7", "192.168.0.7", "127.0.0.1", "8.8.8.8"]
    monkeypatch.setattr(addresses, "_by_route", lambda: "172.17.0.1")
    monkeypatch.setattr(addresses, "_by_name", lambda: found)
    assert addresses.addresses() == ["192.168.0.7", "10.0.0.7"]
    found[:] = ["172.17.0.1"]
    assert addresses.addresses() == ["172.17.0.1"]


def test_an_address_or_a_url_that_was_named_is_not_changed_behind_anybodys_back(
    there: list[str],
) -> None:
    named = Door.open(HOME, 0, None)
    assert named.follow([OTHER]) == []
    assert named.is_gone([OTHER])
    assert not named.is_gone([HOME])
    named.close()
    by_url = Door.open("auto", 0, "https://room.school.example")
    by_url.follow([OTHER])
    assert by_url.join_url == "https://room.school.example"
    by_url.close()
    with pytest.raises(InputError, match="url"):
        Door.open(None, 0, "room")


async def test_the_wall_and_the_desk_are_told_where_the_room_is_now(
    tmp_path: Path, there: list[str]
) -> None:
    here, door = a_room(tmp_path), Door.open("auto", 0, None)
    house = house_of(here, door.join_url)
    server = Server(room_app(house, lambda: door.origins), lambda: here.room.hub.end())
    serving = asyncio.create_task(serve(server, door.sockets))
    following = asyncio.create_task(whereabouts.follow_address(house, door, server, every=0.01))
    wall, desk = here.listens("wall"), here.listens("teacher")
    there[:] = [OTHER]
    await until(lambda: house.join_url == f"http://{OTHER}:{door.port}")
    await until(lambda: not wall.waiting.empty())
    assert b"event: reload" in here.told("wall"), "the wall loads its new code"
    assert f"{OTHER}:{door.port}".encode() in here.told("teacher")
    assert desk is not wall
    assert f"{OTHER}:{door.port}" in here.room.needs["address"]
    assert here.room.kept.address == OTHER, "and it is there when the room goes on"
    async with httpx.AsyncClient(base_url=house.join_url) as phone:
        answer = await phone.get("/w/ABCDEF")
    assert answer.status_code == 200
    assert f"<b>{OTHER}:{door.port}</b>" in answer.text
    following.cancel()
    server.end()
    await serving
    here.room.close()


async def test_an_address_that_was_named_and_is_gone_is_told(
    tmp_path: Path, there: list[str]
) -> None:
    here, door = a_room(tmp_path), Door.open(HOME, 0, None)
    house = house_of(here, door.join_url)
    server = cast("Any", SimpleNamespace(listen=_nothing))
    following = asyncio.create_task(whereabouts.follow_address(house, door, server, every=0.01))
    there[:] = [OTHER]
    await until(lambda: HOME in here.room.needs.get("gone", ""))
    there[:] = [HOME]
    await until(lambda: "gone" not in here.room.needs)
    following.cancel()
    door.close()
    here.room.close()


async def _nothing(_: object) -> None:
    return None


async def until(is_so: Callable[[], bool]) -> None:
    for _ in range(1000):
        if is_so():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it did not come")
