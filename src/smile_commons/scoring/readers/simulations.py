"""Simulations of several agents that know who speaks: AutoGen, CAMEL, ChatArena."""

from typing import Any

from smile_commons.scoring.lines import Line
from smile_commons.scoring.readers.conversation import Conversation, Passed, spoken
from smile_commons.scoring.readers.given import Given
from smile_commons.scoring.readers.json_shapes import list_of, messages_with, objects_in
from smile_commons.scoring.readers.model_chats import say_message

_SHAPES = {
    "AutoGen": ("source", "content", "type"),
    "CAMEL": ("role_name", "content"),
    "ChatArena": ("agent_name", "content"),
}
_WORDS = {"TextMessage", "StopMessage", "MultiModalMessage", "ChatMessage", "UserMessage",
          "AssistantMessage"}  # fmt: skip
"""Types of AutoGen's messages that hold what an agent says."""


def recognises(given: Given) -> bool:
    """Whether messages have the fields of one of them."""
    return format_of(given) in _SHAPES


def format_of(given: Given) -> str:
    """Which of them."""
    if _camel_dataset(given):
        return "CAMEL"
    for name, fields in _SHAPES.items():
        for _, messages in messages_with(given, *fields):
            if name != "AutoGen" or any(_is_autogen(one) for one in messages):
                return name
    return "JSON"


def read(given: Given) -> list[Conversation]:
    """The conversations; what agents do besides speaking is counted."""
    name = format_of(given)
    found = list[Conversation]()
    lists = _camel_dataset(given) or list(messages_with(given, *_SHAPES[name]))
    for id, messages in lists:
        into = Conversation(id, given.file)
        for one in messages:
            {"AutoGen": _autogen, "CAMEL": _camel, "ChatArena": _chatarena}[name](one, into)
        found.append(into)
    return found


def _is_autogen(one: dict[str, Any]) -> bool:
    kind = str(one.get("type") or "")
    return kind in _WORDS or kind.endswith(("Message", "Event"))


def _autogen(one: dict[str, Any], into: Conversation) -> None:
    kind = str(one.get("type") or "")
    if kind == "ThoughtEvent":
        into.pass_over(Passed.THOUGHTS)
    elif "Tool" in kind or "CodeExecution" in kind or "CodeGeneration" in kind:
        into.pass_over(Passed.TOOLS)
    elif kind == "SystemMessage":
        into.pass_over(Passed.NOBODY)
    elif kind in _WORDS:
        content = one.get("content")
        say_message({"content": content}, into, who=str(one.get("source") or ""))
    else:
        into.pass_over(Passed.SERVICE)


def _camel(one: dict[str, Any], into: Conversation) -> None:
    role = str(one.get("role_type") or "").rpartition(".")[2].upper()
    if role in ("SYSTEM", "DEFAULT") or one.get("role") == "system":
        into.pass_over(Passed.NOBODY)
        return
    say_message({"content": one.get("content")}, into, who=str(one.get("role_name") or ""))


def _camel_dataset(given: Given) -> list[tuple[str | None, list[dict[str, Any]]]]:
    """CAMEL's data sets keep messages as ``message_1``, ``message_2`` …"""
    found = list[tuple[str | None, list[dict[str, Any]]]]()
    for _, one in objects_in(given):
        keys = [key for key in one if key.startswith("message_") and key[8:].isdecimal()]
        messages = [one[key] for key in sorted(keys, key=lambda key: int(key[8:]))]
        if messages and all(isinstance(m, dict) and "role_name" in m for m in messages):
            id = one.get("id")
            found.append((None if id is None else str(id), messages))
    return found


def _chatarena(one: dict[str, Any], into: Conversation) -> None:
    who = str(one.get("agent_name") or "")
    if who == "System":
        into.pass_over(Passed.NOBODY)
        return
    seen = one.get("visible_to")
    names = [seen] if isinstance(seen, str) and seen else [str(name) for name in list_of(seen)]
    heard = () if names in ([], ["all"]) else tuple(dict.fromkeys((who, *names)))
    said = spoken(who, str(one.get("content") or ""))
    into.say(Line(0, who, said.text, heard_by=heard))
