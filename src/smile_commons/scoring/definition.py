"""What a definition of a score is."""

from dataclasses import asdict, dataclass
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
    control: str = (
        "retest: the ballots asked again with no debate between, and talk about nothing in "
        "question in the record; opening: as it was"
    )
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
