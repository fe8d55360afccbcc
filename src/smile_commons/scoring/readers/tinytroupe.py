"""Simulations of TinyTroupe: what its people did, of which only TALK is said."""

from typing import Any, cast

from smile_commons.scoring.readers.conversation import Conversation, Passed, spoken
from smile_commons.scoring.readers.given import Given
from smile_commons.scoring.readers.json_shapes import lists_of, object_of
from smile_commons.scoring.readers.times import moment

_SPOKEN = ("TALK",)
_THOUGHT = ("THINK", "REFLECT")
_Act = tuple[str, dict[str, Any], float | None]
"""Who acts, the action, and when."""


def recognises(given: Given) -> bool:
    """Whether somebody acts as TinyTroupe's people do."""
    return any(_is_action(action) for _, action, _ in _acts(given)[:50])


def read(given: Given) -> list[Conversation]:
    """What was said aloud; thoughts and other acts are counted.

    The memories of several people are put in order by the simulation's clock.
    """
    into = Conversation(None, given.file)
    acts = _acts(given)
    if all(time is not None for _, _, time in acts):
        acts.sort(key=lambda act: act[2] or 0.0)
    for who, action, time in acts:
        kind = str(action.get("type") or "").upper()
        target = str(action.get("target") or "")
        if kind in _SPOKEN:
            to = [target] if target else []
            into.say(spoken(who, str(action.get("content") or ""), to), time=time)
        elif kind in _THOUGHT:
            into.pass_over(Passed.THOUGHTS)
        elif kind not in ("DONE", ""):
            into.pass_over(Passed.DIRECTIONS)
    return [into]


def _is_action(action: dict[str, Any]) -> bool:
    return str(action.get("type") or "").upper() in (*_SPOKEN, *_THOUGHT)


def _acts(given: Given) -> list[_Act]:
    documents = given.documents
    return [] if documents is None else _found([data for _, data in documents.parsed], "")


def _found(data: object, who: str) -> list[_Act]:
    """All actions in some data, in its order, under the name of whom they are a memory of."""
    found = list[_Act]()
    waiting: list[tuple[object, str]] = [(data, who)]
    while waiting:
        here, whose = waiting.pop()
        if isinstance(here, list):
            waiting += [(item, whose) for item in reversed(cast("list[Any]", here))]
        elif isinstance(here, dict):
            one = cast("dict[str, Any]", here)
            acts = list(_own_acts(one, whose))
            found += acts
            if not acts:
                waiting += [(value, _name(one, whose)) for value in reversed(list(one.values()))
                            if isinstance(value, dict | list)]  # fmt: skip
    return found


def _own_acts(one: dict[str, Any], whose: str) -> list[_Act]:
    """The actions of one entry of a memory, a log, or a buffer of what is shown."""
    content = object_of(one.get("content"))
    action = object_of(one.get("action") or content.get("action"))
    actions = [action] if action else lists_of(one.get("actions") or content.get("actions"))
    names = ("source", "agent", "agent_name", "name", "speaker")
    who = next((str(one[name]) for name in names if isinstance(one.get(name), str)), whose)
    time = one.get("simulation_timestamp", one.get("timestamp"))
    return [(who, act, moment(time)) for act in actions if _is_action(act) or act.get("type")]


def _name(one: dict[str, Any], whose: str) -> str:
    persona = object_of(one.get("persona") or one.get("_persona"))
    remembers = "episodic_memory" in one or "current_messages" in one or persona
    name = one.get("name") or persona.get("name")
    return str(name) if remembers and isinstance(name, str) else whose
