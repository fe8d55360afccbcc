"""The nodes between acts and at the end: ballots in private, a look back, the next act."""

import asyncio
import json
from collections.abc import Sequence
from typing import Any, cast

from langgraph.runtime import Runtime

from smile_commons.dialogues.aside import aside
from smile_commons.dialogues.context import Context
from smile_commons.dialogues.lookback import look_back
from smile_commons.dialogues.remembering import REFLECTIONS, flush
from smile_commons.dialogues.state import BallotTask, ForumState, ReflectTask
from smile_commons.memory.canon import learn
from smile_commons.memory.episodes import bare
from smile_commons.memory.memory import Memory, read_reflections, to_record
from smile_commons.memory.reflection import read_insights, variables, worth_reflecting
from smile_commons.models.request import Request, conversation
from smile_commons.personas.ballot import Stage, ask_ballot
from smile_commons.personas.heard import HeardLine, heard_lines
from smile_commons.personas.speech import subseed
from smile_commons.runs.folder import ballot_key
from smile_commons.transcript import FORMS, Ballot

_NEXT = {"opening": "debate", "final": "final", "turn": "debate"}
"""The phase that follows ballots of a stage; after an act's it is closing."""
REFLECTION_TOKENS = 56
SEAT = "a person holds this seat"


async def ballot(task: BallotTask, runtime: Runtime[Context]) -> dict[str, Any]:
    """One persona votes in private on every article and its negation.

    The retest, asked beside the opening, is the same ballots with no debate between, and talk
    about nothing in question in its place.
    """
    context = runtime.context
    who, stage, turn = task["persona"], task["stage"], task["turn"]
    if context.balloting.never:
        return {"phase": _NEXT.get(stage, "closing")}
    if stage == "opening":
        await _ask(context, who, "opening", 0, ())
        await _ask(context, who, "retest", 0, ())
        return {"phase": "debate"}
    cues = {name: card.cue for name, card in context.stage.cards.items()}
    heard = heard_lines(context.history.events, who, cues, context.articles, context.embed)
    await _ask(context, who, cast("Stage", stage), turn, heard)
    return {"phase": _NEXT.get(stage, "closing")}


async def count(state: ForumState, runtime: Runtime[Context]) -> dict[str, Any]:
    """Waits until everybody has voted, so that what comes next is begun once and not by each."""
    return {}


async def close_act(state: ForumState, runtime: Runtime[Context]) -> dict[str, Any]:
    """The act is over: a strong model looks back on it; everything heard is written down."""
    context = runtime.context
    if context.stage.craft == "large":
        await look_back(context, context.acts[state["act"]])
    await flush(context)
    return {"phase": "closing", "revised": len(context.folder.revisions)}


async def reflect(task: ReflectTask, runtime: Runtime[Context]) -> dict[str, Any]:
    """One persona draws two or three insights from what it heard, and remembers them."""
    context = runtime.context
    who, act, turn = task["persona"], task["act"], task["turn"]
    path = context.folder.path / REFLECTIONS
    if any(name == who and old.act == act for name, old in read_reflections(path)):
        return {}
    episodes = worth_reflecting(context.agents[who].memory, act=act, turn=turn)
    if len(episodes) < 2:
        return {}
    insights = await _insights(context, who, act, turn, episodes)
    lines = [json.dumps(to_record(who, one), ensure_ascii=False) for one in insights]
    with path.open("a", encoding="utf-8") as file:
        file.write("".join(f"{line}\n" for line in lines))
    await context.embedded([bare(one) for one in insights])
    learn(context.agents[who].memory, insights, context.embedder)
    return {}


async def next_act(state: ForumState, runtime: Runtime[Context]) -> dict[str, Any]:
    """On to the next act, or to the final ballots when that was the last."""
    context = runtime.context
    if context.is_over(state["turn"]) or state["act"] + 1 >= len(context.acts):
        return {"phase": "final"}
    return {"phase": "debate", "act": state["act"] + 1, "spoken": 0}


async def _ask(
    context: Context, who: str, stage: Stage, turn: int, heard: Sequence[HeardLine]
) -> None:
    keys = (ballot_key(turn, who, article.id, stage) for article in context.articles)
    if all(key in context.folder.ballots for key in keys):
        return  # those of a branch's past are not asked again
    if who == context.seat_at(turn + 1):
        for article in context.articles:
            context.folder.append_ballot(
                Ballot(turn, who, article.id, None, {}, unscored=SEAT, stage=stage)
            )
        return
    async with context.lane:
        context.observer.asking(who, stage)
        ballots = await ask_ballot(
            context.judge,
            context.stage.prompts,
            context.stage.cards[who],
            context.articles,
            heard=heard,
            stage=stage,
            after_turn=turn,
            forms=context.folder.manifest.ballots_forms or FORMS,
        )
        # In the lane: the file's order is the cast's, and the others queue for it meanwhile.
        if context.folder.in_bulk:
            _written(context, ballots)  # waits for no disk
            await asyncio.sleep(0)
        else:
            await aside(_written, context, ballots)


def _written(context: Context, ballots: Sequence[Ballot]) -> None:
    for one in ballots:
        context.folder.append_ballot(one)


async def _insights(
    context: Context, who: str, act: str, turn: int, episodes: Sequence[Memory]
) -> list[Memory]:
    card, stage = context.stage.cards[who], context.stage
    purpose = f"reflect/{act}/{who}"
    text = context.stage.prompts.render(
        "reflect.j2",
        **variables(card.cue, episodes),
        title=card.title,
        principle=card.stance.principle,
    )
    async with context.lane:
        context.observer.reflecting(who, act)
        messages = conversation(text, "reflect.j2")
        prefill = messages[-1].content if messages[-1].role == "assistant" else ""
        if not stage.model.profile.prefill and prefill:
            messages, prefill = messages[:-1], ""
        reply = await stage.model.complete(
            Request(
                purpose=purpose,
                messages=messages,
                max_tokens=REFLECTION_TOKENS,
                temperature=0.6,
                seed=subseed(context.seed, purpose),
                samplers=dict(stage.model.profile.samplers),
            )
        )
    answer = reply.choices[0].text
    if not answer.startswith(prefill):
        answer = f"{prefill} {answer}"
    return read_insights(answer, episodes, act=act, turn=turn)
