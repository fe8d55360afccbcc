"""What a model answers, as plain data."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the texts that a request brought."""

    text: str
    """Without control characters save newline and tab."""
    finish: str | None
    """``stop``, ``length``, ``content_filter`` …; None where the endpoint does not say."""
    logprobs: Mapping[str, float] | None = None
    """Natural log-probabilities of the first token's likeliest readings, by their text."""


@dataclass(frozen=True, slots=True)
class Usage:
    """What requests cost; sums with ``+``."""

    prompt: int = 0
    """Tokens of the prompt, the cached ones included."""
    cached: int = 0
    """Tokens of the prompt that the endpoint had in its cache."""
    completion: int = 0
    """Tokens written."""
    seconds: float = 0.0
    """Time from the start of the call to its end, retries and pauses included."""
    calls: int = 0
    """HTTP requests sent, retries included."""

    def __add__(self, other: "Usage") -> "Usage":
        return Usage(
            self.prompt + other.prompt,
            self.cached + other.cached,
            self.completion + other.completion,
            round(self.seconds + other.seconds, 6),
            self.calls + other.calls,
        )


@dataclass(frozen=True, slots=True)
class Reply:
    """The whole answer to one request."""

    choices: tuple[Choice, ...]
    """As many as were asked for; at least one has a text."""
    usage: Usage
    model: str
    at: str
    """When it was complete: ISO 8601, UTC."""
