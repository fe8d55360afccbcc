"""Chats that messengers and workrooms give out as JSON: lists of messages, a reader a program."""

import html
import re

from smile_commons.scoring.readers.conversation import Conversation, Passed
from smile_commons.scoring.readers.given import Given
from smile_commons.scoring.readers.json_shapes import (
    Lists,
    Message,
    first_of,
    id_of,
    list_of,
    lists_of,
    messages_with,
    object_of,
    objects_in,
    unplaced,
)
from smile_commons.scoring.readers.reader import of_messages

_MEDIA = ("photo", "file", "media_type", "sticker_emoji", "poll", "location_information",
          "contact_information", "attachments", "sticker", "thumbnail")  # fmt: skip
_FACEBOOK = (("sender_name", "timestamp_ms"), ("senderName", "timestamp"))
"""Downloads of one's data, and of chats that are encrypted from end to end."""
_FACEBOOK_MEDIA = ("photos", "videos", "audio_files", "gifs", "sticker", "files", "share", "media")
_FACEBOOK_SERVICE = re.compile(
    r"^(?:Reacted .{1,40} to your message|Liked a message|.{1,80} (?:named the group|changed the"
    r"|set the|left the group|added .{1,80} to the group|joined the (?:video )?(?:chat|call)"
    r"|started a (?:video )?(?:chat|call)|missed (?:your|a) (?:video )?(?:chat|call))\b.{0,200}"
    r"|The (?:video )?(?:chat|call) ended\.?|You (?:are now connected on Messenger"
    r"|missed a (?:video )?call).{0,80})\s*$"
)
_FACEBOOK_WORDS = ("generic", "share", "text", "media", "link")
_SLACK_WORDS = (None, "", "thread_broadcast", "me_message", "bot_message", "file_share",
                "file_comment", "reply_broadcast")  # fmt: skip
_DISCORD_WORDS = ("Default", "Reply", "0", "19", "20", "23", "ChatInputCommand",
                  "ContextMenuCommand", "ApplicationCommand")  # fmt: skip
"""Types of messages that somebody wrote."""
_SLACK_LINK = re.compile(r"<(?P<sign>[@#!])?(?P<to>[^<>|]+)(?:\|(?P<label>[^<>]*))?>")


def _telegram_lists(given: Given) -> Lists:
    """The chats of an export of one chat or of all."""
    for _, one in objects_in(given):
        inner = object_of(one.get("chats")).get("list")
        for chat in lists_of(inner) if inner is not None else [one]:
            messages = lists_of(chat.get("messages"))
            named = any("from_id" in m or "from" in m for m in messages[:30])
            if named and any(m.get("type") in ("message", "service") for m in messages[:30]):
                yield id_of(chat, "name", "id"), unplaced(messages)


def _telegram(one: Message, into: Conversation) -> None:
    if one.get("type") != "message":
        into.pass_over(Passed.SERVICE)
    elif one.get("forwarded_from"):
        into.pass_over(Passed.FORWARDED)
    else:
        pieces = [one["text"]] if isinstance(one.get("text"), str) else list_of(one.get("text"))
        words = (p if isinstance(p, str) else object_of(p).get("text") or "" for p in pieces)
        media = first_of(one, *_MEDIA)
        into.post(str(one.get("from") or ""), "".join(map(str, words)), media, one.get("date"))


def _signal_lists(given: Given) -> Lists:
    """What signal-cli or sigexport write: the whole text is one chat."""
    objects = objects_in(given)
    first = [one for _, one in objects[:20]]
    by_program = any(isinstance(one.get("envelope"), dict) for one in first)
    if by_program or (first and all("sender" in one and "body" in one for one in first)):
        yield None, objects


def _signal(one: Message, into: Conversation) -> None:
    if not isinstance(one.get("envelope"), dict):
        _say_signal(one, one.get("sender"), one.get("body"), into)
        return
    envelope = object_of(one["envelope"])
    sync = object_of(envelope.get("syncMessage")).get("sentMessage")
    message = object_of(envelope.get("dataMessage") or sync)
    if message.get("remoteDelete"):
        into.pass_over(Passed.DELETED)
    elif not message or message.get("reaction") or message.get("groupV2Change"):
        into.pass_over(Passed.SERVICE)
    else:
        who = first_of(envelope, "sourceName", "source")
        _say_signal(message, who, message.get("message"), into)


def _say_signal(message: Message, who: object, text: object, into: Conversation) -> None:
    media = first_of(message, *_MEDIA)
    into.post(str(who or ""), str(text or ""), media, message.get("date"))


def _facebook_lists(given: Given) -> Lists:
    """Messenger and Instagram, as Facebook gives one's data: the newest message first."""
    for _, one in objects_in(given):
        messages = lists_of(one.get("messages"))
        if any(all(name in m for name in shape) for shape in _FACEBOOK for m in messages[:20]):
            several = len(given.objects) > 1
            id = _by_bytes(one.get("title") or one.get("threadName")) if several else ""
            yield id or None, unplaced(messages)


def _facebook(one: Message, into: Conversation) -> None:
    text = _by_bytes(one.get("content") or one.get("text"))
    kind = str(one.get("type") or "generic").casefold()
    if one.get("is_unsent") is True or one.get("isUnsent") is True:
        into.pass_over(Passed.DELETED)
    elif "call_duration" in one or kind not in _FACEBOOK_WORDS or _FACEBOOK_SERVICE.match(text):
        into.pass_over(Passed.SERVICE)
    else:
        who = _by_bytes(one.get("sender_name") or one.get("senderName"))
        time = one.get("timestamp_ms", one.get("timestamp"))
        into.post(who, text, first_of(one, *_FACEBOOK_MEDIA), time)


