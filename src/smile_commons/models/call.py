"""One call of a model: requests until one succeeds, within one deadline, each sent again without
what the endpoint refuses and with what it turns out to need.
"""

import asyncio
import random
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING

from smile_commons.models.attempt import Endpoint
from smile_commons.models.budget import Budget, Prices
from smile_commons.models.collecting import WOVEN, Collector
from smile_commons.models.faults import AttemptError, complaint, is_filtered, shorten
from smile_commons.models.features import ROOMS, Features, next_room
from smile_commons.models.model import RESTART, OnText, Style
from smile_commons.models.parts import FILTER, REFUSAL
from smile_commons.models.refusals import Sent, is_too_long, learn, no_completions, suspects
from smile_commons.models.reply import Choice, Usage
from smile_commons.models.request import Request
from smile_commons.models.schema import kept_to
from smile_commons.models.turns import Turns
from smile_commons.models.wire import allowed, body, sends_stops, used

if TYPE_CHECKING:
    from tenacity import RetryCallState

Choices = tuple[Choice, ...]
_LONGEST_PAUSE = 20.0
_MOST_CHANGES = 24
"""More than there is to be learnt of one endpoint."""
_FEWEST_FOR_THOUGHTS = 64
_ONLY_THOUGHTS, _EMPTY = "only reasoning", "empty text"


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
    """HTTP requests under way at once, at most; further ones wait for their turn, and where the
    endpoint says 429 fewer go out."""


@dataclass(kw_only=True)
class Call:
    """One call under way, from its first request to its choices."""

    endpoint: Endpoint
    limits: Limits
    slots: Turns
    features: Features
    may_chat: bool
    """A prompt may be asked as a chat where there are no text completions."""
    on_text: OnText | None
    budget: Budget | None = None
    prices: Prices | None = None
    limit: asyncio.Timeout = field(init=False)
    """Set going when the first request goes out: waiting for a turn is not the model's fault."""
    usage: Usage = field(default_factory=Usage)
    last: AttemptError | None = None
    own: Features = field(default_factory=Features.nothing)
    """What this call has learnt itself, and nobody knows before it has succeeded."""

    async def answer(self, request: Request) -> Choices:
        """The choices, in one request or, where the endpoint gives fewer at a time, in several.

        Raises:
            AttemptError: the last of the attempts.
        """
        try:
            found: Choices = ()
            if request.n <= self.now().at_once:
                found = await self._tried(request, self.on_text)
            if len(found) < request.n:
                found = await self._in_parts(request, found)
        except AttemptError as failure:
            if not failure.is_refusal:  # what was learnt on the way was no mistake
                self.features.learn(self.own)
            raise
        self.features.learn(self.own)
        return found

    async def _in_parts(self, request: Request, first: Choices) -> Choices:
        """Those that came at first, and the others in requests of their own."""
        at_once = self.now().at_once
        places = range(len(first), request.n, at_once)
        parts = [_share(request, self.on_text, place, at_once) for place in places]
        tasks = [asyncio.create_task(self._part(*part)) for part in parts]
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
        pairs = zip(found, parts, strict=True)
        brought = (o if isinstance(o, tuple) else (Choice("", None),) * p.n for o, (p, _) in pairs)
        return (*first, *chain.from_iterable(brought))

    async def _part(self, request: Request, on_text: OnText | None) -> Choices:
        """Some of the choices; one by one where it turns out that these are too many as well."""
        found = await self._tried(request, on_text)
        for place in range(len(found), request.n):
            found += await self._tried(*_share(request, on_text, place, 1))
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
        return await retrying(_Adapting(self, request, on_text).answer)

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

    def now(self) -> Features:
        """What is known: by all, and by this call alone."""
        known = self.features.copied()
        known.learn(self.own)
        return known

    def start_the_clock(self) -> None:
        """From now on the deadline counts, unless it does already."""
        if self.limit.when() is None:
            now = asyncio.get_running_loop().time()
            self.limit.reschedule(now + self.limits.deadline)


