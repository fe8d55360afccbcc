"""Every score's definition: what it says, its formula, its range, its source.

They stand in ``definitions.toml``; a new kind of score adds its own there.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Literal

Side = Literal["above", "below", "either"]


@dataclass(frozen=True, slots=True)
class Definition:
    """What a score means; a change of meaning is a new ``version``."""

    id: str
    version: int
    title: str
    """As a table has it."""
    words: str
    formula: str
    low: float
    high: float
    source: str
    side: Side
    """``above``, ``below``: shown when clearly above or below its control; ``either``: apart."""
    control: str
    """Against what it is held."""
    differs: str = ""
    """What the source measures, and how ours is another measure; none: it is the source's."""

    def within(self, interval: tuple[float, float]) -> tuple[float, float]:
        """An interval cut to what the score can be."""
        low, high = interval
        return min(max(low, self.low), self.high), max(min(high, self.high), self.low)

    def to_dict(self) -> dict[str, Any]:
        """The definition as ``scores.json`` has it."""
        data = asdict(self)
        data["range"] = [data.pop("low"), data.pop("high")]
        return data


def _read() -> dict[str, tuple[Definition, ...]]:
    text = files("smile_commons.scoring").joinpath("definitions.toml").read_text("utf-8")
    channels: dict[str, Any] = tomllib.loads(text)
    words: Mapping[str, str] = channels.pop("words")
    return {
        channel: tuple(_definition(row, words) for row in rows)
        for channel, rows in channels.items()
    }


def _definition(row: Mapping[str, Any], words: Mapping[str, str]) -> Definition:
    fields: dict[str, Any] = {
        name: value.format_map(words) if isinstance(value, str) else value
        for name, value in row.items()
    }
    low, high = fields.pop("range")
    return Definition(**fields, low=low, high=high)


CHANNELS: Mapping[str, tuple[Definition, ...]] = MappingProxyType(_read())
"""By where what is scored comes from: ``private ballots``, ``what was said`` …"""
DEFINITIONS: Mapping[str, Definition] = MappingProxyType(
    {one.id: one for channel in CHANNELS.values() for one in channel}
)
"""By id."""
