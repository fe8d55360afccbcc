"""``dask[:ADDRESS]``: tasks of a Dask cluster, one for each thread of its workers."""

import logging
import os
from typing import Any, Self

from smile_commons.errors import InputError, ServiceError
from smile_commons.studies.spec import Played, PlaySpec

DIED = "the worker that played it died"


class OnDask:
    """Plays on a Dask cluster: one that runs, or one of this machine that lives as long as this.

    A worker's threads play a cell each, over connections that they share. A cell whose worker dies
    is given to another by Dask itself, and is written down as failed when that happens again.
    """

    shares_budget = shares_disk = False

    def __init__(self, client: Any, at_once: int) -> None:
        self._client, self.at_once = client, at_once

    @classmethod
    async def opened(cls, address: str | None, each: int) -> Self:
        """Connects.

        Args:
            address: of a scheduler (``tcp://head:8786``); None: a cluster of this machine.
            each: cells at once in each worker of one that is started here.

        Raises:
            InputError: Dask is not installed.
            ServiceError: the cluster cannot be reached.
        """
        try:
            from dask.distributed import Client, LocalCluster
        except ImportError as error:
            raise InputError(
                "`backend` dask needs Dask: pip install 'smile-commons[dask]'"
            ) from error
        try:
            cluster: Any = LocalCluster
            given: Any = address or await cluster(
                n_workers=os.cpu_count() or 1,
                threads_per_worker=each,
                dashboard_address=None,
                silence_logs=logging.CRITICAL,
                asynchronous=True,
            )
            client: Any = await Client(given, asynchronous=True)
            threads: dict[str, int] = await client.nthreads()
        except (OSError, TimeoutError, ValueError) as error:
            raise ServiceError(f"the Dask cluster cannot be reached: {error}") from error
        held = cls(client, max(1, sum(threads.values())))
        held._cluster = None if address else given
        return held

    _cluster: Any = None

    async def play(self, spec: PlaySpec) -> Played:
        """Plays a cell on whichever worker has a thread to spare."""
        from distributed.scheduler import KilledWorker

        from smile_commons.studies.worker import play

        # By no name that Dask could know the result of already: what is done is our ledger's.
        future = self._client.submit(play, spec, pure=False)
        try:
            return await future
        except KilledWorker as error:
            said = str(error).splitlines()[0]
            return Played(cell=spec.cell, status="failed", error=f"{DIED}: {said}", fault="service")
        finally:
            future.release()

    async def aclose(self) -> None:
        """Lets go of the cluster, and ends it if it was started here."""
        await self._client.close()
        if self._cluster is not None:
            await self._cluster.close()
