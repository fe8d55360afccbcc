"""Exports of ChatGPT and Claude, and ShareGPT: conversations with people, as users get them."""

from collections.abc import Callable
from typing import Any

from smile_commons.scoring.readers.conversation import Conversation, Passed, spoken
from smile_commons.scoring.readers.given import Given
from smile_commons.scoring.readers.json_shapes import (
    Message,
    id_of,
    list_of,
    lists_of,
    object_of,
    objects_in,
    unlike,
)
from smile_commons.scoring.readers.model_messages import SYSTEM, parts_of, say_message

_TOOL_WORDS = ("code", "execution_output", "tether_quote", "tether_browsing_display",
               "system_error", "computer_output")  # fmt: skip


def recognises(given: Given) -> bool:
    """Whether the first conversation is of one of these."""
    return format_of(given) != "JSON"


def format_of(given: Given) -> str:
    """Which of them."""
    kinds = (_kind(one) for _, one in objects_in(given)[:20])
    return next((kind for kind in kinds if kind), "JSON")


def read(given: Given) -> list[Conversation]:
    """The conversations, each along the branch that is shown."""
    found = list[Conversation]()
    for line, one in objects_in(given):
        if kind := _kind(one):
            id = id_of(one, "conversation_id", "id", "uuid", "title", "name")
            into = Conversation(id or (None if line is None else str(line)), given.file)
            _READERS[kind](one, into)
            found.append(into)
    return unlike(found)


def _kind(one: Message) -> str | None:
    if isinstance(one.get("mapping"), dict):
        return "OpenAI export"
    if isinstance(one.get("chat_messages"), list):
        return "Claude export"
    shared = any("from" in turn and "value" in turn for turn in _turns(one)[:20])
    return "ShareGPT" if shared else None


def _turns(one: Message) -> list[Message]:
    for name in ("conversations", "conversation", "items", "messages"):
        if isinstance(one.get(name), list):
            return lists_of(one[name])
    return []


def _sharegpt(one: Message, into: Conversation) -> None:
    for turn in _turns(one):
        who = str(turn.get("from") or "")
        if who.casefold() in SYSTEM:
            into.pass_over(Passed.NOBODY)
        else:
            into.say(spoken(who, str(turn.get("value") or "")))


def _claude(one: Message, into: Conversation) -> None:
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


def _openai(one: Message, into: Conversation) -> None:
    nodes = {str(id): object_of(node) for id, node in one["mapping"].items()}
    chosen = _branch(nodes, "parent", str(one.get("current_node") or "")) or _latest(nodes)
    shown = {id(node) for node in chosen}
    others = [node for node in nodes.values() if id(node) not in shown]
    into.pass_over(Passed.BRANCHES, sum(_spoken_by(node) for node in others))
    for node in chosen:
        _say_openai(object_of(node.get("message")), into)


def _say_openai(message: Message, into: Conversation) -> None:
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


def _spoken_by(node: Message) -> bool:
    role = object_of(object_of(node.get("message")).get("author")).get("role")
    return role in ("user", "assistant")


def _branch(nodes: dict[str, Message], parent: str, leaf: str) -> list[Message]:
    """The nodes from the beginning to a leaf; none where it is unknown."""
    return _along(nodes, leaf, lambda node: node.get(parent))[::-1]


def _latest(nodes: dict[str, Message]) -> list[Message]:
    """Where no leaf is named: always the last answer that was asked for."""
    roots = (id for id, node in nodes.items() if str(node.get("parent") or "") not in nodes)
    return _along(nodes, next(roots, ""), lambda node: (list_of(node.get("children")) or [""])[-1])


def _along(
    nodes: dict[str, Message], here: str, following: Callable[[Message], Any]
) -> list[Message]:
    passed = dict[str, Message]()
    while here in nodes and here not in passed:
        passed[here] = nodes[here]
        here = str(following(nodes[here]) or "")
    return list(passed.values())


_READERS = {"OpenAI export": _openai, "Claude export": _claude, "ShareGPT": _sharegpt}
