"""Messages between people and models, as every program of models keeps them: role and content."""

from typing import Any

from smile_commons.scoring.readers.conversation import Conversation, Passed, spoken
from smile_commons.scoring.readers.parts import parts_of, thoughts_beside
from smile_commons.scoring.readers.records import SYSTEM


def say_message(
    message: dict[str, Any], into: Conversation, line: int | None = None, who: str = ""
) -> None:
    """Adds the words of one message; thoughts, calls of tools and pictures are counted.

    Args:
        message: ``role`` (or ``name``) and ``content``.
        into: where it is added.
        line: where it stands in the file.
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
        into.say(spoken(who, found.text), line)
    elif not (found.passed or beside or calls):
        into.pass_over(Passed.EMPTY)
