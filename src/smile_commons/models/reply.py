"""What a model answers, as plain data."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the texts that a request brought."""

    text: str
    """Without control characters save newline and tab."""
    finish: str | None
    """``stop``, ``length``, ``content_filter``, ``refusal`` …; None where it is not said."""
    logprobs: Mapping[str, float] | None = None
    """Natural log-probabilities of the first token's likeliest readings, by their text."""
    note: str = ""
    """Why there is no text, where the endpoint says so: in a model's words, when it refused."""
    thoughts: str = field(default="", repr=False, compare=False)
    """What was thought before; for the record of a run alone, and never shown as what was said."""


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
    """As many as were asked for; at least one has a text, or else says why it has none."""
    usage: Usage
    model: str
    at: str
    """When it was complete: ISO 8601, UTC."""
