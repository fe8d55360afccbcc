"""All tables of a study as files, with what says what stands in them."""

import csv
import json
from collections.abc import Generator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, Protocol

from smile_commons.errors import InputError, unwritable
from smile_commons.exports.tidy import arrow_schema, csv_value
from smile_commons.files import write_atomically
from smile_commons.names import known
from smile_commons.studies.tables.columns import TABLES, Column, columns
from smile_commons.studies.tables.dictionary import data_dictionary, dictionary_words, schema_of
from smile_commons.studies.tables.rows import Row, rows_of
from smile_commons.studies.tables.sources import Place, sources

Format = Literal["parquet", "csv", "arrow"]
SCHEMA, WORDS = "schema.json", "DATADICT.md"
_ROWS = 20_000
"""Rows of a table that are held at once."""
_NO_ARROW = "Parquet and Arrow need pyarrow: pip install 'smile-commons[study]', or choose csv"


def write_tables(
    paths: "Place | Sequence[Place]",
    out: Path,
    *,
    to: Format = "parquet",
    what: Sequence[str] = tuple(TABLES),
) -> list[Path]:
    """Writes tables, ``schema.json`` (Frictionless) and ``DATADICT.md`` into a folder.

    Rows are written as they are read, so that memory does not grow with the number of runs; a file
    is there whole or not at all.

    Raises:
        InputError: a format or table is not known, a file cannot be read or written, or pyarrow is
            not there.
    """
    known(to, _WRITERS, "format of tables")
    for name in what:
        known(name, TABLES, "table")
    found = sources(paths)
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise unwritable(out, error) from error
    made = {name: columns(name, found.factors) for name in what}
    with ExitStack() as stack:
        files = {
            name: stack.enter_context(_passing(out / f"{name}.{to}", _WRITERS[to], made[name]))
            for name in what
        }
        for source in found:
            for name, row in rows_of(source, what, found.factors):
                files[name].add(row)
    written = [f"{name}.{to}" for name in what]
    about = schema_of(found.factors, written)
    write_atomically(out / SCHEMA, json.dumps(about, indent=1, ensure_ascii=False) + "\n")
    write_atomically(out / WORDS, dictionary_words(data_dictionary(found.factors)))
    return [out / name for name in (*written, SCHEMA, WORDS)]


class _Writer(Protocol):
    """A file that rows are added to."""

    def __init__(self, path: Path, made: Sequence[Column]) -> None: ...

    def add(self, row: Row) -> None: ...

    def close(self) -> None: ...


@contextmanager
def _passing(path: Path, kind: type[_Writer], made: Sequence[Column]) -> Generator[_Writer]:
    """A writer to another name, which the file takes when all is written."""
    passing = path.with_name(f".{path.name}.part")
    try:
        writer = kind(passing, made)
        try:
            yield writer
        finally:
            writer.close()
        passing.replace(path)
    except OSError as error:
        raise unwritable(path, error) from error
    finally:
        with suppress(OSError):
            passing.unlink(missing_ok=True)


class _Csv:
    def __init__(self, path: Path, made: Sequence[Column]) -> None:
        self._names = [one.name for one in made]
        self._file = path.open("w", encoding="utf-8", errors="replace", newline="")
        self._rows = csv.writer(self._file, lineterminator="\r\n")
        self._rows.writerow(self._names)

    def add(self, row: Row) -> None:
        self._rows.writerow([csv_value(row.get(name)) for name in self._names])

    def close(self) -> None:
        self._file.close()


class _Batched:
    """Rows that are written many at a time."""

    def __init__(self, path: Path, made: Sequence[Column]) -> None:
        try:
            self.schema = arrow_schema({one.name: one.type for one in made})
        except ImportError as error:
            raise InputError(_NO_ARROW) from error
        self._names = [one.name for one in made]
        self._held: list[Row] = []

    def add(self, row: Row) -> None:
        self._held.append(row)
        if len(self._held) >= _ROWS:
            self.flush()

    def flush(self) -> None:
        """Writes the rows that are held."""
        import pyarrow

        arrow: Any = pyarrow
        held = {name: [row.get(name) for row in self._held] for name in self._names}
        self.write(arrow.table(held, schema=self.schema))
        self._held = []

    def write(self, table: Any) -> None:
        raise NotImplementedError


class _Parquet(_Batched):
    def __init__(self, path: Path, made: Sequence[Column]) -> None:
        super().__init__(path, made)
        from pyarrow import parquet

        library: Any = parquet
        self._file = library.ParquetWriter(path, self.schema)

    def write(self, table: Any) -> None:
        self._file.write_table(table)

    def close(self) -> None:
        self.flush()
        self._file.close()


class _Arrow(_Batched):
    """Arrow's file format, also called Feather V2."""

    def __init__(self, path: Path, made: Sequence[Column]) -> None:
        super().__init__(path, made)
        import pyarrow

        library: Any = pyarrow
        self._sink = library.OSFile(str(path), "wb")
        self._file = library.ipc.new_file(self._sink, self.schema)

    def write(self, table: Any) -> None:
        self._file.write_table(table)

    def close(self) -> None:
        self.flush()
        self._file.close()
        self._sink.close()


_WRITERS: Mapping[str, type[_Writer]] = MappingProxyType(
    {"parquet": _Parquet, "csv": _Csv, "arrow": _Arrow}
)
