"""Reads from a refusal what an endpoint would not have in a request."""

import re
from collections.abc import Collection
from dataclasses import dataclass

from smile_commons.models.faults import AttemptError, complaint, named
from smile_commons.models.features import FEWER_LOGPROBS, Features

_TOO_LONG = re.compile(r"context|too long|too large|maximum.{0,20}length|exceed", re.I)
_NO_MODEL = re.compile(
    r"model.{0,80}(not (found|exist)|does not exist|unknown)|no such model", re.I
)
_CHAT_ONLY = re.compile(r"chat/completions|chat model|not supported in the v1/completions", re.I)
_NEVER = re.compile(r"not (be )?(support|avail|allow|permit|recogni)|unsupported|unknown|unrecogn|"
                    r"unexpected|no longer|does not (take|accept|support)|raise_exception"
                    r"|\bonly [\w ,\"'`]{3,60}(supported|allowed|accepted)", re.I)  # fmt: skip
_SIGNS: dict[str, str] = {
    "stream_options": r"stream_options|include_usage",
    "effort": r"reasoning_effort|reasoning effort|chat_template_kwargs|enable_thinking",
    "schema": r"response_format|json_schema|structured output|grammar",
    "logprobs": r"logprobs",
    "seed": r"\bseed\b",
    "samplers": r"\b(min_p|top_k|dry_\w+|repeat_\w+|xtc_\w+|typical_p|mirostat\w*|samplers?)\b",
    "prefill": r"prefill|pre-fill|(last|final) (message|turn|role).{0,60}(user|assistant|model)"
    r"|\bend(s|ing)? with (an? )?[\"'`]?(assistant|model|user)|continue_final_message"
    r"|assistant.{0,40}(last|final)",
    "alternation": r"alternat|consecutive|same role|first message.{0,30}user"
    r"|start with (an? )?[\"'`]?user",
    "system": r"system (role|message|prompt|instruction)|role.{0,24}\bsystem\b"
    r"|developer instruction|only user and assistant roles|\bsystem\b.{0,30}\brole"
    r"|alternat|first message.{0,30}user|start with (an? )?[\"'`]?user",
    "max_tokens": r"max_completion_tokens",
    "temperature": r"\btemperature\b",
    "top_p": r"\btop_p\b",
    "stop": r"[\"'`]stop[\"'`]|\bstop (sequences?|parameter)",
    "stream": r"[\"'`]stream[\"'`]|to stream this|stream(ing)? (is |are )?(not|un)",
    "n": r"[\"'`]n[\"'`]|\bn\s*(=|>|must|should|is not)|parameter:? n\b"
    r"|(multiple|several) (choices|compl)|candidate_?count",
}
_TEACHING = (400, 404, 415, 422, 500, 501)
_TOKENS = (
    r"(max|min|output|completion|new|response|generat)[\w ]{0,24}token|maxOutputTokens|num_predict"
)
_LEAST = re.compile(
    r"(?:>=|≥|at least|no less than|not be less than|greater than or equal to|or (?:more|greater)"
    r"|min(?:imum)?[^.\d]{0,40}?(?: is| of|:|=)|minimum(?: value)?|between"
    r"|range[^\d\[]{0,30}\[?)\D{0,4}(\d+)"
    r"|(?:>|greater than|more than|larger than|exceed|above)\s*(\d+)",
    re.I,
)
_MOST = re.compile(
    r"(?:<=|≤|at most|no more than|not exceed|less than or equal to|up to|maximum(?: value)?"
    r"(?: allowed)?(?: is| of|:)?|(?:between|range)[^\d]{0,30}\d+\D{1,7})\D{0,4}(\d[\d,]*)"
    r"|(?:<|less than)\s*(\d[\d,]*)",
    re.I,
)
_TOO_FEW = re.compile(r"below.{0,12}min|too (small|low|few)|integer_below", re.I)
_USUAL_LEAST, _MOST_LEAST = 16, 4096


@dataclass(frozen=True, slots=True)
class Sent:
    """What one attempt had in it."""

    names: tuple[str, ...]
    """Features, the likeliest to be refused first."""
    tokens: int
    """That each choice was allowed."""
    answer: int
    """Of these, the ones that were asked for."""
    n: int
    logprobs: int


