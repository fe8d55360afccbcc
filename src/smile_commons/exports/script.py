"""What an exporter is given: a play with its titles, its events and its scores."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from smile_commons.scoring.results import Score
from smile_commons.transcript import Event, made_by

_MAKERS = {
    "ai": "AI",
    "ai_edited": "AI, edited by a person",
    "person": "a person",
    "person_edited": "a person, edited by another",
    "class": "a person",
}


@dataclass(frozen=True, slots=True)
class Scene:
    """What an act is called and where it plays."""

    title: str = ""
    heading: str = ""
    """As a screenplay has it (`EXT. SMILE COMMONS - NIGHT`)."""


@dataclass(frozen=True, slots=True)
class Script:
    """One run, ready to be written out."""

    title: str
    events: tuple[Event, ...]
    run: str = ""
    date: str = ""
    """Of the performance, ISO-8601."""
    model: str | None = None
    cast: Mapping[str, str] = field(default_factory=dict[str, str])
    """Cues by persona id."""
    scenes: Mapping[str, Scene] = field(default_factory=dict[str, Scene])
    """By act id."""
    scores: tuple[Score, ...] = ()
    """Of the whole debate."""
    branch: str = ""
    """What sets this run apart from the one it left, in the writer's words."""
    family: tuple["Script", ...] = ()
    """The other runs of the same tree of branches."""
    labelled: bool = False
    """Whether beside each speech stands who made it: of a lesson, where people spoke too."""

    def cue(self, speaker: str | None) -> str:
        """What a speaker is called; one who is not in the cast goes by their id."""
        return self.cast.get(speaker or "", speaker or "")

    def scene(self, act: str) -> Scene:
        """The act's title and heading; an unknown act goes by its id."""
        return self.scenes.get(act) or Scene(title=act, heading=act)

    def confidants(self, event: Event) -> tuple[str, ...]:
        """Those who alone hear a whisper, the speaker left out; none for what all may hear."""
        return tuple(who for who in event.visible_to if who != event.speaker)

    def aside(self, event: Event) -> str:
        """What stands beside a cue: of a whisper who hears it (`whispering to Ezra and Kai`), of a
        labelled line who made it (`AI`); nothing else.
        """
        names = [self.cue(who) for who in self.confidants(event)]
        whom = " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))
        maker = _MAKERS[made_by(event)] if self.labelled else ""
        return ", ".join(filter(None, (maker, f"whispering to {whom}" if names else "")))
