"""The forum graph, as LangGraph runs it.

::

    open_act -> (plan) -> moderate -> (weigh -> (decide)) -> recall -> speak -> listen
             -> (ballot -> count) -> moderate ...
             -> close_act -> (ballot -> count) -> reflect -> next_act -> open_act ...
             -> ballot -> count -> END

Opening ballots depend on card, question and model alone, so they are taken after the first
speech: the audience hears somebody before it waits for anything private. Before people in a room
they are taken first, while these vote too.

What chooses an edge waits for nothing, and is asynchronous all the same: LangGraph calls a plain
function in a thread.
"""

from functools import cache
from typing import TYPE_CHECKING, Any

from langgraph.graph import END, START, StateGraph
from langgraph.runtime import Runtime
from langgraph.types import RetryPolicy, Send

from smile_commons.dialogues.causes import is_weighed, weigh
from smile_commons.dialogues.closing import ballot, close_act, count, next_act, reflect
from smile_commons.dialogues.context import Context
from smile_commons.dialogues.deciding import decide
from smile_commons.dialogues.nodes import choose_speaker, give_speech, listen, open_act, recall
from smile_commons.dialogues.plans import plan, why_planned
from smile_commons.dialogues.state import ForumState
from smile_commons.errors import StoreError
from smile_commons.runs.folder import ballot_key

if TYPE_CHECKING:
    from langgraph.checkpoint.base import BaseCheckpointSaver
    from langgraph.graph.state import CompiledStateGraph


def forum(
    checkpointer: "BaseCheckpointSaver[Any] | None" = None,
) -> "CompiledStateGraph[ForumState, Context, ForumState, ForumState]":
    """The compiled graph; ``langgraph.json`` names this."""
    graph = _compiled()
    return graph if checkpointer is None else graph.copy({"checkpointer": checkpointer})


@cache
def _compiled() -> Any:
    """The graph, the same for every run."""
    graph: Any = StateGraph(ForumState, context_schema=Context)  # its types name Unknown
    # Models have a retry layer of their own; this one is for a vector store that is busy.
    stored: dict[str, Any] = {"retry_policy": RetryPolicy(max_attempts=3, retry_on=StoreError)}
    graph.add_node("open_act", open_act)
    graph.add_node("plan", plan)
    graph.add_node("moderate", choose_speaker)
    graph.add_node("weigh", weigh)
    graph.add_node("decide", decide)
    graph.add_node("recall", recall, **stored)
    graph.add_node("speak", give_speech)
    graph.add_node("listen", listen, **stored)
    graph.add_node("ballot", ballot)
    graph.add_node("count", count)
    graph.add_node("close_act", close_act)
    graph.add_node("reflect", reflect, **stored)
    graph.add_node("next_act", next_act)
    graph.add_conditional_edges(
        START, enter, ["open_act", "speak", "ballot", "close_act", "plan", "moderate"]
    )
    graph.add_conditional_edges("open_act", after_opening, ["plan", "moderate"])
    graph.add_edge("plan", "moderate")
    graph.add_conditional_edges("moderate", after_floor, ["weigh", "recall", "close_act"])
    graph.add_conditional_edges("weigh", after_weighing, ["decide", "recall"])
    graph.add_edge("decide", "recall")
    graph.add_edge("recall", "speak")
    graph.add_edge("ballot", "count")  # once, when all have voted
    graph.add_conditional_edges("speak", after_review, ["listen", "moderate"])
    graph.add_conditional_edges("listen", after_speech, ["ballot", "close_act", "plan", "moderate"])
    graph.add_conditional_edges(
        "count",
        after_ballot,
        ["open_act", "plan", "moderate", "close_act", "reflect", "next_act", END],
    )
    graph.add_conditional_edges("close_act", after_act, ["ballot", "reflect", "next_act"])
    graph.add_edge("reflect", "next_act")
    graph.add_conditional_edges("next_act", onward, ["open_act", "ballot"])
    return graph.compile(name="forum")