def learn(own: Features, failure: AttemptError, sent: Sent) -> str | None:
    """What a refusal blames of what was sent, marked as refused in ``own``; None when nothing.

    Judged by what *this* attempt had sent: others under way may have learnt the same before.
    """
    if failure.status not in _TEACHING or (failure.status == 404 and is_unknown_model(failure)):
        return None
    said = complaint(failure.body)
    by_number = _numbers(own, said, failure.body, sent)
    if by_number is not None:
        return by_number
    name = _name(said, named(failure.body), sent.names)
    if name is None:
        return None
    if failure.status in (404, 500) and name not in _sure(said, failure.body):
        return None
    if name == "logprobs" and sent.logprobs > FEWER_LOGPROBS and not _NEVER.search(said):
        own.most_logprobs = FEWER_LOGPROBS
    else:
        own.refused.add(name)
        if name == "prefill":
            own.prefill = False
    return name


def suspects(features: Features, failure: AttemptError, sent: Sent) -> list[str]:
    """What to leave out, one after the other, when a refusal does not say why."""
    if failure.status not in (400, 422, 501) or is_too_long(failure):
        return []
    sure = {"temperature", "max_tokens", "stream", "effort"} | features.refused | features.taken
    return [name for name in sent.names if name not in sure]


def is_too_long(failure: AttemptError) -> bool:
    """Whether a request was refused for its length, and not for what is in it."""
    return failure.is_refusal and bool(_TOO_LONG.search(complaint(failure.body)))


def is_unknown_model(failure: AttemptError) -> bool:
    """Whether the endpoint says that it does not know the model."""
    return bool(_NO_MODEL.search(failure.body))


def no_completions(failure: AttemptError) -> bool:
    """Whether a refusal means that the endpoint has no text completions."""
    if failure.status not in (404, 405, 501) and not _CHAT_ONLY.search(failure.body):
        return False
    return bool(_CHAT_ONLY.search(failure.body)) or not is_unknown_model(failure)


def _sure(said: str, body: str) -> Collection[str]:
    """Statuses that mean other things as well teach only what is named beyond doubt."""
    if _NEVER.search(said) or "alternat" in said.lower():
        return _SIGNS.keys()
    return named(body)


def _name(said: str, blamed: list[str], among: Collection[str]) -> str | None:
    for one in blamed:
        for name, sign in _SIGNS.items():
            if name in among and (one == name or re.search(sign, one)):
                return name
    for name, sign in _SIGNS.items():
        if name in among and re.search(sign, said, re.IGNORECASE):
            return name
    return None


def _numbers(own: Features, said: str, body: str, sent: Sent) -> str | None:
    """A least or a most that is named: of tokens, or of choices."""
    whole = f"{said} {' '.join(named(body))}"
    if re.search(_TOKENS, whole, re.IGNORECASE) and "logprobs" not in whole:
        least = _least(f"{said} {body if 'integer_below' in body else ''}", sent.tokens)
        if least is not None:
            own.least_tokens = least
            return "least_tokens"
        most = _number(_MOST, said)
        if most is not None and sent.answer <= most < sent.tokens:
            own.most_tokens = most
            return "most_tokens"
    if sent.n > 1 and "n" in sent.names and re.search(_SIGNS["n"], whole, re.IGNORECASE):
        most = _number(_MOST, said)
        if most is not None and 1 < most < sent.n:
            own.most_choices = most
            return "n"
    return None


def _least(said: str, tokens: int) -> int | None:
    found = _LEAST.search(said)
    if found is not None:
        least = int(found.group(1)) if found.group(1) else int(found.group(2)) + 1
        if tokens < least <= _MOST_LEAST:
            return least
    is_few = tokens < _USUAL_LEAST and _TOO_FEW.search(said)
    return _USUAL_LEAST if is_few else None


def _number(pattern: re.Pattern[str], said: str) -> int | None:
    found = pattern.search(said)
    text = next((group for group in found.groups() if group), None) if found else None
    return int(text.replace(",", "")) if text and len(text) < 12 else None
