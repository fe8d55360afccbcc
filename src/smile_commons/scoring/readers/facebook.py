"""Messenger and Instagram, as Facebook gives one's data: the newest message first."""

import re
from typing import Any

from smile_commons.scoring.readers.conversation import Conversation, Passed, spoken
from smile_commons.scoring.readers.given import Given
from smile_commons.scoring.readers.json_shapes import lists_of, objects_in
from smile_commons.scoring.readers.times import moment

_SHAPES = (("sender_name", "timestamp_ms"), ("senderName", "timestamp"))
"""Downloads of one's data, and of chats that are encrypted from end to end."""
_MEDIA = ("photos", "videos", "audio_files", "gifs", "sticker", "files", "share", "media")
_SERVICE = re.compile(
    r"^(?:Reacted .{1,40} to your message|Liked a message|.{1,80} (?:named the group|changed the"
    r"|set the|left the group|added .{1,80} to the group|joined the (?:video )?(?:chat|call)"
    r"|started a (?:video )?(?:chat|call)|missed (?:your|a) (?:video )?(?:chat|call))\b.{0,200}"
    r"|The (?:video )?(?:chat|call) ended\.?|You (?:are now connected on Messenger"
    r"|missed a (?:video )?call).{0,80})\s*$"
)
_SPOKEN = ("generic", "share", "text", "media", "link")
"""Types of messages that somebody wrote."""


def recognises(given: Given) -> bool:
    """Whether there is a list of messages with a sender and a time as Facebook calls them."""
    return any(_messages(one) for _, one in objects_in(given)[:20])


def read(given: Given) -> list[Conversation]:
    """The chats; reactions, calls and changes of the group are counted."""
    found = list[Conversation]()
    for _, one in objects_in(given):
        if messages := _messages(one):
            id = one.get("title") or one.get("threadName") if len(given.objects) > 1 else None
            into = Conversation(None if id is None else _text(id), given.file)
            for message in messages:
                _add(message, into)
            found.append(into)
    return found


def _messages(one: dict[str, Any]) -> list[dict[str, Any]]:
    messages = lists_of(one.get("messages"))
    known = (all(name in m for name in shape) for shape in _SHAPES for m in messages[:20])
    return messages if any(known) else []


def _add(one: dict[str, Any], into: Conversation) -> None:
    text = _text(one.get("content") or one.get("text"))
    media = any(one.get(name) for name in _MEDIA)
    kind = str(one.get("type") or "generic").casefold()
    if one.get("is_unsent") is True or one.get("isUnsent") is True:
        into.pass_over(Passed.DELETED)
    elif "call_duration" in one or kind not in _SPOKEN or _SERVICE.match(text):
        into.pass_over(Passed.SERVICE)
    elif not text.strip():
        into.pass_over(Passed.MEDIA if media else Passed.EMPTY)
    else:
        into.pass_over(Passed.MEDIA, int(media))
        time = moment(one.get("timestamp_ms", one.get("timestamp")))
        into.say(spoken(_text(one.get("sender_name") or one.get("senderName")), text), time=time)


def _text(value: object) -> str:
    """A text whose bytes of UTF-8 Facebook writes as letters, each by itself."""
    text = value if isinstance(value, str) else ""
    try:
        return text.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return text
