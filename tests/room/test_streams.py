"""Everybody hears everything, in order, once: with streams cut and the server killed."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from crowd import Phone, Server, until

PHONES, EVENTS = 12, 30


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    found = Server(tmp_path)
    yield found
    found.process.kill()
    found.process.communicate()


async def test_cut_streams_and_a_server_that_is_killed_twice_lose_nothing(server: Server) -> None:
    cookies = await asyncio.to_thread(server.join, PHONES)
    phones = [Phone(server.base, one, (0.3, 1.5), Random(n)) for n, one in enumerate(cookies)]
    listening = [asyncio.create_task(one.listen()) for one in phones]
    teacher = await asyncio.to_thread(server.teacher)
    for number in range(EVENTS):
        if number in (10, 20):
            await asyncio.to_thread(server.kill)
            await asyncio.to_thread(server.start)
            teacher = await asyncio.to_thread(server.teacher)
        await asyncio.to_thread(teacher.order, f"freeze event {number}")
        await asyncio.sleep(0.05)
    wanted = [f"event {number}" for number in range(EVENTS)]
    await until(lambda: all(one.texts[-1:] == wanted[-1:] for one in phones))
    for one in listening:
        one.cancel()
    await asyncio.gather(*listening, return_exceptions=True)
    for one in phones:
        assert one.texts == wanted, "complete, in order, none twice"
        assert one.reloads == 0


async def test_ctrl_c_says_goodbye_to_all_and_the_phones_come_back(server: Server) -> None:
    cookies = await asyncio.to_thread(server.join, PHONES)
    phones = [Phone(server.base, one, None, Random(n)) for n, one in enumerate(cookies)]
    listening = [asyncio.create_task(one.listen()) for one in phones]
    teacher = await asyncio.to_thread(server.teacher)
    await asyncio.to_thread(teacher.order, "freeze before")
    await until(lambda: all(one.texts == ["before"] for one in phones))
    code, said = await asyncio.to_thread(server.interrupt)
    assert (code, said) == (0, "ended\n"), "no traceback for anybody"
    await until(lambda: all(one.byes for one in phones))
    await asyncio.to_thread(server.start)
    teacher = await asyncio.to_thread(server.teacher)
    await asyncio.to_thread(teacher.order, "freeze after")
    await until(lambda: all(one.texts == ["before", "after"] for one in phones))
    for one in listening:
        one.cancel()
    await asyncio.gather(*listening, return_exceptions=True)


async def test_votes_are_on_the_disk_before_they_are_answered(server: Server) -> None:
    import httpx

    cookies = await asyncio.to_thread(server.join, PHONES)
    teacher = await asyncio.to_thread(server.teacher)
    await asyncio.to_thread(teacher.order, "open before")
    async with httpx.AsyncClient(base_url=server.base) as client:

        async def vote(cookie: str) -> None:
            page = await client.get("/r/ABCDEF", headers={"Cookie": cookie})
            token = page.text.split('name="token" value="')[1].split('"')[0]
            form = {"token": token, "phase": "before", "position.first": "1", "key": cookie[-9:]}
            head = {"Cookie": cookie, "Origin": server.base, "Accept": "application/json"}
            answer = await client.post("/r/ABCDEF/vote", data=form, headers=head)
            assert answer.json()["ok"]
            votes = (server.folder / "room" / "votes.jsonl").read_text()
            assert cookie[-9:] in votes
            again = await client.post("/r/ABCDEF/vote", data=form, headers=head)
            assert again.json()["ok"], "sent twice it is no mistake"

        await asyncio.gather(*(vote(one) for one in cookies))
    await asyncio.to_thread(server.kill)
    lines = (server.folder / "room" / "votes.jsonl").read_text().splitlines()
    assert len(lines) == PHONES, "and counts once"
