"""Reads how likely a choice's first token was, in any of the shapes in use."""

import math
from collections.abc import Mapping
from typing import Any

from smile_commons.world.mending import list_of, object_of

_CERTAIN = 1e-3
"""A log-probability above this is none: rounding brings it over 0, nothing else does."""


def tokens(choice: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """The tokens of a choice, or of a piece of it, that likelihoods are told for: text and these.

    Chat endpoints and llama.cpp send ``logprobs.content``, text completions
    ``logprobs.top_logprobs`` with ``tokens`` beside; of null, nothing or another shape there are
    none. The text is empty where it is not told.
    """
    logprobs = object_of(choice.get("logprobs")) or {}
    texts = list_of(logprobs.get("tokens")) or []
    found = list[tuple[str, Any]]()
    told = list_of(logprobs.get("content") or logprobs.get("top_logprobs")) or ()
    for place, one in enumerate(told):
        own = (object_of(one) or {}).get("token")
        text = own if isinstance(own, str) else texts[place] if place < len(texts) else ""
        found.append((text if isinstance(text, str) else "", one))
    return found


def readings(first: Any, most: int) -> dict[str, float] | None:
    """The likeliest readings of one token, at most so many; None where it tells none.

    They stand under ``top_logprobs``, or ``top_probs`` where shares after the samplers were asked
    for, or are the object itself.
    """
    first = object_of(first) or {}
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


def _objects(value: Any) -> list[dict[str, Any]]:
    return [found for one in list_of(value) or () if (found := object_of(one)) is not None]


def _log(share: Any) -> float | None:
    is_share = isinstance(share, int | float) and 0 < share <= 1 + _CERTAIN
    return math.log(share) if is_share else None


def _sum(one: float, other: float) -> float:
    high = max(one, other)
    return high + math.log(math.exp(one - high) + math.exp(other - high))
