"""Two runs printed side by side, and their positions as a table."""

import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import groupby
from shutil import get_terminal_size
from typing import TYPE_CHECKING

from smile_commons.api.blocking import blocking
from smile_commons.api.compare import Differences, compared
from smile_commons.branches.diff import DiffSide, Pair, RunDiff, Step
from smile_commons.cli import console
from smile_commons.runs.folder import RunFolder
from smile_commons.scoring.paired import FEWEST_PAIRS, Difference
from smile_commons.transcript import Event

if TYPE_CHECKING:
    from rich.text import Text

_NARROW = 84
"""Columns of a terminal below which one speech stands above the other."""
_SOURCES = {
    "ballot": "private ballots at the end",
    "stated": "stated positions, as the judge read them",
    None: "none",
}


def show_diff(a: RunFolder, b: RunFolder, repeat: int, *, as_json: bool = False) -> None:
    """Shows where two runs part and what it did to each position; plays both ways again if asked.

    Args:
        a, b: which.
        repeat: how many pairs of repeats there shall be; those there already are not played again.
        as_json: one JSON object.

    Raises:
        InputError: they cannot be compared.
        CommonsError: as when a run is played.
    """
    found = blocking(compared(a, b, repeats=repeat, tell=console.note))
    if as_json:
        console.emit(found.to_dict())
        return
    cast = {**b.manifest.cast, **a.manifest.cast}
    _show_parting(found.diff, cast)
    show_positions(found.once, cast)
    if (again := found.again) is not None:
        count = len(again.pairs)
        often = "once" if count == 1 else f"{count} times"
        show_positions(again, cast, f"Both ways played {often} more, in pairs of one seed")
        for reason in again.left_out:
            console.note(f"left out: {reason}")


def _show_parting(parting: RunDiff, cast: Mapping[str, str]) -> None:
    """Prints what both runs have in common, what was changed, and all that differs since."""
    for letter, way in (("A", parting.a), ("B", parting.b)):
        console.say(f"{letter}  {_named(way)}")
    console.say()
    console.paragraph(_shared(parting))
    console.paragraph(_different(parting))
    for name, (a, b) in parting.beside.items():
        console.paragraph(f"{name}: {a} in A, {b} in B.")
    console.say()
    if sys.stdout.isatty() and get_terminal_size().columns >= _NARROW:
        _columns(parting, cast)
    else:
        _stacked(parting, cast)


def show_positions(told: Differences, cast: Mapping[str, str], head: str = "") -> None:
    """Prints where both ways left everybody, and how far apart."""
    differences = told.differences
    console.say()
    if not differences:
        console.paragraph(f"{head or 'Positions'}: none to compare. {told.none}")
        return
    pairs = max(one.n for one in differences)
    console.paragraph(f"{head or 'Where it left them'}, by {_SOURCES[told.source]}:")
    single = [one for one in differences if one.persona and one.article]
    moved = [one for one in single if round(one.value, 2)]
    shown = [one for one in differences if one not in single or one in moved]
    tested = pairs >= FEWEST_PAIRS
    head_row = ("who", "article", "A", "B", "B - A", "95 % alone", "pairs", *["clear"] * tested)
    console.say(console.table(head_row, [_row(one, cast)[: len(head_row)] for one in shown]))
    if still := len(single) - len(moved):
        console.say(f"{still} of {len(single)} single positions are the same in both.")
    for covers, which in _covers(shown):
        console.note(f"{which}: {covers}")
    if pairs > 1:
        console.note(_tests(differences, pairs))


def _tests(differences: Sequence[Difference], pairs: int) -> str:
    """What is clear, by which rule, and what the intervals leave out."""
    tests = [one for one in differences if one.p is not None]
    families = ", ".join(f"{n} {name}" for name, n in Counter(t.family for t in tests).items())
    alone = (
        "Each interval is for itself: of twenty one lies clear of 0 by chance alone, so read what "
        "is clear."
    )
    if pairs < FEWEST_PAIRS:
        return f"{pairs} pairs are too few for anything to be clear of chance. {alone}"
    count = sum(bool(one.clear) for one in tests)
    told = f"{count} of {len(tests)} differences clear (*)" if count else (
        f"none of {len(tests)} differences is clear"
    )  # fmt: skip
    return (
        f"{pairs} pairs{', which is few' if pairs < 10 else ''}; {told}: p by Student's t on the "
        f"pairs, held by Holm's method over them all ({families}; each kind has a quarter of the "
        "5 % at first), so that where nothing was changed anything is clear in one comparison of "
        f"twenty at most. {alone}"
    )


def _named(way: DiffSide) -> str:
    run = way.run
    name = f" “{run.manifest.name}”" if run.manifest.name else ""
    speeches = sum(event.is_turn for event in run.events.all())
    status = "" if run.status == "done" else f", {run.status}"
    return f"{run.id}{name}, {console.counted(speeches, 'speech')}{status}"


