"""The debate that a report is about: who, what, and what was said."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from smile_commons.scoring.lines import Line

MOST_SPEECHES = 2000
"""Of a longer debate the rest is left to its transcript."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Debate:
    """Facts for the head of a report, names for its figures, and the speeches."""

    title: str
    source: str
    """The run's id, or the file that was scored."""
    played: str = ""
    """ISO-8601."""
    model: str | None = None
    """Who spoke; None: not known, or people."""
    digest: str | None = None
    """SHA-256 of the model's weights."""
    seed: int | None = None
    replay: str | None = None
    """The run that was played again from its record."""
    seat: str | None = None
    """The persona that a person spoke for."""
    cast: Mapping[str, str] = field(default_factory=dict[str, str])
    """Names by persona id, in order."""
    articles: Mapping[str, str] = field(default_factory=dict[str, str])
    """Whole sentences by article id, in order."""
    titles: Mapping[str, str] = field(default_factory=dict[str, str])
    """Titles of articles and acts by id, where they have one."""
    speeches: Sequence[Line] = ()

    def name(self, persona: str) -> str:
        """What a persona is called."""
        return self.cast.get(persona, persona)

    def titled(self, id: str) -> str:
        """What an article or act is called."""
        return self.titles.get(id, id)

    @property
    def shown(self) -> Sequence[Line]:
        """The speeches that a report quotes in full."""
        return self.speeches[:MOST_SPEECHES]

    def link(self, turn: int) -> str:
        """Where in the report a speech stands; empty where it does not."""
        return f"#turn-{turn}" if any(said.turn == turn for said in self.shown) else ""

    @property
    def acts(self) -> list[tuple[str, int]]:
        """Each act with the turn of its first speech, in order; none where it has no acts."""
        begun = dict[str, int]()
        for said in self.speeches:
            if said.act is not None:
                begun.setdefault(said.act, said.turn)
        return list(begun.items())
