"""Labels that were given elsewhere, read out of a table and kept beside those asked for here."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from smile_commons.api.label import Material
from smile_commons.api.sheet_rows import rows_of
from smile_commons.errors import InputError
from smile_commons.names import did_you_mean
from smile_commons.scoring.articles import Article
from smile_commons.scoring.judge.task import LABELS
from smile_commons.scoring.labels.label import Key, Label, append_label, digest_of
from smile_commons.scoring.lines import Line

COLUMNS = ("turn", "article", "label")
_LACK = "no column {}; labels have turn, article, label and, where it is known, probability"


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