def _by_bytes(value: object) -> str:
    """A text whose bytes of UTF-8 Facebook writes as letters, each by itself."""
    text = value if isinstance(value, str) else ""
    try:
        return text.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return text


def _of_room(given: Given) -> list[tuple[int | None, Message]]:
    """The messages of a workroom: all objects, or those that the one object holds."""
    found = objects_in(given)
    if len(found) == 1 and "messages" in found[0][1]:
        return list(unplaced(lists_of(found[0][1]["messages"])))
    return found


def _slack_lists(given: Given) -> Lists:
    """A channel; who speaks and who is spoken of go by the names that the file has for them."""
    messages = _of_room(given)
    if not any("ts" in one and one.get("type") == "message" for _, one in messages[:50]):
        return
    people = dict(given.people)
    for _, one in messages:
        if name := first_of(
            object_of(one.get("user_profile")), "real_name", "display_name", "name"
        ):
            people[str(one.get("user"))] = str(name)
    yield None, ((line, {**one, **_slack_names(one, people)}) for line, one in messages)


def _slack_names(one: Message, people: dict[str, str]) -> dict[str, str]:
    """Who wrote a message, and its text with the words that are shown for marks of Slack."""

    def shown(found: "re.Match[str]") -> str:
        sign, to, label = found["sign"] or "", found["to"], found["label"]
        if sign == "@":
            return f"@{label or people.get(to, to)}"
        return f"{'@' if sign == '!' else sign}{label or to}"

    user = str(one.get("user") or "")
    bot = object_of(one.get("bot_profile")).get("name")
    who = people.get(user) or one.get("username") or bot or user
    text = html.unescape(_SLACK_LINK.sub(shown, str(one.get("text") or "")))
    return {"who": str(who), "text": text}


def _slack(one: Message, into: Conversation) -> None:
    if one.get("subtype") == "tombstone":
        into.pass_over(Passed.DELETED)
    elif one.get("subtype") not in _SLACK_WORDS or one.get("hidden"):
        into.pass_over(Passed.SERVICE)
    else:
        into.post(one["who"], one["text"], _media_of_room(one, one["text"]), one.get("ts"))


def _discord_lists(given: Given) -> Lists:
    messages = _of_room(given)
    if any(_is_discord(one) for _, one in messages[:50]):
        yield None, messages


def _is_discord(one: Message) -> bool:
    author, kind = one.get("author"), one.get("type")
    if not isinstance(author, dict) or "content" not in one or "type" not in one:
        return False
    known = {"attachments", "embeds", "isPinned", "channel_id"} & one.keys()
    known |= {"isBot", "discriminator"} & object_of(one["author"]).keys()
    return bool(known) or isinstance(kind, int) or str(kind)[:1].isupper()


def _discord(one: Message, into: Conversation) -> None:
    if str(one.get("type")) not in _DISCORD_WORDS:
        into.pass_over(Passed.SERVICE)
        return
    author = object_of(one.get("author"))
    who = first_of(author, "nickname", "global_name", "name", "username", "id")
    text = str(one.get("content") or "")
    into.post(str(who or ""), text, _media_of_room(one, text), one.get("timestamp"))


def _media_of_room(one: Message, text: str) -> bool:
    """Files; embeds and the like only where no words stand with them."""
    alone = () if text.strip() else ("embeds", "stickers", "blocks")
    return first_of(one, "attachments", "files", *alone) is not None


def _deliberate_lists(given: Given) -> Lists:
    """Chats of Deliberate Lab, alone or in the export of an experiment."""
    for id, messages in messages_with(given, "profile", "message"):
        yield id, unplaced(messages)


def _deliberate(one: Message, into: Conversation) -> None:
    if one.get("type") == "system" or one.get("isError") is True:
        into.pass_over(Passed.SERVICE)
    else:
        who = object_of(one.get("profile")).get("name") or one.get("senderId")
        into.post(str(who or ""), str(one.get("message") or ""), time=one.get("timestamp"))


def _tavern_lists(given: Given) -> Lists:
    """SillyTavern: JSONL, a line on the chat, then a message a line."""
    objects = objects_in(given)
    if any("mes" in one and ("name" in one or "is_user" in one) for _, one in objects[:20]):
        yield None, ((line, one) for line, one in objects if "mes" in one)


def _tavern(one: Message, into: Conversation) -> None:
    extra = object_of(one.get("extra"))
    if one.get("is_system") is True or extra.get("type") == "narrator":
        into.pass_over(Passed.NOBODY)
        return
    into.pass_over(Passed.THOUGHTS, int(bool(extra.get("reasoning"))))
    media = first_of(extra, "image", "file", "files", "media", "video")
    into.post(str(one.get("name") or ""), str(one.get("mes") or ""), media)


MESSENGER = of_messages("Messenger", _facebook_lists, _facebook, by_time=True)
SILLY_TAVERN = of_messages("SillyTavern", _tavern_lists, _tavern)
SIGNAL = of_messages("Signal", _signal_lists, _signal, by_time=True)
TELEGRAM = of_messages("Telegram", _telegram_lists, _telegram, by_time=True)
SLACK = of_messages("Slack", _slack_lists, _slack, by_time=True)
DISCORD = of_messages("Discord", _discord_lists, _discord, by_time=True)
DELIBERATE_LAB = of_messages("Deliberate Lab", _deliberate_lists, _deliberate, by_time=True)