def _shared(parting: RunDiff) -> str:
    if parting.ancestor is None:
        return (
            "They come from no one run, so no one change sets them apart: what follows is a plain "
            "comparison of two plays of one dialogue."
        )
    if not parting.turn:
        return "They part at the opening."
    same = f"Turns 1 to {parting.turn} are" if parting.turn > 1 else "Turn 1 is"
    return f"{same} the same in both, from {parting.ancestor}; they part after turn {parting.turn}."


def _different(parting: RunDiff) -> str:
    steps = [
        f"{letter} has {_change(step)}"
        for letter, way in (("A", parting.a), ("B", parting.b))
        for step in way.steps
    ]
    if parting.ancestor is None:
        return ""
    if not steps:
        return "Nothing was changed: they are copies of one run."
    if len(steps) == 1:
        return f"One thing is different: {steps[0]}."
    return f"{len(steps)} things are different: {'; '.join(steps)}."


def _change(step: Step) -> str:
    """What was changed, with all that was said."""
    change = step.change
    after = change.after if change else None
    if change is None or not isinstance(after, str):
        return str(step)
    of = f" of {change.who}" if change.who else ""
    if change.kind in ("direction", "remember", "edit", "new takes"):
        return f"{change.kind}{of}: “{' '.join(after.split())}”"
    return str(step)


def _groups(parting: RunDiff) -> list[tuple[bool, list[Pair]]]:
    return [(same, list(pairs)) for same, pairs in groupby(parting.pairs, lambda pair: pair.same)]


def _alike(pairs: Sequence[Pair]) -> str:
    """What stands for a stretch that is the same in both."""
    turns = sorted({pair.a.turn for pair in pairs if pair.a and pair.a.is_turn})
    if not turns:
        return ""
    span = f"turn {turns[0]}" if len(turns) == 1 else f"turns {turns[0]} to {turns[-1]}"
    return f"{span}: word for word the same"


def _stacked(parting: RunDiff, cast: Mapping[str, str]) -> None:
    for same, pairs in _groups(parting):
        if same:
            if alike := _alike(pairs):
                console.say(f"{alike}\n")
            continue
        for pair in pairs:
            for letter, event in (("A", pair.a), ("B", pair.b)):
                if event is None:
                    console.say(f"{letter}  has ended\n")
                    continue
                console.say(f"{letter}  {_head(event, cast)}")
                console.paragraph(event.text, "     ")
                console.say()


def _columns(parting: RunDiff, cast: Mapping[str, str]) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=SIMPLE_HEAD, expand=True, padding=(0, 1), show_edge=False)
    for letter in "AB":
        table.add_column(letter, ratio=1, overflow="fold")

    def cell(event: Event | None) -> "Text":
        if event is None:
            return Text("has ended\n", style="dim")
        head, said = f"{_head(event, cast)}\n", f"{console.clean(event.text)}\n"
        return Text.assemble((head, "bold"), said)

    for same, pairs in _groups(parting):
        if same:
            if alike := _alike(pairs):
                told = Text(f"{alike}\n", style="dim")
                table.add_row(told, told)
            continue
        for pair in pairs:
            table.add_row(cell(pair.a), cell(pair.b))
    width = min(get_terminal_size().columns, 2 * console.width())
    Console(width=width, highlight=False).print(table)


def _head(event: Event, cast: Mapping[str, str]) -> str:
    """The turn, and who speaks to whom."""
    if event.kind == "act":
        return f"after turn {event.turn}, {event.act} opens"
    if event.speaker is None:
        return f"turn {event.turn}" if event.is_turn else f"after turn {event.turn}"
    to = " and ".join(cast.get(one, one) for one in event.to)
    cue = console.clean(cast.get(event.speaker, event.speaker)).upper()
    return f"turn {event.turn}  {cue}{f' to {to}' if to else ''}"


def _row(one: Difference, cast: Mapping[str, str]) -> tuple[str, ...]:
    who = cast.get(one.persona, one.persona) if one.persona else "all"
    what = "agreement" if one.id == "agreement" else one.article or "all"
    spread = "" if one.interval is None else "{:+.2f} to {:+.2f}".format(*one.interval)
    figures = (f"{round(value, 2) + 0.0:+.2f}" for value in (one.a, one.b, one.value))
    return (who, what, *figures, spread, str(one.n), "*" if one.clear else "")


def _covers(differences: Sequence[Difference]) -> list[tuple[str, str]]:
    """What the intervals cover, and why some have none: each once, with which it is about."""
    found: dict[str, set[str]] = {}
    for one in differences:
        scope = ("single positions" if one.persona and one.article else
                 "an article" if one.article else
                 "a persona" if one.persona else "all")  # fmt: skip
        has = "interval of" if one.interval else "no interval of"
        found.setdefault(one.covers, set()).add(f"{has} {scope}")
    return [(covers, ", ".join(sorted(which))) for covers, which in found.items()]
