"""What a study of many forums takes beside the model, against an endpoint that answers after 50 ms.

    python benchmarks/study_scale.py [--forums 200] [--turns 24] [--connections 1,4,8]
        [--backends local,process:2,ray,dask] [--many 1000] [--cells 10000]

*Ratio*: seconds of a whole study by the clock, everything persisted, against the ideal: all its
requests one after another over so many connections that answer after 50 ms, and nothing else.
*CPU*: processor seconds of this process a forum; where that is more than a forum's share of the
ideal, no loop of one process can keep up, and the ratio says by how much. *Many*: file descriptors
and memory of a process at its highest, with so many short forums against one. *Cells*: seconds to
plan, list and resume a study of so many, all of them done.
"""

import argparse
import asyncio
import hashlib
import json
import os
import random
import re
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

DELAY = 0.05
STUDY = """\
format: 1
id: scale
dialogue: forum
factors: {{recall: [full, random]}}
repeats: {{seeds: 1..{blocks}}}
options: {{turns: {turns}, takes: 1, judged: false, ballots: none, mode: free}}
outcomes: {{primary: movement@all}}
"""


def endpoint() -> None:
    """Serves until it is killed and prints its address; one loop, so that requests cost little."""
    from endpoint import vocabulary

    words = vocabulary()

    async def one(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                size = re.search(rb"content-length: (\d+)", head.lower())
                raw = await reader.readexactly(int(size[1])) if size else b"{}"
                await asyncio.sleep(DELAY)
                body, draw = json.loads(raw), random.Random(hashlib.sha256(raw).digest())
                said = [
                    f"I {' '.join(draw.choices(words, k=18))}." for _ in range(body.get("n") or 1)
                ]
                usage = {"prompt_tokens": len(raw) // 5, "completion_tokens": 24 * len(said)}
                chunks = [
                    {"choices": [{"index": n, "finish_reason": "stop", "delta": {"content": text}}]}
                    for n, text in enumerate(said)
                ]
                lines = [
                    f"data: {json.dumps(part)}\n\n"
                    for part in (*chunks, {"choices": [], "usage": usage})
                ]
                data = "".join([*lines, "data: [DONE]\n\n"]).encode()
                head = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
                head += b"Content-Length: %d\r\n\r\n"
                writer.write(head % len(data) + data)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    async def serve() -> None:
        server = await asyncio.start_server(one, "127.0.0.1", 0, backlog=4096)
        print(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1", flush=True)
        await server.serve_forever()

    asyncio.run(serve())


def played(forums: int, turns: int, connections: int, backend: str) -> dict[str, float | str]:
    """One study, played whole."""
    import smile_commons as sc

    os.environ["COMMONS_CONCURRENCY"] = str(connections)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        (folder / "study.yaml").write_text(STUDY.format(blocks=max(1, forums // 2), turns=turns))
        study = sc.study(folder)
        began, cpu = time.monotonic(), time.process_time()
        status = study.run(backend=backend)
        seconds, cpu = time.monotonic() - began, time.process_time() - cpu
        calls = sum(run.manifest.usage.calls for run in study.runs())
        workers = 1 if backend == "local" else os.cpu_count() or 1
        ideal = calls * DELAY / (connections * workers)
        return {
            "backend": backend,
            "connections": connections * workers,
            "forums": status.done,
            "requests": calls,
            "ratio": round(seconds / ideal, 2),
            "cpu_a_forum": round(cpu / max(1, status.done), 3),
            "ideal_a_forum": round(ideal / max(1, status.done), 3),
        }


def many(forums: int) -> dict[str, float]:
    """Descriptors and memory of a process with one forum, and with many."""
    found: dict[str, float] = {}
    for count in (2, forums):
        script = f"import study_scale; print(study_scale.held({count}))"
        done = subprocess.run(
            [sys.executable, "-c", script],
            cwd=Path(__file__).parent,
            capture_output=True,
            text=True,
            check=True,
        )
        files, memory = map(int, done.stdout.split()[-2:])
        name = "few" if count == 2 else "many"
        found |= {f"files_{name}": files, f"mb_{name}": memory}
    found["more_files"] = found["files_many"] - found["files_few"]
    found["more_mb"] = found["mb_many"] - found["mb_few"]
    return found


def held(forums: int) -> str:
    """Plays short forums in this process; its most descriptors and megabytes."""
    import smile_commons as sc

    most = 0

    def look(_: object) -> None:
        nonlocal most
        most = max(most, sum(1 for _ in Path("/proc/self/fd").iterdir()))

    with tempfile.TemporaryDirectory() as place:
        (Path(place) / "study.yaml").write_text(STUDY.format(blocks=forums // 2, turns=2))
        sc.study(place).run(on_cell=look)
    return f"{most} {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024}"


def cells(count: int) -> dict[str, float]:
    """Seconds to plan, list and resume a study of so many cells."""
    import smile_commons as sc
    from smile_commons.studies.cells import CellRow

    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        (folder / "study.yaml").write_text(STUDY.format(blocks=count // 2, turns=2))
        began = time.process_time()
        study = sc.study(folder)
        there = study.cells
        planned = time.process_time() - began
        rows = [CellRow(cell=c.id, status="done", dialogue=c.dialogue, seed=c.seed) for c in there]
        (folder / "cells.jsonl").write_text("".join(f"{row.to_json()}\n" for row in rows))
        began = time.process_time()
        study.status()
        listed = time.process_time() - began
        began = time.process_time()
        study.run()
        return {
            "cells": len(there),
            "plan": planned,
            "list": listed,
            "resume": time.process_time() - began,
        }


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--forums", type=int, default=200)
    parser.add_argument("--turns", type=int, default=24)
    parser.add_argument("--connections", default="1,4,8")
    parser.add_argument("--backends", default="local")
    parser.add_argument("--many", type=int, default=0)
    parser.add_argument("--cells", type=int, default=10_000)
    parser.add_argument("--endpoint", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.endpoint:
        endpoint()
        return
    command = [sys.executable, __file__, "--endpoint"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            os.environ |= {
                "COMMONS_MODEL": "instant",
                "COMMONS_BASE_URL": server.stdout.readline().strip(),
                "OPENAI_API_KEY": "none",
            }
            if given.cells:
                print(json.dumps(cells(given.cells)), flush=True)
            for backend in given.backends.split(","):
                for connections in map(int, given.connections.split(",")):
                    print(
                        json.dumps(played(given.forums, given.turns, connections, backend)),
                        flush=True,
                    )
            if given.many:
                print(json.dumps(many(given.many)), flush=True)
        finally:
            server.kill()


if __name__ == "__main__":
    main()
