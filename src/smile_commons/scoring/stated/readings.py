"""What each speech says of each article: a judge's verdicts, kept as distributions."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from smile_commons.scoring.articles import Article
from smile_commons.scoring.judge.task import (
    OPPOSES,
    SILENT,
    SUPPORTS,
    UNDECIDED,
    Item,
    Judge,
    Verdict,
)
from smile_commons.scoring.lines import Line
from smile_commons.scoring.results import Unread
from smile_commons.scoring.stated.blind import blind, forms_of


@dataclass(frozen=True, slots=True)
class Reading:
    """Where one speech stands on one article that it speaks to."""

    place: int
    """Index of the speech among the lines."""
    turn: int
    persona: str
    article: str
    position: float
    """P(supports) - P(opposes) given that it speaks to the article, in [-1, 1]."""
    distribution: Mapping[str, float]
    """Keys ``-1``, ``0``, ``1``, sums to 1."""
    forms: tuple[float, ...] = ()
    """The judge's log-odds by each form of the question; none: one form."""


@dataclass(frozen=True, slots=True)
class Readings:
    """All that a judge read in a transcript."""

    lines: tuple[Line, ...]
    personas: tuple[str, ...]
    """In the order in which they first speak."""
    articles: tuple[Article, ...]
    spoken: tuple[Reading, ...]
    """Those that speak to their article, in the order of the transcript."""
    silent: int = 0
    """Speeches and articles that have nothing to do with each other."""
    unread: tuple[Unread, ...] = ()

    def until(self, turn: int) -> "Readings":
        """What had been said after that turn; personas and articles stay."""
        return Readings(
            tuple(line for line in self.lines if line.turn <= turn),
            self.personas,
            self.articles,
            tuple(one for one in self.spoken if one.turn <= turn),
            self.silent,
            tuple(one for one in self.unread if one.turn <= turn),
        )


async def read_lines(
    judge: Judge,
    lines: Sequence[Line],
    articles: Sequence[Article],
    *,
    people: Iterable[Collection[str]] | None = None,
    alone: bool = False,
    silence: bool = True,
) -> Readings:
    """Asks the judge for every speech and every article.

    Args:
        judge: tells on which side a speech is, and whether it speaks to the article at all.
        lines: the speeches, in order.
        articles: what about.
        people: by person, what that one may be called; the judge reads stand-ins instead
            (``blind.py``). None: the speakers, by the words of their names.
        alone: leaves the negations out of the questions, so that a leaning of the judge towards
            whatever is asked shows (for the control that asks about the negations instead).
        silence: whether the judge is believed when it says that a speech does not speak to an
            article. If not, a speech is read on the article that it was made on and on no other,
            and is taken to speak to that.

    Raises:
        ModelError: the judge's model failed.
    """
    called = (
        [forms_of(who) for who in dict.fromkeys(line.speaker for line in lines)]
        if people is None
        else people
    )
    about = [text for one in articles for text in (one.text, one.negation) if text]
    said = blind([line.text for line in lines], called, about)
    made = made_on(lines, articles)
    asked = [
        (place, article)
        for article in articles
        for place in range(len(lines))
        if silence or (place, article.id) in made
    ]
    items = [
        Item(
            task="stance",
            text=said[place],
            against=article.text,
            negation=None if alone else article.negation,
            before=said[place - 1] if place else None,
            expected=(place, article.id) in made,
        )
        for place, article in asked
    ]
    verdicts = await judge.judge(items)
    return readings_of(lines, articles, asked, verdicts, silence=silence)


def made_on(lines: Sequence[Line], articles: Sequence[Article]) -> set[tuple[int, str]]:
    """The speeches (by place) of which it is known that an article was the matter, with its id:
    by the floor they were made from, or because there is one article alone."""
    return {
        (place, article.id)
        for place, line in enumerate(lines)
        for article in articles
        if len(articles) == 1 or line.article == article.id
    }


def readings_of(
    lines: Sequence[Line],
    articles: Sequence[Article],
    asked: Sequence[tuple[int, Article]],
    verdicts: Sequence[Verdict],
    *,
    silence: bool = True,
) -> Readings:
    """The verdicts on ``asked`` (places among ``lines``, and articles) as readings.

    ``silence``: whether what is likelier silent is left out.
    """
    spoken = list[Reading]()
    unread = list[Unread]()
    silent = 0
    for (place, article), verdict in zip(asked, verdicts, strict=True):
        line, position = lines[place], verdict.position if silence else verdict.side
        if verdict.unscored is not None or not verdict.distribution:
            unread.append(
                Unread(
                    turn=line.turn,
                    persona=line.speaker,
                    article=article.id,
                    reason=verdict.unscored or "no verdict",
                )
            )
        elif position is None:
            silent += 1
        else:
            spoken.append(
                Reading(
                    place,
                    line.turn,
                    line.speaker,
                    article.id,
                    position,
                    _sides(verdict.distribution),
                    verdict.forms,
                )
            )
    spoken.sort(key=lambda one: one.place)
    personas = tuple(dict.fromkeys(line.speaker for line in lines))
    return Readings(tuple(lines), personas, tuple(articles), tuple(spoken), silent, tuple(unread))


def _sides(distribution: Mapping[str, float]) -> dict[str, float]:
    spoken = 1 - distribution.get(SILENT, 0.0)
    sides = {"-1": OPPOSES, "0": UNDECIDED, "1": SUPPORTS}
    return {key: distribution.get(label, 0.0) / spoken for key, label in sides.items()}