async def enter(state: ForumState, runtime: Runtime[Context]) -> list[Send] | str:
    """At the opening; a branch after the speech that it shares with its parent, or before one
    that it gives anew; where nobody is to speak, at the ballots."""
    if state["floor"] is not None:
        return "speak"
    if not state["turn"] and (runtime.context.live or runtime.context.is_over(0)):
        return _ballots(state, runtime.context, "opening")
    return await after_speech(state, runtime) if state["turn"] else "open_act"


async def after_opening(state: ForumState, runtime: Runtime[Context]) -> str:
    """A free act begins with a plan, unless a writer gave one."""
    return "plan" if why_planned(state, runtime.context) else "moderate"


async def after_floor(state: ForumState, runtime: Runtime[Context]) -> str:
    """On to what would have to be weighed: who gives way or decides, and what a director orders;
    to the act's end where the director ended the debate.
    """
    if state["floor"] is None:
        return "close_act"
    return "weigh" if is_weighed(state, runtime.context) else "recall"


async def after_weighing(state: ForumState) -> str:
    """On to the decision, where it is open which way it goes."""
    return "decide" if (state["floor"] or {}).get("ways") else "recall"


async def after_review(state: ForumState) -> str:
    """On with the speech, unless a director struck it: then the floor is given anew."""
    return "listen" if state["floor"] is None else "moderate"


async def after_speech(state: ForumState, runtime: Runtime[Context]) -> list[Send] | str:
    """The opening ballots once somebody has spoken, others as they fall due; then on."""
    if state["phase"] == "opening":
        return _ballots(state, runtime.context, "opening")
    return _due(state, runtime.context) or _on_or_close(state, runtime.context)


async def after_ballot(state: ForumState, runtime: Runtime[Context]) -> list[Send] | str:
    """Back to where the ballots were taken."""
    context = runtime.context
    if state["phase"] == "final":
        return END
    if not state["events"]:  # of a play before a room, where the ballots come first
        return "open_act"
    if state["phase"] == "closing":
        return _reflections(state, context) or "next_act"
    return _due(state, context) or _on_or_close(state, context)


async def after_act(state: ForumState, runtime: Runtime[Context]) -> list[Send] | str:
    """Ballots where the act asks for them, then a look back."""
    context = runtime.context
    if context.balloting.after_act(context.acts[state["act"]]) and not _is_last(state, context):
        return _ballots(state, context, "act")
    return _reflections(state, context) or "next_act"


async def onward(state: ForumState, runtime: Runtime[Context]) -> list[Send] | str:
    """The next act, or the final ballots."""
    if state["phase"] == "final":
        return _ballots(state, runtime.context, "final")
    return "open_act"


def _on_or_close(state: ForumState, context: Context) -> str:
    act = context.acts[state["act"]]
    over = state["spoken"] >= context.length(act) or context.is_over(state["turn"])
    if over:
        return "close_act"
    # What is to come is planned anew where something went otherwise.
    return "plan" if why_planned(state, context) else "moderate"


def _due(state: ForumState, context: Context) -> list[Send]:
    """Ballots every so many speeches, unless others are about to be taken or these were."""
    turn = state["turn"]
    if not context.balloting.after_turn(turn):
        return []
    if _on_or_close(state, context) == "close_act" and (
        _is_last(state, context) or context.balloting.after_act(context.acts[state["act"]])
    ):
        return []
    first = context.articles[0].id
    asked = all(
        ballot_key(turn, who, first, "turn") in context.folder.ballots
        for who in context.dialogue.cast
    )
    return [] if asked else _ballots(state, context, "turn")


def _is_last(state: ForumState, context: Context) -> bool:
    return state["act"] + 1 >= len(context.acts) or context.is_over(state["turn"])


def _ballots(state: ForumState, context: Context, stage: str) -> list[Send]:
    """Each persona in private; ``Send`` runs one that failed again alone."""
    act = context.acts[state["act"] if state["act"] < len(context.acts) else -1].id
    return [
        Send("ballot", {"persona": who, "stage": stage, "turn": state["turn"], "act": act})
        for who in context.dialogue.cast
    ]


def _reflections(state: ForumState, context: Context) -> list[Send]:
    act = context.acts[state["act"]]
    return [
        Send("reflect", {"persona": who, "act": act.id, "turn": state["turn"]})
        for who in context.present(act)
        if who != context.seat_at(state["turn"] + 1)
    ]
