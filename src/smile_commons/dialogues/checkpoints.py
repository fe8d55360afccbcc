"""LangGraph's checkpoints: in the run's folder, as few as a resume needs, or on a server."""

from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import asynccontextmanager
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import aiosqlite
from langgraph.checkpoint.sqlite.aio import AsyncSqliteSaver

from smile_commons.dialogues.gathering import GatheredCheckpoints, Pruned, own_of_langgraph
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
async def opened(
    path: Path, url: str | None = None, *, after: Callable[[], None] | None = None
) -> AsyncGenerator["BaseCheckpointSaver[Any]"]:
    """The checkpoints of a run: in a file, or where a server is named on that.

    Args:
        path: of the file.
        url: of the server.
        after: of a run that is one of many: what is done before one is written; few are, see
            ``GatheredCheckpoints``.

    Raises:
        InputError: what a server takes is not installed.
        StoreError: the server failed; the run is kept.
    """
    opener = partial(_on_server, url) if url else partial(_in_file, path)
    if after is None:
        async with opener() as checkpoints:
            yield checkpoints
        return
    gathered = GatheredCheckpoints(opener, is_new=not url and _is_new(path), before=after)
    try:
        yield gathered
    finally:
        await gathered.write()


def _is_new(path: Path) -> bool:
    return not path.exists()


@asynccontextmanager
async def _on_server(url: str) -> AsyncGenerator[Pruned]:
    """Those on a Postgres server."""
    try:
        from psycopg import Error
        from psycopg.errors import UniqueViolation

        saver = _recent_on_server()
    except ImportError as error:
        raise InputError(
            "`checkpoints_url` needs Postgres' client: pip install 'smile-commons[postgres]'"
        ) from error
    try:
        async with saver.from_conn_string(url) as checkpoints:
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
async def _in_file(path: Path) -> AsyncGenerator["RecentInFile"]:
    """The checkpoints in a file; nobody after finds them locked.

    A play that breaks off may leave a checkpoint half written and a cursor half read. SQLite puts
    off closing for such a cursor, and the lock stays for as long as somebody holds the error that
    knows of it: hence the rollback.
    """
    async with aiosqlite.connect(path, timeout=LOCKED) as connection:
        await connection.execute("PRAGMA synchronous=NORMAL")
        checkpoints = RecentInFile(connection)
        try:
            yield checkpoints
        finally:
            async with checkpoints.lock:  # one that is half saved is saved whole first
                await connection.rollback()


class _Recent(Pruned):
    """Keeps the last ``KEPT`` checkpoints, so that they do not grow with the debate.

    LangGraph's own savers keep all of them, ten times what was said in them. An earlier turn is
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
            await self.let_go(saved, KEPT)
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
        if own := own_of_langgraph(writes):
            await super().aput_writes(config, own, task_id, task_path)


class RecentInFile(_Recent, AsyncSqliteSaver):
    """Those in a file of SQLite."""

    async def let_go(self, config: "RunnableConfig", kept: int) -> None:
        """Forgets all but the last ``kept``."""
        of = config.get("configurable", {})
        place = {
            "thread": str(of["thread_id"]),
            "space": str(of["checkpoint_ns"]),
            "kept": kept - 1,
        }
        async with self.lock:
            for table in ("writes", "checkpoints"):
                await self.conn.execute(f"DELETE FROM {table} WHERE {_OLD}", place)
            await self.conn.commit()


@cache
def _recent_on_server() -> Any:
    """The same on a server, where the package for it is installed."""
    from langgraph.checkpoint.postgres.aio import AsyncPostgresSaver

    class RecentOnServer(_Recent, AsyncPostgresSaver):
        async def let_go(self, config: "RunnableConfig", kept: int) -> None:
            """Forgets all but the last one, which is what the library can keep."""
            await self.aprune([str(config.get("configurable", {})["thread_id"])])

    return RecentOnServer
