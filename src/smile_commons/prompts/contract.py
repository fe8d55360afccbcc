"""What each template is given: its variables, with an example of each (``contracts.yaml``)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from smile_commons.world.safe_yaml import parse_yaml

_FILE = Path(__file__).with_name("contracts.yaml")


@dataclass(frozen=True, slots=True)
class Contract:
    """The variables of one template; it may use these and no others."""

    variables: Mapping[str, Any]
    """Each with an example, as full as it can be."""
    or_else: Mapping[str, Any] = field(default_factory=dict[str, Any])
    """What some of them are at other times, most often nothing."""

    def examples(self) -> Iterator[Mapping[str, Any]]:
        """What a check renders the template with: all there, each else alone, all else."""
        yield self.variables
        for name, value in self.or_else.items():
            yield {**self.variables, name: value}
        if self.or_else:
            yield {**self.variables, **self.or_else}


@cache
def contracts() -> Mapping[str, Contract]:
    """By template: every variable it may use, with examples that a check renders it with."""
    document = parse_yaml(_FILE.read_text("utf-8"), _FILE.name)
    return {name: Contract(**parts) for name, parts in document.data.items()}
