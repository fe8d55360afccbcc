"""LangGraph's checkpoints: in the run's folder, as few as a resume needs, or on a server."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import aiosqlite
from langgraph.checkpoint.base import WRITES_IDX_MAP
from langgraph.checkpoint.sqlite.aio import AsyncSqliteSaver

from smile_commons.errors import InputError, StoreError

if TYPE_CHECKING:
    from langchain_core.runnables import RunnableConfig
    from langgraph.checkpoint.base import (
        BaseCheckpointSaver,
        ChannelVersions,
        Checkpoint,
        CheckpointMetadata,
    )

LOCKED = 30.0
"""Seconds to wait for another connection to the checkpoints."""
KEPT = 16
"""Checkpoints of a thread that stay; one turn makes five."""

_SETUPS = 5
"""Times that tables are asked for, where several runs make them at once."""
_OLD = """
    thread_id = :thread AND checkpoint_ns = :space AND checkpoint_id < (
        SELECT checkpoint_id FROM checkpoints
        WHERE thread_id = :thread AND checkpoint_ns = :space
        ORDER BY checkpoint_id DESC LIMIT 1 OFFSET :kept
    )
"""


@asynccontextmanager
async def opened(path: Path, url: str | None = None) -> AsyncGenerator["BaseCheckpointSaver[Any]"]:
    """The checkpoints of a run: in a file, or where a server is named on that.

    Raises:
        InputError: what a server takes is not installed.
        StoreError: the server failed; the run is kept.
    """
    async with _on_server(url) if url else _in_file(path) as checkpoints:
        yield checkpoints


@asynccontextmanager
async def _on_server(url: str) -> AsyncGenerator["BaseCheckpointSaver[Any]"]:
    """Those on a Postgres server, where all of them stay."""
    try:
        from langgraph.checkpoint.postgres.aio import AsyncPostgresSaver
        from psycopg import Error
        from psycopg.errors import UniqueViolation
    except ImportError as error:
        raise InputError(
            "`checkpoints_url` needs Postgres' client: pip install 'smile-commons[postgres]'"
        ) from error
    try:
        async with AsyncPostgresSaver.from_conn_string(url) as checkpoints:
            for attempt in range(_SETUPS):
                try:
                    await checkpoints.setup()
                    break
                except UniqueViolation:  # another run makes the same tables just now
                    if attempt + 1 == _SETUPS:
                        raise
            yield checkpoints
    except Error as error:
        said = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise StoreError(f"the server of checkpoints failed: {said}") from None


@asynccontextmanager
async def _in_file(path: Path) -> AsyncGenerator["RecentCheckpoints"]:
    """The checkpoints in a file; nobody after finds them locked.

    A play that breaks off may leave a checkpoint half written and a cursor half read. SQLite puts
    off closing for such a cursor, and the lock stays for as long as somebody holds the error that
    knows of it: hence the rollback.
    """
    async with aiosqlite.connect(path, timeout=LOCKED) as connection:
        await connection.execute("PRAGMA synchronous=NORMAL")
        checkpoints = RecentCheckpoints(connection)
        try:
            yield checkpoints
        finally:
            async with checkpoints.lock:  # one that is half saved is saved whole first
                await connection.rollback()


class RecentCheckpoints(AsyncSqliteSaver):
    """Keeps the last ``KEPT`` checkpoints, so that the file does not grow with the debate.

    LangGraph's own saver keeps all of them, ten times what was said in them. An earlier turn is
    gone back to by way of the transcript, which holds all that a state is made of.
    """

    _put = 0

    async def aput(
        self,
        config: "RunnableConfig",
        checkpoint: "Checkpoint",
        metadata: "CheckpointMetadata",
        new_versions: "ChannelVersions",
    ) -> "RunnableConfig":
        """Saves a checkpoint, and now and then lets go of the oldest."""
        saved = await super().aput(config, checkpoint, metadata, new_versions)
        self._put += 1
        if self._put % KEPT == 0:
            await self._let_go(saved)
        return saved

    async def aput_writes(
        self,
        config: "RunnableConfig",
        writes: Sequence[tuple[str, Any]],
        task_id: str,
        task_path: str = "",
    ) -> None:
        """Saves what LangGraph itself needs again: interrupts, answers to them, errors.

        What a node gave back between two checkpoints it gives back again, asking nobody: see
        ``smile_commons.dialogues.nodes``.
        """
        own = [write for write in writes if write[0] in WRITES_IDX_MAP]
        if own:
            await super().aput_writes(config, own, task_id, task_path)

    async def _let_go(self, config: "RunnableConfig") -> None:
        of = config.get("configurable", {})
        place = {
            "thread": str(of["thread_id"]),
            "space": str(of["checkpoint_ns"]),
            "kept": KEPT - 1,
        }
        async with self.lock:
            for table in ("writes", "checkpoints"):
                await self.conn.execute(f"DELETE FROM {table} WHERE {_OLD}", place)
            await self.conn.commit()
