"""Chats of SillyTavern: JSONL, a line on the chat, then a message a line."""

from smile_commons.scoring.readers.conversation import Conversation, Passed, spoken
from smile_commons.scoring.readers.given import Given
from smile_commons.scoring.readers.json_shapes import object_of, objects_in


def recognises(given: Given) -> bool:
    """Whether messages have ``mes`` and a name, or the first line is on the chat."""
    found = [one for _, one in objects_in(given)][:20]
    return any("mes" in one and ("name" in one or "is_user" in one) for one in found)


def read(given: Given) -> list[Conversation]:
    """The messages that are shown; hidden ones and the narrator's are counted."""
    into = Conversation(None, given.file)
    for line, one in objects_in(given):
        extra = object_of(one.get("extra"))
        if "mes" not in one:
            continue  # the line on the chat
        if one.get("is_system") is True or extra.get("type") == "narrator":
            into.pass_over(Passed.NOBODY)
            continue
        into.pass_over(Passed.THOUGHTS, int(bool(extra.get("reasoning"))))
        media = any(extra.get(name) for name in ("image", "file", "files", "media", "video"))
        into.pass_over(Passed.MEDIA, int(media))
        text = str(one.get("mes") or "")
        if text.strip() or not media:
            into.say(spoken(str(one.get("name") or ""), text), line)
    return [into]
