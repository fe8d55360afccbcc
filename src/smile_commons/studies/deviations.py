"""What was done otherwise than was registered: all of it, for the head of every report."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from smile_commons.studies.cells import CellRow
from smile_commons.studies.design import Design
from smile_commons.studies.digests import definitions
from smile_commons.studies.planning import Cells
from smile_commons.studies.registration import Registration, plan_of

_FIELDS: Mapping[str, str] = {
    "primary": "outcome",
    "secondary": "outcome",
    "factors": "design",
    "design": "design",
    "at": "design",
    "dialogues": "design",
    "seeds": "n",
    "controls": "design",
    "options": "design",
    "settings": "design",
    "exclude": "exclusion",
    "people": "bands of people",
    "analysis": "analysis",
    "stop": "stop rule",
    "hypothesis": "hypothesis",
    "question": "hypothesis",
}
_SHOWN = 160


@dataclass(frozen=True, slots=True)
class Deviation:
    """One thing that is otherwise."""

    what: str
    """``registration``, ``outcome``, ``design``, ``n``, ``exclusion``, ``analysis``, ``version``
    …"""
    planned: str
    found: str

    def __str__(self) -> str:
        return f"{self.what}: registered {self.planned}; found {self.found}"


def deviations(
    design: Design, cells: Cells, rows: Sequence[CellRow], before: Registration | None
) -> list[Deviation]:
    """What is otherwise than was registered.

    Args:
        design: the study as it is now.
        cells: all that it plays now.
        rows: what became of its cells.
        before: its registration; None: that there is none is the one thing to be told.
    """
    if before is None:
        return [
            Deviation("registration", "nothing", "the study was not registered before it was run")
        ]
    return [
        *_frozen(before),
        *_planned(design, cells, before),
        *_played(before, rows),
        *_versions(before, rows),
        *_digests(before, cells),
    ]


def _frozen(before: Registration) -> Iterator[Deviation]:
    for name in before.broken:
        yield Deviation("registration", f"{name} as its sum says", "another content, or none")
    if before.folder.name != "registration":
        yield Deviation(
            "registration", "one", f"amended: {before.folder.name}, of {before.created}"
        )


def _planned(design: Design, cells: Cells, before: Registration) -> Iterator[Deviation]:
    now = plan_of(design, cells)
    for name, what in _FIELDS.items():
        old = before.plan.get(name)
        if not _is_same(old, now[name]):
            yield Deviation(what, f"{name} {_short(old)}", f"{name} {_short(now[name])}")


def _is_same(old: Any, now: Any) -> bool:
    """Whether nothing is otherwise; what an older version did not know of says nothing, unless it
    is used.
    """
    if isinstance(old, dict) and isinstance(now, dict):
        names = {*old, *(name for name, value in now.items() if value)}  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
        return all(old.get(name) == now.get(name) for name in names)  # pyright: ignore[reportUnknownMemberType, reportUnknownArgumentType, reportUnknownVariableType]
    return old == now or (old is None and not now)


def _played(before: Registration, rows: Sequence[CellRow]) -> Iterator[Deviation]:
    planned = {str(one["cell"]) for one in before.plan["list"]}
    counts = Counter(row.status for row in rows if row.cell in planned)
    if counts["done"] != len(planned):
        told = ", ".join(f"{number} {status}" for status, number in sorted(counts.items()))
        never = len(planned) - sum(counts.values())
        rest = f", {never} never begun" if never else ""
        yield Deviation("n", f"{len(planned)} cells", f"{told or 'none begun'}{rest}")
    if other := [row for row in rows if row.cell not in planned]:
        yield Deviation("n", "no other cells", f"{len(other)} that were not registered")
    if failed := [row for row in rows if row.status == "failed"]:
        why = "; ".join(dict.fromkeys(_short(row.error) for row in failed[:5]))
        yield Deviation("exclusion", "no cell", f"{len(failed)} failed and are left out: {why}")
    early = [row for row in rows if row.status == "done" and row.at < before.created]
    if early:
        yield Deviation(
            "registration", "before the data", f"{len(early)} cells were done before it"
        )


def _versions(before: Registration, rows: Sequence[CellRow]) -> Iterator[Deviation]:
    planned = str(before.plan["package"])
    if others := sorted({row.package for row in rows if row.package and row.package != planned}):
        yield Deviation("version", f"Smile Commons {planned}", f"cells by {', '.join(others)}")
    models: Mapping[str, Any] = before.digests.get("models", {})
    known = {(one["name"], one["digest"]) for one in models.values()}
    for role, spoke in (
        ("model", {(row.model, row.model_digest) for row in rows if row.model}),
        ("judge", {(row.judge, row.judge_digest) for row in rows if row.judge}),
    ):
        for name, digest in sorted(spoke - known, key=str):
            yield Deviation("version", _named(known), f"{role} {name}{_of(digest)}")


def _digests(before: Registration, cells: Cells) -> Iterator[Deviation]:
    old: Mapping[str, Any] = before.digests.get("definitions", {})
    for id, digest in definitions().items():
        if id in old and old[id] != digest:
            yield Deviation("version", f"definition of {id} {_short(old[id])}", _short(digest))
    dialogues: Mapping[str, str] = before.digests.get("dialogues", {})
    now = {
        cell.dialogue: cell.dialogue_digest for cell in cells.cells if not cell.values.get("cast")
    }
    for id, digest in dialogues.items():
        if id in now and now[id] != digest and not _varies(cells, id):
            yield Deviation("version", f"{id} with its cards {digest[:12]}", now[id][:12])


def _varies(cells: Cells, dialogue: str) -> bool:
    """Whether the cells of a dialogue have several worlds: then none of them is the study's own."""
    return len({cell.dialogue_digest for cell in cells.cells if cell.dialogue == dialogue}) > 1


def _named(known: set[tuple[Any, Any]]) -> str:
    return ", ".join(f"{name}{_of(digest)}" for name, digest in sorted(known, key=str))


def _of(digest: str | None) -> str:
    return f" ({digest[:12]})" if digest else ""


def _short(value: Any) -> str:
    text = " ".join(str(value).split())
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"
