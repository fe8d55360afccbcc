"""A request as the JSON body that an endpoint takes, leaving out what it has refused."""

from collections.abc import Mapping
from typing import Any

from smile_commons.models.features import Features
from smile_commons.models.model import Style
from smile_commons.models.request import Request, canonical

SCHEMA_ORDER = "Answer with one JSON object that keeps to this JSON schema, and with nothing else:"


def body(request: Request, style: Style, features: Features, *, llama: bool) -> dict[str, Any]:
    """The fields beside the model's name and ``stream``.

    Args:
        request: what is asked.
        style: which of the two endpoints it goes to.
        features: what the endpoint does not take.
        llama: the endpoint is llama.cpp, whose text completions take a JSON schema.
    """
    chat = style == "chat"
    fields: dict[str, Any] = _text(request, chat, "schema" in features.refused)
    length = "max_completion_tokens" if "max_tokens" in features.refused else "max_tokens"
    fields[length] = request.max_tokens
    optional: dict[str, dict[str, Any]] = {
        "stream_options": {"stream_options": {"include_usage": True}},
        "temperature": {"temperature": request.temperature},
        "top_p": {} if request.top_p == 1.0 else {"top_p": request.top_p},
        "stop": {"stop": list(request.stop)} if request.stop else {},
        "n": {} if request.n == 1 else {"n": request.n},
        "seed": {} if request.seed is None else {"seed": request.seed},
        "logprobs": _logprobs(request.logprobs, chat, features),
        "schema": _schema(request.schema, chat, llama),
        "samplers": dict(request.samplers),
        "cache_prompt": {"cache_prompt": True} if llama else {},
    }
    for name, values in optional.items():
        if name not in features.refused:
            fields.update(values)
    return fields


def used(request: Request) -> tuple[str, ...]:
    """The features a request makes use of, the likeliest to be refused first."""
    wanted = {
        "samplers": bool(request.samplers),
        "stream_options": True,
        "schema": request.schema is not None,
        "logprobs": request.logprobs > 0,
        "n": request.n > 1,
        "seed": request.seed is not None,
        "stop": bool(request.stop),
        "top_p": request.top_p != 1.0,
    }
    return tuple(name for name, is_used in wanted.items() if is_used)


def _text(request: Request, chat: bool, order: bool) -> dict[str, Any]:
    suffix = ""
    if order and request.schema is not None:
        suffix = f"\n\n{SCHEMA_ORDER}\n{canonical(request.schema)}"
    if not chat:
        return {"prompt": (request.prompt or "") + (f"{suffix}\n" if suffix else "")}
    messages = [{"role": m.role, "content": m.content} for m in request.messages]
    if request.prompt is not None:
        messages = [{"role": "user", "content": request.prompt}]
    messages[-1]["content"] += suffix
    return {"messages": messages}


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
