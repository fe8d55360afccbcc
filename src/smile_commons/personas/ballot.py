"""Private ballots: a persona votes on every article and on its negation, and nobody reads it.

The model goes on with a clerk's record: worked examples of other people and other motions, then
the persona's own stance on the article, then what it said and was told about it since, then the
motion. The negation is asked over the same record, since a model agrees with what it is asked;
the position is what sets the two apart. All of it is asked in several forms, over the same record
but in other words, since a model's answer hangs on them; the position is their mean. Half of the
ballots begin with the one set of examples and half with the other, at all times the same.
"""

import hashlib
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal

from smile_commons.errors import InputError
from smile_commons.models.model import Model
from smile_commons.models.reply import Reply
from smile_commons.models.request import Request, conversation
from smile_commons.personas.heard import HeardLine, end_of, lines_on
from smile_commons.personas.vote import Vote, contrast, quoted, voted
from smile_commons.prompts.environment import Prompts
from smile_commons.transcript import FORMS, MOST_FORMS, Ballot
from smile_commons.world.card import Card
from smile_commons.world.dialogue import Article

Stage = Literal["opening", "turn", "act", "final", "retest", "decide"]
"""When it is asked; ``decide``: before a speech that decides, kept in the record alone."""

WORDINGS = 4
"""Of the question; a form is one of them, those from the fifth on with the other examples."""
AGAIN = 2
"""Forms of a retest: what talk does to a ballot, two tell nearly as well as four."""
TALK = 2
"""Lines about something else in the record of a retest: as many as a debate mostly leaves there."""
MOST_INCONSISTENT = 1.95
"""Above this nothing can be told between an article and its contrary: see docs/scoring.md."""
SOMEBODY = "Odile"
"""Who talks to a persona in the record of a retest: nobody of the cast."""
_Line = Mapping[str, Any]
"""``cue``, ``own``, ``text`` of one thing said, as ``_ballot.j2`` has it."""
ASKED_BEFORE_THE_DEBATE = ("ballot/opening/", "ballot/retest/")
"""Purposes of requests that hang on card, articles and model alone."""


async def ask_ballot(
    model: Model,
    prompts: Prompts,
    card: Card,
    articles: Sequence[Article],
    *,
    heard: Sequence[HeardLine] = (),
    stage: Stage,
    after_turn: int,
    forms: int = FORMS,
) -> list[Ballot]:
    """Asks one persona about all articles, strictly one request after another.

    Args:
        model: what answers; with log-probabilities each motion is asked once, at temperature 0,
            otherwise ``REPEATS`` answers are drawn.
        prompts: holds ``ballot.j2``, ``ballot_chat.j2`` and ``ballot_talk.j2``.
        card: who is asked.
        articles: what about.
        heard: what the persona said and was told so far, from ``heard_lines``; of these each
            article's record has the few that bear on it. In a retest there is no debate: each
            record has as many lines of talk about nothing in question instead.
        stage: goes into the ballots and into the requests' purposes.
        after_turn: number of the last speech.
        forms: how many forms each article is asked in, from 1 to ``MOST_FORMS``, always the
            first ones, so that the same form can be set against itself at another time; of a
            retest ``AGAIN`` at most.

    Returns:
        One ballot an article, in the articles' order.

    Raises:
        ModelError: the model failed.
        InputError: a template is not what it has to be.
    """
    booth = _Booth(model, prompts, card, stage)
    records = {
        article.id: booth.talk(article.id) if stage == "retest" else booth.lines(heard, article.id)
        for article in articles
    }
    votes: dict[str, list[tuple[Vote, Vote]]] = {article.id: [] for article in articles}
    count = min(forms, AGAIN if stage == "retest" else MOST_FORMS)
    # Those with the same examples one after the other: they stand first, and are then read once.
    for shared in (range(min(count, WORDINGS)), range(WORDINGS, count)):
        for article in sorted(articles, key=lambda article: _half(card.id, article.id)):
            # The wording stands last, so that a motion too is read once for all of its forms.
            yes, no = [
                [await booth.ask(article, sign, records[article.id], form) for form in shared]
                for sign in "+-"
            ]
            votes[article.id] += zip(yes, no, strict=True)
    return [
        _ballot(card.id, article.id, stage, after_turn, votes[article.id]) for article in articles
    ]


