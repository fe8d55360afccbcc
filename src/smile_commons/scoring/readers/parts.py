"""The words in a message that is made of parts, as chats with models keep it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, cast

from smile_commons.scoring.readers.conversation import Passed

_WORDS = {"", "text", "input_text", "output_text", "refusal", "string", "audio_transcription"}
"""Types of parts that hold words; any other type holds none."""
_THOUGHTS = ("thinking", "reasoning", "thought", "redacted_thinking", "thoughts")
_TOOLS = ("tool", "function", "code", "execution", "server_tool", "mcp", "web_search", "computer")
_BESIDE = ("reasoning_content", "reasoning", "thinking", "thoughts")
"""Fields of a message beside its words."""


@dataclass(slots=True)
class Parts:
    """The words of a message, and what else was in it, by kind."""

    words: list[str] = field(default_factory=list[str])
    passed: list[str] = field(default_factory=list[str])

    @property
    def text(self) -> str:
        """The words, a part a line."""
        return "\n".join(self.words).strip()


def parts_of(value: object) -> Parts:
    """The words of a text, of a list of parts, or of one part."""
    found = Parts()
    _gather(value, found)
    return found


def thoughts_beside(message: dict[str, Any]) -> bool:
    """Whether a model's thoughts stand in a field of their own beside the words."""
    return any(message.get(name) for name in _BESIDE)


def _gather(value: object, into: Parts) -> None:
    if isinstance(value, str):
        into.words.append(value)
    elif isinstance(value, list):
        for part in cast("list[object]", value):
            _gather(part, into)
    elif isinstance(value, dict):
        _gather_part(cast("dict[str, Any]", value), into)


def _gather_part(part: dict[str, Any], into: Parts) -> None:
    kind = str(part.get("type") or part.get("content_type") or "").casefold()
    if part.get("thought") is True or kind.startswith(_THOUGHTS):
        into.passed.append(Passed.THOUGHTS)
    elif kind in _WORDS:
        into.words += _words(part)
    else:
        into.passed.append(Passed.TOOLS if kind.startswith(_TOOLS) else Passed.MEDIA)


def _words(part: dict[str, Any]) -> Iterator[str]:
    for name in ("text", "content", "parts", "refusal", "value"):
        if part.get(name):
            inner = parts_of(part[name])
            yield from inner.words
            return
