"""What one call of a model needs, what it has learnt and what it has cost so far."""

import asyncio
from dataclasses import dataclass, field

from smile_commons.models.attempt import Endpoint
from smile_commons.models.budget import Budget, Prices
from smile_commons.models.faults import AttemptError
from smile_commons.models.features import Features
from smile_commons.models.model import OnText
from smile_commons.models.reply import Usage
from smile_commons.models.turns import Turns


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
class Underway:
    """A call under way: what all the requests that it sends have in common."""

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
