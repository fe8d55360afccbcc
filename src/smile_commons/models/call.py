"""One call of a model: requests until one succeeds, within one deadline."""

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from smile_commons.models.adapting import Adapting, Choices
from smile_commons.models.faults import AttemptError
from smile_commons.models.model import OnText
from smile_commons.models.reply import Choice
from smile_commons.models.request import Request
from smile_commons.models.underway import Underway

if TYPE_CHECKING:
    from tenacity import RetryCallState

_LONGEST_PAUSE = 20.0


@dataclass(kw_only=True)
class Call(Underway):
    """One call, from its first request to its choices."""

    async def answer(self, request: Request) -> Choices:
        """The choices, in one request or, where the endpoint gives fewer at a time, in several.

        Raises:
            AttemptError: the last of the attempts.
        """
        try:
            found: Choices = ()
            if request.n <= self._at_once():
                found = await self._tried(request, self.on_text)
            if len(found) < request.n:
                found = await self._in_parts(request, found)
        except AttemptError as failure:
            if not failure.is_refusal:  # what was learnt on the way was no mistake
                self.features.learn(self.own)
            raise
        self.features.learn(self.own)
        return found

    def _at_once(self) -> int:
        now = self.now()
        return 1 if "n" in now.refused else now.most_choices

    async def _in_parts(self, request: Request, first: Choices) -> Choices:
        """Those that came at first, and the others in requests of their own."""
        tasks = list[asyncio.Task[Choices]]()
        sizes = list[int]()
        at_once = self._at_once()
        for place in range(len(first), request.n, at_once):
            sizes.append(min(at_once, request.n - place))
            seed = None if request.seed is None else request.seed + place
            on_text = None if self.on_text is None else partial(_shifted, self.on_text, place)
            part = replace(request, n=sizes[-1], seed=seed)
            tasks.append(asyncio.create_task(self._part(part, on_text)))
        try:
            found = await asyncio.gather(*tasks, return_exceptions=True)
        finally:
            for task in tasks:
                task.cancel()
        failures = [one for one in found if isinstance(one, BaseException)]
        strange = [one for one in failures if not isinstance(one, AttemptError)]
        if strange or (len(failures) == len(found) and not first):
            raise (strange or failures)[0]
        # As within one request, a choice that came to nothing is empty among the others.
        parts = zip(found, sizes, strict=True)
        choices = [p if isinstance(p, tuple) else (Choice("", None),) * size for p, size in parts]
        return (*first, *(choice for part in choices for choice in part))

    async def _part(self, request: Request, on_text: OnText | None) -> Choices:
        """Some of the choices; one by one where it turns out that these are too many as well."""
        found = await self._tried(request, on_text)
        for place in range(len(found), request.n):
            seed = None if request.seed is None else request.seed + place
            heard = None if on_text is None else partial(_shifted, on_text, place)
            found += await self._tried(replace(request, n=1, seed=seed), heard)
        return found

    async def _tried(self, request: Request, on_text: OnText | None) -> Choices:
        """The choices; fewer, or none, where several cannot be had in one request."""
        from tenacity import AsyncRetrying, retry_if_exception

        retrying = AsyncRetrying(
            retry=retry_if_exception(lambda e: isinstance(e, AttemptError) and e.again),
            wait=self._pause,
            stop=self._is_enough,
            reraise=True,
        )
        return await retrying(Adapting(self, request, on_text).answer)

    def _pause(self, state: "RetryCallState") -> float:
        failure = state.outcome.exception() if state.outcome else None
        if isinstance(failure, AttemptError) and failure.after is not None:
            return failure.after
        most = min(_LONGEST_PAUSE, self.limits.first_pause * 2 ** (state.attempt_number - 1))
        return most * random.SystemRandom().uniform(0.5, 1.0)  # so that many do not come at once

    def _is_enough(self, state: "RetryCallState") -> bool:
        ends = self.limit.when()
        now = asyncio.get_running_loop().time()
        too_late = ends is not None and now + state.upcoming_sleep >= ends
        return too_late or state.attempt_number >= self.limits.attempts


def _shifted(on_text: Callable[[int, str], None], by: int, index: int, text: str) -> None:
    on_text(index + by, text)
