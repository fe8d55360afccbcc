"""Why something cannot be told, as a person would say it who has not read the scores."""

from collections import Counter
from collections.abc import Sequence

from smile_commons.scoring.english import ENGLISH
from smile_commons.scoring.score import Score


def plain(reason: str) -> str:
    """A reason in words that can follow *because*; empty where there are none for it."""
    return next((words for mark, words in ENGLISH["because"].items() if mark in reason), "")


def why_not(score: Score) -> str:
    """Why nothing can be said of a score, in plain words; empty where there are none for it.

    It is neither shown nor not, or it is shown and yet tells nothing of a change (``moved``).
    """
    if score.value is None:
        return plain(score.unscored or "")
    if score.shown is None:
        return plain(score.undecided or "no control")
    low, high = score.interval or (score.value, score.value)
    if low <= 0 <= high:
        return "what was measured may be no change at all"
    return "the figure and its controls point different ways"


def because(scores: Sequence[Score], *, counted: bool = False) -> str:
    """``, because …``, with the commonest reason of these scores; empty where there are none.

    Args:
        scores: of which nothing can be said.
        counted: whether it says of how many it is the reason, where it is not of all.
    """
    if not scores:
        return ""
    ((reason, part),) = Counter(map(why_not, scores)).most_common(1)
    if not reason:
        return ", for reasons that stand beside the scores"
    if part == len(scores):
        return f", because {reason}"
    if counted:
        return f", {part} of them because {reason}"
    return f", {'most often' if 2 * part > len(scores) else 'in part'} because {reason}"
