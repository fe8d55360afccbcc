"""Labelled lines: the set that ships, and any JSONL or CSV that people bring."""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, cast

from smile_commons.errors import InputError
from smile_commons.scoring.judge.harmless import harmless
from smile_commons.scoring.judge.judge_task import JudgeTask
from smile_commons.scoring.judge.task import (
    AGREES,
    CONSISTENT,
    CONTRADICTS,
    CROSSES,
    DISAGREES,
    KEEPS,
    LABELS,
    OPPOSES,
    SILENT,
    SUPPORTS,
    UNDECIDED,
    Item,
    Task,
)
from smile_commons.scoring.readers.given import decode, read_bytes
from smile_commons.scoring.readers.transcript import fault

AGAINST = ("against", "claim", "article", "target", "topic_str", "motion", "statement", "other")
TEXT = ("text", "perspective", "utterance", "speech", "argument", "post")
LABEL = ("label", "stance", "gold", "class")
TOPIC = ("topic", "claim_id", "topic_id", "group")
_CALLED: Mapping[Task, Mapping[str, str]] = {
    "stance": {
        SUPPORTS: "1 support supports pro favor favour for",
        OPPOSES: "-1 oppose opposes undermine undermines con against",
        UNDECIDED: "0 undecided neutral none mixed",
        SILENT: "silent unrelated off-topic",
    },
    "agreement": {
        AGREES: "1 agree agrees agreement",
        DISAGREES: "0 -1 disagree disagrees disagreement",
    },
    "contradiction": {
        CONTRADICTS: "1 contradict contradicts contradiction",
        CONSISTENT: "0 consistent entailment neutral",
    },
    "red-line": {CROSSES: "1 cross crosses breaks broken", KEEPS: "0 keep keeps kept"},
    "attribution": {},
}
"""What data call the labels, in small letters."""
_FILES: Mapping[Task, tuple[str, ...]] = {
    "stance": ("stance", "side", "argued"),
    "agreement": ("answers", "agreement"),
    "contradiction": ("contradiction",),
    "attribution": ("attribution",),
    "red-line": ("red-line",),
}
_BALANCED = 20
_MOST = 200_000


@dataclass(frozen=True, slots=True)
class Labelled:
    """An item, and what people say of it."""

    id: str
    topic: str
    """Items of one topic share words: they stay together where data is split."""
    item: Item
    label: str


def shipped(task: Task | None = None) -> list[Labelled]:
    """The labelled set that ships, of one task or of all."""
    names = _FILES[task] if task else [name for names in _FILES.values() for name in names]
    return [one for name in names for one in _packaged("labelled", f"{name}.jsonl")]


def calibration(task: Task) -> list[Labelled]:
    """The balanced lines that a leaning of the model is measured on; empty for attribution.

    Lines written for it, and the first ``_BALANCED`` of each side of the shipped set's development
    half: a leaning is told by few, and every judge has to be asked them.
    """
    found = [one for one in _packaged("calibration.jsonl") if one.item.task == task]
    development = halves(shipped(task))[0]
    for label in LABELS[task][:2]:
        found += [one for one in development if one.label == label][:_BALANCED]
    return found


def halves(items: Sequence[Labelled]) -> tuple[list[Labelled], list[Labelled]]:
    """The items for development and those for reporting, split by topic.

    Topics in the order in which they come go to one and the other half in turn, so that neither
    knows a topic of the other.
    """
    topics = list(dict.fromkeys(one.topic for one in items))
    first = set(topics[::2])
    return [i for i in items if i.topic in first], [i for i in items if i.topic not in first]


def read_labelled(path: Path, task: Task | None, own: JudgeTask | None = None) -> list[Labelled]:
    """The labelled items of a file: JSONL, or CSV or TSV with a header.

    Args:
        path: the file. Fields may go by several names: what is judged ``text``, ``perspective``
            …; what against ``against``, ``claim``, ``article``, ``target`` …; the label ``label``
            or ``stance``, in words or as 1, 0, -1.
        task: what its rows are, where they do not say so themselves.
        own: the task, where it is none of ours.

    Raises:
        InputError: it cannot be read, a field is missing, or a label is none of the task's.
    """
    source = _Source(str(path), task, own)
    text = decode(read_bytes(path), source.file)
    is_table = path.suffix.lower() in (".csv", ".tsv")
    found = list(_rows_of_table(text, source) if is_table else _rows_of_json(text, source))
    if not found:
        raise fault(source.file, None, "", "holds no labelled item")
    return found


def of_rows(
    rows: Iterable[Mapping[str, Any]], task: Task | None = None, source: str = "rows"
) -> list[Labelled]:
    """Labelled items of rows that were read already, such as of Perspectrum."""
    given = _Source(source, task)
    return [_labelled(row, n, given) for n, row in enumerate(rows, start=1)]


@cache
def _packaged(*steps: str) -> tuple[Labelled, ...]:
    """The items of a file of this package: every scoring needs them, and they never change."""
    path = files("smile_commons.scoring.judge").joinpath(*steps)
    return tuple(_rows_of_json(path.read_text("utf-8"), _Source(path.name)))


