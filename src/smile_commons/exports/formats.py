"""The formats a run can be written out in, by the name that ``--to`` takes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from smile_commons.exports.fountain import to_fountain
from smile_commons.exports.jsonl import to_jsonl
from smile_commons.exports.markdown import to_markdown
from smile_commons.exports.script import Script


@dataclass(frozen=True, slots=True)
class Exporter:
    """One format: the ending of its files and how a script becomes its text."""

    suffix: str
    render: Callable[[Script], str]


EXPORTERS: Mapping[str, Exporter] = MappingProxyType(
    {
        "md": Exporter("md", to_markdown),
        "fountain": Exporter("fountain", to_fountain),
        "jsonl": Exporter("jsonl", to_jsonl),
    }
)
