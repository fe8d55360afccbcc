"""A sham debate: the same people, the same number of turns, about something unrelated.

It is a control. Ballots on the real articles stand before and after it, so whatever moves in
them was not moved by arguments about the articles.
"""

from collections.abc import Iterator
from itertools import count

from smile_commons.errors import InputError
from smile_commons.world.dialogue import Act, Beat, Dialogue, Move

_MOVES = (
    Move.TESTIFY,
    Move.QUESTION,
    Move.ANSWER,
    Move.CHALLENGE,
    Move.DEFEND,
    Move.PROPOSE,
)
"""What is done in turn where the act wrote no moves."""
_LONGEST = 600


def sham_of(dialogue: Dialogue, topic: str) -> Dialogue:
    """The dialogue with everything in it replaced that bears on its articles.

    Cast, resolution, acts, who is there, who speaks when and with what move stay; setting,
    scenes, stakes and matters give way to the topic. No speech is on an article.

    Args:
        dialogue: what is played otherwise.
        topic: what they talk about instead; parts set apart by semicolons take turns.

    Raises:
        InputError: the topic is empty or too long.
    """
    matters = [part.strip() for part in topic.split(";") if part.strip()]
    if not matters or len(topic) > _LONGEST:
        raise InputError(
            f"`placebo`: a topic of 1 to {_LONGEST} letters, such as 'how to bake bread'"
        )
    whole = "; ".join(matters)
    turns = count()
    return dialogue.model_copy(
        update={
            "title": f"{dialogue.title} (sham)",
            "logline": f"The same people talk about {whole}.",
            "setting": f"An evening among people who know each other. They talk about {whole}.",
            "acts": tuple(_act(act, dialogue, matters, turns) for act in dialogue.acts),
        }
    )


def _act(act: Act, dialogue: Dialogue, matters: list[str], turns: Iterator[int]) -> Act:
    present = tuple(who for who in dialogue.cast if not act.present or who in act.present)
    directed = act.mode == "directed" and bool(act.beats)
    beats = act.beats if directed else _in_turn(act, present)
    return act.model_copy(
        update={
            "scene": f"They sit together and talk about {'; '.join(matters)}.",
            "stake": f"What is there to say about {matters[0]}?",
            "mode": "directed",
            "matters": (),
            "beats": tuple(
                beat.model_copy(update={"on": matters[next(turns) % len(matters)], "article": None})
                for beat in beats
            ),
        }
    )


def _in_turn(act: Act, present: tuple[str, ...]) -> tuple[Beat, ...]:
    """As many speeches as the act has, given by everybody in turn to whoever spoke before."""
    return tuple(
        Beat(
            who=present[place % len(present)],
            move=_MOVES[place % len(_MOVES)],
            to=(present[(place - 1) % len(present)],) if place and len(present) > 1 else (),
            on="-",
        )
        for place in range(act.turns)
    )
