"""``commons play --estimate``: what a play would take, before anything is asked of a model."""

from pathlib import Path

from smile_commons.api.blocking import blocking
from smile_commons.api.estimate import Estimate, estimated
from smile_commons.api.pace import pace_here
from smile_commons.api.play import Prepared
from smile_commons.cli import console
from smile_commons.errors import InputError
from smile_commons.models.rehearsed import Expected

_NAMES = {
    "draft": "notes drafted",
    "speak": "speeches",
    "ballot/opening": "ballots: opening",
    "ballot/retest": "ballots: retest",
    "ballot/turn": "ballots: meanwhile",
    "ballot/act": "ballots: acts",
    "ballot/final": "ballots: final",
    "ballot/decide": "ballots: decisions",
    "weigh": "weighing",
    "reflect": "reflections",
    "judge": "scoring",
}
_HEAD = ("", "calls", "prompt", "cached", "written", "time")


def show_estimate(planned: Prepared, runs: Path, *, as_json: bool = False) -> None:
    """Prints what a play would take; no model is loaded or asked.

    Raises:
        InputError: there is no such model.
    """
    if planned.manifest.policy == "manual":
        raise InputError("--estimate: nobody knows whom a director will let speak")
    pace, source = pace_here(planned.settings, runs)
    estimate = blocking(estimated(planned, pace, source=source))
    cost = estimate.cost
    if as_json:
        _emit(planned, estimate)
        return
    dialogue = planned.casting.dialogue
    console.say(f"{dialogue.title}: {estimate.speeches} speeches")
    console.say()
    rows = [_row(_NAMES.get(kind, kind), one) for kind, one in estimate.tally.expected.items()]
    console.say(console.table(_HEAD, [*rows, _row("all", estimate.tally.total)]))
    console.say()
    tokens = estimate.tally.total.prompt + estimate.tally.total.completion
    total = f"about {_span(estimate.seconds)} and {two_digits(tokens)} tokens"
    console.say(total + ("" if cost is None else f", cost {cost:.4f}"))
    most = planned.manifest.most_tokens
    if most and most < tokens:
        console.note(f"that is beyond --max-tokens {most}: it would stop on the way")
    if "ballot/opening" not in estimate.tally.expected:
        console.note("opening ballots are kept from an earlier play and not asked again")
    console.note(estimate.source)


def _row(name: str, one: Expected) -> tuple[str, ...]:
    cached = f"{one.cached / one.prompt:.0%}" if one.prompt else ""
    numbers = (f"{one.calls:.0f}", f"{one.prompt:.0f}", cached, f"{one.completion:.0f}")
    return (name, *numbers, _span(one.seconds))


def two_digits(value: float) -> str:
    """Of a number that is an estimate: the others would be made up."""
    return f"{float(f'{value:.2g}'):,.0f}"


def _span(seconds: float) -> str:
    if seconds < 100:
        return f"{seconds:.0f} s"
    whole = round(seconds)
    return f"{whole // 60} min {whole % 60:02} s"


def _emit(planned: Prepared, estimate: Estimate) -> None:
    def plain(one: Expected) -> dict[str, float]:
        return {
            "calls": round(one.calls, 1),
            "prompt": round(one.prompt),
            "cached": round(one.cached),
            "completion": round(one.completion),
            "seconds": round(one.seconds, 1),
        }

    console.emit(
        {
            "dialogue": planned.manifest.dialogue,
            "speeches": estimate.speeches,
            **plain(estimate.tally.total),
            "wall": round(estimate.seconds, 1),
            "cost": estimate.cost,
            "parts": {kind: plain(one) for kind, one in estimate.tally.expected.items()},
            "pace": {"measured": estimate.pace.requests, "source": estimate.source},
        }
    )
