"""Messages as an endpoint takes them that has fewer roles, or minds their order."""

from collections.abc import Sequence
from itertools import pairwise

from smile_commons.models.features import Features
from smile_commons.models.request import Message, Request

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
