"""What is asked of a model, as plain data: how a prompt becomes it, and the digest that names it in
a record.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from smile_commons.errors import InputError


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a chat."""

    role: Literal["system", "user", "assistant"]
    content: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One request: a text to go on with (``prompt``), or a chat to answer (``messages``).

    Raises:
        ValueError: both or neither of the two are given, or a number is out of its range.
    """

    purpose: str
    """What it is for and where in the run (``speak/12``); a record's key, never sent."""
    prompt: str | None = None
    messages: tuple[Message, ...] = ()
    n: int = 1
    """How many choices, at least 1."""
    max_tokens: int = 96
    """Of each choice, at least 1."""
    temperature: float = 0.9
    top_p: float = 1.0
    stop: tuple[str, ...] = ()
    seed: int | None = None
    logprobs: int = 0
    """How many of the first token's most likely readings are wanted with their log-probability."""
    schema: Mapping[str, Any] | None = None
    """JSON schema that the text of each choice must keep to."""
    samplers: Mapping[str, Any] = field(default_factory=dict[str, Any])
    """llama.cpp's own sampling parameters (``min_p``, ``dry_*`` …); left out where refused."""

    def __post_init__(self) -> None:
        if (self.prompt is None) == (not self.messages):
            raise ValueError("a request has either a prompt or messages")
        if self.n < 1 or self.max_tokens < 1 or self.logprobs < 0:
            raise ValueError("n and max_tokens are at least 1, logprobs at least 0")


def parameters(request: Request) -> dict[str, Any]:
    """What shapes the reply besides the text, as JSON-like data; keys only where they are set."""
    values: dict[str, Any] = {
        "n": request.n,
        "max_tokens": request.max_tokens,
        "temperature": request.temperature,
        "top_p": request.top_p,
        "stop": list(request.stop),
        "seed": request.seed,
        "logprobs": request.logprobs,
        "schema": None if request.schema is None else dict(request.schema),
        "samplers": dict(request.samplers),
    }
    return {name: value for name, value in values.items() if value not in (None, [], {})}


def canonical(value: Any) -> str:
    """JSON in one fixed spelling: sorted keys, no spaces, ASCII."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True)


def asked_text(request: Request) -> str:
    """The text of a request: its prompt, or its messages as one canonical JSON list."""
    if request.prompt is not None:
        return request.prompt
    return canonical([[message.role, message.content] for message in request.messages])


def digest(request: Request, model: str, model_digest: str | None) -> str:
    """SHA-256, in hex, of what decides the reply.

    Covers the text, every parameter, and the model's name and digest; not the purpose, the
    endpoint's address or a key.
    """
    kind = "prompt" if request.prompt is not None else "messages"
    whole = {
        kind: asked_text(request),
        "parameters": parameters(request),
        "model": [model, model_digest],
    }
    return hashlib.sha256(canonical(whole).encode("ascii")).hexdigest()


_MARK = re.compile(r"^@@(system|user|assistant)[ \t]*\n", re.MULTILINE)


def conversation(text: str, template: str) -> tuple[Message, ...]:
    """The messages that ``@@system``, ``@@user`` and ``@@assistant`` lines set apart.

    Raises:
        InputError: the text does not begin with such a line.
    """
    pieces = _MARK.split(text.lstrip())
    if pieces[0].strip():
        raise InputError(
            f"prompts/{template}: text stands before the first role; "
            "begin with a line that says @@system or @@user"
        )
    roles, contents = pieces[1::2], pieces[2::2]
    return tuple(
        Message(role=role, content=content.strip())  # pyright: ignore[reportArgumentType]
        for role, content in zip(roles, contents, strict=True)
    )


def shared_prefix(one: str, other: str) -> int:
    """Length of the longest common beginning, found by halving."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one.startswith(other[low:middle], low):
            low = middle
        else:
            high = middle - 1
    return low
