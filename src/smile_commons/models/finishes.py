"""Why a choice ended, by the many names that endpoints have for it."""

import re

from smile_commons.models.faults import invalid

_NAMES = {
    "stop": (
        "stop eos eos_token end_turn stop_sequence stop_token stop_word stopped complete completed "
        "done finish finished end ended eot end_of_text end_of_turn normal success true"
    ),
    "length": (
        "length max_tokens max_output_tokens max_new_tokens max_completion_tokens max_length "
        "token_limit model_length context_length model_context_window_exceeded truncated "
        "incomplete"
    ),
    "content_filter": (
        "content_filter content_filtered content_filter_triggered filter filtered "
        "safety recitation refusal refused blocklist prohibited_content spii "
        "sensitive language image_safety "
        "guardrail_intervened moderation content_policy unsafe"
    ),
    "tool_calls": "tool_calls tool_call tool_use",
    "function_call": "function_call malformed_function_call",
    "": "null none unknown unspecified false other",
}
_FINISHES = {name: finish for finish, names in _NAMES.items() for name in names.split()}
_SIGNS = {
    "content_filter": r"filter|safety|toxic|block|prohibit|armor|moderat|policy|sensitiv|refus",
    "length": r"length|token|limit|exceed|truncat|window",
    "tool_calls": r"tool|function",
    "stop": r"stop|eos\b|complete|finish|done",
}
"""Words in names that nobody has told us yet; what is wrong (`error`, `abort`) has none of them."""
_BEFORE = re.compile(r"^(finish_?reason|stop_?reason)[._]")


def finish_of(value: object) -> str | None:
    """``stop``, ``length``, ``content_filter``, ``tool_calls`` or ``function_call``.

    None where nothing is said.

    Raises:
        AttemptError: it is none that is known.
    """
    if value is None:
        return None
    if not isinstance(value, str | bool):
        raise invalid("unknown finish reason", repr(value))
    parted = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", str(value).strip())
    name = _BEFORE.sub("", re.sub(r"[\s-]+", "_", parted.lower()))
    if not name:
        return None
    if name in _FINISHES:
        return _FINISHES[name] or None
    for finish, sign in _SIGNS.items():
        if re.search(sign, name):
            return finish
    raise invalid("unknown finish reason", repr(value))
