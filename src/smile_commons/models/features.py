"""What an endpoint takes and what it refuses, learnt from its refusals."""

import json
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, cast

from smile_commons.models.faults import AttemptError, complaint

_TOO_LONG = re.compile(r"context|too long|too large|maximum.{0,20}length|exceed", re.I)
_NO_MODEL = re.compile(
    r"model.{0,80}(not (found|exist)|does not exist|unknown)|no such model", re.I
)
_CHAT_ONLY = re.compile(r"chat/completions|chat model|not supported in the v1/completions", re.I)
_SIGNS: dict[str, str] = {
    "stream_options": r"stream_options|include_usage",
    "schema": r"response_format|json_schema|structured output|grammar",
    "logprobs": r"logprobs",
    "seed": r"\bseed\b",
    "samplers": r"\b(min_p|top_k|dry_\w+|repeat_\w+|xtc_\w+|typical_p|mirostat\w*|samplers?)\b",
    "max_tokens": r"max_completion_tokens",
    "temperature": r"\btemperature\b",
    "top_p": r"\btop_p\b",
    "stop": r"[\"'`]stop[\"'`]|\bstop (sequences?|parameter)",
    "n": r"[\"'`]n[\"'`]|\bn\s*(=|>|must|should|is not)|parameter:? n\b|multiple (choices|compl)",
}
FEWER_LOGPROBS = 5
"""What endpoints of the older kind give at most."""


@dataclass
class Features:
    """What one endpoint has refused so far; asked without it from then on."""

    refused: set[str] = field(default_factory=set[str])
    taken: set[str] = field(default_factory=set[str])
    """What has been in a request that succeeded: not to be suspected any more."""
    most_logprobs: int = 20
    most_choices: int = 128
    """Of one request; more are asked for in several."""

    def learn(self, failure: AttemptError, used: Sequence[str]) -> str | None:
        """The feature in use that a failure names, marked as refused; None when it names none."""
        name = _named(failure, {*used, "temperature", "max_tokens"} - self.refused)
        if name is None:
            return None
        if name == "logprobs" and name in used and self.most_logprobs > FEWER_LOGPROBS:
            self.most_logprobs = FEWER_LOGPROBS
            return name
        self.refused.add(name)
        return name

    def copied(self) -> "Features":
        """What is known now, to come back to."""
        return replace(self, refused=set(self.refused), taken=set(self.taken))

    def restore(self, known: "Features") -> None:
        """Forgets what was learnt since ``known`` was copied, all but that there is only chat."""
        kept = self.refused & {"completions"}
        self.refused = set(known.refused) | kept
        self.most_logprobs = known.most_logprobs

    def suspects(self, failure: AttemptError, used: Sequence[str]) -> list[str]:
        """What to leave out, one after the other, when a refusal does not say why."""
        if failure.status not in (400, 422, 501) or _TOO_LONG.search(failure.body):
            return []
        return [name for name in used if name not in self.refused | self.taken]


def no_completions(failure: AttemptError) -> bool:
    """Whether a refusal means that the endpoint has no text completions."""
    if failure.status not in (404, 405, 501) and not _CHAT_ONLY.search(failure.body):
        return False
    return bool(_CHAT_ONLY.search(failure.body)) or not _NO_MODEL.search(failure.body)


def _named(failure: AttemptError, among: Collection[str]) -> str | None:
    if failure.status not in (400, 415, 422, 501):
        return None
    said, named = complaint(failure.body), _parameter(failure.body)
    if named is not None:
        for name in _SIGNS:
            if name in among and (named == name or re.search(_SIGNS[name], named)):
                return name
    for name, sign in _SIGNS.items():
        if name in among and re.search(sign, said):
            return name
    return None


def _parameter(body: str) -> str | None:
    """The field that an error in the OpenAI shape puts the blame on."""
    try:
        found: Any = json.loads(body)
    except (ValueError, RecursionError):
        return None
    for key in ("error", "param"):
        if not isinstance(found, dict):
            return None
        found = cast("dict[str, Any]", found).get(key)
    return found if isinstance(found, str) else None
