"""A cell: one play of a study, named by what it is; and the rows that tell what became of it."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from pydantic import JsonValue

FORMAT = 1
"""Of what an id is made of: another number is another id for every cell."""
SHOWN = 12
"""Digits of an id that are shown."""

Kind = Literal["cell", "trunk"]
State = Literal["playing", "done", "failed", "stopped"]


@dataclass(frozen=True, slots=True)
class Change:
    """What is otherwise from a turn on: the levels of the factor by which a pair parts."""

    factor: str
    value: JsonValue
    """None: nothing; the play goes on as it was."""
    at: int
    """The last speech that all of the pair have in common; 0: none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One play: what is asked for, and the id that this has.

    The id is the SHA-256 of all that bears on what is played: the dialogue with the cards, memories
    and prompts that it uses, options, settings, model, judge, seed, control, and the change.
    What levels are called is no part of it, nor is where an endpoint is.
    """

    id: str
    kind: Kind = "cell"
    dialogue: str
    dialogue_digest: str
    seed: int
    block: str
    factors: Mapping[str, str]
    """Names of levels by factor."""
    control: str = ""
    values: Mapping[str, JsonValue] = field(default_factory=dict[str, JsonValue])
    options: Mapping[str, Any] = field(default_factory=dict[str, Any])
    """Of ``PlayOptions``."""
    settings: Mapping[str, Any] = field(default_factory=dict[str, Any])
    """What the study or a level sets; the rest is as the environment and files say."""
    world: str
    """Digest of the world that is played."""
    model: str
    judge: str
    change: Change | None = None
    trunk: str | None = None
    """The id of the play whose beginning this one shares."""

    @property
    def run_id(self) -> str:
        """The name of its run's folder."""
        return f"{self.dialogue[:40]}-{'trunk-' if self.kind == 'trunk' else ''}{self.id[:16]}"

    @property
    def told(self) -> str:
        """The cell in a line: its block and levels."""
        arm = [f"control {self.control}"] if self.control else []
        return ", ".join([self.block, *(f"{k} {v}" for k, v in self.factors.items()), *arm])


@dataclass(frozen=True, slots=True, kw_only=True)
class CellRow:
    """What became of a cell, as a line of ``cells.jsonl`` says; the last line of a cell counts."""

    cell: str
    kind: Kind = "cell"
    status: State
    factors: dict[str, str] = field(default_factory=dict[str, str])
    control: str = ""
    dialogue: str
    dialogue_digest: str = ""
    seed: int
    block: str = ""
    run_id: str | None = None
    attempts: int = 0
    tokens: int = 0
    """Read and written, over all attempts."""
    cost: float | None = None
    """In the currency of the prices; None where they are not known or nothing is paid."""
    error: str | None = None
    """Why it failed or was stopped."""
    seconds: float = 0.0
    """By the clock, over all attempts."""
    model: str | None = None
    model_digest: str | None = None
    judge: str | None = None
    judge_digest: str | None = None
    package: str = ""
    """The version of this program."""
    at: str = ""
    """ISO-8601, UTC."""

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> "CellRow":
        """A row from its line; fields of a newer version are passed over.

        Raises:
            TypeError: it lacks a field.
        """
        return cls(**{name: data[name] for name in cls.__dataclass_fields__ if name in data})

    def to_json(self) -> str:
        """The row as its line, without the newline."""
        return json.dumps(asdict(self), ensure_ascii=False, separators=(",", ":"))


def id_of(parts: Mapping[str, Any]) -> str:
    """The SHA-256 of some plain data, whatever the order of its keys."""
    text = json.dumps(
        {"format": FORMAT, **parts}, sort_keys=True, ensure_ascii=True, separators=(",", ":")
    )
    return hashlib.sha256(text.encode()).hexdigest()
