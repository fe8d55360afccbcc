"""What stands in the tables of a study: as data, as a Frictionless schema, and in words.

All of it is made from the columns and from the definitions of the scores, so that it says what the
program does. The schema is a Data Package whose resources have a Table Schema each
(https://specs.frictionlessdata.io).
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePath
from typing import Any

from smile_commons.runs.manifest import package_version
from smile_commons.scoring.definitions import DEFINITIONS, Definition
from smile_commons.studies.tables.columns import ABOUT, TABLES, Column, columns

_TYPES = {str: "string", int: "integer", float: "number", bool: "boolean"}
MISSING = "empty in CSV, null in Parquet and Arrow, missing in a frame; never 0"
APOSTROPHE = (
    "in CSV a text that begins with =, +, -, @ or a tab has an apostrophe before it, so that no "
    "spreadsheet computes it"
)


def data_dictionary(factors: Sequence[str] = ()) -> dict[str, Any]:
    """Tables, columns and scores as JSON-able data."""
    return {
        "package_version": package_version(),
        "missing": MISSING,
        "text": APOSTROPHE,
        "tables": {
            name: {
                "about": ABOUT[name],
                "columns": [_column(one) for one in columns(name, factors)],
            }
            for name in TABLES
        },
        "scores": {id: one.to_dict() for id, one in DEFINITIONS.items()},
    }


def schema_of(factors: Sequence[str], files: Sequence[str]) -> dict[str, Any]:
    """The files as a Frictionless Data Package.

    Args:
        factors: of the study.
        files: their names, each ``TABLE.FORMAT``.
    """
    return {
        "profile": "data-package",
        "name": "smile-commons-tables",
        "version": package_version(),
        "resources": [_resource(PurePath(file), factors) for file in files],
    }


def _resource(file: PurePath, factors: Sequence[str]) -> dict[str, Any]:
    ending = file.suffix.removeprefix(".")
    found: dict[str, Any] = {
        "name": file.stem,
        "path": str(file),
        "description": ABOUT[file.stem],
        "profile": "tabular-data-resource" if ending == "csv" else "data-resource",
        "format": ending,
        "schema": {
            "fields": [field_of(one) for one in columns(file.stem, factors)],
            "missingValues": [""],
        },
    }
    if ending == "csv":
        found |= {"mediatype": "text/csv", "encoding": "utf-8"}
    return found


def field_of(one: Column) -> dict[str, Any]:
    """A column as a field of a Frictionless Table Schema."""
    bounds = {"minimum": one.low, "maximum": one.high, "enum": list(one.values) or None}
    bounds["required"] = True if one.needed else None
    limits = {name: value for name, value in bounds.items() if value is not None}
    field = {"name": one.name, "type": _TYPES[one.type], "description": _words(one)}
    return field | ({"constraints": limits} if limits else {})


def _column(one: Column) -> dict[str, Any]:
    return {
        "name": one.name,
        "type": _TYPES[one.type],
        "words": one.words,
        "unit": one.unit or None,
        "range": None if one.low is None and one.high is None else [one.low, one.high],
        "values": list(one.values) or None,
        "needed": one.needed,
    }


def _words(one: Column) -> str:
    return f"{one.words} Unit: {one.unit}." if one.unit else one.words


def dictionary_words(data: Mapping[str, Any]) -> str:
    """The dictionary as Markdown."""
    return "\n".join(_lines(data)) + "\n"


def _lines(data: Mapping[str, Any]) -> Iterator[str]:
    yield "# Data dictionary"
    yield ""
    yield (
        f"Written by Smile Commons {data['package_version']} from its definitions. What is missing "
        f"is {data['missing']}; {data['text']}. `schema.json` has the same for programs."
    )
    for name, table in data["tables"].items():
        yield from ("", f"## {name}", "", table["about"], "")
        yield from ("| column | type | range or values | what it is |", "|---|---|---|---|")
        for one in table["columns"]:
            words = f"{one['words']} ({one['unit']})" if one["unit"] else one["words"]
            yield f"| `{one['name']}` | {one['type']} | {_range(one)} | {_cell(words)} |"
    yield from ("", "## Scores", "", "What `id` in `scores` and `consistency` names.", "")
    yield "| id | version | range | what it is | formula | source |"
    yield "|---|---|---|---|---|---|"
    for id in sorted(data["scores"]):
        yield _score(DEFINITIONS[id])


def _score(one: Definition) -> str:
    cells = (f"`{one.id}`", one.version, f"{one.low:g} to {one.high:g}")
    return f"| {' | '.join(_cell(str(x)) for x in (*cells, one.words, one.formula, one.source))} |"


def _range(one: Mapping[str, Any]) -> str:
    if one["values"]:
        return ", ".join(one["values"])
    if one["range"] is None:
        return ""
    low, high = one["range"]
    return f"{low:g} to {high:g}" if high is not None else f"{low:g} or more"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
