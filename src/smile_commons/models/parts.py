"""One choice in the making: what is said in it, what was thought, how sure its beginning was, and
how it ended.
"""

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from smile_commons.models.cleaning import Cleaner
from smile_commons.models.faults import invalid
from smile_commons.models.reply import Choice
from smile_commons.models.thoughts import ThoughtStream, split_thoughts
from smile_commons.world.mending import list_of, object_of

_NAMES = {
    "stop": (
        "stop eos eos_token end_turn stop_sequence stop_token stop_word stopped complete completed "
        "done finish finished end ended eot end_of_text end_of_turn normal success true"
    ),
    "length": (
        "length max_tokens max_output_tokens max_new_tokens max_completion_tokens max_length "
        "token_limit model_length context_length model_context_window_exceeded truncated "
        "incomplete"
    ),
    "content_filter": (
        "content_filter content_filtered content_filter_triggered filter filtered "
        "safety recitation refusal refused blocklist prohibited_content spii "
        "sensitive language image_safety "
        "guardrail_intervened moderation content_policy unsafe"
    ),
    "tool_calls": "tool_calls tool_call tool_use",
    "function_call": "function_call malformed_function_call",
    "": "null none unknown unspecified false other",
}
_FINISHES = {name: finish for finish, names in _NAMES.items() for name in names.split()}
_SIGNS = {
    "content_filter": r"filter|safety|toxic|block|prohibit|armor|moderat|policy|sensitiv|refus",
    "length": r"length|token|limit|exceed|truncat|window",
    "tool_calls": r"tool|function",
    "stop": r"stop|eos\b|complete|finish|done",
}
"""Words in names that nobody has told us yet; what is wrong (`error`, `abort`) has none of them."""
_BEFORE = re.compile(r"^(finish_?reason|stop_?reason)[._]")


def finish_of(value: object) -> str | None:
    """``stop``, ``length``, ``content_filter``, ``tool_calls`` or ``function_call``.

    None where nothing is said.

    Raises:
        AttemptError: it is none that is known.
    """
    if value is None:
        return None
    if not isinstance(value, str | bool):
        raise invalid("unknown finish reason", repr(value))
    parted = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", str(value).strip())
    name = _BEFORE.sub("", re.sub(r"[\s-]+", "_", parted.lower()))
    if not name:
        return None
    if name in _FINISHES:
        return _FINISHES[name] or None
    for finish, sign in _SIGNS.items():
        if re.search(sign, name):
            return finish
    raise invalid("unknown finish reason", repr(value))


_THOUGHTS = ("reasoning_content", "reasoning", "thinking", "thought", "reasoning_text")
_THOUGHT_PARTS = ("thinking", "reasoning", "thought", "redacted_thinking", "reasoning_text")
REFUSAL, FILTER = "refusal", "content_filter"
_CERTAIN = 1e-3
"""A log-probability above this is none: rounding brings it over 0, nothing else does."""
Shape = Callable[[str], tuple[str, str | None]]
"""Makes the answer of what is said; and, where that is shorter, says why it ends there."""


@dataclass(frozen=True, slots=True)
class Piece:
    """What one object of a reply adds to a choice."""

    text: str
    thoughts: str
    refusal: str


class Part:
    """One choice in the making.

    Args:
        shape: of the answer.
        is_heard: whether somebody listens while it is made.
    """

    def __init__(self, shape: Shape, *, is_heard: bool = True) -> None:
        self.seen = False
        self.length = 0
        """Characters so far, the thoughts included."""
        self.finish: str | None = None
        self.endings = 0
        """How often it was said to be over."""
        self.told = ""
        """What whoever listens has heard."""
        self._shape, self._is_heard = shape, is_heard
        self._cleaner, self._stream = Cleaner(), ThoughtStream()
        self._raw, self._thoughts, self._refusal = "", list[str](), list[str]()
        self._said = ""
        self._tokens = list[tuple[str, Any]]()

    def take(self, choice: Mapping[str, Any]) -> None:
        """Takes what one object of the reply says of this choice.

        Raises:
            AttemptError: it is not what a choice is.
        """
        piece = _piece(choice, begun=bool(self._raw))
        self.seen = True
        self.length += len(piece.text) + len(piece.thoughts) + len(piece.refusal)
        self._tokens += tokens(choice)
        self._thoughts.append(piece.thoughts)
        self._refusal.append(piece.refusal)
        self._add(self._cleaner.feed(piece.text))
        finish = finish_of(choice.get("finish_reason"))
        if finish is not None:
            self.finish = finish
            self.endings += 1

    def end(self) -> None:
        """Takes what was held back."""
        self._add(self._cleaner.finish())
        again, more = self._stream.finish()
        self._said = more if again else self._said + more

    @property
    def said(self) -> str:
        """What is said, so far as it is certain, in its shape; nothing once a filter has cut it."""
        return "" if self.finish == FILTER else self._shape(self._said)[0]

    @property
    def thoughts(self) -> str:
        """What was thought, in a field of its own or in the text."""
        apart = "".join(self._thoughts).strip()
        return "\n".join(filter(None, (apart, split_thoughts(self._raw)[0])))

    def choice(self, logprobs: int) -> Choice:
        """What it came to.

        Args:
            logprobs: readings of the first token that are wanted.
        """
        whole = split_thoughts(self._raw)[1]
        text, ended = self._shape(whole)
        finish, note = ended or self.finish, ""
        refusal = "".join(self._refusal).strip()
        if finish == FILTER and text.strip():
            text, note = "", "a content filter broke the reply off"
        if refusal and not text.strip():
            text, finish, note = "", REFUSAL, refusal
        found = readings(self._first(whole), logprobs) if logprobs else None
        return Choice(text, finish, found, note, self.thoughts)

    def _add(self, clean: str) -> None:
        self._raw += clean
        if not self._is_heard or not clean:
            return
        again, more = self._stream.feed(clean)
        self._said = more if again else self._said + more

    def _first(self, said: str) -> Any:
        """The token that what is said begins with: thoughts are tokens too."""
        if not self._tokens:
            return None
        if not self.thoughts:
            return self._tokens[0][1]
        suffix, wanted = "", said.strip()
        for text, entry in reversed(self._tokens):
            suffix = text + suffix
            if wanted and suffix.lstrip().startswith(wanted):
                return entry
        return None


