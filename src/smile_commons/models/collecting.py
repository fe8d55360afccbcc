"""Puts the choices of one reply together from its pieces, checks that they are whole, and reads the
tokens that the endpoint counted, whichever way it tells them.
"""

from collections.abc import Mapping
from typing import Any

from smile_commons.models.faults import invalid
from smile_commons.models.features import cut
from smile_commons.models.model import RESTART, OnText
from smile_commons.models.parts import FILTER, REFUSAL, Part
from smile_commons.models.reply import Choice
from smile_commons.models.request import Request
from smile_commons.world.mending import list_of, object_of

CHARACTERS_A_TOKEN = 24
"""More text than this for each token allowed means that the bound is not kept."""
WOVEN = "several choices in one"
_TOO_MANY = 10**9
"""Tokens that no reply has: a count of so many is none."""


class Collector:
    """Takes the objects of one reply, streamed or whole.

    Args:
        request: what was asked.
        on_text: told each piece of what is said.
        tokens: that each choice was allowed; None: those of the answer.
        stops: to be kept to here, since the endpoint was not told of them.
    """

    def __init__(
        self,
        request: Request,
        on_text: OnText | None,
        *,
        tokens: int | None = None,
        stops: tuple[str, ...] = (),
    ) -> None:
        self._request = request
        self._on_text = on_text
        self._stops = stops
        each = request.max_tokens if tokens is None else tokens
        self._cuts = each > request.max_tokens and request.schema is None
        is_heard = on_text is not None
        self._parts = [Part(self._shaped, is_heard=is_heard) for _ in range(request.n)]
        self._most = each * CHARACTERS_A_TOKEN + 1000
        self._ended = False
        self._blocked = ""
        self.tokens = request.n * each
        """How many may be written at most."""
        self._counts = Counts()

    @property
    def usage(self) -> tuple[int, int, int]:
        """Tokens of the prompt, of those the ones from the cache, and tokens written."""
        return self._counts.all()

    @property
    def is_counted(self) -> bool:
        """Whether the endpoint told its usage."""
        return self._counts.told

    @property
    def has_begun(self) -> bool:
        """Whether anything came of a choice."""
        return any(part.seen for part in self._parts)

    @property
    def thought(self) -> bool:
        """Whether the model thought before it answered."""
        return self._counts.thought > 0 or any(part.thoughts for part in self._parts)

    @property
    def missing(self) -> int:
        """Choices that were asked for and of which nothing came, though the reply is whole."""
        return 0 if self._blocked else sum(not part.seen for part in self._parts)

    def told(self) -> list[int]:
        """The choices of which ``on_text`` has heard something."""
        return [index for index, part in enumerate(self._parts) if part.told]

    def add(self, data: Mapping[str, Any]) -> None:
        """Takes one object: a chunk of a stream, or a reply that came whole."""
        self._counts.add(data)
        self._blocked = self._blocked or blocked(data)
        choices: Any = data.get("choices")
        if choices is None and ("usage" in data or self._blocked):
            return  # some endpoints send the usage in an object of its own
        several = [*choices] if isinstance(choices, str) else list_of(choices)
        if several is None:
            raise invalid("no choices", "null" if choices is None else type(choices).__name__)
        found = list[dict[str, Any]]()
        for one in several:
            if (choice := object_of(one)) is None:
                raise invalid("choice that is not an object", repr(one))
            found.append(choice)
        indexes = [_index(choice) for choice in found]
        if len(set(indexes)) < len(found) and all("delta" not in choice for choice in found):
            indexes = list(range(len(found)))  # whole, one after the other, all under one index
        for index, choice in zip(indexes, found, strict=True):
            self._take(index, choice)

    def end(self) -> None:
        """The endpoint said that this was all."""
        self._ended = True

    def choices(self) -> tuple[Choice, ...]:
        """The choices that came, checked; fewer than asked for where the endpoint gave fewer.

        Raises:
            AttemptError: there are none, broken off ones, several under one index, or no text.
        """
        seen = [part for part in self._parts if part.seen]
        if not seen and self._blocked:
            return (Choice("", FILTER, None, self._blocked),) * len(self._parts)
        if not seen:
            raise invalid("empty choices")
        for part in seen:
            if part.finish is None and not self._ended:
                raise invalid("stream broke off", f"after {part.length} characters")
        if len(seen) < len(self._parts) and any(part.endings > 1 for part in seen):
            raise invalid(WOVEN)
        for part in seen:
            part.end()
            self._tell(part)
        found = tuple(part.choice(self._request.logprobs) for part in seen)
        if not any(self._usable(choice) for choice in found):
            self._give_up(found)
        return found

    def _give_up(self, found: tuple[Choice, ...]) -> None:
        if any(choice.finish in (FILTER, REFUSAL) for choice in found):
            return  # nothing is said, and that is known
        detail = "nothing but thoughts" if self.thought else ""
        failure = invalid("empty text", detail)
        failure.cut = any(choice.finish == "length" for choice in found)
        raise failure

    def _usable(self, choice: Choice) -> bool:
        return bool(choice.text.strip()) or (self._request.logprobs > 0 and bool(choice.logprobs))

    def _shaped(self, text: str) -> tuple[str, str | None]:
        """What is said up to its stops and within the answer's own length."""
        ended = None
        if self._stops:
            text = text.lstrip()
            places = [place for stop in self._stops if (place := text.find(stop)) >= 0]
            if places:
                text, ended = text[: min(places)], "stop"
        if self._cuts:
            short = cut(text, self._request.max_tokens)
            text, ended = short, ended if short == text else "length"
        return text, ended

    def _take(self, index: int | None, choice: Mapping[str, Any]) -> None:
        if index is None or not 0 <= index < len(self._parts):
            fault = "choice that was not asked for"
            raise invalid(
                WOVEN if len(self._parts) > 1 else fault, f"index {choice.get('index')!r}"
            )
        part = self._parts[index]
        part.take(choice)
        if part.length > self._most:
            raise invalid("endless output", f"more than {self._most} characters")
        self._tell(part)

    def _tell(self, part: Part) -> None:
        if self._on_text is None:
            return
        said, index = part.said, self._parts.index(part)
        if not said.startswith(part.told):
            self._on_text(index, RESTART)
            part.told = ""
        if said != part.told:
            more, part.told = said[len(part.told) :], said
            self._on_text(index, more)


def blocked(data: Mapping[str, Any]) -> str:
    """Why a filter took exception to the prompt, as Gemini tells it; empty where none did."""
    for name in ("promptFeedback", "prompt_feedback"):
        told = object_of(data.get(name)) or {}
        reason = told.get("blockReason") or told.get("block_reason")
        if isinstance(reason, str):
            return f"the prompt was blocked: {reason}"
    return ""


def _index(choice: Mapping[str, Any]) -> int | None:
    """Which choice it is; None for an index that is no number."""
    index: Any = choice.get("index")
    if index is None:
        return 0
    if isinstance(index, str) and index.isdecimal() and len(index) < 6:
        return int(index)
    return index if isinstance(index, int) and not isinstance(index, bool) else None


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
        choices = list_of(data.get("choices")) or ()
        if len(choices) == 1:
            self._written[_count(object_of(choices[0]) or {}, "index")] = written
        elif timings:  # llama.cpp's, one for each choice
            self._whole = (self._whole or 0) + written
        else:
            self._whole = written


def _inner(data: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    return object_of(data.get(name)) or {}


def _count(data: Mapping[str, Any], name: str) -> int:
    value = data.get(name)
    if isinstance(value, int) and not isinstance(value, bool) and value < _TOO_MANY:
        return max(0, value)
    return 0
