"""What is known beforehand: contradictions, wrong answers and evasions that were planted.

The lines were written for it. Cards, with lines that keep to them, break them or are about
something else, and answers given twice are those of the judge's labelled set; the others stand in
``planted/``. Every metric that a judge decides is put to items whose truth is known, in the words
in which the metric asks, so that precision and recall are those of the metric.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from itertools import islice, zip_longest
from typing import Any

from smile_commons.studies.battery import metrics as m
from smile_commons.studies.battery.asking import GRADES, NO, YES, Asking, Picked
from smile_commons.studies.battery.probes import own_name
from smile_commons.studies.battery.scales import scale

LABELLED, OWN = "smile_commons.scoring.judge", "smile_commons.studies.battery"
LOW, HIGH = ("1", "2"), ("4", "5")
_TWICE = "the same question both times"
_OPEN = "What do you say to that?"


@dataclass(frozen=True, slots=True)
class Planted:
    """One item whose truth is known."""

    id: str
    metric: str
    person: str
    """Items of one person share words and a card."""
    truth: bool
    """Whether what the metric looks for is there: ``LOOKED_FOR``."""
    given: Mapping[str, Any] = field(default_factory=dict[str, Any])
    """What the judge is shown."""


@dataclass(frozen=True, slots=True)
class Way:
    """How a metric's judge is asked, and which answers say that it is there."""

    form: str
    options: tuple[str, ...]
    found: tuple[str, ...]
    looked_for: str


WAYS: Mapping[str, Way] = {
    m.CARD: Way("card", (YES, NO), (YES,), "the line contradicts the card"),
    m.PAIRS: Way("pair", (YES, NO), (YES,), "the later line contradicts the earlier"),
    m.FACTS: Way("graded", (YES, NO), (NO,), "the answer is wrong"),
    m.INTERNAL: Way("conflict", (YES, NO), (YES,), "the answer conflicts with those before"),
    f"{m.INTERNAL}/evasion": Way("evasion", (YES, NO), (YES,), "the answer evades the question"),
    m.RETEST: Way("same", (YES, NO), (NO,), "the second answer says something else"),
    m.SCALE: Way("option", GRADES, HIGH, "the answer agrees with the item"),
    m.RUBRIC: Way("grade", GRADES, LOW, "the answer contradicts the card"),
}
"""By metric; the probe's rule asks no judge."""
RULE = "fixed rule"
"""Who tells a probe's answers."""


@dataclass(frozen=True, slots=True)
class Found:
    """One item with what was made of it."""

    item: Planted
    called: bool | None
    """Whether it was said to be there; None: not answered."""
    evidence: float
    """Higher for what is likelier there."""


def planted(metric: str, n: int | None = None) -> list[Planted]:
    """The items of a metric; of so many one of each kind a person, as many persons as there are."""
    found = _ITEMS[metric]()
    if n is None or len(found) <= n:
        return found
    by_person = dict[str, tuple[list[Planted], list[Planted]]]()
    for one in found:
        by_person.setdefault(one.person, ([], []))[one.truth].append(one)
    pairs = [list(zip(there, not_there, strict=False)) for not_there, there in by_person.values()]
    turns = (one for turn in zip_longest(*pairs) for pair in turn if pair for one in pair)
    return list(islice(turns, n))


async def judged(asking: Asking, metric: str, items: Sequence[Planted]) -> list[Found]:
    """What the judge makes of them.

    Raises:
        ModelError: the judge's model failed.
    """
    if metric == m.PROBE:
        return [_by_rule(one) for one in items]
    way = WAYS[metric]
    picked = await asking.together(
        asking.pick(way.form, way.options, f"planted/{one.id}", **one.given) for one in items
    )
    return [
        Found(item, None if one.told is None else one.told in way.found, _evidence(way, one))
        for item, one in zip(items, picked, strict=True)
    ]


def _evidence(way: Way, picked: Picked) -> float:
    turned = way.found == (NO,) or way.found == LOW
    return -picked.evidence if turned else picked.evidence


def _by_rule(one: Planted) -> Found:
    kept = own_name(one.given["cue"], one.given["name"]).kept(one.given["text"])
    return Found(one, not kept, float(not kept))


def _rows(package: str, folder: str, name: str) -> list[dict[str, Any]]:
    path = files(package).joinpath(folder, f"{name}.jsonl")
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def _cards() -> list[Planted]:
    rows = _rows(LABELLED, "labelled", "card")
    whole = dict[str, list[str]]()
    for row in rows:
        whole.setdefault(row["topic"], []).append(row["against"])
    backgrounds = {who: " ".join(dict.fromkeys(lines)) for who, lines in whole.items()}
    return [
        Planted(row["id"], m.CARD, row["topic"], row["label"] == "breaks",
                {"against": backgrounds[row["topic"]], "text": row["text"]})
        for row in rows
    ]  # fmt: skip


def _graded() -> list[Planted]:
    return [
        Planted(one.id, m.RUBRIC, one.person, one.truth, {**one.given, "question": _OPEN})
        for one in _cards()
        if not one.id.endswith("silent")
    ]


def _twice(metric: str, **more: str) -> list[Planted]:
    return [
        Planted(row["id"], metric, row["topic"], row["label"] == "disagrees",
                {"against": row["against"], "text": row["text"], **more})
        for row in _rows(LABELLED, "labelled", "answers")
    ]  # fmt: skip


def _own(metric: str, name: str) -> list[Planted]:
    return [
        Planted(row["id"], metric, row["person"], bool(row["truth"]), row["given"])
        for row in _rows(OWN, "planted", name)
    ]


def _options() -> list[Planted]:
    used = scale()
    items = {one.id: one for one in used.items}
    return [
        Planted(one.id, one.metric, one.person, one.truth, {
            "question": items[one.given["item"]].ask, "text": one.given["text"],
            "against": items[one.given["item"]].text, "options": list(used.options)})
        for one in _own(m.SCALE, "options")
    ]  # fmt: skip


_ITEMS: Mapping[str, Callable[[], list[Planted]]] = {
    m.CARD: cache(_cards),
    m.PAIRS: lambda: _twice(m.PAIRS),
    m.FACTS: lambda: _own(m.FACTS, "facts"),
    m.PROBE: lambda: _own(m.PROBE, "names"),
    m.INTERNAL: lambda: _own(m.INTERNAL, "conflicts"),
    f"{m.INTERNAL}/evasion": lambda: _own(f"{m.INTERNAL}/evasion", "evasions"),
    m.RETEST: lambda: _twice(m.RETEST, question=_TWICE),
    m.SCALE: _options,
    m.RUBRIC: _graded,
}
CHECKED = tuple(_ITEMS)
"""What has planted items: every metric, and the two questions of an interrogation apart."""
