"""A free act planned by a strong model, in one call: checked as a dialogue file is, mended once."""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from pydantic import Field

from smile_commons.dialogues.context import Context
from smile_commons.dialogues.planning import SECRET, Planning, matters
from smile_commons.errors import WorldError
from smile_commons.personas.speech import answered
from smile_commons.world.card import Card, Strict
from smile_commons.world.crosscheck import check_beats
from smile_commons.world.dialogue import Beat, Move
from smile_commons.world.safe_yaml import parse_yaml
from smile_commons.world.validate import validate

TEMPLATE = "plan.j2"
TOKENS = 4000
"""Of an answer: room for ten speeches, and for thinking before them."""
_TRIES = 2
_LINES = 12
"""Speeches of the act that a plan of its rest is shown."""
_MOST_SECRETS = 4
_BEATS = re.compile(r"^beats:", re.MULTILINE)
_FENCE = re.compile(r"^```", re.MULTILINE)


class _Answer(Strict):
    beats: tuple[Beat, ...] = Field(min_length=1, max_length=40)


async def planned_by_model(
    context: Context, given: Planning, purpose: str
) -> tuple[Beat, ...] | None:
    """The plan that a model makes; None where it cannot be used, and not after it was told why.

    Args:
        context: of the run.
        given: what the plan is made of.
        purpose: of the requests.

    Raises:
        ModelError: the model failed.
    """
    problems: list[str] = []
    for number in range(_TRIES):
        name = f"{purpose}/{number}" if number else purpose
        variables = _variables(context, given, problems)
        reply = await answered(
            context.stage, TEMPLATE, name, max_tokens=TOKENS, temperature=0.7, **variables
        )
        beats, problems = read_plan(reply.choices[0].text, given)
        if not problems:
            return beats
    return None


def read_plan(answer: str, given: Planning) -> tuple[tuple[Beat, ...], list[str]]:
    """The speeches of a model's answer, and what is wrong with them in words."""
    starts = [one.start() for one in _BEATS.finditer(answer)]
    if not starts:
        return (), ["it has no line `beats:`"]
    text = _FENCE.split(answer[starts[-1] :])[0]  # the last: thoughts may have come before it
    try:
        document = parse_yaml(text, "plan")
    except WorldError as error:
        return (), [str(one) for one in error.problems]
    plan, problems = validate(document, _Answer)
    if plan is None or problems:
        return (), [str(one) for one in problems]
    at_stake = {one.id for one in given.articles}
    wrong = [
        str(one) for one in check_beats(document, ("beats",), plan.beats, given.present, at_stake)
    ]
    return plan.beats, [*wrong, *_unfit(plan.beats, given)]


def _unfit(beats: Sequence[Beat], given: Planning) -> list[str]:
    """What a dialogue file may do and a plan may not."""
    wrong: list[str] = []
    if len(beats) > given.count:
        wrong.append(f"it has {len(beats)} speeches, not {given.count}")
    spoken = [given.last, *(one.who for one in beats)]
    if len(given.present) > 1:
        wrong += [f"{one} speaks twice in a row" for one, two in pairwise(spoken) if one == two]
    if any(one.say is None for one in beats):
        wrong.append("a speech has no `say`")
    left_out = set(given.present) - {one.who for one in beats}
    if left_out and len(beats) >= len(given.present) and not given.spoken:
        wrong.append(f"{', '.join(sorted(left_out))} never speaks")
    return wrong


def _variables(context: Context, given: Planning, problems: Sequence[str]) -> dict[str, Any]:
    act, stage = given.act, context.stage
    said = [one for one in context.history.speeches if one.act == act.id][-_LINES:]
    return {
        "title": stage.title,
        "setting": stage.setting,
        "heading": act.heading,
        "scene": act.scene,
        "stake": act.stake,
        "cast": [_person(given, given.cards[who]) for who in given.present],
        "articles": [{"id": one.id, "text": one.text} for one in given.articles],
        "matters": [{"who": m.who, "on": m.on, "say": m.say} for m in matters(given)],
        "lines": [{"cue": stage.cards[one.speaker or ""].cue, "text": one.text} for one in said],
        "count": given.count,
        "moves": [move.value for move in Move],
        "problems": list(problems),
    }


def _person(given: Planning, card: Card) -> dict[str, Any]:
    at_stake = {one.id for one in given.articles}
    weighty = [one for one in given.private.get(card.id, ()) if one.importance >= SECRET]
    weighty.sort(key=lambda one: -one.importance)
    return {
        "id": card.id,
        "name": card.name,
        "title": card.title,
        "principle": card.stance.principle,
        "goals": list(card.goals),
        "red_lines": list(card.stance.red_lines),
        "would_reconsider": list(card.stance.would_reconsider),
        "views": [
            {"who": who, "view": " ".join(one.view.split())}
            for who, one in card.relations.items()
            if who in given.present
        ],
        "positions": [
            {"article": article, "reason": one.reason}
            for article, one in card.positions.items()
            if article in at_stake
        ],
        "secrets": [one.text for one in weighty[:_MOST_SECRETS]],
    }
