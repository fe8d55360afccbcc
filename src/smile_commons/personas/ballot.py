"""Private ballots: a persona votes on every article and on its negation, and nobody reads it.

The model goes on with a clerk's record: worked examples of other people and other motions, then
the persona's own stance on the article, then what it said and was told about it since, then the
motion. The negation is asked over the same record, since a model agrees with what it is asked;
the position is what sets the two apart.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from smile_commons.models.conversation import conversation
from smile_commons.models.model import Model
from smile_commons.models.reply import Reply
from smile_commons.models.request import Request
from smile_commons.personas.heard import HeardLine, end_of, lines_on
from smile_commons.personas.vote import Vote, contrast, from_answers, from_logprobs
from smile_commons.transcript import Ballot
from smile_commons.world.card import Card

if TYPE_CHECKING:
    from smile_commons.prompts.environment import Prompts
    from smile_commons.world.dialogue import Article

Stage = Literal["opening", "turn", "act", "final", "retest", "decide"]
"""When it is asked; ``decide``: before a speech that decides, kept in the record alone."""

FORMS = 2
"""Forms of the record: other examples, in another order."""
REPEATS = 8
"""Answers drawn where a model gives no log-probabilities."""
MOST_INCONSISTENT = 1.95
"""Above this nothing can be told between an article and its contrary: see docs/scoring.md."""
_QUOTES = str.maketrans({'"': "'", "“": "'", "”": "'"})
ASKED_BEFORE_THE_DEBATE = ("ballot/opening/", "ballot/retest/")
"""Purposes of requests that hang on card, articles and model alone."""


async def ask_ballot(
    model: Model,
    prompts: "Prompts",
    card: Card,
    articles: "Sequence[Article]",
    *,
    heard: Sequence[HeardLine] = (),
    stage: Stage,
    after_turn: int,
    form: int = 0,
) -> list[Ballot]:
    """Asks one persona about all articles, strictly one request after another.

    Args:
        model: what answers; with log-probabilities each motion is asked once, at temperature 0,
            otherwise ``REPEATS`` answers are drawn.
        prompts: holds ``ballot.j2`` and ``ballot_chat.j2``.
        card: who is asked.
        articles: what about.
        heard: what the persona said and was told so far, from ``heard_lines``; of these each
            article's record has the few that bear on it.
        stage: goes into the ballots and into the requests' purposes.
        after_turn: number of the last speech.
        form: 0 asks half of the articles in one form of the record and half in the other;
            1 exchanges the halves. A retest is asked with the form that the opening was not.

    Returns:
        One ballot an article, in the articles' order.

    Raises:
        ModelError: the model failed.
        InputError: a template is not what it has to be.
    """
    booth = _Booth(model, prompts, card, stage)
    forms = {article.id: (_half(card.id, article.id) + form) % FORMS for article in articles}
    ballots: dict[str, Ballot] = {}
    # One form after the other: the examples, which stand first, are then read once each.
    for article in sorted(articles, key=lambda article: forms[article.id]):
        lines = lines_on(heard, article.id)
        yes = await booth.ask(article, "+", lines, forms[article.id])
        no = await booth.ask(article, "-", lines, forms[article.id])
        ballots[article.id] = _ballot(card.id, article.id, stage, after_turn, yes, no)
    return [ballots[article.id] for article in articles]


@dataclass
class _Booth:
    """Where one persona is asked at one time."""

    model: Model
    prompts: "Prompts"
    card: Card
    stage: Stage
    sampled: bool = False
    """Whether the model turned out to give no log-probabilities."""

    async def ask(
        self, article: "Article", sign: str, lines: Sequence[HeardLine], form: int
    ) -> Vote:
        purpose = f"ballot/{self.stage}/{self.card.id}/{article.id}/{sign}"
        variables = self._variables(article, sign, lines, form)
        if not self.sampled:
            reply = await self._complete(
                purpose, variables, {"max_tokens": 1, "temperature": 0.0, "logprobs": 20}
            )
            logprobs = reply.choices[0].logprobs
            if logprobs:
                return from_logprobs(logprobs)
            self.sampled = True
        reply = await self._complete(
            purpose, variables, {"max_tokens": 4, "temperature": 1.0, "n": REPEATS}
        )
        return from_answers(reply.choices)

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
        self, article: "Article", sign: str, lines: Sequence[HeardLine], form: int
    ) -> dict[str, Any]:
        opening = self.card.positions.get(article.id)
        return {
            "form": form,
            "name": self.card.name,
            "cue": self.card.cue,
            "title": self.card.title,
            "article": _quoted(article.text),
            "negation": _quoted(article.negation),
            "asked": "first" if sign == "+" else "second",
            "stance": opening.stance if opening else None,
            "lines": [
                {"cue": line.speaker, "own": line.own, "text": _quoted(end_of(line.text))}
                for line in lines
            ],
        }


def _quoted(text: str) -> str:
    """A text that cannot end the quotation it stands in, nor the line."""
    return " ".join(text.split()).translate(_QUOTES)


def _half(persona: str, article: str) -> int:
    """Which half a ballot belongs to: by its names, so the same whatever else is asked."""
    return hashlib.sha256(f"{persona}/{article}".encode()).digest()[0] % FORMS


def _ballot(
    persona: str, article: str, stage: Stage, after_turn: int, yes: Vote, no: Vote
) -> Ballot:
    """One ballot of two votes, unless they cannot be scored."""
    first, second = yes.position, no.position
    position = inconsistency = None
    unscored = yes.unscored or (no.unscored and f"negation: {no.unscored}")
    if first is not None and second is not None:
        inconsistency = round(abs(first + second), 6)
        if inconsistency > MOST_INCONSISTENT:
            unscored = f"inconsistent: {first:+.2f} to the article, {second:+.2f} to its negation"
        else:
            position = round(contrast(yes, no), 6)
    return Ballot(
        after_turn=after_turn,
        persona=persona,
        article=article,
        position=position,
        distribution=yes.distribution,
        negation={"position": second, "distribution": dict(no.distribution)},
        inconsistency=inconsistency,
        unscored=unscored,
        alone=first,
        forms=() if position is None else (position,),
        stage=stage,
    )
