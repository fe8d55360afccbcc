"""Reads how likely a choice's first token was, in any of the shapes in use."""

import math
from collections.abc import Mapping, Sequence
from typing import Any, cast

_CERTAIN = 1e-3
"""A log-probability above this is none: rounding brings it over 0, nothing else does."""


def first_token(choice: Mapping[str, Any], most: int) -> dict[str, float] | None:
    """Log-probabilities of a choice's first token.

    Chat endpoints and llama.cpp send ``logprobs.content[0].top_logprobs`` (or ``top_probs``, where
    shares after the samplers were asked for), text completions ``logprobs.top_logprobs[0]``; null,
    nothing or another shape gives None.
    """
    listed = tokens(choice)
    return readings(listed[0][1], most) if listed else None


def tokens(choice: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """The tokens of a choice, or of a piece of it, that likelihoods are told for: text and these.

    The text is empty where it is not told.
    """
    logprobs: Any = choice.get("logprobs")
    if not isinstance(logprobs, Mapping):
        return []
    logprobs = cast("Mapping[str, Any]", logprobs)
    content: Any = logprobs.get("content") or logprobs.get("top_logprobs")
    if not isinstance(content, list):
        return []
    named: Any = logprobs.get("tokens")
    texts = cast("list[Any]", named) if isinstance(named, list) else []
    found = list[tuple[str, Any]]()
    for place, one in enumerate(cast("list[Any]", content)):
        own: Any = cast("Mapping[str, Any]", one).get("token") if isinstance(one, Mapping) else None
        text: Any = own if isinstance(own, str) else texts[place] if place < len(texts) else ""
        found.append((text if isinstance(text, str) else "", cast("Any", one)))
    return found


def readings(first: Any, most: int) -> dict[str, float] | None:
    """The likeliest readings of one token, at most so many; None where it tells none."""
    if not isinstance(first, Mapping):
        return None
    first = cast("Mapping[str, Any]", first)
    if "top_probs" in first:  # llama.cpp's, after the samplers
        drawn = _objects(first["top_probs"])
        pairs: list[tuple[Any, Any]] = [(top.get("token"), _log(top.get("prob"))) for top in drawn]
    elif "top_logprobs" in first:
        tops = _objects(first["top_logprobs"] or [first])
        pairs = [(top.get("token"), top.get("logprob")) for top in tops]
    else:
        pairs = list(first.items())
    found: dict[str, float] = {}
    for token, value in pairs:
        if isinstance(token, str) and _is_logprob(value):
            # Two tokens may read alike (bytes that are not text): their chances add up.
            known = found.get(token)
            found[token] = float(value) if known is None else _sum(known, float(value))
    kept = sorted(found.items(), key=lambda pair: -pair[1])[:most]
    return {token: min(0.0, value) for token, value in kept} or None


def _is_logprob(value: Any) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    # Compared, not converted: an integer can be too large to be a float.
    return -1e6 < value <= _CERTAIN


def _objects(value: Any) -> list[Mapping[str, Any]]:
    if not isinstance(value, Sequence) or isinstance(value, str):
        return []
    return [
        cast("Mapping[str, Any]", one)
        for one in cast("Sequence[Any]", value)
        if isinstance(one, Mapping)
    ]


def _log(share: Any) -> float | None:
    is_share = isinstance(share, int | float) and 0 < share <= 1 + _CERTAIN
    return math.log(share) if is_share else None


def _sum(one: float, other: float) -> float:
    high = max(one, other)
    return high + math.log(math.exp(one - high) + math.exp(other - high))
