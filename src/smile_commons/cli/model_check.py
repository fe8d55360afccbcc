"""``commons model check``: what an endpoint takes and gives, and what a forum on it will take."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

from smile_commons.api.blocking import blocking
from smile_commons.api.estimate import Estimate
from smile_commons.api.model_check import examined, forum_on, where
from smile_commons.api.worlds import open_world
from smile_commons.cli import console
from smile_commons.cli.estimate import two_digits
from smile_commons.models.checking import Examined
from smile_commons.models.settings import Settings, load_settings
from smile_commons.world.find import find_world

Row = tuple[str, str, str]
"""What was asked for, what came, what is done about it."""
_PREFILL = {
    "continued": ("gone on with", "speeches may be given their first words"),
    "begun anew": ("begun anew", "speeches are not given their first words"),
    "refused": ("refused", "left out: speeches are not given their first words"),
    "untold": ("no answer", "speeches are not given their first words"),
}
_SCHEMA = {
    "kept": ("kept to", "asked for by its field, and checked here"),
    "in words": ("field refused", "asked for in words, and checked here"),
    "broken": ("not kept to", "what needs one (drafts, proposals) fails on it"),
}


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
    console.say(console.table(("asked for", "came", "what is done about it"), _rows(found)))
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
            f"{two_digits(total.prompt)} tokens read and {two_digits(total.completion)} written, "
            f"{_span(estimate.seconds)}"
        )


def _span(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 100 else f"{seconds / 60:.0f} min"


def _emit(settings: Settings, found: Examined, estimate: Estimate | None, at_once: int) -> None:
    told: dict[str, Any] = {"model": settings.model, "at": where(settings)}
    told |= {"found": asdict(found), "at_once": at_once}
    told["does"] = {what: does for what, _, does in _rows(found)}
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


def _rows(found: Examined) -> list[Row]:
    """Everything that was asked for, what came, and what the program does about it."""
    least, ends = found.least_tokens, "replies are cut here"
    so_many = "asked for so many; the first ones count" if least > 1 else "nothing to be done"
    likely = f"{found.logprobs} readings"
    return [
        ("chat", "answered", "speeches, ballots and the judge are asked so"),
        _either("completions", found.completions, ("answered", "--style script can be had"),
                ("none", "--style script cannot be had")),
        _either("streaming", found.streams, ("taken", "replies are read as they come"),
                ("refused", "read whole")),
        ("length", found.length_field, "the field that bounds a reply"),
        ("least tokens", str(least), so_many),
        _either("choices", found.choices >= 3, ("3 of 3", "all takes of a speech in one request"),
                (f"{found.choices} of 3", "takes are asked for in several requests")),
        _either("likelihoods", found.logprobs > 0,
                (likely, "a ballot or a judgement is one request"),
                ("none", "a ballot or a judgement is 8 answers drawn")),
        _seed(found),
        _either("temperature", found.temperature, ("taken", "sent"),
                ("refused", "left out: the model's own holds")),
        ("stop", "not sent", f"it would end the thoughts: {ends}") if found.thinks else
        _either("stop", found.stop, ("taken", "sent"), ("refused", f"left out: {ends}")),
        ("schema", *_SCHEMA[found.schema]),
        _system(found),
        ("first words", *_PREFILL[found.prefill]),
        _thinking(found),
        _either("usage", found.usage, ("told", "counted"),
                ("not told", "a cap counts the most that a reply can take")),
        _speed(found),
    ]  # fmt: skip


def _either(name: str, is_so: bool, yes: tuple[str, str], no: tuple[str, str]) -> Row:
    return (name, *(yes if is_so else no))


def _seed(found: Examined) -> Row:
    if not found.seed:
        return ("seed", "refused", "left out; only the record repeats a play")
    came = {True: "the same text", False: "other text", None: "taken"}[found.repeats]
    return ("seed", came, "sent; only the record repeats a play for certain")


def _system(found: Examined) -> Row:
    if not found.system:
        return ("system role", "refused", "said by the user, before anything else")
    came = {True: "heeded", False: "not heeded", None: "taken"}[found.obeys]
    return ("system role", came, "sent")


def _thinking(found: Examined) -> Row:
    if not found.thinks:
        return ("thoughts", "none", "no room is given for any")
    effort = ", effort low" if found.effort else ""
    does = f"{found.room:,} tokens more{effort}; nobody speaks them"
    return ("thoughts", f"about {found.thoughts:.0f} tokens", does)


def _speed(found: Examined) -> Row:
    if found.tokens_a_second is None:
        return ("speed", "not known", "")
    return ("speed", f"{found.tokens_a_second:.0f} tokens/s", f"a call takes {found.seconds:.1f} s")
