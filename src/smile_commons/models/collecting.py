"""Puts the choices of one reply together from its pieces, and checks that they are whole."""

import math
from collections.abc import Mapping, Sequence
from typing import Any, cast

from smile_commons.models.cleaning import Cleaner
from smile_commons.models.counting import Counts
from smile_commons.models.faults import invalid
from smile_commons.models.model import OnText
from smile_commons.models.reply import Choice
from smile_commons.models.request import Request

CHARACTERS_A_TOKEN = 24
"""More text than this for each token asked for means that the bound is not kept."""
_FINISHES = {
    "stop": "stop",
    "eos": "stop",
    "eos_token": "stop",
    "end_turn": "stop",
    "stop_sequence": "stop",
    "stop_token": "stop",
    "length": "length",
    "max_tokens": "length",
    "content_filter": "content_filter",
    "tool_calls": "tool_calls",
    "function_call": "function_call",
}


class _Part:
    """One choice in the making."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.length = 0
        self.finish: str | None = None
        self.logprobs: dict[str, float] | None = None
        self.cleaner = Cleaner()


class Collector:
    """Takes the objects of one reply, streamed or whole."""

    def __init__(self, request: Request, on_text: OnText | None) -> None:
        self._request = request
        self._on_text = on_text
        self._parts = [_Part() for _ in range(request.n)]
        self._most = request.max_tokens * CHARACTERS_A_TOKEN + 1000
        self._ended = False
        self._seen_choices = False
        self.tokens = request.n * request.max_tokens
        """How many may be written at most."""
        self._counts = Counts()

    @property
    def usage(self) -> tuple[int, int, int]:
        """Tokens of the prompt, of those the ones from the cache, and tokens written."""
        return self._counts.all()

    def told(self) -> list[int]:
        """The choices of which ``on_text`` has heard something."""
        return [index for index, part in enumerate(self._parts) if part.pieces]

    def add(self, data: Mapping[str, Any]) -> None:
        """Takes one object: a chunk of a stream, or a reply that came whole."""
        self._counts.add(data)
        choices = data.get("choices")
        if choices is None and "usage" in data:
            return  # some endpoints send the usage in an object of its own
        if not isinstance(choices, Sequence):
            raise invalid("no choices", "null" if choices is None else type(choices).__name__)
        for choice in cast("Sequence[Any]", choices):
            if not isinstance(choice, Mapping):
                raise invalid("choice that is not an object", repr(choice))
            self._take(cast("Mapping[str, Any]", choice))

    def end(self) -> None:
        """The endpoint said that this was all."""
        self._ended = True

    def choices(self) -> tuple[Choice, ...]:
        """The choices, checked.

        Raises:
            AttemptError: there are none, fewer than asked for, broken off ones, or no text.
        """
        if not self._seen_choices:
            raise invalid("empty choices")
        for part in self._parts:
            self._tell(part, part.cleaner.finish())
            if part.finish is None and not self._ended:
                raise invalid("stream broke off", f"after {part.length} characters")
        found = tuple(Choice("".join(p.pieces), p.finish, p.logprobs) for p in self._parts)
        if not any(self._usable(choice) for choice in found):
            filtered = any(choice.finish == "content_filter" for choice in found)
            raise invalid("content filter" if filtered else "empty text")
        return found

    def _usable(self, choice: Choice) -> bool:
        return bool(choice.text.strip()) or (self._request.logprobs > 0 and bool(choice.logprobs))

    def _take(self, choice: Mapping[str, Any]) -> None:
        self._seen_choices = True
        index = choice.get("index", 0)
        if not isinstance(index, int) or not 0 <= index < len(self._parts):
            raise invalid("choice that was not asked for", f"index {index!r}")
        part = self._parts[index]
        if part.logprobs is None and self._request.logprobs:
            part.logprobs = first_token(choice, self._request.logprobs)
        piece = _text(choice)
        part.length += len(piece)
        if part.length > self._most:
            raise invalid("endless output", f"more than {self._most} characters")
        self._tell(part, part.cleaner.feed(piece))
        finish = choice.get("finish_reason")
        if finish is None or finish == "":
            return
        if finish not in _FINISHES:
            raise invalid("unknown finish reason", repr(finish))
        part.finish = _FINISHES[finish]

    def _tell(self, part: _Part, clean: str) -> None:
        if not clean:
            return
        part.pieces.append(clean)
        if self._on_text is not None:
            self._on_text(self._parts.index(part), clean)


def first_token(choice: Mapping[str, Any], most: int) -> dict[str, float] | None:
    """Log-probabilities of a choice's first token, from any of the shapes in use.

    Chat endpoints and llama.cpp send ``logprobs.content[0].top_logprobs`` (or ``top_probs``, where
    shares after the samplers were asked for), text completions ``logprobs.top_logprobs[0]``; null
    or nothing gives None.
    """
    logprobs: Any = choice.get("logprobs")
    if not isinstance(logprobs, Mapping):
        return None
    logprobs = cast("Mapping[str, Any]", logprobs)
    content: Any = logprobs.get("content") or logprobs.get("top_logprobs")
    if not isinstance(content, Sequence) or not content:
        return None
    first: Any = cast("Sequence[Any]", content)[0]
    if not isinstance(first, Mapping):
        return None
    first = cast("Mapping[str, Any]", first)
    if "top_probs" in first:  # llama.cpp's, after the samplers
        drawn = cast("Sequence[Mapping[str, Any]]", first["top_probs"])
        pairs: list[tuple[Any, Any]] = [(top.get("token"), _log(top.get("prob"))) for top in drawn]
    elif "top_logprobs" not in first:
        pairs = list(first.items())
    else:
        tops = cast("Sequence[Mapping[str, Any]]", first["top_logprobs"] or [first])
        pairs = [(top.get("token"), top.get("logprob")) for top in tops]
    found: dict[str, float] = {}
    for token, value in pairs:
        if isinstance(token, str) and isinstance(value, int | float) and math.isfinite(value):
            # Two tokens may read alike (bytes that are not text): their chances add up.
            known = found.get(token)
            found[token] = float(value) if known is None else _sum(known, float(value))
    kept = sorted(found.items(), key=lambda pair: -pair[1])[:most]
    return dict(kept) or None


def _log(share: Any) -> float | None:
    return math.log(share) if isinstance(share, int | float) and share > 0 else None


def _sum(one: float, other: float) -> float:
    high = max(one, other)
    return high + math.log(math.exp(one - high) + math.exp(other - high))


def _text(choice: Mapping[str, Any]) -> str:
    """What a choice says, in a stream's chunk or whole, as chat or as plain text."""
    holder: Any = choice.get("delta") or choice.get("message")
    if isinstance(holder, Mapping):
        said = cast("Mapping[str, Any]", holder)
        text: Any = said.get("content") or said.get("refusal") or ""
    else:
        text = choice.get("text") or ""
    if isinstance(text, list):  # content parts
        parts = cast("list[Any]", text)
        text = "".join(str(p.get("text") or "") for p in parts if isinstance(p, dict))  # pyright: ignore[reportUnknownArgumentType, reportUnknownMemberType]
    if not isinstance(text, str):
        raise invalid("text that is not text", repr(cast("object", text)))
    return text
