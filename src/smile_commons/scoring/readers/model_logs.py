"""Logs of programs that ask models: `llm`, APIs of OpenAI and Anthropic, Claude Code, Inspect.

What ``llm logs`` prints is Markdown, with a heading over each prompt and each response.
"""

import re

from smile_commons.scoring.readers.conversation import Conversation, Passed, spoken
from smile_commons.scoring.readers.given import Given
from smile_commons.scoring.readers.json_shapes import (
    Lists,
    Message,
    lists_of,
    object_of,
    objects_in,
    unplaced,
)
from smile_commons.scoring.readers.model_messages import say_message
from smile_commons.scoring.readers.reader import Reader, of_messages

_RESPONSES = ("response", "completion")


def recognises(given: Given) -> bool:
    """Whether an object is a request with its answer, or a line of a session."""
    return format_of(given) != "JSON"


def format_of(given: Given) -> str:
    """Whose log it is."""
    for _, one in objects_in(given)[:20]:
        if isinstance(one.get("prompt"), str) and any(
            isinstance(one.get(name), str) for name in _RESPONSES
        ):
            return "llm log"
        if _is_session(one):
            return "Claude Code session"
        if _answer(one) is not None:
            return "API log"
    return "JSON"


def read(given: Given) -> list[Conversation]:
    """The conversations: requests with the same id are one."""
    kind = format_of(given)
    add = {"API log": _exchange, "llm log": _pair}.get(kind, _session)
    found = dict[str | None, Conversation]()
    for line, one in objects_in(given):
        id = _id(one, line) if kind == "API log" else _id_of_session(one)
        if kind == "Claude Code session" and id is None:
            id = next(iter(found), None)
        into = found.setdefault(id, Conversation(id, given.file))
        into.place = line
        add(one, into)
    return list(found.values())


def _id_of_session(one: Message) -> str | None:
    id = one.get("conversation_id", one.get("sessionId"))
    return None if id is None else str(id)


def _pair(one: Message, into: Conversation) -> None:
    into.pass_over(Passed.NOBODY, int(bool(one.get("system"))))
    into.pass_over(Passed.TOOLS, len(lists_of(one.get("tool_calls"))))
    into.pass_over(Passed.THOUGHTS, int(bool(one.get("reasoning"))))
    answer = next((one[name] for name in _RESPONSES if isinstance(one.get(name), str)), "")
    for who, text in (("user", one.get("prompt")), ("assistant", answer)):
        if isinstance(text, str) and text.strip():
            into.say(spoken(who, text))
        elif not one.get("tool_calls") and not one.get("tool_results"):
            into.pass_over(Passed.EMPTY)


def _is_session(one: Message) -> bool:
    return one.get("type") in ("user", "assistant") and isinstance(one.get("message"), dict)


def _session(one: Message, into: Conversation) -> None:
    if not _is_session(one):
        into.pass_over(Passed.SERVICE)
    elif one.get("isMeta") or one.get("isSidechain"):
        into.pass_over(Passed.NOBODY)
    else:
        say_message(object_of(one["message"]), into)


def _id(one: Message, line: int | None) -> str | None:
    id = one.get("custom_id", one.get("conversation_id", one.get("id")))
    return str(id) if id is not None else None if line is None else str(line)


def _answer(one: Message) -> list[Message] | None:
    """The messages of an answer of an API, wherever a log keeps it."""
    response = object_of(one.get("response"))
    for holder in (one, response, object_of(response.get("body"))):
        if lists_of(holder.get("choices")):
            first = lists_of(holder["choices"])[0]
            text = {"role": "assistant", "content": first.get("text")}
            return [object_of(first.get("message")) or text]
        if any(item.get("type") == "message" for item in lists_of(holder.get("output"))):
            return [
                {"role": "assistant", **item, "type": item.get("type"), "content":
                 item.get("content") if item.get("type") == "message" else [item]}
                for item in lists_of(holder["output"])
            ]  # fmt: skip
        if holder.get("type") == "message" and isinstance(holder.get("content"), list):
            return [holder]
    return None


def _exchange(one: Message, into: Conversation) -> None:
    request = object_of(one.get("request")) or object_of(one.get("body")) or one
    asked = request.get("messages", request.get("input"))
    into.pass_over(Passed.NOBODY, int(bool(request.get("instructions") or request.get("system"))))
    if isinstance(asked, str):
        into.say(spoken("user", asked))
    for message in [*lists_of(asked), *(_answer(one) or [])]:
        say_message(message, into)


def _samples(given: Given) -> Lists:
    """A conversation a sample of Inspect; one that was run again has its epoch after its id."""
    taken = set[str]()
    for _, one in objects_in(given):
        for place, sample in enumerate(lists_of(one.get("samples")), start=1):
            if "messages" in sample:
                id = str(sample.get("id", place))
                id = f"{id}/{sample.get('epoch', place)}" if id in taken else id
                taken.add(id)
                yield id, unplaced(lists_of(sample["messages"]))


def _said(message: Message, into: Conversation) -> None:
    """A message; in conversations of several agents its metadata may say who speaks."""
    who = object_of(message.get("metadata")).get("speaker")
    say_message(message, into, who if isinstance(who, str) else "")


INSPECT = of_messages("Inspect log", _samples, _said)


_HEAD = re.compile(r"^# \d{4}-\d\d-\d\dT[\d:.+Z-]+(?:\s+conversation: (?P<id>\S+))?")
_PART = re.compile(r"^#{2,3} (?P<part>Prompt|System|Response|Reasoning|Token usage:?|Fragments"
                   r"|Attachments|Tool calls|Tool results|Schema.*|Tools)\s*$")  # fmt: skip
_WHO = {"Prompt": "user", "Response": "assistant"}


def _is_markdown(given: Given) -> bool:
    """Whether a heading with a time is followed by one over a prompt."""
    return bool(_HEAD.match(given.first)) and any(
        row.strip() in ("## Prompt", "## Response") for row in given.rows[:400]
    )


def _read_markdown(given: Given) -> list[Conversation]:
    """Prompts and responses, conversation by conversation; the rest is about the requests."""
    found = dict[str | None, Conversation]()
    into = Conversation(None, given.file)
    part, place, said = "", 0, list[str]()
    for at, row in enumerate([*given.rows, "# 0000-00-00T00:00:00"], start=1):
        head, begun = _HEAD.match(row), _PART.match(row)
        if not head and not begun:
            said.append(row)
            continue
        _add(into, part, "\n".join(said).strip(), place)
        part, place, said = (begun["part"] if begun else ""), at, []
        if head and at <= len(given.rows):
            into = found.setdefault(head["id"], Conversation(head["id"], given.file))
    return list(found.values())


def _add(into: Conversation, part: str, text: str, place: int) -> None:
    if part in _WHO and text:
        into.say(spoken(_WHO[part], text), place)
    elif part == "System":
        into.pass_over(Passed.NOBODY)


MARKDOWN = Reader("llm log", _is_markdown, _read_markdown)
