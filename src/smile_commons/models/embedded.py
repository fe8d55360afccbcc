"""A model file on this machine, asked through llama.cpp's own server."""

import asyncio
import contextlib
from pathlib import Path

from smile_commons.errors import ModelError
from smile_commons.models.attempt import Endpoint
from smile_commons.models.call import Limits
from smile_commons.models.features import Features
from smile_commons.models.gateway import Gateway
from smile_commons.models.llama_server import PARALLEL, LlamaServer
from smile_commons.models.model import OnText, Profile, Style
from smile_commons.models.reply import Reply, Usage
from smile_commons.models.request import Request

N_CTX = 8192
"""Tokens that all sequences under way share, where a catalogue does not say otherwise."""
_MOST_LOGPROBS = 1000
"""llama.cpp gives as many as the vocabulary has; endpoints elsewhere stop at 20."""


class EmbeddedModel:
    """A GGUF file; meets the ``Model`` protocol. The server starts on first use.

    Args:
        path: the file, already verified.
        name: what the model is called in records.
        digest: SHA-256 of the file.
        style: how it is best asked.
        profile: sampling parameters and context length.
        deadline: seconds for a call; loading the model does not count.
        threads: how many to compute with; None: as many as this process may use cores.
        log: where llama.cpp's log goes; None keeps none.
    """

    def __init__(
        self,
        path: Path,
        *,
        name: str,
        digest: str | None,
        style: Style = "script",
        profile: Profile | None = None,
        deadline: float = 300.0,
        threads: int | None = None,
        log: Path | None = None,
    ) -> None:
        self.name = name
        self.digest = digest
        self.style: Style = style
        self.profile = profile or Profile(n_ctx=N_CTX)
        # Nothing between it and us can be busy for a while: few attempts, soon.
        self._limits = Limits(deadline=deadline, attempts=3, first_pause=0.2, concurrency=PARALLEL)
        n_ctx = self.profile.n_ctx or N_CTX
        self._server = LlamaServer(path=path, n_ctx=n_ctx, threads=threads, log=log)
        self._starting = asyncio.Lock()
        self._gateway: Gateway | None = None
        self._past = Usage()
        self._soon: asyncio.Task[Gateway] | None = None

    @property
    def usage(self) -> Usage:
        """The sum over all calls so far."""
        return self._past + self._gateway.usage if self._gateway else self._past

    async def complete(self, request: Request, on_text: OnText | None = None) -> Reply:
        """Answers one request; the first one waits for the model to be loaded.

        Raises:
            InputError: llama.cpp is not installed.
            ModelError: the file cannot be loaded, or no usable reply came.
        """
        gateway = await self._running()
        try:
            return await gateway.complete(request, on_text)
        except ModelError:
            if gateway is self._gateway and not self._server.is_dead:
                raise
        # It was killed, most often for want of memory: one more time from the beginning.
        return await (await self._running()).complete(request, on_text)

    async def _running(self) -> Gateway:
        gateway = self._gateway
        if gateway is not None and self._server.is_dead:
            await self._drop(gateway)
        return self._gateway or await self.start()

    async def start(self) -> Gateway:
        """Loads the model now, unless it is loaded."""
        async with self._starting:
            if self._gateway is None:
                address = await self._loaded()
                endpoint = Endpoint(
                    url=f"{address}/v1",
                    key=self._server.key,
                    model=self.name,
                    read_timeout=self._limits.deadline,
                    llama=True,
                )
                self._gateway = Gateway(
                    name=self.name,
                    endpoint=endpoint,
                    ask=self.style,
                    digest=self.digest,
                    profile=self.profile,
                    limits=self._limits,
                    features=Features(most_logprobs=_MOST_LOGPROBS, most_choices=PARALLEL),
                )
            return self._gateway

    async def start_soon(self) -> None:
        """Begins to load the model; what fails is told by the first request."""
        if self._soon is None:
            self._soon = asyncio.create_task(self.start())
            self._soon.add_done_callback(lambda task: task.cancelled() or task.exception())
            await asyncio.sleep(0.01)  # until its thread is under way, whatever holds up the loop

    async def aclose(self) -> None:
        """Ends the server; a later request would start it again."""
        soon, self._soon = self._soon, None
        if soon is not None and not soon.done():
            soon.cancel()
            await asyncio.wait([soon])
        if self._gateway is not None:
            await self._drop(self._gateway)
        await asyncio.to_thread(self._server.stop)

    def kill(self) -> None:
        """Ends the server at once, where no loop runs any more."""
        self._server.stop()

    async def _drop(self, gateway: Gateway) -> None:
        if self._gateway is gateway:  # several calls may notice at once
            self._gateway = None
            self._past += gateway.usage
            await gateway.aclose()
            await asyncio.to_thread(self._server.stop)

    async def _loaded(self) -> str:
        loading = asyncio.create_task(asyncio.to_thread(self._server.start))
        try:
            return await asyncio.shield(loading)
        except asyncio.CancelledError:
            # A thread cannot be cancelled; what it waits for can be ended.
            self._server.kill()
            with contextlib.suppress(Exception):
                await loading
            self._server.stop()
            raise
