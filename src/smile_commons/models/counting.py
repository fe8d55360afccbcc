"""Reads the tokens that an endpoint counted, whichever way it tells them."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

_TOO_MANY = 10**9
"""Tokens that no reply has: a count of so many is none."""


class Counts:
    """Tokens of one reply.

    Most endpoints count the whole reply, in an object of its own at the end; llama.cpp counts
    each choice at the choice's end, in a chat in an object of its own that does not say which
    choice it is of; some send a running count with every piece.
    """

    def __init__(self) -> None:
        self._prompt = 0
        self._cached = 0
        self._whole: int | None = None
        self._written: dict[int, int] = {}
        self.told = False
        """Whether the endpoint counted anything at all."""
        self.thought = 0
        """Tokens of these that were written to think."""

    def all(self) -> tuple[int, int, int]:
        """Tokens of the prompt, of those the ones from the cache, and tokens written."""
        written = sum(self._written.values()) if self._whole is None else self._whole
        return self._prompt, min(self._cached, self._prompt), written

    def add(self, data: Mapping[str, Any]) -> None:
        """Takes what one object of the reply tells."""
        usage, timings = _inner(data, "usage"), _inner(data, "timings")
        details = _inner(usage, "prompt_tokens_details")
        self._prompt = max(self._prompt, _count(usage, "prompt_tokens"))
        cached = max(_count(details, "cached_tokens"), _count(timings, "cache_n"))
        self._cached = max(self._cached, cached)
        written = _count(usage, "completion_tokens")
        self.told = self.told or bool(self._prompt or written)
        inner = _inner(usage, "completion_tokens_details")
        thought = max(_count(inner, "reasoning_tokens"), _count(usage, "reasoning_tokens"))
        self.thought = max(self.thought, thought)
        if not written:
            return
        choices: Any = data.get("choices")
        if isinstance(choices, list) and len(cast("Sequence[Any]", choices)) == 1:
            self._written[_index(cast("Sequence[Any]", choices)[0])] = written
        elif timings:  # llama.cpp's, one for each choice
            self._whole = (self._whole or 0) + written
        else:
            self._whole = written


def _index(choice: Any) -> int:
    return _count(cast("Mapping[str, Any]", choice), "index") if isinstance(choice, dict) else 0


def _inner(data: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value: Any = data.get(name)
    return cast("Mapping[str, Any]", value) if isinstance(value, Mapping) else {}


def _count(data: Mapping[str, Any], name: str) -> int:
    value = data.get(name)
    if isinstance(value, int) and not isinstance(value, bool) and value < _TOO_MANY:
        return max(0, value)
    return 0
