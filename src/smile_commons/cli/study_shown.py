"""What ``commons study plan`` and ``status`` print."""

from dataclasses import asdict
from pathlib import Path

from smile_commons.cli import console
from smile_commons.studies.cells import SHOWN
from smile_commons.studies.progress import Status
from smile_commons.studies.study import Study


def show_plan(path: Path, *, cells: bool, pilot: Path | None, as_json: bool) -> None:
    """Prints what a study plays."""
    found = Study(path)
    design, planned = found.design, found.plan_cells
    controls = sum(bool(cell.control) for cell in planned.cells)
    blocks = len({cell.block for cell in planned.cells})
    plans = found.plan(pilot)
    if as_json:
        console.emit(
            {
                "study": design.id,
                "design": design.design,
                "cells": len(planned.cells),
                "controls": controls,
                "blocks": blocks,
                "common_parts": len(planned.trunks),
                "factors": {n: [one.name for one in all] for n, all in design.factors.items()},
                "primary": [str(one) for one in design.outcomes.primary],
                "secondary": [str(one) for one in design.outcomes.secondary],
                "power": [one.to_dict() for one in plans],
                "list": [{"cell": c.id, "told": c.told} for c in planned.cells] if cells else [],
            }
        )
        return
    console.say(f"{design.id}: {design.title}" if design.title else design.id)
    console.say(
        f"{_plural(len(planned.cells), 'cell')} in {_plural(blocks, 'block')}, {design.design}"
    )
    if controls:
        console.say(f"of them controls: {controls}")
    if planned.trunks:
        console.say(f"common parts, each played once: {len(planned.trunks)}")
    for name, levels in design.factors.items():
        console.say(f"{name}: {', '.join(level.name for level in levels)}")
    console.say(f"primary: {', '.join(map(str, design.outcomes.primary))}")
    for one in plans:
        console.paragraph(one.text)
    if not plans:
        console.note(
            "`analysis: sesoi:` with `sd:` or --pilot tells how many blocks an effect needs"
        )
    if cells:
        for cell in planned.cells:
            console.say(f"{cell.id[:SHOWN]}  {cell.told}")


def show_status(path: Path, *, failed: bool, as_json: bool) -> None:
    """Prints how a study stands."""
    found = Study(path)
    status = found.status()
    rows = [row for row in found.rows() if row.status == "failed"]
    if as_json:
        told = [{"cell": row.cell, "run": row.run_id, "error": row.error} for row in rows]
        console.emit({"study": found.id, **asdict(status), "failures": told})
        return
    console.say(f"{found.id}: {in_words(status)}")
    for row in rows if failed else ():
        levels = ", ".join(f"{name} {level}" for name, level in row.factors.items())
        console.say(f"{row.cell[:SHOWN]}  {row.block}, {levels}: {row.error}")


def in_words(status: Status) -> str:
    """How a study stands, in a line."""
    parts = [f"{status.done} of {_plural(status.total, 'cell')} done"]
    counts = {"failed": status.failed, "playing": status.playing, "stopped": status.stopped}
    parts += [f"{number} {name}" for name, number in counts.items() if number]
    parts.append(f"{status.tokens:,} tokens")
    if status.cost is not None:
        parts.append(f"cost {status.cost:.4f}")
    if status.left and status.seconds_left is not None:
        left = f"about {span(status.seconds_left)} left"
        parts.append(left if status.cost_left is None else f"{left}, {status.cost_left:.4f}")
    return "; ".join(parts)


def span(seconds: float) -> str:
    """A time that is estimated, in the unit that suits it."""
    if seconds < 100:
        return f"{seconds:.0f} s"
    if seconds < 6000:
        return f"{seconds / 60:.0f} min"
    return f"{seconds / 3600:.1f} h"


def _plural(number: int, name: str) -> str:
    return f"{number} {name}" if number == 1 else f"{number} {name}s"
