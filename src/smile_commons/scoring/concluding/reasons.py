"""Why something cannot be told, as a person would say it who has not read the scores."""

from collections import Counter
from collections.abc import Sequence

from smile_commons.scoring.score import Score

_PLAIN = (
    ("no judge was asked", "no judge read the speeches"),
    ("no articles to read", "there were no articles to read the speeches on"),
    ("never checked", "the judge was never checked on it"),
    ("withheld", "the judge is not clearly better at it than a simple guess"),
    ("no interview", "nobody was interviewed"),
    ("nothing was asked again", "nobody was interviewed twice"),
    ("no cards", "there were no cards to hold the speeches against"),
    ("no opening position on a card", "the cards say of nobody where they stand"),
    ("no embedder", "there was nothing to tell alike texts by"),
    ("in one form", "votes were asked in one wording alone"),
    ("no negation is written", "not every article has its contrary written"),
    ("in many orders", "there were too few speeches for their order to tell"),
    ("noise is not known", "nobody spoke twice to the same article"),
    ("one article: chance", "all positions are the same or on one article"),
    ("retest", "nobody was asked twice before the debate"),
    ("sham debate has no such", "the debate about something else has no such votes"),
    ("speaks twice", "nobody spoke twice to the same article"),
    ("speaks to an article", "no speech bore on an article"),
    ("of the persona speaks to it", "not everybody spoke to every article"),
    ("fewer than two personas", "there were no two people to compare"),
    ("one speaker alone", "there was only one speaker"),
    ("somebody speaks once", "somebody spoke only once"),
    ("nobody gave way", "nobody gave way to another"),
    ("both a ballot and a stated", "nobody both spoke and voted on the same article"),
    ("no ballots stand around", "no votes stand around the speeches"),
    ("not asked", "votes were not taken both before and after the debate"),
    ("no ballots", "there were no votes at the end"),
    ("inconsistent", "votes on an article and on its contrary did not fit together"),
    ("label mass", "answers were no plain Yes or No"),
    ("comes near what it is held", "no speech came near what it is held against"),
    ("nothing to set it against", "there was nothing to set it against"),
    ("no control", "there is no control to set it against"),
    ("fewer than", "there was too little to go by"),
    ("too few", "there was too little to go by"),
)
"""Words that a reason has, and what is said for it; the first that fits."""


def plain(reason: str) -> str:
    """A reason in words that can follow *because*; empty where there are none for it."""
    return next((words for mark, words in _PLAIN if mark in reason), "")


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
