"""The dialogue file: setting, cast, the resolution and its articles, acts and beats."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from smile_commons.world.card import Line, Slug, Strict, Text


class Move(StrEnum):
    """What a speech does."""

    CHALLENGE = "challenge"
    DEFEND = "defend"
    CONCEDE = "concede"
    CONFESS = "confess"
    QUESTION = "question"
    ANSWER = "answer"
    PROPOSE = "propose"
    CONDITION = "condition"
    TESTIFY = "testify"
    DECIDE = "decide"
    REFUSE = "refuse"
    APPEAL = "appeal"


class Article(Strict):
    """One clause of a resolution, with its negation in words of its own."""

    id: Slug
    title: Line
    text: Line
    """A whole sentence that one can be for or against."""
    negation: Line
    """The contrary, written out as fluently as the article itself."""
    weight: float = Field(default=1.0, gt=0, le=10)


class Resolution(Strict):
    """What the debate may come to: a list of articles."""

    id: Slug
    title: Line
    articles: tuple[Article, ...] = Field(min_length=1, max_length=24)


class ResolutionUse(Strict):
    """A resolution that stands in ``dialogues/resolutions/``, whole or in part."""

    use: Slug
    articles: tuple[Slug, ...] = ()
    """Ids of the articles in play; none means all."""


class EitherWay(Strict):
    """What a decision has to say, whichever way it goes; the persona chooses which."""

    for_: Line = Field(alias="for")
    """Where it comes down for the beat's article."""
    against: Line
    """Where it comes down against it."""

    @property
    def ways(self) -> dict[Literal["for", "against"], str]:
        """Both, by which way it goes."""
        return {"for": self.for_, "against": self.against}


Say = Line | EitherWay
"""What a speech has to get across: one to three plain sentences in the speaker's own I and you."""


class Beat(Strict):
    """One speech that is written into an act: who, with what move, to whom, on what."""

    who: Slug
    move: Move
    to: tuple[Slug, ...] = ()
    on: Line
    """What it is about: completes "about …" or "whether …"."""
    say: Say | None = None
    """Notes for the speech, in the speaker's own words; none: made of what the speaker holds."""
    article: Slug | None = None
    visible_to: tuple[Slug, ...] = ()
    """Of a whisper: who hears it besides the speaker; none: everybody who is there."""


class Matter(Strict):
    """Something that lies open in a free act: whoever has the floor may bring it up, once."""

    on: Line
    """Completes "about …" or "whether …", as in a beat; names, no pronouns."""
    say: Line | None = None
    """Notes for the speech of whoever brings it up, in their own I and you."""
    article: Slug | None = None
    who: Slug | None = None
    """Whose it is to bring up; none: anybody's."""
    move: Move | None = None
    """With what move; none: whichever fits the moment."""
    to: tuple[Slug, ...] = ()
    """To whom; none: whoever was speaking, or stands furthest from it."""


class Act(Strict):
    """One scene: a place, who is there, and how the debate goes."""

    id: Slug
    title: Line
    heading: Line
    """A scene heading as a screenplay has it (`EXT. SMILE COMMONS - NIGHT`)."""
    scene: Text
    """What is to be seen and what has happened: read by the audience and by the model."""
    stake: Line
    """The question of the act."""
    present: tuple[Slug, ...] = ()
    """Who is there; none means the whole cast."""
    mode: Literal["directed", "free"] = "free"
    turns: int = Field(default=8, ge=1, le=2000)
    """Speeches of a free act; a directed act has as many as beats."""
    beats: tuple[Beat, ...] = ()
    matters: tuple[Matter, ...] = ()
    """What a free act can come to speak of; when all is said, or none is written, its articles."""
    articles: tuple[Slug, ...] = ()
    """Articles at stake here; none means all of the dialogue."""
    ballot: bool = False
    """Whether private ballots are taken when the act closes."""


class Dialogue(Strict):
    """One file of ``dialogues/``: all that is needed to play it."""

    id: Slug
    title: Line
    logline: Line
    setting: Text
    cast: tuple[Slug, ...] = Field(min_length=2, max_length=12)
    resolution: Resolution | ResolutionUse
    acts: tuple[Act, ...] = Field(min_length=1, max_length=40)
    ballots: (
        Annotated[str, StringConstraints(pattern=r"^(acts|ends|every:[1-9][0-9]{0,4})$")] | None
    ) = None
    """When private ballots are taken besides the opening and the end: after each of the `acts`, at
    the `ends` alone, or `every:N` speeches; none means after the acts that ask for it."""
