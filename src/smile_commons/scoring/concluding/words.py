"""Numbers, lists, names and reasons as they stand in a sentence, for somebody who has not read the
scores.
"""

import math
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from smile_commons.scoring.english import ENGLISH
from smile_commons.scoring.score import Interval, Score

LONGEST_PERSON, LONGEST_ARTICLE = 24, 40
"""Columns that a name and a title may take in a sentence."""
_ENDS = " .!?。！？…"
_QUOTES = str.maketrans({'"': "'", "“": "'", "”": "'", "„": "'", "«": "'", "»": "'"})
_COUNTS = "no one two three four five six seven eight nine ten eleven twelve".split()


@dataclass(frozen=True, slots=True)
class Names:
    """What people and articles are called in a sentence."""

    people: Mapping[str, str]
    """Cues by id; who has none goes by the id, which is all that some transcripts have."""
    articles: Mapping[str, str]
    """Short titles by id; an article without one is not named."""
    _people: dict[str, str] = field(init=False, default_factory=dict[str, str])
    _articles: dict[str, str] = field(init=False, default_factory=dict[str, str])

    def __post_init__(self) -> None:
        self._people.update(_cut_apart(self.people, LONGEST_PERSON))
        bare = {id: title.translate(_QUOTES).strip(_ENDS) for id, title in self.articles.items()}
        self._articles.update(_cut_apart(bare, LONGEST_ARTICLE))

    def person(self, id: str) -> str:
        """Somebody's name on one line, not too long."""
        return self._people.get(id) or cut(id, LONGEST_PERSON)

    def article(self, id: str) -> str | None:
        """An article's title in quotation marks; None where it has none."""
        title = self._articles.get(id)
        return f"“{title}”" if title else None

    def together(self, articles: Sequence[str]) -> str:
        """One article by its title, several by their number."""
        if len(articles) == 1:
            return self.article(articles[0]) or "the article"
        return f"the {count(len(articles))} articles taken together" if articles else "the articles"


def cut(text: str, columns: int) -> str:
    """The text on one line, with an ellipsis in place of what does not fit."""
    text = " ".join(_printable(text).split())
    if sum(map(_columns, text)) <= columns:
        return text
    taken, end = 1, 0  # one for the ellipsis
    while taken + _columns(text[end]) <= columns:
        taken += _columns(text[end])
        end += 1
    while end and unicodedata.combining(text[end]):
        end -= 1
    words = text[:end].rsplit(" ", 1)[0] if " " in text[columns // 2 : end] else text[:end]
    return f"{words.rstrip(' ,;:-')}…"


def listed(items: Sequence[str], last: str = "and") -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {last} {items[-1]}"


def count(number: int) -> str:
    """A number in words up to twelve."""
    return _COUNTS[number] if number < len(_COUNTS) else str(number)


def figure(value: float) -> str:
    """A number with two decimals, and never a negative nothing."""
    return f"{round(value, 2) + 0.0:.2f}"


def within(interval: Interval | None) -> str:
    """`` (95 % 0.10 to 0.31)``; nothing where there is no interval."""
    return f" (95 % {figure(interval[0])} to {figure(interval[1])})" if interval else ""


def size(score: Score) -> str:
    """How large a change is, whichever way it went: ``0.31 (95 % 0.10 to 0.50)``."""
    value = score.value or 0.0
    interval = score.interval
    if value < 0 and interval is not None:
        interval = (-interval[1], -interval[0])
    told = "less than 0.01" if abs(value) < 0.005 else figure(abs(value))
    return f"{told}{within(interval)}"


def out_of(score: Score, what: str) -> str:
    """A share as it was counted: ``9 of 14 speeches (95 % 5 to 12)``."""
    whole = _whole(score)
    value = score.value or 0.0
    told = f"{_nearest(value * whole)} of {whole} {what}"
    if score.interval is None:
        return told
    low, high = (_nearest(end * whole) for end in score.interval)
    return f"{told} (95 % {low} to {high})"


def beside(score: Score, level: float) -> str:
    """The control of a share by the same count; more exactly where it would look the same."""
    whole = _whole(score)
    here = _nearest((score.value or 0.0) * whole)
    there = _nearest(level * whole)
    return f"about {there}" if here != there else f"{level * whole:.1f}"


def picked(of: int) -> str:
    """What is said after figures that were picked from many; empty where there was no choice."""
    return f" (of {of} such figures, all held against chance together)" if of > 1 else ""


def sentence(text: str) -> str:
    """The text with a capital first letter and a full stop."""
    return f"{text[:1].upper()}{text[1:]}."


def _whole(score: Score) -> int:
    return score.n if score.n > 1 else 100


def _nearest(value: float) -> int:
    return math.floor(value + 0.5)


def _cut_apart(names: Mapping[str, str], columns: int) -> dict[str, str]:
    """Each name cut, but for those that would then look alike."""
    short = {id: cut(name, columns) for id, name in names.items()}
    taken = list(short.values())
    return {
        id: name if taken.count(name) == 1 else " ".join(_printable(names[id]).split())
        for id, name in short.items()
    }


def _printable(text: str) -> str:
    return "".join(one if one.isprintable() else " " for one in text)


def _columns(letter: str) -> int:
    if unicodedata.combining(letter):
        return 0
    return 1 + (unicodedata.east_asian_width(letter) in "WF")


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
