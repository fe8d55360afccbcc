"""The metrics of a battery, each under its source's name (``metrics.yaml``)."""

from collections.abc import Mapping, Sequence
from importlib.resources import files
from types import MappingProxyType

from pydantic import TypeAdapter

from smile_commons.errors import InputError
from smile_commons.names import known
from smile_commons.world.card import Strict
from smile_commons.world.safe_yaml import parse_yaml

CARD, PAIRS, FACTS = "prompt-to-line:full-card", "line-to-line:all-pairs", "qa:card-facts"
PROBE, RUBRIC, SCALE = "probe-drift", "persona-gym:consistency", "scale:mini-ipip"
INTERNAL, RETEST = "interrogation:internal", "interrogation:retest"
_FILE, _BFI = "metrics.yaml", "scale:BFI"


class Metric(Strict):
    """One metric."""

    id: str
    version: int
    words: str
    formula: str
    low: float
    high: float
    source: str
    differs: str
    """What its source does otherwise."""
    ours: tuple[str, ...] = ()
    """Scores of ours that ask something like it."""


def _read() -> Mapping[str, Metric]:
    text = files("smile_commons.studies.battery").joinpath(_FILE).read_text("utf-8")
    found = TypeAdapter(list[Metric]).validate_python(parse_yaml(text, _FILE).data)
    return MappingProxyType({one.id: one for one in found})


METRICS: Mapping[str, Metric] = _read()
TASKS = tuple(METRICS)


def chosen(tasks: Sequence[str]) -> tuple[Metric, ...]:
    """The metrics of these names, in the battery's order.

    Raises:
        InputError: there is no such metric.
    """
    if _BFI in tasks:
        raise InputError(f"the BFI's items are not free to ship; `{SCALE}` asks those of the IPIP")
    for name in tasks:
        known(name, METRICS, "metric of the battery")
    return tuple(one for one in METRICS.values() if one.id in tasks)
