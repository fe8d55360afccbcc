"""A class room under load: every phone hears everything, and how long after it was told.

    .venv/bin/python benchmarks/room_load.py [--seats 40] [--seconds 60] [--rate 2] [--cut] [--kill]

Seats that stream, a teacher who gives orders at a rate; with --cut each stream is cut every six
seconds or so, with --kill the server is killed twice. Prints how many phones have everything in
order and once, the times from the order to a phone (of phones that were not cut), and what the
server took of a core and of memory.
"""

import argparse
import asyncio
import sys
import tempfile
import time
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).parent.parent / "tests" / "room"))

from crowd import Phone, Server


async def load(seats: int, seconds: float, rate: float, cut: bool, kill: bool) -> None:
    with tempfile.TemporaryDirectory() as folder:
        server = Server(Path(folder))
        cookies = await asyncio.to_thread(server.join, seats)
        between = (4.0, 8.0) if cut else None
        phones = [Phone(server.base, one, between, Random(n)) for n, one in enumerate(cookies)]
        listening = [asyncio.create_task(one.listen()) for one in phones]
        await asyncio.sleep(1)
        teacher = await asyncio.to_thread(server.teacher)
        told, number = dict[str, float](), round(seconds * rate)
        began, before = time.monotonic(), server.seconds()
        kills = {number // 3, 2 * number // 3} if kill else set[int]()
        for event in range(number):
            if event in kills:
                await asyncio.to_thread(server.kill)
                await asyncio.to_thread(server.start)
                teacher, before = await asyncio.to_thread(server.teacher), 0.0
            told[f"event {event}"] = time.monotonic()
            await asyncio.to_thread(teacher.order, f"freeze event {event}")
            await asyncio.sleep(max(0.0, began + (event + 1) / rate - time.monotonic()))
        await asyncio.sleep(10 if cut or kill else 1)
        took = server.seconds() - before
        memory = server.memory()
        for one in listening:
            one.cancel()
        await asyncio.gather(*listening, return_exceptions=True)
        server.kill()
    wanted = [f"event {event}" for event in range(number)]
    complete = sum(one.texts == wanted for one in phones)
    late = sorted(one.came[text] - told[text] for one in phones for text in one.texts)
    print(f"{complete} of {seats} phones have all {number} events, in order, once")
    if not cut and not kill:
        for share in (0.5, 0.95, 0.99):
            print(f"p{share:.0%}: {1000 * late[int(share * (len(late) - 1))]:.0f} ms")
        print(f"the server took {took / (time.monotonic() - began):.1%} of a core")
    print(memory)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--seats", type=int, default=40)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--rate", type=float, default=2.0)
    parser.add_argument("--cut", action="store_true")
    parser.add_argument("--kill", action="store_true")
    given = parser.parse_args()
    asyncio.run(load(given.seats, given.seconds, given.rate, given.cut, given.kill))


if __name__ == "__main__":
    main()
