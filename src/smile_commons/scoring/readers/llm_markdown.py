"""What ``llm logs`` prints: Markdown with a heading over each prompt and each response."""

import re

from smile_commons.scoring.readers.conversation import Conversation, Passed, spoken
from smile_commons.scoring.readers.given import Given

_HEAD = re.compile(r"^# \d{4}-\d\d-\d\dT[\d:.+Z-]+(?:\s+conversation: (?P<id>\S+))?")
_PART = re.compile(r"^#{2,3} (?P<part>Prompt|System|Response|Reasoning|Token usage:?|Fragments"
                   r"|Attachments|Tool calls|Tool results|Schema.*|Tools)\s*$")  # fmt: skip
_WHO = {"Prompt": "user", "Response": "assistant"}


def recognises(given: Given) -> bool:
    """Whether a heading with a time is followed by one over a prompt."""
    return bool(_HEAD.match(given.first)) and any(
        row.strip() in ("## Prompt", "## Response") for row in given.rows[:400]
    )


def read(given: Given) -> list[Conversation]:
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