def _share(
    request: Request, on_text: OnText | None, place: int, most: int
) -> tuple[Request, OnText | None]:
    """At most so many of a request's choices, from a place on, and who hears of them."""
    seed = None if request.seed is None else request.seed + place
    heard = None if on_text is None else partial(_shifted, on_text, place)
    return replace(request, n=min(most, request.n - place), seed=seed), heard


def _shifted(on_text: OnText, by: int, index: int, text: str) -> None:
    on_text(index + by, text)


class _Adapting:
    """One request on its way.

    What is learnt goes to the call, and is judged by what the attempt itself had sent: others that
    are under way at the same time may have learnt the same a moment before.

    Args:
        call: of which the request is all or a part.
        request: what is asked.
        on_text: told what is said.
    """

    def __init__(self, call: Call, request: Request, on_text: OnText | None) -> None:
        self._call, self._request, self._on_text = call, request, on_text
        self._most_tokens: int | None = None
        """That fit beside this prompt, once that has been too long."""
        self._no_more = ""
        """What an endpoint said to a longer answer."""
        self._filtered = 0

    async def answer(self) -> Choices:
        """The choices; fewer than asked for, or none, where several cannot be had at once.

        Raises:
            AttemptError: nothing can be changed that would help.
        """
        for _ in range(_MOST_CHANGES):
            now = self._call.now()
            try:
                return await self._sent(self._request, now)
            except AttemptError as failure:
                if failure.fault == WOVEN:
                    self._call.own.refused.add("n")
                    return ()
                if is_filtered(failure.status, failure.body):
                    return self._withheld(shorten(complaint(failure.body)))
                if not self._changes(failure, now):
                    return await self._without_suspects(failure, now)
                if self._has_fewer_choices(now):
                    return ()
        raise AttemptError("the endpoint refuses whatever is sent", "refusals", again=False)

    def _style(self, now: Features) -> Style:
        is_script = self._request.prompt is not None and "completions" not in now.refused
        return "script" if is_script else "chat"

    def _tokens(self, now: Features) -> int:
        tokens = allowed(self._request, self._style(now), now)
        return tokens if self._most_tokens is None else min(tokens, self._most_tokens)

    def _what(self, now: Features) -> Sent:
        request = self._request
        return Sent(
            names=used(request, self._style(now), now),
            tokens=self._tokens(now),
            answer=request.max_tokens,
            n=request.n,
            logprobs=min(request.logprobs, now.most_logprobs),
        )

    def _changes(self, failure: AttemptError, now: Features) -> bool:
        """Whether a failure teaches how to send it otherwise."""
        if failure.fault in (_ONLY_THOUGHTS, _EMPTY) and not failure.again:
            return False
        if failure.fault == _EMPTY and (failure.cut or failure.thought):
            return self._gives_room(failure, now)
        if self._turns_to_chat(failure, now):
            return True
        sent = self._what(now)
        if learn(self._call.own, failure, sent) is not None:
            return True
        if is_too_long(failure) and sent.tokens > max(sent.answer, _FEWEST_FOR_THOUGHTS):
            self._most_tokens = max(sent.answer, sent.tokens // 2)
            self._no_more = f"; it takes no more: {shorten(complaint(failure.body))}"
            return True
        return False

    def _has_fewer_choices(self, now: Features) -> bool:
        then = self._call.now()
        if self._request.n == 1:
            return False
        learnt_n = "n" in then.refused and "n" not in now.refused
        return learnt_n or then.most_choices < self._request.n

    def _gives_room(self, failure: AttemptError, now: Features) -> bool:
        """More room to think, where an answer came to nothing; the rest is not the model's fault.

        Raises:
            AttemptError: there is no more to give.
        """
        if self._style(now) != "chat" or (now.thinks and not failure.cut):
            return False
        room, tokens = next_room(now.room), self._tokens(now)
        if room is not None:
            self._call.own.room = max(self._call.own.room, room)
            if self._tokens(self._call.now()) > tokens:
                return True
        if not failure.cut:
            return False
        self._call.own.room = now.room  # more did not help: it is not to be remembered
        raise AttemptError(
            f"the model spent all {tokens:,} tokens on reasoning and said nothing{self._no_more}",
            _ONLY_THOUGHTS,
            again=False,
        )

    async def _without_suspects(self, failure: AttemptError, now: Features) -> Choices:
        """Tries one optional field after the other, and then all of them."""
        names = suspects(now, failure, self._what(now))
        for tried in [*({name} for name in names), *([set(names)] if len(names) > 1 else [])]:
            without = now.copied()
            without.refused |= tried
            request = replace(self._request, n=1) if "n" in tried else self._request
            try:
                found = await self._sent(request, without)
            except AttemptError as other:
                if other.status != failure.status:
                    raise
                continue
            self._call.own.refused |= tried
            return found
        raise failure

    def _turns_to_chat(self, failure: AttemptError, now: Features) -> bool:
        if self._style(now) == "chat" or not no_completions(failure):
            return False
        if not self._call.may_chat:
            raise AttemptError(
                "this endpoint has no text completions: use style chat",
                failure.fault,
                again=False,
                status=failure.status,
            ) from failure
        self._call.features.refused.add("completions")  # whatever becomes of the call
        return True

    async def _sent(self, request: Request, now: Features) -> Choices:
        call, style, tokens = self._call, self._style(now), self._tokens(now)
        fields = body(request, style, now, llama=call.endpoint.llama, tokens=tokens)
        stops = () if sends_stops(request, style, now) else request.stop
        collector = Collector(request, self._on_text, tokens=tokens, stops=stops)
        async with call.slots:
            asked = replace(request, max_tokens=tokens)
            hold = call.budget.hold(asked, call.prices) if call.budget else None
            call.endpoint.opened()
            call.start_the_clock()
            try:
                await call.endpoint.ask(style, fields, collector)
                choices = self._checked(collector.choices(), request)
            except AttemptError as failure:
                failure.thought = failure.thought or collector.thought
                call.last = failure
                if self._on_text is not None:
                    for index in collector.told():
                        self._on_text(index, RESTART)
                raise
            finally:
                used_now = Usage(*collector.usage, 0.0, 1)
                if call.budget and hold:
                    is_told = collector.is_counted or not collector.has_begun
                    used_now = call.budget.settle(
                        hold, asked, used_now, call.prices, is_told=is_told
                    )
                call.usage += used_now
        self._learn_from(collector, choices, request, now)
        return choices

    def _learn_from(
        self, collector: Collector, choices: Choices, request: Request, now: Features
    ) -> None:
        """What a reply tells of the endpoint that was none of its refusals."""
        own = self._call.own
        own.taken.update(set(used(request, self._style(now), now)) - now.refused)
        if collector.thought and not now.thinks and self._style(now) == "chat":
            own.room = max(own.room, ROOMS[0])
        if collector.missing and len(choices) == 1:
            own.refused.add("n")
        elif collector.missing:
            own.most_choices = min(own.most_choices, len(choices))

    def _withheld(self, why: str) -> Choices:
        """Every choice without a text: a filter took exception to the prompt."""
        if self._request.schema is not None:
            raise AttemptError(f"content filter: {why}", "content filter", again=False)
        return (Choice("", FILTER, None, why),) * self._request.n

    def _checked(self, choices: Choices, request: Request) -> Choices:
        """The choices as they can be used; see ``kept_to`` for those under a schema.

        Raises:
            AttemptError: a filter let none of them through, at the first time.
        """
        silent = not any(choice.text.strip() or choice.logprobs for choice in choices)
        if silent and not self._filtered and any(choice.finish == FILTER for choice in choices):
            self._filtered += 1
            if self._call.limits.attempts > 1:
                raise AttemptError("content filter", "content filter")
        if request.schema is None:
            return choices
        if silent:
            note = next((choice.note for choice in choices if choice.note), "")
            fault = "refusal" if any(c.finish == REFUSAL for c in choices) else "content filter"
            raise AttemptError(f"{fault}: {shorten(note)}" if note else fault, fault, again=False)
        return kept_to(choices, request.schema)
