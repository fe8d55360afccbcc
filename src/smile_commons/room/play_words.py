"""What the play notes of a line, in the room's words: why somebody spoke, why a take was dropped.

The play keeps both in English. In another language what the phrases know is said, and the rest is
left out: half a sentence in another language helps nobody.
"""

import re
from typing import Any

from smile_commons.room.wording import FALLBACK, Wording


def why_said(why: str, words: Wording) -> str:
    """Why somebody has the floor; parts stand between semicolons."""
    known: Any = words.phrases["whys"]
    told: list[str] = []
    for part in why.split("; "):
        said = [
            str(phrase).format(**found.groupdict())
            for pattern, phrase in known
            if (found := re.fullmatch(pattern, part))
        ]
        told += said or ([part] if words.language == FALLBACK else [])
    return "; ".join(told)


def fault_said(fault: str, words: Wording) -> str:
    """Why a take was dropped."""
    key = f"faults.{fault}"
    return words(key) if words.has(key) else fault
