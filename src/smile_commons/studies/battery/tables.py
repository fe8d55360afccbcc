"""What a battery writes: tidy tables, the schema of their columns, the definitions."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from smile_commons.exports.tidy import Value
from smile_commons.files import write_atomically
from smile_commons.runs.manifest import package_version
from smile_commons.scoring.definitions import DEFINITIONS
from smile_commons.scoring.results import Results
from smile_commons.studies.battery.known import Known
from smile_commons.studies.battery.measured import Measured
from smile_commons.studies.battery.metrics import METRICS, Metric
from smile_commons.studies.battery.persons import Person
from smile_commons.studies.tables.columns import KEYS, Column
from smile_commons.studies.tables.dictionary import field_of

if TYPE_CHECKING:
    import pandas as pd

SOURCE, OURS = "source", "ours"
_SAID = (
    Column("metric", str, "Id of the metric.", needed=True),
    Column("version", int, "Version of its definition.", needed=True, low=1),
    Column("by", str, "Whose definition it is.", values=(SOURCE, OURS), needed=True),
    Column("part", str, "What of it: a dimension, a time; empty: all of it."),
    Column("persona", str, "Id of the persona.", needed=True),
    Column("value", float, "The value; empty: see `unscored`."),
    Column("low", float, "Lower end of the 95 % interval, for these lines and answers."),
    Column("high", float, "Upper end."),
    Column("uncertainty", str, "How the interval came about, or why there is none."),
    Column("n", int, "Lines, pairs or answers that it was computed from.", low=0),
    Column("of", int, "As many as there would have been.", low=0),
    Column("unanswered", int, "Questions that got no answer that counts.", low=0),
    Column("unscored", str, "Why there is no value; empty: there is one."),
    Column("range_low", float, "The least that it can be."),
    Column("range_high", float, "The most that it can be."),
    Column("definition", str, "Its formula.", needed=True),
    Column("source", str, "Where it is from.", needed=True),
    Column("differs", str, "What its source does otherwise; empty: nothing."),
    Column("speaker", str, "The model that answered for the persona; empty: nobody was asked."),
    Column("judged_by", str, "The model that judged."),
)
_KNOWN = (
    Column("metric", str, "Id of the metric, or of one of its questions.", needed=True),
    Column("by", str, "The judge, the fixed rule, or a person.", needed=True),
    Column("looked_for", str, "What is there or is not.", needed=True),
    Column("n", int, "Planted items.", low=0, needed=True),
    Column("people", int, "Persons they are about; intervals have as many cases.", low=0),
    Column("there", int, "Items in which it is there.", low=0),
    Column("called", int, "Items in which it was said to be.", low=0),
    Column("unanswered", int, "Items without an answer: not called, and none of the AUC's.", low=0),
    *(
        Column(f"{name}{part}", float, f"{words}{more}", low=0, high=1)
        for name, words in (
            ("precision", "Of those called, the share in which it is there"),
            ("recall", "Of those in which it is there, the share that was called"),
            ("auc", "How often there is more evidence where it is there; chance is .5"),
        )
        for part, more in (("", "."), ("_low", ": lower end of 95 %."), ("_high", ": upper end."))
    ),
)
Row = dict[str, Value]


def columns(factors: Sequence[str] = ()) -> tuple[Column, ...]:
    """Of the table of values: its own, then the keys of the run and the factors."""
    from smile_commons.studies.tables.sources import FACTOR

    levels = (Column(FACTOR + name, str, f"Level of the factor `{name}`.") for name in factors)
    keys = (Column(one.name, one.type, one.words) for one in KEYS)  # a world's persona has no run
    return (*_SAID, *keys, *levels)


def row_of(metric: Metric, person: Person, found: Measured, speaker: str, judge: str) -> Row:
    """A value with all that is to be known of it."""
    low, high = found.interval or (None, None)
    return {
        **person.keys,
        "metric": metric.id,
        "version": metric.version,
        "by": SOURCE,
        "part": found.part or None,
        "persona": person.id,
        "value": found.value,
        "low": low,
        "high": high,
        "uncertainty": found.uncertain or None,
        "n": found.n,
        "of": found.of,
        "unanswered": found.unanswered,
        "unscored": found.unscored or None,
        "range_low": metric.low,
        "range_high": metric.high,
        "definition": metric.formula,
        "source": metric.source,
        "differs": metric.differs,
        "speaker": speaker or None,
        "judged_by": judge,
    }


def ours_of(metrics: Sequence[Metric], person: Person, results: Results | None) -> Iterator[Row]:
    """The scores of ours that ask something like it, as the run was scored."""
    for id in dict.fromkeys(name for one in metrics for name in one.ours):
        score = results.find(id, person.id) if results else None
        known, judge = DEFINITIONS[id], results.judge if results else None
        low, high = (score and score.interval) or (None, None)
        yield {
            **person.keys,
            "metric": id,
            "version": known.version,
            "by": OURS,
            "persona": person.id,
            "value": score and score.value,
            "low": low,
            "high": high,
            "uncertainty": score and score.uncertain,
            "n": (score and score.n) or 0,
            "unscored": (score.unscored if score else "the run was not scored on it"),
            "range_low": known.low,
            "range_high": known.high,
            "definition": known.formula,
            "source": known.source,
            "differs": known.differs or None,
            "judged_by": judge and judge.name,
        }


def known_row(one: Known) -> Row:
    """Precision, recall and AUC as a row."""
    found: Row = {
        name: getattr(one, name)
        for name in (*("metric by looked_for n people there called unanswered".split()),
                     *("precision recall auc".split()))
    }  # fmt: skip
    for name in ("precision", "recall", "auc"):
        low, high = getattr(one, f"{name}_interval") or (None, None)
        found |= {f"{name}_low": low, f"{name}_high": high}
    return found


def frame_of(rows: Iterable[Row], made: Sequence[Column]) -> "pd.DataFrame":
    """Rows as a data frame in which what is missing is missing.

    Raises:
        InputError: pandas is not there.
    """
    from smile_commons.studies.tables.load import frame

    return frame(list(rows), made)


def known_columns() -> tuple[Column, ...]:
    """Of the table of what is known of the judge."""
    return _KNOWN


def write(folder: Path, name: str, table: "pd.DataFrame", made: Sequence[Column]) -> list[Path]:
    """Writes ``NAME.csv`` and ``NAME.schema.json``, a Frictionless table schema with definitions.

    Raises:
        InputError: a file cannot be written.
    """
    schema: Mapping[str, Any] = {
        "fields": [field_of(one) for one in made],
        "missingValues": [""],
        "package_version": package_version(),
        "definitions": {
            one: {"words": METRICS[one].words, "formula": METRICS[one].formula,
                  "source": METRICS[one].source, "differs": METRICS[one].differs,
                  "range": [METRICS[one].low, METRICS[one].high]}
            for one in METRICS
        },
    }  # fmt: skip
    data, about = folder / f"{name}.csv", folder / f"{name}.schema.json"
    frame: Any = table
    write_atomically(data, frame.to_csv(index=False, lineterminator="\n"))
    write_atomically(about, json.dumps(schema, indent=1, ensure_ascii=False) + "\n")
    return [data, about]
