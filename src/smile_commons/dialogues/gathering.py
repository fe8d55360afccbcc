"""LangGraph's checkpoints of a run that is one of many: few are written, nothing is held open."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from typing import TYPE_CHECKING, Any

from langgraph.checkpoint.base import WRITES_IDX_MAP, BaseCheckpointSaver
from langgraph.checkpoint.sqlite.aio import AsyncSqliteSaver

from smile_commons.dialogues.aside import aside

if TYPE_CHECKING:
    from langchain_core.runnables import RunnableConfig
    from langgraph.checkpoint.base import (
        ChannelVersions,
        Checkpoint,
        CheckpointMetadata,
        CheckpointTuple,
    )

GATHERED = 128
"""Of so many checkpoints one is written: of some two dozen speeches."""


class Pruned(BaseCheckpointSaver[str]):
    """A saver that can forget what is not needed any more."""

    async def let_go(self, config: "RunnableConfig", kept: int) -> None:
        """Forgets a thread's checkpoints, all but the last ``kept``."""
        raise NotImplementedError


class GatheredCheckpoints(BaseCheckpointSaver[str]):
    """Every ``GATHERED``th checkpoint is written, and the last.

    Where they are kept is opened for as long as that takes, so that a run under way holds neither
    files nor a thread. A run whose process is killed goes back by so many steps at most, and takes
    them again out of its transcript and its record, asking nobody.

    Args:
        opener: opens where they are kept.
        is_new: whether there cannot be any yet.
        before: what has to be on the disk before a checkpoint that knows of it.
    """

    def __init__(
        self,
        opener: Callable[[], AbstractAsyncContextManager[Pruned]],
        *,
        is_new: bool,
        before: Callable[[], None],
    ) -> None:
        super().__init__()
        self._opener, self._is_new, self._before = opener, is_new, before
        self._held: tuple[RunnableConfig, Checkpoint, CheckpointMetadata] | None = None
        self._passed = 0
        self._opening = asyncio.Lock()
        """SQLite refuses a second connection that sets a file up while the first one does."""

    async def aget_tuple(self, config: "RunnableConfig") -> "CheckpointTuple | None":
        """The thread's last checkpoint."""
        await self.write()
        if self._is_new:
            return None
        async with self._opening, self._opener() as checkpoints:
            return await checkpoints.aget_tuple(config)

    async def aput(
        self,
        config: "RunnableConfig",
        checkpoint: "Checkpoint",
        metadata: "CheckpointMetadata",
        new_versions: "ChannelVersions",
    ) -> "RunnableConfig":
        """Holds a checkpoint in the place of the one before it, and now and then writes it."""
        self._held = config, checkpoint, metadata
        self._passed += 1
        if self._passed >= GATHERED:
            await self.write()
        of = config.get("configurable", {})
        place = {name: of[name] for name in ("thread_id", "checkpoint_ns")}
        return {"configurable": {**place, "checkpoint_id": checkpoint["id"]}}

    async def aput_writes(
        self,
        config: "RunnableConfig",
        writes: Sequence[tuple[str, Any]],
        task_id: str,
        task_path: str = "",
    ) -> None:
        """Saves interrupts, answers to them and errors, after the checkpoint that they are of."""
        if own := own_of_langgraph(writes):
            await self.write()
            async with self._opening, self._opener() as checkpoints:
                await checkpoints.aput_writes(config, own, task_id, task_path)

    async def write(self) -> None:
        """Writes the checkpoint that is held; no other stays."""
        self._passed = 0
        async with self._opening:
            if self._held is None:
                return
            held = config, checkpoint, metadata = self._held
            await aside(self._before)
            async with self._opener() as checkpoints:
                # Of what came between the last one written and this nothing was: it is all new.
                versions = checkpoint["channel_versions"]
                saved = await checkpoints.aput(config, checkpoint, metadata, versions)
                await checkpoints.let_go(saved, 1)
            self._is_new = False
            if self._held is held:  # else there is a later one by now
                self._held = None

    def get_next_version(self, current: str | None, channel: None) -> str:
        """As the savers have it that write them."""
        return AsyncSqliteSaver.get_next_version(self, current, channel)  # pyright: ignore[reportArgumentType]


def own_of_langgraph(writes: Sequence[tuple[str, Any]]) -> list[tuple[str, Any]]:
    """Of what is written between two checkpoints, what LangGraph itself needs again: interrupts,
    answers to them, errors."""
    return [write for write in writes if write[0] in WRITES_IDX_MAP]
