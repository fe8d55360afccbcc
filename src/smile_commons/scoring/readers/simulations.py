"""Simulations of several agents that know who speaks: AutoGen, CAMEL, ChatArena, TinyTroupe."""

from collections.abc import Iterator
from typing import cast

from smile_commons.scoring.lines import Line
from smile_commons.scoring.readers.conversation import Conversation, Passed, spoken
from smile_commons.scoring.readers.given import Given
from smile_commons.scoring.readers.json_shapes import (
    Lists,
    Message,
    list_of,
    lists_of,
    messages_with,
    object_of,
    objects_in,
    unplaced,
    visible_to,
)
from smile_commons.scoring.readers.model_messages import say_message
from smile_commons.scoring.readers.reader import of_messages
from smile_commons.scoring.readers.times import moment

_WORDS = {"TextMessage", "StopMessage", "MultiModalMessage", "ChatMessage", "UserMessage",
          "AssistantMessage"}  # fmt: skip
"""Types of AutoGen's messages that hold what an agent says."""
_TALK, _THOUGHT = ("TALK",), ("THINK", "REFLECT")
"""Types of what TinyTroupe's people do: only the first is said."""


def _lists(given: Given, *names: str) -> Lists:
    for id, messages in messages_with(given, *names):
        yield id, unplaced(messages)


def _autogen_lists(given: Given) -> Lists:
    for id, messages in messages_with(given, "source", "content", "type"):
        kinds = [str(one.get("type") or "") for one in messages]
        if any(kind in _WORDS or kind.endswith(("Message", "Event")) for kind in kinds):
            yield id, unplaced(messages)


def _autogen(one: Message, into: Conversation) -> None:
    kind = str(one.get("type") or "")
    if kind == "ThoughtEvent":
        into.pass_over(Passed.THOUGHTS)
    elif "Tool" in kind or "CodeExecution" in kind or "CodeGeneration" in kind:
        into.pass_over(Passed.TOOLS)
    elif kind == "SystemMessage":
        into.pass_over(Passed.NOBODY)
    elif kind in _WORDS:
        say_message({"content": one.get("content")}, into, who=str(one.get("source") or ""))
    else:
        into.pass_over(Passed.SERVICE)


def _camel_lists(given: Given) -> Lists:
    """Messages by role; CAMEL's data sets keep them as ``message_1``, ``message_2`` …"""
    found = False
    for _, one in objects_in(given):
        keys = [key for key in one if key.startswith("message_") and key[8:].isdecimal()]
        messages = [one[key] for key in sorted(keys, key=lambda key: int(key[8:]))]
        if messages and all(isinstance(m, dict) and "role_name" in m for m in messages):
            found = True
            yield None if one.get("id") is None else str(one["id"]), unplaced(messages)
    if not found:
        yield from _lists(given, "role_name", "content")


def _camel(one: Message, into: Conversation) -> None:
    role = str(one.get("role_type") or "").rpartition(".")[2].upper()
    if role in ("SYSTEM", "DEFAULT") or one.get("role") == "system":
        into.pass_over(Passed.NOBODY)
    else:
        say_message({"content": one.get("content")}, into, who=str(one.get("role_name") or ""))


def _chatarena(one: Message, into: Conversation) -> None:
    who = str(one.get("agent_name") or "")
    if who == "System":
        into.pass_over(Passed.NOBODY)
        return
    heard = visible_to(one.get("visible_to"), who)
    into.say(Line(0, who, str(one.get("content") or ""), heard_by=heard))


def _troupe_lists(given: Given) -> Lists:
    """What TinyTroupe's people did; the memories of several are put in order by its clock."""
    documents = given.documents
    acts = [] if documents is None else _acts([data for _, data in documents.parsed], "")
    if not any(_kind(act) in (*_TALK, *_THOUGHT) for act in acts[:50]):
        return
    if all(act["time"] is not None for act in acts):
        acts.sort(key=lambda act: act["time"])
    yield None, unplaced(acts)


def _troupe(act: Message, into: Conversation) -> None:
    kind, target = _kind(act), str(act.get("target") or "")
    if kind in _TALK:
        said = spoken(act["who"], str(act.get("content") or ""), [target] if target else [])
        into.say(said, time=act["time"])
    elif kind in _THOUGHT:
        into.pass_over(Passed.THOUGHTS)
    elif kind not in ("DONE", ""):
        into.pass_over(Passed.DIRECTIONS)


def _kind(act: Message) -> str:
    return str(act.get("type") or "").upper()


def _acts(data: object, who: str) -> list[Message]:
    """All actions in some data, in its order, with whose they are and when they were done."""
    found = list[Message]()
    waiting: list[tuple[object, str]] = [(data, who)]
    while waiting:
        here, whose = waiting.pop()
        if isinstance(here, list):
            waiting += [(item, whose) for item in reversed(list_of(cast("object", here)))]
        elif isinstance(here, dict):
            one = object_of(cast("object", here))
            acts = list(_own_acts(one, whose))
            found += acts
            if not acts:
                waiting += [(value, _name(one, whose)) for value in reversed(list(one.values()))
                            if isinstance(value, dict | list)]  # fmt: skip
    return found


def _own_acts(one: Message, whose: str) -> Iterator[Message]:
    """The actions of one entry of a memory, a log, or a buffer of what is shown."""
    content = object_of(one.get("content"))
    action = object_of(one.get("action") or content.get("action"))
    actions = [action] if action else lists_of(one.get("actions") or content.get("actions"))
    names = ("source", "agent", "agent_name", "name", "speaker")
    who = next((str(one[name]) for name in names if isinstance(one.get(name), str)), whose)
    time = moment(one.get("simulation_timestamp", one.get("timestamp")))
    return ({**act, "who": who, "time": time} for act in actions if act.get("type"))


def _name(one: Message, whose: str) -> str:
    persona = object_of(one.get("persona") or one.get("_persona"))
    remembers = "episodic_memory" in one or "current_messages" in one or persona
    name = one.get("name") or persona.get("name")
    return str(name) if remembers and isinstance(name, str) else whose


TINY_TROUPE = of_messages("TinyTroupe", _troupe_lists, _troupe)
AUTOGEN = of_messages("AutoGen", _autogen_lists, _autogen)
CAMEL = of_messages("CAMEL", _camel_lists, _camel)
CHAT_ARENA = of_messages(
    "ChatArena", lambda given: _lists(given, "agent_name", "content"), _chatarena
)
