"""What is scored: a transcript with all that is known about it, as plain data."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from smile_commons.scoring.articles import Article
from smile_commons.scoring.judge.gate import Embed
from smile_commons.scoring.labels.label import Key, Label
from smile_commons.scoring.lines import Line
from smile_commons.scoring.stated.blind import forms_of
from smile_commons.transcript import Ballot

Unknown = Callable[[str, Sequence[str], Sequence[str]], str | None]
"""The first number or name of a text that stands in none of the texts known, besides some names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Persona:
    """What a persona is by its card and its memories, before the debate."""

    id: str
    cue: str
    names: tuple[str, ...] = ()
    """What it may be called in a speech; none: by its id and its cue."""
    card: tuple[str, ...] = ()
    """Sentences about it that its speeches can keep to or contradict."""
    red_lines: tuple[str, ...] = ()
    """Whole sentences."""
    openings: Mapping[str, float] = field(default_factory=dict[str, float])
    """Opening positions by article, in [-1, 1]."""
    known: str = ""
    """All that it knows: the card, its memories and the world's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One answer of an interview."""

    persona: str
    question: str
    stage: str
    """``before``, ``again`` (before, once more: the retest), ``during``, ``after``, or
    ``pressed`` (asked again after chained questions)."""
    text: str

    @property
    def key(self) -> tuple[str, str]:
        """Who was asked, and what."""
        return self.persona, self.question


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A transcript to be scored."""

    lines: tuple[Line, ...]
    articles: tuple[Article, ...] = ()
    ballots: tuple[Ballot, ...] = ()
    personas: Mapping[str, Persona] = field(default_factory=dict[str, Persona])
    """By id; empty for a transcript from elsewhere."""
    given: Mapping[int, str] = field(default_factory=dict[int, str])
    """By turn, what the speaker was told to speak about."""
    scene: str = ""
    """What everybody sees: setting and scenes."""
    sham: tuple[Ballot, ...] = ()
    """Ballots of a run about something unrelated."""
    answers: tuple[Answer, ...] = ()
    labels: Mapping[Key, Label] = field(default_factory=dict[Key, Label])
    """By a person, of a sample of speeches and articles."""
    embed: Embed | None = None
    unknown: Unknown | None = None

    @property
    def weights(self) -> dict[str, float]:
        """The articles' weights, by id."""
        return {article.id: article.weight for article in self.articles}

    @property
    def acts(self) -> dict[int, str]:
        """By turn, the act it belongs to."""
        return {line.turn: line.act for line in self.lines if line.act is not None}

    @property
    def people(self) -> tuple[tuple[str, ...], ...]:
        """By person, what that one may be called in a speech: the personas, then other speakers."""
        cast = [one.names or (one.id, one.cue) for one in self.personas.values()]
        others = [who for who in self.speakers if who not in self.personas]
        return (*cast, *(forms_of(who) for who in others))

    @property
    def speakers(self) -> tuple[str, ...]:
        """In the order in which they first speak."""
        return tuple(dict.fromkeys(line.speaker for line in self.lines))
