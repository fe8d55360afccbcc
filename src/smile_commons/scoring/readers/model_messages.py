"""Messages between people and models: a role, and a content that may be made of parts."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, cast

from smile_commons.scoring.readers.conversation import Conversation, Passed, spoken

SYSTEM = {"system", "tool", "function", "developer", "function_call", "observation"}
"""Roles in a chat that are no one's voice."""
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


def say_message(message: dict[str, Any], into: Conversation, who: str = "") -> None:
    """Adds the words of one message; thoughts, calls of tools and pictures are counted.

    Args:
        message: ``role`` (or ``name``) and ``content``.
        into: where it is added.
        who: the speaker, where the message itself does not say.
    """
    role = str(message.get("role") or message.get("type") or "")
    who = who or str(message.get("name") or role)
    if role.casefold() in SYSTEM:
        into.pass_over(Passed.NOBODY)
        return
    found = parts_of(message.get("content", message.get("text")))
    beside = thoughts_beside(message)
    for kind in found.passed:
        into.pass_over(kind)
    into.pass_over(Passed.THOUGHTS, int(beside))
    calls = bool(message.get("tool_calls") or message.get("function_call"))
    into.pass_over(Passed.TOOLS, int(calls))
    if found.text and not who:
        into.pass_over(Passed.NAMELESS)
    elif found.text:
        into.say(spoken(who, found.text))
    elif not (found.passed or beside or calls):
        into.pass_over(Passed.EMPTY)


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
