"""``commons model check``: what an endpoint takes and gives, and what a forum on it will take."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

from smile_commons.api.blocking import blocking
from smile_commons.api.estimate import Estimate
from smile_commons.api.model_check import examined, forum_on, where
from smile_commons.api.worlds import open_world
from smile_commons.cli import console
from smile_commons.cli.model_answers import rows
from smile_commons.models.checking import Examined
from smile_commons.models.settings import Settings, load_settings
from smile_commons.world.find import find_world


def model_check(
    name: str | None, *, base_url: str | None, world: Path | None, as_json: bool = False
) -> None:
    """Asks a model a dozen small questions and prints what came of it.

    Raises:
        InputError: there is no such model, or a setting is wrong.
        ModelError: it does not answer the plainest of them.
    """
    settings = load_settings({"model": name, "base_url": base_url}, world=find_world(world))
    found, at_once = blocking(examined(settings))
    if as_json:
        _emit(settings, found, blocking(forum_on(settings, open_world(world), found)), at_once)
        return
    console.say(f"{settings.model} at {where(settings)}")
    console.say()
    told = [(what, came, does) for what, came, does in rows(found)]
    console.say(console.table(("asked for", "came", "what is done about it"), told))
    console.say()
    for question, why in found.failures.items():
        console.note(console.wrap(f"{question}: {why}"))
    use = found.spent
    console.note(f"asked in {use.calls} requests, {use.prompt + use.completion} tokens")
    estimate = blocking(forum_on(settings, open_world(world), found))  # takes a few seconds
    if estimate is not None:
        total = estimate.tally.total
        console.say(
            f"the forum on it: about {estimate.speeches} speeches, {total.calls:,.0f} calls, "
            f"{_two_digits(total.prompt)} tokens read and {_two_digits(total.completion)} written, "
            f"{_span(estimate.seconds)}"
        )


def _two_digits(value: float) -> str:
    """Of a number that is an estimate: the others would be made up."""
    return f"{float(f'{value:.2g}'):,.0f}"


def _span(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 100 else f"{seconds / 60:.0f} min"


def _emit(settings: Settings, found: Examined, estimate: Estimate | None, at_once: int) -> None:
    told: dict[str, Any] = {"model": settings.model, "at": where(settings)}
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
