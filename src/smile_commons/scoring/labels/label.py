"""One label of one speech on one article; files of labels: one JSON line each, only appended to."""

import hashlib
import json
import os
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self, TypeVar

from smile_commons.errors import InputError
from smile_commons.scoring.articles import Article
from smile_commons.scoring.judge.task import LABELS
from smile_commons.scoring.lines import Line

Kept = TypeVar("Kept")


def append_line(path: Path, line: str) -> None:
    """Adds a line at the end, on the disk before this returns; a torn line before it is ended.

    Raises:
        InputError: the file cannot be written.
    """
    try:
        with path.open("ab+") as file:
            if file.tell():
                file.seek(-1, os.SEEK_END)
                torn = file.read(1) != b"\n"
                file.write(b"\n" * torn)
            file.write(line.encode("utf-8", "backslashreplace") + b"\n")
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise InputError(f"cannot write {path}: {error.strerror}") from error


def read_lines(path: Path, build: Callable[[Mapping[str, Any]], Kept]) -> list[Kept]:
    """All labels of a file, in the order in which they were given; a torn line is passed over.

    Args:
        path: the file; where there is none there are no labels.
        build: makes a label of a parsed line; what it raises of KeyError, TypeError, ValueError
            and AttributeError says that it is none.

    Raises:
        InputError: a line is no label; file and line are named.
    """
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        return []
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}") from error
    found = list[Kept]()
    for number, line in enumerate(raw.split(b"\n"), start=1):
        if not line.strip():
            continue
        try:
            data = json.loads(line)
        except ValueError as error:
            if line.startswith(b"{") and not line.rstrip().endswith(b"}"):
                continue  # a write that was cut off
            raise InputError(f"{path}:{number}: not JSON: {error}") from error
        try:
            found.append(build(data))
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise InputError(f"{path}:{number}: not a label: {error}") from error
    return found


NAME = "labels.jsonl"

Key = tuple[int, str]
"""Turn and article."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """Where a speech stands on an article, as a person read it."""

    turn: int
    article: str
    label: str
    """One of ``supports``, ``opposes``, ``undecided``, ``silent``."""
    digest: str
    """Of speech and article as they were read: a label is not carried over to other words."""
    seed: int | None = None
    """Of the order in which it was asked for; None: it was not asked for by ``commons label``."""
    place: int | None = None
    """In that order, from 1; files of earlier versions have none."""
    pairs: int | None = None
    """How many speeches with an article the order had."""
    probability: float | None = None
    """Of a label from elsewhere: how likely it was to be drawn, above 0 and at most 1; None: it is
    not known, and what was read is not corrected by it."""
    at: str = ""
    coder: str = ""
    """Who read it; empty: it was not noted."""
    codebook: str = ""
    """By which codebook, and which version of it."""

    @property
    def key(self) -> Key:
        """What it is a label of."""
        return self.turn, self.article

    def to_json(self) -> str:
        """The label as one JSON line, without the newline."""
        return json.dumps(asdict(self), ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """The label of a parsed line; unknown keys are passed over.

        Raises:
            KeyError, TypeError, ValueError: a field is missing or of the wrong kind.
        """
        known = {name: data[name] for name in cls.__dataclass_fields__ if name in data}
        label = cls(**known)
        if label.label not in LABELS["stance"]:
            raise ValueError(f"label {label.label!r} is none of {', '.join(LABELS['stance'])}")
        if type(data["turn"]) is not int or not isinstance(data["digest"], str):
            raise TypeError("turn is a whole number, digest a text")
        _check_draw(data)
        return label


def _check_draw(data: Mapping[str, Any]) -> None:
    """Whether what is said of how it was drawn can be so."""
    for name in ("coder", "codebook"):
        if not isinstance(data.get(name, ""), str):
            raise TypeError(f"{name} is a text")
    for name in ("seed", "place", "pairs"):
        if data.get(name) is not None and type(data[name]) is not int:
            raise TypeError(f"{name} is a whole number")
    chance = data.get("probability")
    if chance is None:
        return
    if isinstance(chance, bool) or not isinstance(chance, int | float):
        raise TypeError("probability is a number")
    if not 0 < chance <= 1:
        raise ValueError(f"probability {chance} is not above 0 and at most 1")


def digest_of(line: Line, article: Article) -> str:
    """Names the words that a label is about."""
    return hashlib.sha256(f"{line.text}\n{article.text}".encode()).hexdigest()[:16]


def labels_path(transcript: Path) -> Path:
    """Where labels are kept: in a run's or corpus' folder, or beside a file."""
    if transcript.is_dir():
        return transcript / NAME
    return transcript.with_name(f"{transcript.stem}.{NAME}")


def append_label(path: Path, label: Label) -> None:
    """Adds a label at the end, on the disk before this returns.

    Raises:
        InputError: the file cannot be written.
    """
    append_line(path, label.to_json())


def read_labels(path: Path) -> list[Label]:
    """All labels of a file, in the order in which they were given; a torn line is passed over.

    Raises:
        InputError: a line is no label; file and line are named.
    """
    return read_lines(path, Label.from_dict)


def valid_labels(
    labels: Sequence[Label], lines: Sequence[Line], articles: Sequence[Article]
) -> dict[Key, Label]:
    """The label of each speech and article whose words are still the same.

    Of a coder the last one counts; of several coders what most of them say or, where as many say
    something else, what the first of them does.
    """
    digests = {
        (line.turn, article.id): digest_of(line, article) for line in lines for article in articles
    }
    given = dict[Key, dict[str, Label]]()
    for label in labels:
        if digests.get(label.key) == label.digest:
            given.setdefault(label.key, {})[label.coder] = label
    return {key: _most(list(by_coder.values())) for key, by_coder in given.items()}


def _most(labels: Sequence[Label]) -> Label:
    """What most say, in the words of the first who says so."""
    count = Counter(one.label for one in labels)
    return max(labels, key=lambda one: count[one.label])
