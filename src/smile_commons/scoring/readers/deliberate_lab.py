"""Chats of Deliberate Lab, alone or in the export of an experiment."""

from typing import Any

from smile_commons.scoring.readers.conversation import Conversation, Passed, spoken
from smile_commons.scoring.readers.given import Given
from smile_commons.scoring.readers.json_shapes import messages_with, object_of
from smile_commons.scoring.readers.times import moment


def recognises(given: Given) -> bool:
    """Whether messages have a profile."""
    return any(True for _ in messages_with(given, "profile", "message"))


def read(given: Given) -> list[Conversation]:
    """The chats; messages of the system and failures of agents are counted."""
    return [
        _chat(id, messages, given) for id, messages in messages_with(given, "profile", "message")
    ]


def _chat(id: str | None, messages: list[dict[str, Any]], given: Given) -> Conversation:
    into = Conversation(id, given.file)
    for one in messages:
        who = str(object_of(one.get("profile")).get("name") or one.get("senderId") or "")
        text = str(one.get("message") or "")
        if one.get("type") == "system" or one.get("isError") is True:
            into.pass_over(Passed.SERVICE)
        elif text.strip() and not who:
            into.pass_over(Passed.NAMELESS)
        else:
            into.say(spoken(who, text), time=moment(one.get("timestamp")))
    return into
