"""Exports of ChatGPT and Claude, and ShareGPT: conversations with people, as users get them."""

from collections.abc import Iterator
from typing import Any

from smile_commons.scoring.readers.conversation import Conversation, Passed, spoken
from smile_commons.scoring.readers.given import Given
from smile_commons.scoring.readers.json_shapes import (
    list_of,
    lists_of,
    object_of,
    objects_in,
    unlike,
)
from smile_commons.scoring.readers.model_chats import say_message
from smile_commons.scoring.readers.parts import parts_of
from smile_commons.scoring.readers.records import SYSTEM

_NAMES = {"openai": "OpenAI export", "claude": "Claude export", "sharegpt": "ShareGPT"}


def recognises(given: Given) -> bool:
    """Whether the first conversation is of one of these."""
    return format_of(given) in _NAMES.values()


def format_of(given: Given) -> str:
    """Which of them."""
    kinds = (_kind(one) for _, one in objects_in(given)[:20])
    return _NAMES.get(next((kind for kind in kinds if kind), ""), "JSON")


def read(given: Given) -> list[Conversation]:
    """The conversations, each along the branch that is shown."""
    found = list[Conversation]()
    readers = {"openai": _openai, "claude": _claude, "sharegpt": _sharegpt}
    for line, one in objects_in(given):
        if kind := _kind(one):
            into = Conversation(_id(one, line), given.file)
            readers[kind](one, into)
            found.append(into)
    return unlike(found)


def _kind(one: dict[str, Any]) -> str | None:
    if isinstance(one.get("mapping"), dict):
        return "openai"
    if isinstance(one.get("chat_messages"), list):
        return "claude"
    turns = _turns(one)
    return "sharegpt" if any("from" in turn and "value" in turn for turn in turns[:20]) else None


def _id(one: dict[str, Any], line: int | None) -> str | None:
    for name in ("conversation_id", "id", "uuid", "title", "name"):
        if one.get(name):
            return str(one[name])
    return None if line is None else str(line)


def _turns(one: dict[str, Any]) -> list[dict[str, Any]]:
    for name in ("conversations", "conversation", "items", "messages"):
        if isinstance(one.get(name), list):
            return lists_of(one[name])
    return []


def _sharegpt(one: dict[str, Any], into: Conversation) -> None:
    for turn in _turns(one):
        who = str(turn.get("from") or "")
        if who.casefold() in SYSTEM:
            into.pass_over(Passed.NOBODY)
        else:
            into.say(spoken(who, str(turn.get("value") or "")))


def _claude(one: dict[str, Any], into: Conversation) -> None:
    messages = lists_of(one.get("chat_messages"))
    chosen = _branch(
        {str(m.get("uuid")): m for m in messages},
        "parent_message_uuid",
        str(one.get("current_leaf_message_uuid") or ""),
    )
    into.pass_over(Passed.BRANCHES, len(messages) - len(chosen) if chosen else 0)
    for message in chosen or messages:
        parts = parts_of(message.get("content"))
        said = message if parts.text or parts.passed else {"content": message.get("text")}
        fields = {"role": str(message.get("sender") or ""), "content": said.get("content")}
        media = message.get("attachments") or message.get("files")
        if media and not parts_of(fields["content"]).text:
            fields["content"] = [{"type": "file"}]
        say_message(fields, into)


def _openai(one: dict[str, Any], into: Conversation) -> None:
    nodes = {str(id): object_of(node) for id, node in one["mapping"].items()}
    chosen = _branch(nodes, "parent", str(one.get("current_node") or "")) or _latest(nodes)
    shown = {id(node) for node in chosen}
    others = [node for node in nodes.values() if id(node) not in shown]
    into.pass_over(Passed.BRANCHES, sum(_spoken_by(node) for node in others))
    for node in chosen:
        _say_openai(object_of(node.get("message")), into)


def _say_openai(message: dict[str, Any], into: Conversation) -> None:
    if not message:
        return  # the root
    role = str(object_of(message.get("author")).get("role") or "")
    name = str(object_of(message.get("author")).get("name") or "")
    content = object_of(message.get("content"))
    kind = str(content.get("content_type") or "text")
    if object_of(message.get("metadata")).get("is_visually_hidden_from_conversation"):
        into.pass_over(Passed.NOBODY)
    elif kind in ("thoughts", "reasoning_recap"):
        into.pass_over(Passed.THOUGHTS)
    elif message.get("recipient", "all") not in ("all", None, "") or kind in _TOOL_WORDS:
        into.pass_over(Passed.TOOLS)
    elif kind in ("user_editable_context", "model_editable_context"):
        into.pass_over(Passed.NOBODY)
    else:
        words = content.get("parts", content.get("text"))
        say_message({"role": role, "name": name, "content": words}, into)


_TOOL_WORDS = ("code", "execution_output", "tether_quote", "tether_browsing_display",
               "system_error", "computer_output")  # fmt: skip


def _spoken_by(node: dict[str, Any]) -> bool:
    message = object_of(node.get("message"))
    role = object_of(message.get("author")).get("role")
    return role in ("user", "assistant")


def _branch(nodes: dict[str, dict[str, Any]], parent: str, leaf: str) -> list[dict[str, Any]]:
    """The nodes from the beginning to a leaf; none where it is unknown."""
    return list(_upwards(nodes, parent, leaf))[::-1]


def _upwards(nodes: dict[str, dict[str, Any]], parent: str, leaf: str) -> Iterator[dict[str, Any]]:
    seen = set[str]()
    while leaf in nodes and leaf not in seen:
        seen.add(leaf)
        yield nodes[leaf]
        leaf = str(nodes[leaf].get(parent) or "")


def _latest(nodes: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    """Where no leaf is named: always the last answer that was asked for."""
    roots = [id for id, node in nodes.items() if str(node.get("parent") or "") not in nodes]
    chosen = list[dict[str, Any]]()
    seen = set[str]()
    here = roots[0] if roots else ""
    while here in nodes and here not in seen:
        seen.add(here)
        chosen.append(nodes[here])
        children = list_of(nodes[here].get("children"))
        here = str(children[-1]) if children else ""
    return chosen
