"""Which levels are played together in which block: full, Latin, or as a table lists them."""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from smile_commons.errors import InputError
from smile_commons.names import did_you_mean
from smile_commons.studies.design import Design, Level
from smile_commons.world.text import decode

SHAM, NO_TALK = "sham", "no_talk"
_COLUMNS = ("dialogue", "seed")


@dataclass(frozen=True, slots=True)
class Place:
    """One cell of the layout: a block, and a level of every factor."""

    dialogue: str
    seed: int
    levels: Mapping[str, Level]
    control: str = ""
    """``sham``, ``no_talk``, or nothing: it is no control arm."""

    @property
    def block(self) -> str:
        """What cells that are compared have in common."""
        return f"{self.dialogue}/{self.seed}"


def places(design: Design) -> Iterator[Place]:
    """Every cell, block after block.

    Raises:
        InputError: a table of cells is wrong; the message names file and line.
    """
    kind, _, rest = design.design.partition(":")
    if kind == "file":
        yield from _listed(design, design.folder / rest)
        return
    for number, (dialogue, seed) in enumerate(product(design.dialogue, design.repeats.seeds)):
        rows = list(_square(design, number) if kind == "latin" else _all(design))
        for levels in rows:
            yield Place(dialogue, seed, levels)
        yield from _controls(design, dialogue, seed, rows)


def _all(design: Design) -> Iterator[dict[str, Level]]:
    for levels in product(*design.factors.values()):
        yield dict(zip(design.factors, levels, strict=True))


def _square(design: Design, block: int) -> Iterator[dict[str, Level]]:
    """The block's row of a Latin square: every level of the first factor, the others rotated.

    Of n levels, n blocks after one another hold every pair of levels of any two factors once.
    """
    first, *others = design.factors
    for column, level in enumerate(design.factors[first]):
        row = {first: level}
        for step, name in enumerate(others, start=1):
            levels = design.factors[name]
            row[name] = levels[(column + step * block) % len(levels)]
        yield row


def _controls(
    design: Design, dialogue: str, seed: int, rows: list[dict[str, Level]]
) -> Iterator[Place]:
    controls = design.controls
    arms = [arm for arm, on in ((SHAM, controls.sham), (NO_TALK, controls.no_talk)) if on]
    at = [design.reference] if controls.cells == "reference" else rows
    for arm in arms:
        for levels in at:
            yield Place(dialogue, seed, levels, arm)


def _listed(design: Design, path: Path) -> Iterator[Place]:
    """The cells that a table lists: a column a factor, and ``seed``; ``dialogue`` if several."""
    text = decode(path.read_bytes(), str(path)).removeprefix("\ufeff")
    rows = csv.DictReader(io.StringIO(text, newline=""))
    columns = [name.strip() for name in rows.fieldnames or ()]
    rows.fieldnames = columns
    wanted = [*design.factors, "seed", *(["dialogue"] if len(design.dialogue) > 1 else [])]
    if missing := [name for name in wanted if name not in columns]:
        raise InputError(f"{path}:1: has no column {', '.join(missing)}")
    allowed = {*design.factors, *_COLUMNS, "control"}
    if unknown := [name for name in columns if name not in allowed]:
        hint = did_you_mean(unknown[0], allowed)
        raise InputError(f"{path}:1: {unknown[0]!r} is no factor of the study; {hint}")
    for row in rows:
        where = f"{path}:{rows.line_num}"
        if None in row:
            raise InputError(f"{where}: has more fields than the head has columns")
        yield _place(design, {name: (text or "").strip() for name, text in row.items()}, where)


def _place(design: Design, row: Mapping[str, str], where: str) -> Place:
    dialogue = row.get("dialogue") or design.dialogue[0]
    if dialogue not in design.dialogue:
        raise InputError(f"{where}: {dialogue!r} is none of the study's dialogues")
    if not row["seed"].isdecimal():
        raise InputError(f"{where}: seed: {row['seed']!r} is no whole number")
    levels: dict[str, Level] = {}
    for name, known in design.factors.items():
        there = {level.name: level for level in known}
        if row[name] not in there:
            hint = did_you_mean(row[name], there)
            raise InputError(f"{where}: {name}: no level is called {row[name]!r}; {hint}")
        levels[name] = there[row[name]]
    control = row.get("control", "")
    if control not in ("", SHAM, NO_TALK) or (control == SHAM and not design.controls.sham):
        raise InputError(
            f"{where}: control: {control!r}; it is {NO_TALK}, {SHAM} (with `controls: sham:` in "
            "the study) or empty"
        )
    return Place(dialogue, int(row["seed"]), levels, control)
