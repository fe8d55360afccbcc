"""The card of a persona: who they are, how they speak, what they hold right."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$")]
Cue = Annotated[str, StringConstraints(pattern=r"^[^\W\d_][\w .'’-]{0,39}$")]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000)]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=600)]
Share = Annotated[float, Field(ge=0, le=1)]


class Strict(BaseModel):
    """What a person writes: nothing unknown, nothing changed after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Voice(Strict):
    """How a persona speaks."""

    notes: Line
    exemplars: tuple[Line, ...] = Field(min_length=3, max_length=12)
    """Speeches that could only be theirs."""
    never: tuple[Line, ...] = ()
    """What they would not say, in words."""


class Stance(Strict):
    """What a persona holds right."""

    principle: Line
    framework: Line
    """The framework of ethics it belongs to, by its proper name."""
    values: dict[str, Share] = Field(min_length=1)
    red_lines: tuple[Line, ...] = Field(min_length=1)
    would_reconsider: tuple[Line, ...] = Field(min_length=1)
    openness: Share
    """0: no argument moves them; 1: any good one does."""


class Relation(Strict):
    """What one persona is to another."""

    view: Line
    warmth: float = Field(ge=-1, le=1)
    """-1 hostile, 0 indifferent, 1 close."""


class Opening(Strict):
    """Where a persona stands on one article before anybody has spoken."""

    position: float = Field(ge=-1, le=1)
    """-1 opposes, 0 undecided, 1 supports."""
    stance: Line
    """The stance said outright, in the third person (`Ezra is firmly against it.`)."""
    reason: Line
    """In the persona's own words."""


class RecallWeights(Strict):
    """How much each part counts when a memory is recalled."""

    relevance: float = Field(default=1.0, ge=0, le=10)
    recency: float = Field(default=0.4, ge=0, le=10)
    importance: float = Field(default=0.5, ge=0, le=10)


class Card(Strict):
    """One persona, as its file in ``personas/`` holds it."""

    id: Slug
    name: Line
    """The full name; the cue in a script is ``cue``."""
    cue: Cue
    """What the persona is called in a scene (`Talia`)."""
    title: Line
    pronouns: Literal["she", "he", "they"] = "they"
    biography: Text
    voice: Voice
    stance: Stance
    goals: tuple[Line, ...] = Field(min_length=1)
    relations: dict[Slug, Relation] = {}
    talkativeness: Share = 0.5
    positions: dict[Slug, Opening] = {}
    """By article id."""
    recall: RecallWeights | None = None
    proposed: tuple[Line, ...] = ()
    """Fields that were proposed when a card was imported and that nobody has looked at yet."""
