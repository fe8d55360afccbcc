"""What a play is asked for, checked against its world: which dialogue, acts, seats and turns."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from smile_commons.dialogues.balloting import Balloting
from smile_commons.dialogues.policies import Policy
from smile_commons.dialogues.sham import sham_of
from smile_commons.errors import InputError
from smile_commons.names import known
from smile_commons.runs.options import PlayOptions
from smile_commons.world import World
from smile_commons.world.card import Card
from smile_commons.world.dialogue import Act, Article, Dialogue


@dataclass(frozen=True, slots=True)
class Casting:
    """The dialogue with everything it names, found."""

    dialogue: Dialogue
    acts: tuple[Act, ...]
    articles: tuple[Article, ...]
    cards: dict[str, Card]
    speeches: int
    """How many there will be, if nothing cuts it short."""
    balloting: Balloting = field(default_factory=Balloting)


def cast(world: World, wanted: PlayOptions) -> Casting:
    """Looks up what was asked for.

    Raises:
        InputError: a dialogue, act or persona of that name is not there; the nearest is named.
    """
    dialogue = world.dialogues[known(wanted.dialogue, world.dialogues, "dialogue")]
    act_ids = {act.id: act for act in dialogue.acts}
    for act in wanted.acts:
        known(act, act_ids, f"act of {dialogue.id}")
    if wanted.seat:
        known(wanted.seat, dialogue.cast, f"member of the cast of {dialogue.id}")
    if Policy.of(wanted.policy, dialogue.cast).kind != "moderator" and wanted.mode == "directed":
        raise InputError(
            f"in a directed play the beats say who speaks, not a policy like {wanted.policy!r}; "
            "leave one of `mode` and `policy` out"
        )
    if wanted.order:
        dialogue = dialogue.model_copy(update={"cast": reordered(dialogue.cast, wanted.order)})
    dialogue = _lengthened(dialogue, wanted)
    if wanted.placebo is not None:
        dialogue = sham_of(dialogue, wanted.placebo)
    acts = _played(dialogue, wanted)
    resolution = world.resolution(dialogue.id)
    balloting = Balloting.of(wanted.ballots or dialogue.ballots)
    speeches = sum(_length(act, wanted) for act in acts)
    return Casting(
        dialogue=dialogue,
        acts=acts,
        articles=tuple(resolution.articles),
        cards={who: world.personas[who] for who in dialogue.cast},
        speeches=min(speeches, wanted.turns or speeches),
        balloting=balloting,
    )


def _played(dialogue: Dialogue, wanted: PlayOptions) -> tuple[Act, ...]:
    return tuple(act for act in dialogue.acts if not wanted.acts or act.id in wanted.acts)


def _length(act: Act, wanted: PlayOptions) -> int:
    return act.turns if _is_free(act, wanted) else len(act.beats)


def _is_free(act: Act, wanted: PlayOptions) -> bool:
    return not act.beats or (wanted.mode or act.mode) != "directed"


def _lengthened(dialogue: Dialogue, wanted: PlayOptions) -> Dialogue:
    """The dialogue with its last free act that is played as long as the speeches asked for need it.

    Where every act keeps to its beats nothing is longer: there is nobody who says what comes then.
    """
    acts = _played(dialogue, wanted)
    more = (wanted.turns or 0) - sum(_length(act, wanted) for act in acts)
    last = next((act for act in reversed(acts) if _is_free(act, wanted)), None)
    if more <= 0 or last is None:
        return dialogue
    longer = last.model_copy(update={"turns": last.turns + more})
    return dialogue.model_copy(
        update={"acts": tuple(longer if act.id == last.id else act for act in dialogue.acts)}
    )


def reordered(cast: Sequence[str], order: Sequence[str]) -> tuple[str, ...]:
    """The cast in another order: those named first, the others after them as they stood.

    Raises:
        InputError: somebody is named who is not of the cast, or twice.
    """
    for place, who in enumerate(order):
        known(who, cast, "member of the cast")
        if who in order[:place]:
            raise InputError(f"{who!r} is named twice in the order")
    return (*order, *(who for who in cast if who not in order))