@dataclass
class _Booth:
    """Where one persona is asked at one time."""

    model: Model
    prompts: Prompts
    card: Card
    stage: Stage
    sampled: bool = False
    """Whether the model turned out to give no log-probabilities."""

    def lines(self, heard: Sequence[HeardLine], article: str) -> list[_Line]:
        """What was said and heard on an article, as the record has it."""
        return [
            {"cue": line.speaker, "own": line.own, "text": quoted(end_of(line.text))}
            for line in lines_on(heard, article)
        ]

    def talk(self, article: str) -> list[_Line]:
        """As much said about nothing in question: by lot, the same for a persona and article."""
        said = self.prompts.render("ballot_talk.j2").strip().splitlines()
        if len(said) < TALK:
            raise InputError(
                f"prompts/ballot_talk.j2: {len(said)} lines of talk; a retest takes {TALK}"
            )
        drawn = random.Random(f"{self.card.id}/{article}").sample(said, TALK)
        return [
            {"cue": self.card.cue if own else SOMEBODY, "own": own, "text": quoted(text)}
            for own, text in zip((False, True), drawn, strict=True)
        ]

    async def ask(self, article: Article, sign: str, lines: Sequence[_Line], form: int) -> Vote:
        purpose = f"ballot/{self.stage}/{self.card.id}/{article.id}/{form}/{sign}"
        variables = self._variables(article, sign, lines, form)
        complete = partial(self._complete, purpose, variables)
        vote, self.sampled = await voted(complete, sampled=self.sampled)
        return vote

    async def _complete(
        self, purpose: str, variables: Mapping[str, Any], how: Mapping[str, Any]
    ) -> Reply:
        if self.model.style == "script":
            prompt = self.prompts.render("ballot.j2", **variables).rstrip()
            return await self.model.complete(Request(purpose=purpose, prompt=prompt, **how))
        messages = conversation(
            self.prompts.render("ballot_chat.j2", **variables), "ballot_chat.j2"
        )
        return await self.model.complete(Request(purpose=purpose, messages=messages, **how))

    def _variables(
        self, article: Article, sign: str, lines: Sequence[_Line], form: int
    ) -> dict[str, Any]:
        opening = self.card.positions.get(article.id)
        return {
            "form": form % WORDINGS,
            "examples": (_half(self.card.id, article.id) + form // WORDINGS) % 2,
            "name": self.card.name,
            "cue": self.card.cue,
            "title": self.card.title,
            "article": quoted(article.text),
            "negation": quoted(article.negation),
            "asked": "first" if sign == "+" else "second",
            "stance": opening.stance if opening else None,
            "lines": lines,
        }


def _half(persona: str, article: str) -> int:
    """Which examples a ballot begins with: by its names, so the same whatever else is asked."""
    return hashlib.sha256(f"{persona}/{article}".encode()).digest()[0] % 2


def _ballot(
    persona: str,
    article: str,
    stage: Stage,
    after_turn: int,
    votes: Sequence[tuple[Vote, Vote]],
) -> Ballot:
    """One ballot of the votes in each form, unless more than half of them cannot be scored."""
    reasons = [_unscored(yes, no) for yes, no in votes]
    scored = [pair for pair, reason in zip(votes, reasons, strict=True) if reason is None]
    forms = tuple(
        None if reason else round(contrast(*pair), 6)
        for pair, reason in zip(votes, reasons, strict=True)
    )
    positions = [position for position in forms if position is not None]
    enough = 2 * len(positions) >= len(votes)
    told = scored or [pair for pair in votes if None not in (pair[0].position, pair[1].position)]
    first, second = (_mean([pair[side].position or 0.0 for pair in told]) for side in (0, 1))
    return Ballot(
        after_turn=after_turn,
        persona=persona,
        article=article,
        position=_mean(positions) if enough else None,
        distribution=_shares([yes.distribution for yes, _ in told or votes]),
        negation={
            "position": second,
            "distribution": _shares([no.distribution for _, no in told or votes]),
        },
        inconsistency=None if first is None or second is None else round(abs(first + second), 6),
        unscored=None if enough else next(reason for reason in reasons if reason),
        alone=first,
        forms=forms,
        stage=stage,
    )


def _unscored(yes: Vote, no: Vote) -> str | None:
    """Why nothing can be told from two votes in one form."""
    if yes.unscored or no.unscored:
        return yes.unscored or f"negation: {no.unscored}"
    first, second = yes.position, no.position
    assert first is not None and second is not None
    if abs(first + second) > MOST_INCONSISTENT:
        return f"inconsistent: {first:+.2f} to the article, {second:+.2f} to its negation"
    return None


def _mean(values: Sequence[float]) -> float | None:
    return round(sum(values) / len(values), 6) if values else None


def _shares(distributions: Sequence[Mapping[str, float]]) -> dict[str, float]:
    """The mean of those that there are, by label."""
    given = [one for one in distributions if one]
    return {
        label: round(sum(one[label] for one in given) / len(given), 6)
        for label in (given[0] if given else ())
    }
