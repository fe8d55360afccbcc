"""Exports of Slack and Discord as JSON."""

import html
import re
from typing import Any

from smile_commons.scoring.readers.conversation import Conversation, Passed, spoken
from smile_commons.scoring.readers.given import Given
from smile_commons.scoring.readers.json_shapes import lists_of, object_of, objects_in
from smile_commons.scoring.readers.times import moment

_SLACK_WORDS = (None, "", "thread_broadcast", "me_message", "bot_message", "file_share",
                "file_comment", "reply_broadcast")  # fmt: skip
"""Subtypes of Slack's messages that somebody wrote."""
_DISCORD_WORDS = ("Default", "Reply", "0", "19", "20", "23", "ChatInputCommand",
                  "ContextMenuCommand", "ApplicationCommand")  # fmt: skip
_LINK = re.compile(r"<(?P<sign>[@#!])?(?P<to>[^<>|]+)(?:\|(?P<label>[^<>]*))?>")


def recognises(given: Given) -> bool:
    """Whether messages are as Slack or Discord keep them."""
    return _is_slack(given) or _is_discord(given)


def format_of(given: Given) -> str:
    """Which of the two."""
    return "Slack" if _is_slack(given) else "Discord"


def read(given: Given) -> list[Conversation]:
    """The messages; their times put them in order, and what nobody wrote is counted."""
    into = Conversation(None, given.file)
    add = _slack if _is_slack(given) else _discord
    people = dict(given.people)
    for one in _messages(given):
        if name := _slack_name(one):
            people[str(one.get("user"))] = name
    for one in _messages(given):
        add(one, people, into)
    return [into]


def _messages(given: Given) -> list[dict[str, Any]]:
    found = [one for _, one in objects_in(given)]
    if len(found) == 1 and "messages" in found[0]:
        return lists_of(found[0]["messages"])
    return found


def _is_slack(given: Given) -> bool:
    return any("ts" in one and one.get("type") == "message" for one in _messages(given)[:50])


def _is_discord(given: Given) -> bool:
    return any(
        isinstance(one.get("author"), dict) and "content" in one and "type" in one
        and ("attachments" in one or "embeds" in one or "isPinned" in one or "channel_id" in one
             or "isBot" in object_of(one["author"]) or "discriminator" in object_of(one["author"])
             or str(one["type"])[:1].isupper() or isinstance(one["type"], int))
        for one in _messages(given)[:50]
    )  # fmt: skip


def _slack(one: dict[str, Any], people: dict[str, str], into: Conversation) -> None:
    subtype = one.get("subtype")
    if subtype == "tombstone":
        into.pass_over(Passed.DELETED)
        return
    if subtype not in _SLACK_WORDS or one.get("hidden"):
        into.pass_over(Passed.SERVICE)
        return
    user = str(one.get("user") or "")
    who = people.get(user) or str(one.get("username") or "")
    who = who or str(object_of(one.get("bot_profile")).get("name") or "") or user
    _say(who, _plain(str(one.get("text") or ""), people), one, into, one.get("ts"))


def _slack_name(one: dict[str, Any]) -> str | None:
    profile = object_of(one.get("user_profile"))
    names = (profile.get(name) for name in ("real_name", "display_name", "name"))
    return next((str(name) for name in names if name), None)


def _plain(text: str, people: dict[str, str]) -> str:
    """Slack's marks for people, channels and links as the words that are shown."""

    def shown(found: "re.Match[str]") -> str:
        sign, to, label = found["sign"], found["to"], found["label"]
        if sign == "@":
            return f"@{label or people.get(to, to)}"
        return f"{sign or ''}{label or to}" if sign != "!" else f"@{label or to}"

    return html.unescape(_LINK.sub(shown, text))


def _discord(one: dict[str, Any], people: dict[str, str], into: Conversation) -> None:
    if str(one.get("type")) not in _DISCORD_WORDS:
        into.pass_over(Passed.SERVICE)
        return
    author = object_of(one.get("author"))
    names = (author.get(name) for name in ("nickname", "global_name", "name", "username", "id"))
    who = next((str(name) for name in names if name), "")
    _say(who, str(one.get("content") or ""), one, into, one.get("timestamp"))


def _say(who: str, text: str, one: dict[str, Any], into: Conversation, time: object) -> None:
    names = ("attachments", "files", "embeds", "stickers", "blocks")
    media = any(one.get(name) for name in names[:2]) or (
        not text.strip() and any(one.get(name) for name in names)
    )
    into.pass_over(Passed.MEDIA, int(media))
    if not text.strip():
        into.pass_over(Passed.EMPTY, 0 if media else 1)
    elif not who:
        into.pass_over(Passed.NAMELESS)
    else:
        into.say(spoken(who, text), time=moment(time))