def _piece(choice: Mapping[str, Any], *, begun: bool) -> Piece:
    """What a choice says, in a stream's chunk or whole, as chat or as plain text."""
    # Some repeat the whole message beside the last, empty delta.
    repeated = "delta" in choice and begun
    said = object_of(choice.get("delta") or (None if repeated else choice.get("message")))
    if said is not None:
        text, thoughts, refusal = _content(said.get("content"))
        return Piece(text, thoughts + _reasoning(said), refusal + _string(said.get("refusal")))
    text, thoughts, refusal = _content(None if repeated else choice.get("text"))
    return Piece(text, thoughts + _reasoning(choice), refusal)


def _reasoning(holder: Mapping[str, Any]) -> str:
    """The thoughts in a field of their own: the first there is, for some send two with the same."""
    for name in _THOUGHTS:
        value = holder.get(name)
        if value and isinstance(value, str):
            return value
    return _texts(holder.get("reasoning_details") or holder.get("thinking_blocks"))


def _content(content: Any) -> tuple[str, str, str]:
    """What is said, thought and refused in a content, which may be a list of parts."""
    if content is None or content is False:
        return "", "", ""
    if isinstance(content, str):
        return content, "", ""
    parts = list_of(content)
    if parts is None:
        raise invalid("text that is not text", repr(content))
    said, thought, refused = "", "", ""
    for part in parts:
        if isinstance(part, str):
            said += part
        elif (one := object_of(part)) is not None:
            kind = str(one.get("type") or "text").lower()
            if kind in _THOUGHT_PARTS:
                thought += _texts([one])
            elif kind == "refusal":
                refused += _string(one.get("refusal"))
            else:
                said += _string(one.get("text"))
    return said, thought, refused


def _texts(parts: Any) -> str:
    """The texts of parts that hold thoughts, which may be parts again."""
    found = ""
    for part in list_of(parts) or ():
        one = object_of(part) or {}
        for name in ("text", "thinking", "reasoning", "summary", "content"):
            value = one.get(name)
            found += value if isinstance(value, str) else _texts(value)
    return found


def _string(value: Any) -> str:
    return value if isinstance(value, str) else ""


def tokens(choice: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """The tokens of a choice, or of a piece of it, that likelihoods are told for: text and these.

    Chat endpoints and llama.cpp send ``logprobs.content``, text completions
    ``logprobs.top_logprobs`` with ``tokens`` beside; of null, nothing or another shape there are
    none. The text is empty where it is not told.
    """
    logprobs = object_of(choice.get("logprobs")) or {}
    texts = list_of(logprobs.get("tokens")) or []
    found = list[tuple[str, Any]]()
    told = list_of(logprobs.get("content") or logprobs.get("top_logprobs")) or ()
    for place, one in enumerate(told):
        own = (object_of(one) or {}).get("token")
        text = own if isinstance(own, str) else texts[place] if place < len(texts) else ""
        found.append((text if isinstance(text, str) else "", one))
    return found


def readings(first: Any, most: int) -> dict[str, float] | None:
    """The likeliest readings of one token, at most so many; None where it tells none.

    They stand under ``top_logprobs``, or ``top_probs`` where shares after the samplers were asked
    for, or are the object itself.
    """
    first = object_of(first) or {}
    if "top_probs" in first:  # llama.cpp's, after the samplers
        drawn = _objects(first["top_probs"])
        pairs: list[tuple[Any, Any]] = [(top.get("token"), _log(top.get("prob"))) for top in drawn]
    elif "top_logprobs" in first:
        tops = _objects(first["top_logprobs"] or [first])
        pairs = [(top.get("token"), top.get("logprob")) for top in tops]
    else:
        pairs = list(first.items())
    found: dict[str, float] = {}
    for token, value in pairs:
        if isinstance(token, str) and _is_logprob(value):
            # Two tokens may read alike (bytes that are not text): their chances add up.
            known = found.get(token)
            found[token] = float(value) if known is None else _sum(known, float(value))
    kept = sorted(found.items(), key=lambda pair: -pair[1])[:most]
    return {token: min(0.0, value) for token, value in kept} or None


def _is_logprob(value: Any) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    # Compared, not converted: an integer can be too large to be a float.
    return -1e6 < value <= _CERTAIN


def _objects(value: Any) -> list[dict[str, Any]]:
    return [found for one in list_of(value) or () if (found := object_of(one)) is not None]


def _log(share: Any) -> float | None:
    is_share = isinstance(share, int | float) and 0 < share <= 1 + _CERTAIN
    return math.log(share) if is_share else None


def _sum(one: float, other: float) -> float:
    high = max(one, other)
    return high + math.log(math.exp(one - high) + math.exp(other - high))