@dataclass(frozen=True, slots=True)
class _Source:
    """Where rows stand, and what they are."""

    file: str
    task: Task | None = None
    """None: each row says so itself."""
    own: JudgeTask | None = None
    """The task, where it is none of ours."""

    def known(self) -> tuple[str, ...]:
        """What a row may say that it is."""
        return tuple(LABELS) if self.own is None else (str(self.task),)

    def words(self, task: Task) -> Mapping[str, str]:
        """The labels of a task by what data call them, in small letters."""
        if self.own is None:
            called = _CALLED[task].items()
            return {word: label for label, words in called for word in words.split()}
        names = {label: label for label in self.own.labels} | dict(self.own.spellings)
        return {name.casefold(): label for name, label in names.items()}


def _rows_of_json(text: str, source: _Source) -> Iterator[Labelled]:
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            row: Any = json.loads(line)
        except (ValueError, RecursionError) as error:
            said = f"is not JSON: {error}"
            raise fault(source.file, number, "", said, "one object a line") from error
        if not isinstance(row, dict):
            hint = '`{"text": "…", "label": "…"}`'
            raise fault(source.file, number, "", "is not an object", hint)
        yield _labelled(cast("dict[str, Any]", row), number, source)


def _rows_of_table(text: str, source: _Source) -> Iterator[Labelled]:
    first = text.split("\n", 1)[0]
    delimiter = max(",\t;|", key=first.count)
    rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for row in rows:
            if None in row:
                said = "has more cells than the header"
                raise fault(source.file, rows.line_num, "", said, "put texts in quotes")
            yield _labelled(row, rows.line_num, source)
    except csv.Error as error:
        said = f"is not a row of this table: {error}"
        raise fault(source.file, rows.line_num, "", said) from error


def _labelled(given: Mapping[str, Any], line: int, source: _Source) -> Labelled:
    fields = {str(k).strip().casefold(): v for k, v in given.items() if v not in (None, "")}
    row = _Row(fields, line, source)
    if line > _MOST:
        raise row.fault("", f"more than {_MOST} items", "split the file")
    try:  # JSON can hold halves of characters (``\ud800``), which no model can be sent
        json.dumps(given, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError as error:
        raise row.fault("", "holds half a character", "save it as UTF-8") from error
    kind, text, own = row.task(), row.text(*TEXT), source.own
    if kind == "attribution":
        item = Item(task=kind, text=text, candidates=row.candidates())
    else:
        item = Item(
            task=kind,
            text=text,
            against="" if own and not own.against else row.text(*AGAINST),
            negation=row.text("negation") if "negation" in fields else None,
            before=row.text("before") if "before" in fields else None,
            own=own,
        )
    label = row.label(item)
    topic = next((str(fields[name]) for name in TOPIC if name in fields), item.against)
    return Labelled(str(fields.get("id", line)), topic, item, label)


@dataclass(frozen=True, slots=True)
class _Row:
    """One row by the names of its fields, in small letters, and where it stands."""

    fields: Mapping[str, Any]
    line: int
    source: _Source

    def fault(self, field: str, said: str, hint: str | None = None) -> InputError:
        return fault(self.source.file, self.line, field, said, hint)

    def task(self) -> Task:
        said, given, known = self.fields.get("task"), self.source.task, self.source.known()
        if said is None and given is None:
            raise self.fault("task", "is missing", "say which with `task`")
        if said is not None and said not in known:
            raise self.fault("task", f"{said!r} is none of {', '.join(known)}")
        if said is not None and given is not None and said != given:
            raise self.fault("task", f"is {said}, not {given}")
        return cast("Task", said or given)

    def text(self, *names: str) -> str:
        for name in names:
            if name in self.fields:
                value = self.fields[name]
                if isinstance(value, bool) or not isinstance(value, str | int | float):
                    raise self.fault(name, "is not text", "put it in quotes")
                if harmless(str(value)):
                    return str(value)
        known = ", ".join(sorted(self.fields)[:10]) or "nothing"
        hint = f"it may be called {', '.join(names[:4])}; here is {known}"
        raise self.fault(names[0], "is missing", hint)

    def label(self, item: Item) -> str:
        word = self.text(*LABEL).strip()
        if item.task == "attribution" and word in item.candidates:
            return word
        plain = word.casefold().removesuffix(".0").removeprefix("+")
        words = self.source.words(item.task)
        label = words.get(word.casefold(), words.get(plain))
        if label is None:
            raise self.fault("label", f"{word!r} is none of {', '.join(item.labels)}")
        return label

    def candidates(self) -> dict[str, tuple[str, ...]]:
        found: Any = self.fields.get("candidates")
        if isinstance(found, str):  # a cell of a table
            try:
                found = json.loads(found)
            except ValueError as error:
                raise self.fault("candidates", f"is not JSON: {error}") from error
        hint = '`{"A": ["a line", …], "B": […]}`, two or more'
        if not isinstance(found, dict) or len(cast("dict[str, Any]", found)) < 2:
            raise self.fault("candidates", "is not lines by candidate", hint)
        lines: dict[str, tuple[str, ...]] = {}
        for name, said in cast("dict[str, Any]", found).items():
            given: list[Any] = cast("list[Any]", said) if isinstance(said, list) else []
            if not given or not all(isinstance(one, str) for one in given):
                raise self.fault(f"candidates.{name}", "is not a list of texts", hint)
            lines[str(name)] = tuple(given)
        return lines
