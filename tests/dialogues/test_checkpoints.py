"""Where LangGraph's state is kept in the run's folder."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any, TypedDict

import pytest
from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.graph import START, StateGraph

from smile_commons.dialogues.checkpoints import opened
from smile_commons.dialogues.gathering import GATHERED

CONFIG = {"configurable": {"thread_id": "run"}, "recursion_limit": 10_000}
PUT = "INSERT INTO checkpoints (thread_id, checkpoint_id) VALUES (?, ?)"


async def test_a_play_that_breaks_off_mid_write_leaves_nothing_locked(tmp_path: Path) -> None:
    path = tmp_path / "checkpoints.sqlite"
    async with opened(path) as broken:
        await broken.setup()
        await broken.conn.execute(PUT, ("run", "1"))
        await broken.conn.execute(PUT, ("run", "2"))
        await broken.conn.commit()
        # An error that somebody holds may know of such a cursor, and keep it from being closed.
        half_read = await broken.conn.execute("SELECT checkpoint_id FROM checkpoints")
        assert await half_read.fetchone()
        await broken.conn.execute(PUT, ("run", "3"))
    async with opened(path) as later:
        await later.conn.execute("PRAGMA busy_timeout = 0")
        await later.conn.execute(PUT, ("run", "4"))
        await later.conn.commit()
        kept = await later.conn.execute_fetchall("SELECT checkpoint_id FROM checkpoints")
    assert [row[0] for row in kept] == ["1", "2", "4"]


class Count(TypedDict):
    """What the graph of these tests holds: how far it has counted."""

    steps: int


def counting(checkpoints: BaseCheckpointSaver[Any], to: int) -> Any:
    """A graph that counts, a checkpoint a step, and fails there."""
    graph: Any = StateGraph(Count)

    async def step(state: Count) -> dict[str, int]:
        if state["steps"] == to:
            raise ValueError("counted")
        return {"steps": state["steps"] + 1}

    graph.add_node("step", step)
    graph.add_edge(START, "step")
    graph.add_conditional_edges("step", lambda _: "step")
    return graph.compile(checkpointer=checkpoints)


async def counted(checkpoints: BaseCheckpointSaver[Any], to: int) -> int:
    """Counts on from the last checkpoint; where that was."""
    graph = counting(checkpoints, to)
    before = (await graph.aget_state(CONFIG)).values
    with pytest.raises(ValueError, match="counted"):
        await graph.ainvoke(None if before else {"steps": 0}, CONFIG, durability="async")
    return int(before.get("steps", 0))


def files_of(folder: Path) -> list[str]:
    links = map(os.path.realpath, Path("/proc/self/fd").glob("*"))
    return [link for link in links if link.startswith(str(folder))]


async def test_of_the_steps_of_one_of_many_few_are_written(tmp_path: Path) -> None:
    path, synced = tmp_path / "checkpoints.sqlite", list[bool]()

    def sync() -> None:
        synced.append(path.exists())

    async with opened(path, after=sync) as checkpoints:
        assert not path.exists(), "nothing is opened before there is something to be written"
        await counted(checkpoints, 3 * GATHERED)
        assert not files_of(tmp_path), "it is closed again"
    assert 1 <= len(synced) <= 5, "at most one of so many, the error and the last"
    with closing(sqlite3.connect(path)) as base:
        assert base.execute("SELECT count(*) FROM checkpoints").fetchone() == (1,)
    async with opened(path, after=sync) as checkpoints:
        assert await counted(checkpoints, 4 * GATHERED) == 3 * GATHERED
