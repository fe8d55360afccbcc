"""``commons model check``: what an endpoint takes and gives, and what a forum on it will take."""

import asyncio
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from smile_commons.cli import console
from smile_commons.cli.model_answers import rows
from smile_commons.models.settings import Settings, load_settings
from smile_commons.world import World

if TYPE_CHECKING:
    from smile_commons.cli.estimate import Estimate
    from smile_commons.models.checking import Examined

TEMPLATE = "model_check.j2"
_FORUM = "forum"


def model_check(
    name: str | None, *, base_url: str | None, world: Path | None, as_json: bool = False
) -> None:
    """Asks a model a dozen small questions and prints what came of it.

    Raises:
        InputError: there is no such model, or a setting is wrong.
        ModelError: it does not answer the plainest of them.
    """
    from smile_commons.cli.playing import world_at
    from smile_commons.world.find import find_world

    settings = load_settings({"model": name, "base_url": base_url}, world=find_world(world))
    found, at_once = asyncio.run(_examined(settings))
    if as_json:
        _emit(settings, found, _forum(settings, world_at(world), found), at_once)
        return
    console.say(f"{settings.model} at {_where(settings)}")
    console.say()
    told = [(what, came, does) for what, came, does in rows(found)]
    console.say(console.table(("asked for", "came", "what is done about it"), told))
    console.say()
    for question, why in found.failures.items():
        console.note(console.wrap(f"{question}: {why}"))
    use = found.spent
    console.note(f"asked in {use.calls} requests, {use.prompt + use.completion} tokens")
    estimate = _forum(settings, world_at(world), found)  # takes a few seconds
    if estimate is not None:
        total = estimate.tally.total
        console.say(
            f"the forum on it: about {estimate.speeches} speeches, {total.calls:,.0f} calls, "
            f"{_two_digits(total.prompt)} tokens read and {_two_digits(total.completion)} written, "
            f"{_span(estimate.seconds)}"
        )


async def _examined(settings: Settings) -> "tuple[Examined, int]":
    from smile_commons.models.checking import examine
    from smile_commons.models.conversation import conversation
    from smile_commons.models.embedded import EmbeddedModel
    from smile_commons.models.gateway import Gateway
    from smile_commons.models.open import open_unasked
    from smile_commons.models.request import Message
    from smile_commons.prompts.environment import Prompts

    prompts = Prompts({})

    def words(question: str) -> tuple[Message, ...]:
        text = prompts.render(TEMPLATE, question=question).strip()
        return conversation(text if text.startswith("@@") else f"@@user\n{text}", TEMPLATE)

    model = await open_unasked(settings)
    try:
        gateway = await model.start() if isinstance(model, EmbeddedModel) else model
        assert isinstance(gateway, Gateway)
        return await examine(gateway, words), gateway.at_once
    finally:
        await model.aclose()


def _forum(settings: Settings, world: World, found: "Examined") -> "Estimate | None":
    """What the world's forum would take by what was measured; None where it has no dialogue."""
    from smile_commons.cli.estimate import Planned, estimated
    from smile_commons.dialogues.casting import Wanted, cast
    from smile_commons.models.pace import Pace
    from smile_commons.runs.manifest import Manifest

    if not world.dialogues:
        return None
    dialogue = _FORUM if _FORUM in world.dialogues else next(iter(world.dialogues))
    casting = cast(world, Wanted(dialogue, takes=settings.takes))
    manifest = Manifest.of(
        casting.dialogue,
        {who: card.cue for who, card in casting.cards.items()},
        seed=1,
        world=world.digest,
        takes=settings.takes,
    )
    planned = Planned(world=world, casting=casting, manifest=manifest, settings=settings)
    return asyncio.run(estimated(planned, found.pace(Pace())))


def _where(settings: Settings) -> str:
    from smile_commons.models.attempt import OPENAI, shown_url
    from smile_commons.models.open import is_local

    return "this machine" if is_local(settings) else shown_url(settings.base_url or OPENAI)


def _two_digits(value: float) -> str:
    """Of a number that is an estimate: the others would be made up."""
    return f"{float(f'{value:.2g}'):,.0f}"


def _span(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 100 else f"{seconds / 60:.0f} min"


def _emit(settings: Settings, found: "Examined", estimate: "Estimate | None", at_once: int) -> None:
    told: dict[str, Any] = {"model": settings.model, "at": _where(settings)}
    told |= {"found": asdict(found), "at_once": at_once}
    told["does"] = {what: does for what, _, does in rows(found)}
    if estimate is not None:
        total = estimate.tally.total
        told["forum"] = {
            "speeches": estimate.speeches,
            "calls": round(total.calls),
            "prompt": round(total.prompt),
            "completion": round(total.completion),
            "seconds": round(estimate.seconds, 1),
        }
    console.emit(told)
