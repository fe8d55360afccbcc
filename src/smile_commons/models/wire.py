"""A request as the JSON body that an endpoint takes, in the roles that it knows and without what it
has refused.
"""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from smile_commons.models.features import Features
from smile_commons.models.model import Style
from smile_commons.models.request import Message, Request, canonical

_BETWEEN = "\n\n"


def fitted(request: Request, features: Features) -> list[Message]:
    """A request's messages, or its prompt as one, without the roles that are refused."""
    messages = list(request.messages)
    if request.prompt is not None:
        messages = [Message("user", request.prompt)]
    if "prefill" in features.refused and is_prefilled(messages):
        messages.pop()
    if "system" in features.refused:
        messages = _folded(messages)
    if "alternation" in features.refused or "system" in features.refused:
        messages = _merged(messages)
    return messages


def is_prefilled(messages: Sequence[Message]) -> bool:
    """Whether the last message is the beginning of the answer."""
    return len(messages) > 1 and messages[-1].role == "assistant"


def roles_of(messages: Sequence[Message]) -> list[str]:
    """What of these an endpoint may not take: ``prefill``, ``alternation``, ``system``."""
    found = list[str]()
    if is_prefilled(messages):
        found.append("prefill")
    roles = [message.role for message in messages]
    spoken = [role for role in roles if role != "system"]
    if any(a == b for a, b in pairwise(roles)) or spoken[:1] != ["user"]:
        found.append("alternation")
    if "system" in roles:
        found.append("system")
    return found


def _folded(messages: Sequence[Message]) -> list[Message]:
    """What the system would say, said by the user before anything else."""
    said = [message.content for message in messages if message.role == "system"]
    if not said:
        return list(messages)
    rest = [message for message in messages if message.role != "system"]
    return [Message("user", _BETWEEN.join(said)), *rest]


def _merged(messages: Sequence[Message]) -> list[Message]:
    """Neighbours of one role as one message; an assistant's before any user's is left out."""
    found = list[Message]()
    for message in messages:
        if found and found[-1].role == message.role:
            found[-1] = Message(message.role, found[-1].content + _BETWEEN + message.content)
        elif found or message.role != "assistant":
            found.append(message)
    return found or list(messages)


SCHEMA_ORDER = "Answer with one JSON object that keeps to this JSON schema, and with nothing else:"


def body(
    request: Request, style: Style, features: Features, *, llama: bool, tokens: int | None = None
) -> dict[str, Any]:
    """The fields beside the model's name and ``stream``.

    Args:
        request: what is asked.
        style: which of the two endpoints it goes to.
        features: what the endpoint does not take.
        llama: the endpoint is llama.cpp, whose text completions take a JSON schema.
        tokens: that a choice may have, where those are others than the answer's own.
    """
    chat = style == "chat"
    fields: dict[str, Any] = _text(request, chat, features)
    length = "max_completion_tokens" if "max_tokens" in features.refused else "max_tokens"
    fields[length] = request.max_tokens if tokens is None else tokens
    optional: dict[str, dict[str, Any]] = {
        "stream_options": {"stream_options": {"include_usage": True}},
        "temperature": {"temperature": request.temperature},
        "top_p": {} if request.top_p == 1.0 else {"top_p": request.top_p},
        "stop": {"stop": list(request.stop)} if sends_stops(request, style, features) else {},
        "n": {} if request.n == 1 else {"n": request.n},
        "seed": {} if request.seed is None else {"seed": request.seed},
        "logprobs": _logprobs(request.logprobs, chat, features),
        "schema": _schema(request.schema, chat, llama),
        "samplers": dict(request.samplers),
        "cache_prompt": {"cache_prompt": True} if llama else {},
        "effort": _effort(llama) if chat and features.thinks else {},
    }
    for name, values in optional.items():
        if name not in features.refused:
            fields.update(values)
    if "stream" in features.refused:
        fields.pop("stream_options", None)
        fields["stream"] = False
    return fields


def used(request: Request, style: Style, features: Features) -> tuple[str, ...]:
    """The features that a request as it is sent makes use of, the likeliest to be refused first."""
    chat = style == "chat"
    wanted = {
        "samplers": bool(request.samplers),
        "effort": chat and features.thinks,
        "stream_options": "stream" not in features.refused,
        "schema": request.schema is not None,
        "logprobs": request.logprobs > 0,
        "n": request.n > 1,
        "seed": request.seed is not None,
        "stop": sends_stops(request, style, features),
        "top_p": request.top_p != 1.0,
        **dict.fromkeys(roles_of(fitted(request, features)) if chat else (), True),
        "temperature": True,
        "max_tokens": True,
        "stream": True,
    }
    return tuple(
        name for name, is_used in wanted.items() if is_used and name not in features.refused
    )


def sends_stops(request: Request, style: Style, features: Features) -> bool:
    """Whether the endpoint is to stop at the request's stops.

    Not where the model thinks: it would stop at the first line of its thoughts.
    """
    thinks = style == "chat" and features.thinks
    return bool(request.stop) and not thinks and "stop" not in features.refused


def allowed(request: Request, style: Style, features: Features) -> int:
    """Tokens that each choice is allowed: the answer's own, and room to think."""
    room = features.room if style == "chat" else 0
    wanted = max(request.max_tokens + room, features.least_tokens)
    return min(wanted, max(features.most_tokens, 1))


def _text(request: Request, chat: bool, features: Features) -> dict[str, Any]:
    suffix = ""
    if "schema" in features.refused and request.schema is not None:
        suffix = f"\n\n{SCHEMA_ORDER}\n{canonical(request.schema)}"
    if not chat:
        return {"prompt": (request.prompt or "") + (f"{suffix}\n" if suffix else "")}
    messages = [{"role": m.role, "content": m.content} for m in fitted(request, features)]
    messages[-1]["content"] += suffix
    return {"messages": messages}


def _effort(llama: bool) -> dict[str, Any]:
    """To think little: an answer here is a line or a word."""
    if llama:
        return {"chat_template_kwargs": {"enable_thinking": False}}
    return {"reasoning_effort": "low"}


def _logprobs(wanted: int, chat: bool, features: Features) -> dict[str, Any]:
    if not wanted:
        return {}
    count = min(wanted, features.most_logprobs)
    return {"logprobs": True, "top_logprobs": count} if chat else {"logprobs": count}


def _schema(schema: Mapping[str, Any] | None, chat: bool, llama: bool) -> dict[str, Any]:
    if schema is None or not (chat or llama):
        return {}
    if not chat:
        return {"json_schema": dict(schema)}
    shape = {"name": "reply", "schema": dict(schema), "strict": True}
    return {"response_format": {"type": "json_schema", "json_schema": shape}}
