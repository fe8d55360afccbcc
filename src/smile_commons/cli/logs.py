"""``commons logs``: what was said in all runs, searched; and what all of them cost."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace
from pathlib import Path

from smile_commons.cli import console
from smile_commons.runs.folder import RunFolder
from smile_commons.runs.index import Hit, RunLine, Totals

_HEAD = ("run", "when", "status", "speeches", "model", "tokens", "cost", "time")
_INDENT = "    "
_MODEL = 18
"""Columns for a model's name."""


def show_hits(hits: Sequence[Hit], of: int, text: str, runs: Path, *, as_json: bool) -> None:
    """Prints the speeches that hold a text, ``of`` so many."""
    if as_json:
        console.emit({"text": text, "of": of, "speeches": [asdict(hit) for hit in hits]})
        return
    for hit in hits:
        console.say(f"{hit.folder}  turn {hit.turn}, {hit.act}")
        console.cue(f"{_INDENT}{hit.cue}")
        console.marked(console.wrap(hit.text, _INDENT), _words(text))
    if not hits:
        console.note(f"nobody said {text!r} in {runs}")
    elif of > len(hits):
        console.note(f"\n{len(hits)} of {of}; --count {of} shows all")


def _words(text: str) -> Sequence[str]:
    """The beginnings of the words that were looked for, for marking; forms differ at the end."""
    words = [word for word in re.findall(r"\w+", text) if word not in ("AND", "OR", "NOT", "NEAR")]
    return [word if len(word) < 5 else word[:-1] for word in words]


def show_runs(latest: Iterable[RunLine], totals: Totals, runs: Path, *, as_json: bool) -> None:
    """Prints the latest runs with what they cost, and the sum over all of them."""
    # A run that was being played when it was indexed may have been killed since.
    lines = [
        replace(line, status=RunFolder.open(line.folder, runs).status)
        if line.status == "playing"
        else line
        for line in latest
    ]
    if as_json:
        console.emit({"runs": [asdict(line) for line in lines], "totals": asdict(totals)})
        return
    if not lines:
        console.note("no runs; `commons play` makes one")
        return
    rows = [
        (
            line.folder,
            line.created[:16].replace("T", " "),
            line.status or "unreadable",
            str(line.speeches),
            (line.model or "")[:_MODEL],
            f"{line.prompt + line.completion}",
            _cost(line.cost),
            f"{line.seconds:.0f} s",
        )
        for line in lines
    ]
    console.say(console.table(_HEAD, rows))
    for line in lines:
        if line.fault:
            console.note(f"{line.folder}: {line.fault}")
    cost = "" if totals.cost is None else f", cost {_cost(totals.cost)}"
    console.say()
    console.say(
        f"{totals.runs} runs, {totals.speeches} speeches, {totals.calls} calls: "
        f"{totals.prompt} prompt tokens ({totals.cached} cached), {totals.completion} written"
        f"{cost}, {totals.seconds:.0f} s in models"
    )


def _cost(value: float | None) -> str:
    return "" if value is None else f"{value:.4f}"
