"""How far a judge can be believed, metric by metric: precision and recall on what was planted."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from smile_commons.errors import InputError
from smile_commons.names import known
from smile_commons.scoring.judge.measures import auc
from smile_commons.studies.battery import metrics as m
from smile_commons.studies.battery.measured import Interval, wilson
from smile_commons.studies.battery.planted import CHECKED, WAYS, Found, Planted, planted
from smile_commons.world.text import decode

PROBED = "the answer does not say the persona's own name"
COLUMNS = ("id", "label", "coder")
_WORDS = {"yes": True, "1": True, "true": True, "no": False, "0": False, "false": False}


Labelled = tuple[str, Found]
"""Who labelled, and what."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What somebody made of a metric's planted items."""

    metric: str
    by: str
    """The judge, the rule, or a person by the name they labelled under."""
    looked_for: str
    n: int
    people: int
    """Persons whom the items are about; intervals have as many cases."""
    there: int
    """Items in which it is there."""
    called: int
    """Items in which it was said to be."""
    unanswered: int
    precision: float | None
    """Of those called the share in which it is there; of all items ``there / n`` is."""
    precision_interval: Interval | None
    recall: float | None
    recall_interval: Interval | None
    auc: float | None
    """How often one in which it is there has more evidence than one in which it is not; .5 is
    chance."""
    auc_interval: Interval | None


def known_of(metric: str, by: str, found: Sequence[Found]) -> Known:
    """Precision and recall, in which what was not answered was not called; AUC of what was.

    Where nothing was answered there is none of them.
    """
    answered = [one for one in found if one.called is not None]
    called = [one for one in found if one.called]
    there = [one for one in found if one.item.truth]
    hits = [one for one in called if one.item.truth]
    area, ends = _area(answered)
    precision = len(hits) / len(called) if called else None
    recall = len(hits) / len(there) if there and answered else None
    return Known(
        metric=metric,
        by=by,
        looked_for=WAYS[metric].looked_for if metric in WAYS else PROBED,
        n=len(found),
        people=_people(found),
        there=len(there),
        called=len(called),
        unanswered=len(found) - len(answered),
        precision=precision,
        precision_interval=None if precision is None else wilson(precision, _people(called)),
        recall=recall,
        recall_interval=None if recall is None else wilson(recall, _people(there)),
        auc=area,
        auc_interval=ends,
    )


def _area(found: Sequence[Found]) -> tuple[float | None, Interval | None]:
    """The AUC with its interval over people; of 1 or 0, which never vary, as Wilson has a share."""
    kinds = {one.item.truth for one in found}
    if not any(one.evidence for one in found) or len(kinds) < 2:
        return None, None
    people = [one.item.person for one in found]
    figure = auc([one.item.truth for one in found], [one.evidence for one in found], people)
    ends = figure.interval
    if ends is not None and ends[1] - ends[0] < 1e-9:
        ends = wilson(figure.value, _people(found))
    return figure.value, ends


def _people(found: Sequence[Found]) -> int:
    return len({one.item.person for one in found})


def sheet(metrics: Sequence[str], n: int | None = None) -> str:
    """The planted items as a table for people to label: what it is about, and an empty ``label``.

    The truth does not stand in it, so that whoever labels is as blind as the judge; what people
    reach is the ceiling for a judge.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([*COLUMNS, "yes if", "what is known", "question", "text"])
    for metric in metrics:
        looked_for = WAYS[metric].looked_for if metric in WAYS else PROBED
        for one in planted(metric, n):
            writer.writerow([_key(one), "", "", looked_for, *_shown(one)])
    return out.getvalue()


def _shown(one: Planted) -> tuple[str, str, str]:
    given = one.given
    before = " / ".join(f"{x['question']} {x['answer']}" for x in given.get("asked", ()))
    against = given.get("against") or before or given.get("name", "")
    return str(against), str(given.get("question", "")), str(given["text"])


def read_people(path: Path) -> Mapping[str, Sequence[Labelled]]:
    """Labels that people gave to planted items: by metric, coders with what they found.

    Args:
        path: CSV with ``id``, ``label`` (yes or no) and ``coder``, as ``sheet`` begins one.

    Raises:
        InputError: it cannot be read, or a row is wrong; file and line are named.
    """
    try:
        text = decode(path.read_bytes(), str(path)).removeprefix("\ufeff")
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}") from error
    items = {_key(one): one for metric in CHECKED for one in planted(metric)}
    rows = csv.DictReader(io.StringIO(text, newline=""))
    if lacking := [name for name in COLUMNS[:2] if name not in (rows.fieldnames or ())]:
        raise InputError(f"{path}:1: has no column {', '.join(lacking)}")
    found = dict[str, list[Labelled]]()
    for row in rows:
        label = (row["label"] or "").strip().casefold()
        if not label:
            continue
        where = f"{path}:{rows.line_num}"
        if label not in _WORDS:
            raise InputError(f"{where}: label: {label!r} is neither yes nor no")
        try:
            known(row["id"], items, "planted item")
        except InputError as error:
            raise InputError(f"{where}: {error}") from error
        item = items[row["id"]]
        coder = (row.get("coder") or "").strip() or "people"
        found.setdefault(item.metric, []).append((coder, Found(item, _WORDS[label], 0.0)))
    if not found:
        raise InputError(f"{path}: holds no label")
    return found


def _key(one: Planted) -> str:
    """Its name among all metrics: two of them share their lines."""
    return f"{one.metric}#{one.id}"


def of_people(given: Mapping[str, Sequence[Labelled]], metric: str) -> list[Known]:
    """What each coder made of a metric's items."""
    labels = given.get(metric, ())
    coders = dict.fromkeys(coder for coder, _ in labels)
    return [
        known_of(metric, coder, [one for who, one in labels if who == coder]) for coder in coders
    ]


def metrics_checked(tasks: Sequence[str]) -> list[str]:
    """What there are planted items of, for these metrics."""
    names = {one.id for one in m.chosen(tasks)}
    return [one for one in CHECKED if one.partition("/")[0] in names]
