"""Tables of many runs as data frames and as Arrow tables."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from smile_commons.errors import InputError
from smile_commons.exports.tidy import Value, arrow_schema
from smile_commons.names import known
from smile_commons.studies.tables.columns import TABLES, Column, columns
from smile_commons.studies.tables.rows import rows_of
from smile_commons.studies.tables.sources import Place, Sources, sources

if TYPE_CHECKING:
    import pandas as pd

WIDE = "scores"
_NO_PANDAS = "a data frame needs pandas: pip install 'smile-commons[study]'"
_NO_ARROW = "an Arrow table needs pyarrow: pip install 'smile-commons[study]'"


def load(
    path_or_paths: "Place | Sequence[Place]", *, what: str = "scores", wide: bool = False
) -> "pd.DataFrame":
    """One table of studies, runs, or folders of runs.

    Every row says of which run, study, cell, block, seed, dialogue, model, judge and version it is;
    each factor of a study is a column ``factor.NAME``. What is missing is missing, never 0.

    Args:
        path_or_paths: folders.
        what: ``scores``, ``positions``, ``ballots``, ``speeches``, ``readings``, ``influence``,
            ``consistency``, ``runs`` or ``labels``.
        wide: of ``scores`` alone: a row a run and a column a score, ``movement@all``,
            ``movement@persona=ezra``, with its value.

    Raises:
        InputError: there is no such table, no such folder, a file cannot be read, or pandas is not
            there.
    """
    known(what, TABLES, "table")
    if wide and what != WIDE:
        raise InputError(f"`wide` is for {WIDE!r} alone: {what} has no one value a row")
    found = sources(path_or_paths)
    made = columns(what, found.factors)
    table = _frame(_held(found, what, made), made)
    return _widened(table, [one.name for one in columns("runs", found.factors)]) if wide else table


def to_arrow(path_or_paths: "Place | Sequence[Place]", *, what: str = "scores") -> Any:
    """The same as a ``pyarrow.Table``.

    Raises:
        InputError: as ``load``, or pyarrow is not there.
    """
    known(what, TABLES, "table")
    try:
        import pyarrow
    except ImportError as error:
        raise InputError(_NO_ARROW) from error
    arrow: Any = pyarrow
    found = sources(path_or_paths)
    made = columns(what, found.factors)
    schema = arrow_schema({one.name: one.type for one in made})
    return arrow.table(_held(found, what, made), schema=schema)


def _held(found: Sources, what: str, made: Sequence[Column]) -> dict[str, list[Value]]:
    held: dict[str, list[Value]] = {one.name: [] for one in made}
    for source in found:
        for _, row in rows_of(source, [what], found.factors):
            for name, values in held.items():
                values.append(row.get(name))
    return held


def frame(rows: Sequence[Mapping[str, Value]], made: Sequence[Column]) -> "pd.DataFrame":
    """Rows as a data frame, each column by its type; what is missing is missing, never 0.

    Raises:
        InputError: pandas is not there.
    """
    return _frame({one.name: [row.get(one.name) for row in rows] for one in made}, made)


def _frame(held: Mapping[str, list[Value]], made: Sequence[Column]) -> "pd.DataFrame":
    try:
        import pandas as pd
    except ImportError as error:
        raise InputError(_NO_PANDAS) from error
    return pd.DataFrame({one.name: _series(held[one.name], one.type) for one in made})


def _series(values: list[Value], kind: type) -> Any:
    """Values as a column in which what is missing is told from 0 and from false."""
    import pandas as pd

    types = {int: "Int64", bool: "boolean", float: "float64", str: "object"}
    return pd.Series(values, dtype=types[kind])


def _widened(table: "pd.DataFrame", of_run: Sequence[str]) -> "pd.DataFrame":
    """A row a run: its keys, then the values of its scores by id and scope."""
    frame: Any = table
    keys = [name for name in of_run if name in frame.columns]
    frame = frame.assign(score=[score_name(*one) for one in _scopes(frame)])
    values = frame.pivot(index="run_id", columns="score", values="value")
    order = list(dict.fromkeys(frame["score"]))
    about = frame[keys].drop_duplicates("run_id").set_index("run_id", drop=False)
    about.index.name = None
    values.index.name = values.columns.name = None
    return about.join(values[order]).reset_index(drop=True)


def _scopes(frame: Any) -> Iterator[tuple[str, Any, Any, Any]]:
    parts = (frame[name] for name in ("id", "persona", "article", "act"))
    return zip(*parts, strict=True)


def score_name(id: str, persona: str | None, article: str | None, act: str | None) -> str:
    """A score as designs name it: ``movement@all``, ``movement@persona=ezra,article=studios``."""
    given = {"persona": persona, "article": article, "act": act}
    scope = ",".join(f"{name}={v}" for name, v in given.items() if isinstance(v, str) and v)
    return f"{id}@{scope or 'all'}"
