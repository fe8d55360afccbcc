"""One call of a model: attempts until one succeeds, within one deadline."""

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING

from smile_commons.models.attempt import Endpoint
from smile_commons.models.collecting import Collector
from smile_commons.models.faults import AttemptError
from smile_commons.models.features import Features, no_completions
from smile_commons.models.model import RESTART, OnText, Style
from smile_commons.models.purse import Prices, Purse
from smile_commons.models.reply import Choice, Usage
from smile_commons.models.request import Request
from smile_commons.models.schema import check
from smile_commons.models.wire import body, used

if TYPE_CHECKING:
    from tenacity import RetryCallState

_LONGEST_PAUSE = 20.0
Choices = tuple[Choice, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How long and how often an endpoint is tried."""

    deadline: float = 120.0
    """Seconds that a call may take from when it is its turn, retries and pauses included."""
    attempts: int = 6
    """How often a request is sent at most, while it fails in a way that may pass."""
    first_pause: float = 0.5
    """Seconds before the second attempt, at most; each further pause may be twice as long."""
    concurrency: int = 8
    """HTTP requests under way at once; further ones wait for their turn."""


@dataclass(kw_only=True)
class Call:
    """What one call needs and what it has cost so far."""

    endpoint: Endpoint
    limits: Limits
    slots: asyncio.Semaphore
    features: Features
    may_chat: bool
    """A prompt may be asked as a chat where there are no text completions."""
    on_text: OnText | None
    purse: Purse | None = None
    prices: Prices | None = None
    limit: asyncio.Timeout = field(init=False)
    """Set going when the first request goes out: waiting for a turn is not the model's fault."""
    usage: Usage = field(default_factory=Usage)
    last: AttemptError | None = None

    async def answer(self, request: Request) -> Choices:
        """The choices, in one request or, where the endpoint gives one at a time, in several.

        Raises:
            AttemptError: the last of the attempts.
        """
        known = self.features.copied()
        if request.n <= self._at_once():
            found = await self._tried(request, self.on_text)
            if found is not None:
                return found
        try:
            return await self._in_parts(request)
        except AttemptError as failure:
            self._unlearn(known, failure)
            raise

    def _at_once(self) -> int:
        return 1 if "n" in self.features.refused else self.features.most_choices

    async def _in_parts(self, request: Request) -> Choices:
        tasks = list[asyncio.Task[Choices | None]]()
        sizes = list[int]()
        for first in range(0, request.n, self._at_once()):
            sizes.append(min(self._at_once(), request.n - first))
            seed = None if request.seed is None else request.seed + first
            on_text = None if self.on_text is None else partial(_shifted, self.on_text, first)
            tried = self._tried(replace(request, n=sizes[-1], seed=seed), on_text)
            tasks.append(asyncio.create_task(tried))
        try:
            found = await asyncio.gather(*tasks, return_exceptions=True)
        finally:
            for task in tasks:
                task.cancel()
        failures = [one for one in found if isinstance(one, BaseException)]
        strange = [one for one in failures if not isinstance(one, AttemptError)]
        if strange or len(failures) == len(found):
            raise (strange or failures)[0]
        # As within one request, a choice that came to nothing is empty among the others.
        parts = zip(found, sizes, strict=True)
        choices = [p if isinstance(p, tuple) else (Choice("", None),) * size for p, size in parts]
        return tuple(choice for part in choices for choice in part)

    async def _tried(self, request: Request, on_text: OnText | None) -> Choices | None:
        """The choices; None when it turns out that several cannot be had in one request."""
        from tenacity import AsyncRetrying, retry_if_exception

        retrying = AsyncRetrying(
            retry=retry_if_exception(lambda e: isinstance(e, AttemptError) and e.again),
            wait=self._pause,
            stop=self._is_enough,
            reraise=True,
        )
        return await retrying(self._adapted, request, on_text)

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

    async def _adapted(self, request: Request, on_text: OnText | None) -> Choices | None:
        """Asks, and asks again without what the endpoint refuses.

        What turns out not to have been the reason is put back.
        """
        known, features = self.features.copied(), used(request)
        try:
            while True:
                try:
                    return await self._sent(request, on_text)
                except AttemptError as failure:
                    if self._turns_to_chat(request, failure):
                        continue
                    name = self.features.learn(failure, features)
                    if name == "n":
                        return None
                    if name is None:
                        return await self._without_suspects(request, on_text, failure)
        except AttemptError as failure:
            self._unlearn(known, failure)
            raise

    def _unlearn(self, known: Features, failure: AttemptError) -> None:
        if failure.is_refusal:
            self.features.restore(known)

    async def _without_suspects(
        self, request: Request, on_text: OnText | None, failure: AttemptError
    ) -> Choices | None:
        suspects = self.features.suspects(failure, used(request))
        for name in suspects:
            self.features.refused.add(name)
            try:
                if name == "n":
                    found = await self._sent(replace(request, n=1), None)
                else:
                    found = await self._sent(request, on_text)
            except AttemptError as other:
                if other.status != failure.status:
                    raise
                continue
            self.features.refused.difference_update(set(suspects) - {name})
            return None if name == "n" else found
        raise failure

    def _turns_to_chat(self, request: Request, failure: AttemptError) -> bool:
        if self._style(request) == "chat" or not no_completions(failure):
            return False
        if not self.may_chat:
            raise AttemptError(
                "this endpoint has no text completions: use style chat",
                failure.fault,
                again=False,
                status=failure.status,
            ) from failure
        self.features.refused.add("completions")
        return True

    def _style(self, request: Request) -> Style:
        is_script = request.prompt is not None and "completions" not in self.features.refused
        return "script" if is_script else "chat"

    async def _sent(self, request: Request, on_text: OnText | None) -> Choices:
        style = self._style(request)
        fields = body(request, style, self.features, llama=self.endpoint.llama)
        collector = Collector(request, on_text)
        async with self.slots:
            hold = self.purse.hold(request, self.prices) if self.purse else None
            self._start_the_clock()
            try:
                await self.endpoint.ask(style, fields, collector)
                choices = _checked(collector.choices(), request)
            except AttemptError as failure:
                self.last = failure
                if on_text is not None:
                    for index in collector.told():
                        on_text(index, RESTART)
                raise
            finally:
                used_now = Usage(*collector.usage, 0.0, 1)
                self.usage += used_now
                if self.purse and hold:
                    self.purse.settle(hold, request, used_now, self.prices)
        self.features.taken.update(set(used(request)) - self.features.refused)
        return choices

    def _start_the_clock(self) -> None:
        if self.limit.when() is None:
            now = asyncio.get_running_loop().time()
            self.limit.reschedule(now + self.limits.deadline)


def _checked(choices: Choices, request: Request) -> Choices:
    """The choices with bare JSON where a schema is kept to; at least one has to."""
    if request.schema is None:
        return choices
    found, failures = list[Choice](), list[AttemptError]()
    for choice in choices:
        try:
            found.append(replace(choice, text=check(choice.text, request.schema)))
        except AttemptError as failure:
            failures.append(failure)
            found.append(choice)
    if len(failures) == len(choices):
        raise failures[0]
    return tuple(found)


def _shifted(on_text: Callable[[int, str], None], by: int, index: int, text: str) -> None:
    on_text(index + by, text)
