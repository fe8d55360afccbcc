"""Whether people stay themselves: their voice, their card, their answers."""

from collections.abc import Callable
from dataclasses import dataclass

from smile_commons.scoring.concluding.found import Found, Part, Side, apart, moved
from smile_commons.scoring.concluding.movement import MOST_NAMED
from smile_commons.scoring.concluding.words import (
    Names,
    beside,
    figure,
    listed,
    out_of,
    picked,
    sentence,
    within,
)
from smile_commons.scoring.score import Score

_MOST_CLAUSES = 2


@dataclass(frozen=True, slots=True)
class _Saying:
    """What is said of a score where it is shown on a side."""

    id: str
    side: Side
    tells: Callable[[Score | None], Side]
    words: str
    """``{told}``, ``{level}``: score and control as counts; ``{share}``, ``{rate}``: as figures."""
    counts: str = "speeches"

    def of(self, score: Score) -> str:
        """The words with the score's own."""
        return self.words.format(
            told=out_of(score, self.counts),
            level=_level(score),
            share=f"{figure(score.value or 0.0)}{within(score.interval)}",
            rate=figure(score.level or 0.0),
        )


def selves(found: Found, names: Names) -> Part | None:
    """The first two statements that can be made; None where there is none."""
    clauses = [
        (saying.of(score), score)
        for saying in _SAYINGS
        if (score := found.one(saying.id)) is not None and saying.tells(score) == saying.side
    ]
    if apart(found.one("voice")) != "up":
        clauses[:0] = _some_voices(found, names)
    if not clauses:
        return None
    clauses = clauses[:_MOST_CLAUSES]
    text = "; ".join(words for words, _ in clauses)
    return Part(sentence(text), tuple(score for _, score in clauses))


def _some_voices(found: Found, names: Names) -> list[tuple[str, Score]]:
    """Those who can be told by their voice, where not all can."""
    people = found.by_person("voice")
    told = {who: one for who, one in people.items() if apart(one) == "up"}
    best = sorted(told.items(), key=lambda one: -(one[1].value or 0.0))
    if not best:
        return []
    who, score = listed([names.person(one) for one, _ in best[:MOST_NAMED]], "or"), best[0][1]
    text = f"a reader who sees no names knows {who} by the way of speaking"
    if len(best) == 1:
        text += f", in {out_of(score, 'speeches')}, by chance in {_level(score)}"
    measured = sum(one.shown is not None for one in people.values())
    return [(f"{text}{picked(measured)}", score)]


def _level(score: Score) -> str:
    """The control of a share, counted as the share is."""
    return "none" if score.level is None else beside(score, score.level)


_READER = "a reader who sees no names knows who speaks in {told}, by chance in {level}"
_CARD = "they keep to their own cards in {told}, and to each other's in {level}"
_AGAIN = (
    "asked again, they answer as before the debate in {told}, where with nothing between it is "
    "{level}"
)
_CAVING = (
    "of all giving way, {share} followed no reason, against {rate} with the speeches in another "
    "order"
)
_PRESSED = "pressed, they stay with their answer in {told}, where unpressed it is {level}"
_EARLIER = (
    "they contradict nothing that they said before in {told}, and nothing that another said in "
    "{level}"
)
_CROSSED = "they cross a red line of their own in {told}, and one of another's in {level}"
_KNOWN = (
    "they give no name or number that they could not know in {told}; with what another knows it "
    "would be {level}"
)
_SAYINGS = (
    _Saying("voice", "up", apart, _READER),
    _Saying("prompt-to-line", "up", apart, _CARD),
    _Saying("answer-consistency", "down", apart, _AGAIN, "questions"),
    _Saying("voice-fading", "down", moved, "towards the end their voices grew more alike"),
    _Saying("voice-fading", "up", moved, "towards the end their voices grew more unlike"),
    _Saying("drift", "up", moved, "with time they spoke more against their cards"),
    _Saying("drift", "down", moved, "with time they spoke less against their cards"),
    _Saying("stated-drift", "up", moved, "with time they drew away from where their cards begin"),
    _Saying("caving", "up", apart, _CAVING),
    _Saying("caving", "down", apart, _CAVING),
    _Saying("interrogation", "down", apart, _PRESSED, "questions"),
    _Saying("line-to-line", "up", apart, _EARLIER),
    _Saying("red-lines", "down", apart, _CROSSED, "speeches that come near one"),
    _Saying("knowledge", "up", apart, _KNOWN),
)
"""What can be said, the most telling first."""
