"""``ray[:ADDRESS]``: actors of a Ray cluster, one for each of its processors."""

import asyncio
from typing import Any

from smile_commons.errors import InputError, ServiceError
from smile_commons.studies.spec import Played, PlaySpec

DIED = "the worker that played it died"


class OnRay:
    """Plays on a Ray cluster: one that runs, or one of this machine that lives as long as this.

    An actor plays many cells at once over shared connections. One that dies takes those with it
    that it was playing, and no other.

    Args:
        address: of a cluster (``ray://head:10001``, ``auto``); None: one of this machine.
        each: cells at once in each actor.

    Raises:
        InputError: Ray is not installed.
        ServiceError: the cluster cannot be reached.
    """

    shares_budget = shares_disk = False

    def __init__(self, address: str | None, each: int) -> None:
        ray = self._ray = _imported()
        self._own = not ray.is_initialized()
        if self._own:
            try:
                ray.init(
                    address=address,
                    log_to_driver=False,
                    logging_level="error",
                    **({} if address else {"include_dashboard": False}),
                )
            except (ConnectionError, OSError, RuntimeError, ValueError) as error:
                raise ServiceError(f"the Ray cluster cannot be reached: {error}") from error
        self._each = each
        self._count = max(1, int(ray.cluster_resources().get("CPU", 1)))
        self.at_once = self._count * each
        self._actor = ray.remote(num_cpus=1, max_concurrency=each, max_restarts=0)(_Worker)
        self._actors: list[tuple[Any, set[str]]] = []

    async def play(self, spec: PlaySpec) -> Played:
        """Plays a cell on the actor that has the fewest."""
        if len(self._actors) < self._count and not any(not own for _, own in self._actors):
            self._actors.append((self._actor.remote(), set[str]()))
        actor, own = min(self._actors, key=lambda one: len(one[1]))
        own.add(spec.cell)
        try:
            return await actor.play.remote(spec)
        except self._ray.exceptions.RayError as error:
            self._actors = [one for one in self._actors if one[0] is not actor]
            said = str(error).splitlines()[0] if str(error) else type(error).__name__
            return Played(cell=spec.cell, status="failed", error=f"{DIED}: {said}", fault="service")
        finally:
            own.discard(spec.cell)

    async def aclose(self) -> None:
        """Ends its actors, and the cluster if it was started here."""
        for actor, _ in self._actors:
            await asyncio.to_thread(self._ray.kill, actor)
        self._actors = []
        if self._own:
            await asyncio.to_thread(self._ray.shutdown)


class _Worker:
    """What an actor does."""

    def play(self, spec: PlaySpec) -> Played:
        from smile_commons.studies.worker import play

        return play(spec)


def _imported() -> Any:
    try:
        import ray
    except ImportError as error:
        raise InputError("`backend` ray needs Ray: pip install 'smile-commons[ray]'") from error
    return ray
