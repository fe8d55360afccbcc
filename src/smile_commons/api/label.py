"""What a person reads to say where it stands, and what is kept of it: asked for, or read out of a
table that was filled in elsewhere.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from smile_commons.api.score import articles_of_run, run_of
from smile_commons.api.sheet_rows import rows_of
from smile_commons.api.worlds import Place
from smile_commons.errors import InputError
from smile_commons.names import did_you_mean
from smile_commons.scoring.articles import Article
from smile_commons.scoring.judge.task import LABELS
from smile_commons.scoring.labels.label import Key, Label, append_label, digest_of, labels_path
from smile_commons.scoring.labels.sample import SEED, Question
from smile_commons.scoring.lines import Line, lines_of_events
from smile_commons.scoring.readers import Fields, read_transcript

COLUMNS = ("turn", "article", "label")
_LACK = "no column {}; labels have turn, article, label and, where it is known, probability"


@dataclass(frozen=True, slots=True)
class Material:
    """The speeches, the articles, and where labels are kept."""

    lines: Sequence[Line]
    articles: Sequence[Article]
    path: Path


def material_of(
    target: str,
    runs: Path,
    *,
    articles: Sequence[Article] = (),
    world: Place = None,
    conversation: str | None = None,
    fields: Fields | None = None,
) -> Material:
    """What there is to label of a run or a transcript from elsewhere.

    Raises:
        InputError: there are no articles, or nobody has spoken.
    """
    folder = run_of(target, runs)
    if folder is not None:
        lines = lines_of_events(folder.events.all())
        articles = articles or articles_of_run(folder, world)
        path = labels_path(folder.path)
    else:
        file = Path(target)
        lines = list(read_transcript(file, conversation, fields).lines)
        path = labels_path(file)
    if not articles:
        raise InputError(f"{target}: there are no articles; give `article` TEXT or `dialogue` FILE")
    if not lines:
        raise InputError(f"{target}: nobody has spoken yet")
    return Material(lines, articles, path)


def seed_of(labels: Mapping[Key, Label], wanted: int | None, path: Path) -> int:
    """The seed of the order to ask in: that of the labels there, or the wanted one.

    Raises:
        InputError: the labels there were asked for in the order of another.
    """
    there = Counter(one.seed for one in labels.values() if one.seed is not None)
    if not there:
        return SEED if wanted is None else wanted
    (first, _), *_ = there.most_common(1)
    if wanted in (None, first):
        return first
    raise InputError(
        f"the {there[first]} labels in {path} were asked for in the order of seed {first}; those "
        f"of two orders are no sample together. Go on with seed {first}, or move the file away"
    )


def labelled(
    question: Question, name: str, seed: int, pairs: int, coder: str = "", codebook: str = ""
) -> Label:
    """The label as it is kept: with its place in the order of ``seed``, and when it was given."""
    return Label(
        turn=question.line.turn,
        article=question.article.id,
        label=name,
        digest=digest_of(question.line, question.article),
        seed=seed,
        place=question.place,
        pairs=pairs,
        at=datetime.now().astimezone().isoformat(timespec="seconds"),
        coder=coder,
        codebook=codebook,
    )


def read_sheet(material: Material, path: Path, coder: str = "", codebook: str = "") -> list[Label]:
    """Keeps the labels of a table, and gives them.

    Columns: ``turn`` (number of the speech), ``article`` (id or text), ``label`` (``supports``,
    ``opposes``, ``undecided``, ``silent``) and, where it is known, ``probability`` (how likely this
    pair was to be drawn out of all, above 0 and at most 1). Rows without a label are passed over;
    nothing is kept of a table with a mistake in it. All are kept as of that coder and codebook.

    Raises:
        InputError: the table cannot be read, or a row is wrong; file and line are named.
    """
    lines = {line.turn: line for line in material.lines}
    articles = {name: one for one in material.articles for name in (one.id, one.text)}
    found = dict[Key, Label]()
    for number, row in rows_of(path, COLUMNS, _LACK):
        if not row["label"]:
            continue
        try:
            label = _label(row, lines, articles)
        except ValueError as error:
            raise InputError(f"{path}:{number}: {error}") from error
        if label.key in found:
            raise InputError(f"{path}:{number}: turn {label.turn} has a label on it already")
        found[label.key] = replace(label, coder=coder, codebook=codebook)
    for label in found.values():
        append_label(material.path, label)
    return list(found.values())


def _label(
    row: Mapping[str, str], lines: Mapping[int, Line], articles: Mapping[str, Article]
) -> Label:
    """One row as a label.

    Raises:
        ValueError: it is none.
    """
    turn = int(row["turn"]) if row["turn"].isdecimal() else 0
    line, article, label = lines.get(turn), articles.get(row["article"]), row["label"].lower()
    if line is None:
        raise ValueError(f"there is no speech {row['turn']!r}: they are numbered 1 to {max(lines)}")
    if article is None:
        hint = did_you_mean(row["article"], {one.id for one in articles.values()})
        raise ValueError("; ".join(filter(None, (f"there is no article {row['article']!r}", hint))))
    if label not in LABELS["stance"]:
        raise ValueError(f"label {label!r} is none of {', '.join(LABELS['stance'])}")
    return Label(
        turn=line.turn,
        article=article.id,
        label=label,
        digest=digest_of(line, article),
        probability=_probability(row.get("probability", "")),
        at=datetime.now().astimezone().isoformat(timespec="seconds"),
    )


def _probability(text: str) -> float | None:
    if not text:
        return None
    try:
        chance = float(text.replace(",", "."))
    except ValueError:
        chance = 0.0
    if not 0 < chance <= 1:
        raise ValueError(f"probability {text!r} is no number above 0 and at most 1")
    return chance
