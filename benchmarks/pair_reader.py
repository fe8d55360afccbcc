"""A model as the reader of blind pairs; ``scene_pairs.py --read`` asks it."""

import re
from pathlib import Path

from pair_counts import read_answers, write_answers

from smile_commons.models.open import open_model
from smile_commons.models.request import Message, Request
from smile_commons.models.settings import load_settings

TOKENS = 2048
"""Room to think in; the answer itself is two lines."""
ASKED = "Say in one sentence why, then end with a line of its own: Better: 1, 2 or tie."
_ANSWER = re.compile(r"better\W*(1|2|tie)\b", re.IGNORECASE)


async def read_pairs(folder: Path, sheet: Path, model: str, base_url: str | None) -> int:
    """Asks about every pair of a sheet that has no answer; each answer is written down at once.

    Returns:
        How many answers could not be read: they stay empty, and are asked for the next time.

    Raises:
        InputError, ModelError: there is no such model, or it does not answer.
    """
    answers = read_answers(sheet)
    asked = await open_model(load_settings({"model": model, "base_url": base_url}))
    try:
        for name in [name for name, answer in answers.items() if not answer]:
            text = (folder / f"{name}.md").read_text(encoding="utf-8")
            reply = await asked.complete(_request(name, text))
            answers[name] = answer_in(reply.choices[0].text)
            write_answers(sheet, answers)
    finally:
        await asked.aclose()
    return sum(answer is None for answer in answers.values())


def _request(name: str, text: str) -> Request:
    return Request(
        purpose=f"pair/{name}",
        messages=(Message("user", f"{text}\n{ASKED}"),),
        max_tokens=TOKENS,
        temperature=0.0,
    )


def answer_in(text: str) -> str | None:
    """The last answer that a reply gives: ``1``, ``2`` or ``tie``."""
    found = _ANSWER.findall(text)
    return found[-1].lower() if found else None
