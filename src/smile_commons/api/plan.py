"""What is to happen in free acts: planned by rule, and a writer's plan read."""

from collections.abc import Mapping
from pathlib import Path

from smile_commons.dialogues.casting import Casting, cast
from smile_commons.dialogues.plan_file import PLAN, Plan, PlannedAct, check_plan
from smile_commons.dialogues.planning import Planning, how_many, planned
from smile_commons.dialogues.policies import Policy
from smile_commons.errors import InputError
from smile_commons.memory.memory import Embedder
from smile_commons.prompts.language import language_from
from smile_commons.runs.options import PlayOptions
from smile_commons.world import World

LARGEST = 256 * 1024
"""Bytes of a plan."""


def plan_of(
    world: World,
    dialogue: str,
    embedder: Embedder,
    *,
    act: str | None = None,
    seed: int = 1,
    language: str = "en",
) -> Plan:
    """The plan of each free act of a dialogue, or of one act as if it were free.

    Raises:
        InputError: there is no such dialogue or act, or none is free.
    """
    casting = cast(world, PlayOptions(dialogue=dialogue, acts=(act,) if act else ()))
    acts = [one for one in casting.acts if act or not one.beats or one.mode == "free"]
    if not acts:
        raise InputError(
            f"{dialogue} has no free act to be planned; `act` plans one as if it were free"
        )
    words = language_from(world.words, language)
    private = {who: world.memories.get(who, ()) for who in casting.cards}
    plans = dict[str, PlannedAct]()
    for one in acts:
        planning = Planning(
            act=one,
            present=casting.present(one),
            cards=casting.cards,
            articles=casting.at_stake(one),
            private=private,
            embedder=embedder,
            language=words,
            seed=seed,
            count=how_many(one.turns),
        )
        plans[one.id] = PlannedAct(beats=planned(planning))
    return Plan(dialogue=casting.dialogue.id, acts=plans)


def planned_by(file: Path | None, casting: Casting, options: PlayOptions) -> Mapping[str, bytes]:
    """What a run keeps of a writer's plan, by name; nothing where none is given.

    Raises:
        InputError: it cannot be read, nobody would follow it, or it is not what it has to be.
    """
    if file is None:
        return {}
    if Policy.of(options.policy, casting.dialogue.cast).kind != "moderator":
        raise InputError(f"`plan`: with `policy` {options.policy} nobody follows a plan")
    try:
        raw = file.read_bytes()
        text = raw.decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"cannot read {file}: {error}") from error
    if len(raw) > LARGEST:
        raise InputError(f"{file} is larger than {LARGEST // 1024} kB; a plan is not")
    present = {act.id: casting.present(act) for act in casting.acts}
    articles = [one.id for one in casting.articles]
    plan = check_plan(text, str(file), casting.dialogue.id, casting.acts, present, articles)
    return {PLAN: plan.to_yaml().encode("utf-8")}
