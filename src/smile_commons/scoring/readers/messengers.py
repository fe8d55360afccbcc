"""Exports of messengers as JSON: Telegram and Signal."""

from typing import Any, cast

from smile_commons.scoring.readers.conversation import Conversation, Passed, spoken
from smile_commons.scoring.readers.given import Given
from smile_commons.scoring.readers.json_shapes import lists_of, objects_in
from smile_commons.scoring.readers.times import moment

_MEDIA = ("photo", "file", "media_type", "sticker_emoji", "poll", "location_information",
          "contact_information", "attachments", "sticker", "thumbnail")  # fmt: skip


def recognises(given: Given) -> bool:
    """Whether messages are as Telegram Desktop, signal-cli or sigexport write them."""
    return bool(_telegram(given)) or _is_signal(given)


def format_of(given: Given) -> str:
    """Which of the two."""
    return "Signal" if _is_signal(given) else "Telegram"


def read(given: Given) -> list[Conversation]:
    """The chats; service messages, media and forwarded words are counted."""
    if _is_signal(given):
        return [_signal(given)]
    return [_chat(chat, given) for chat in _telegram(given)]


def _telegram(given: Given) -> list[dict[str, Any]]:
    """The chats of an export of one chat or of all."""
    found = list[dict[str, Any]]()
    for _, one in objects_in(given):
        chats = one.get("chats")
        inner = cast("dict[str, Any]", chats).get("list") if isinstance(chats, dict) else None
        for chat in lists_of(inner) if inner is not None else [one]:
            first = lists_of(chat.get("messages"))[:30]
            if any("from_id" in m or "from" in m for m in first) and any(
                m.get("type") in ("message", "service") for m in first
            ):
                found.append(chat)
    return found


def _chat(chat: dict[str, Any], given: Given) -> Conversation:
    id = chat.get("name") or chat.get("id")
    into = Conversation(None if id is None else str(id), given.file)
    for one in lists_of(chat.get("messages")):
        text = _text(one.get("text"))
        if one.get("type") != "message":
            into.pass_over(Passed.SERVICE)
        elif one.get("forwarded_from"):
            into.pass_over(Passed.FORWARDED)
        else:
            _say(str(one.get("from") or ""), text, one, into)
    return into


def _say(who: str, text: str, one: dict[str, Any], into: Conversation) -> None:
    media = any(one.get(name) for name in _MEDIA)
    into.pass_over(Passed.MEDIA, int(media))
    if not text.strip():
        into.pass_over(Passed.EMPTY, 0 if media else 1)
    elif not who:
        into.pass_over(Passed.NAMELESS)
    else:
        into.say(spoken(who, text), time=moment(one.get("date")))


def _text(value: object) -> str:
    """Text that is one string or pieces, some of them with a type."""
    if isinstance(value, str):
        return value
    pieces = cast("list[Any]", value) if isinstance(value, list) else []
    return "".join(
        piece if isinstance(piece, str) else str(cast("dict[str, Any]", piece).get("text") or "")
        for piece in pieces
        if isinstance(piece, str | dict)
    )


def _is_signal(given: Given) -> bool:
    first = [one for _, one in objects_in(given)][:20]
    cli = any(isinstance(one.get("envelope"), dict) for one in first)
    exported = all("sender" in one and "body" in one for one in first)
    return cli or (bool(first) and exported)


def _signal(given: Given) -> Conversation:
    into = Conversation(None, given.file)
    for line, one in objects_in(given):
        if isinstance(one.get("envelope"), dict):
            _envelope(one["envelope"], into, line)
        else:
            _say(str(one.get("sender") or ""), str(one.get("body") or ""), one, into)
    return into


def _envelope(envelope: dict[str, Any], into: Conversation, line: int | None) -> None:
    sync = cast("dict[str, Any]", envelope.get("syncMessage") or {}).get("sentMessage")
    message = cast("dict[str, Any]", envelope.get("dataMessage") or sync or {})
    who = str(envelope.get("sourceName") or envelope.get("source") or "")
    text = str(message.get("message") or "")
    if message.get("remoteDelete"):
        into.pass_over(Passed.DELETED)
    elif not message or message.get("reaction") or message.get("groupV2Change"):
        into.pass_over(Passed.SERVICE)
    else:
        _say(who, text, message, into)
