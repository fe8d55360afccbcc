"""What the graph's nodes work with and a checkpoint never holds: LangGraph's runtime context."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from smile_commons.dialogues.casting import Balloting, length_of, mode_of, present_in
from smile_commons.dialogues.desk import Desk
from smile_commons.dialogues.history import History
from smile_commons.dialogues.plan_file import Plan, Standing
from smile_commons.dialogues.policies import Policy
from smile_commons.memory.changes import Change
from smile_commons.memory.together import Together
from smile_commons.models.model import Model
from smile_commons.personas.agent import Agent
from smile_commons.personas.leanings import Leanings
from smile_commons.personas.speech import Stage
from smile_commons.runs.folder import RunFolder
from smile_commons.transcript import Event
from smile_commons.world.dialogue import Act, Article, Dialogue
from smile_commons.world.lorebook import Lorebook
from smile_commons.world.model import CanonMemory

if TYPE_CHECKING:
    from smile_commons.memory.memory import Vectors


class Observer:
    """Watches a play and says nothing: override what is to be heard of."""

    def act(self, event: Event) -> None:
        """An act opens."""

    def thinking(self, speaker: str, why: str) -> None:
        """Somebody has the floor and thinks."""

    def speech(self, event: Event) -> None:
        """Somebody has spoken, or the narrator has."""

    def accepted(self, event: Event) -> None:
        """It is written down: a speech as its director lets it stand, a line that is narrated, an
        act's opening. Told again of the same event where a node runs again after a crash.
        """

    def revised(self, event: Event, fault: str) -> None:
        """A speech was taken again after its act, since something was wrong with it."""

    def asking(self, persona: str, stage: str) -> None:
        """Somebody is asked in private."""

    def reflecting(self, persona: str, act: str) -> None:
        """Somebody looks back on an act."""


Clock = Callable[[str], str]
"""The time as ISO-8601 for an event named by a key (``act/forum``); a replay's is recorded."""


@dataclass(slots=True)
class Context:
    """Models, stores, clock and choices of one run."""

    folder: RunFolder
    dialogue: Dialogue
    acts: Sequence[Act]
    """Those that are played, in order."""
    articles: Sequence[Article]
    agents: Mapping[str, Agent]
    stage: Stage
    judge: Model
    embedder: Together
    history: History
    observer: Observer
    clock: Clock
    seed: int
    desk: Desk
    policy: Policy
    leanings: Leanings
    """What stands on the cards, by what it bears on."""
    plan: Plan
    """Of free acts."""
    private: Mapping[str, Sequence[CanonMemory]] = field(
        default_factory=dict[str, Sequence[CanonMemory]]
    )
    """By persona, what it alone remembers from the outset."""
    lore: Mapping[str, Sequence[Lorebook]] = field(default_factory=dict[str, Sequence[Lorebook]])
    """By persona, the lorebooks that it knows."""
    vectors: dict[str, "Vectors"] = field(default_factory=dict[str, "Vectors"])
    """Embeddings by text, of what was said last and of what acts are about."""
    coming: dict[str, "Future[Vectors]"] = field(default_factory=dict[str, "Future[Vectors]"])
    """Embeddings that are being made beside whatever else is to be done."""
    heard: list[Event] = field(default_factory=list[Event])
    """What was said and is still to be remembered: see ``remembering.catch_up``."""
    balloting: Balloting = field(default_factory=Balloting)
    """When ballots are taken besides the opening and the end."""
    live: bool = False
    """Played before people in a room: the personas vote before anybody speaks, and the director is
    asked before each speech as well as after it."""
    changes: Sequence[Change] = ()
    """Made to memories by hand, at whatever turn."""
    lane: asyncio.Lock = field(default_factory=asyncio.Lock)
    """One persona at a time is asked by a model that serves one prompt's cache best."""

    def present(self, act: Act) -> tuple[str, ...]:
        """Who is there in an act, in the cast's order."""
        return present_in(act, self.dialogue)

    def is_planned(self, act: Act) -> bool:
        """Whether a director plans what happens in an act: a free one, where nobody else says who
        speaks."""
        return (
            self.mode_of(act) == "free"
            and self.policy.kind == "moderator"
            and self.folder.manifest.sham is None
        )

    def standing(self, act: Act, turn: int) -> Standing | None:
        """What is planned for an act once that speech was given."""
        return self.plan.standing(act.id, turn) if self.is_planned(act) else None

    def seat_at(self, turn: int) -> str | None:
        """Whose seat a person holds when the speech of that turn is given."""
        return self.desk.seat(turn, self.folder.manifest.seat)

    def at_stake(self, act: Act) -> list[Article]:
        """The articles of an act."""
        return [a for a in self.articles if not act.articles or a.id in act.articles]

    def is_over(self, turn: int) -> bool:
        """Whether as many speeches were given as were asked for, or the director ended it."""
        most = self.folder.manifest.turns
        return (most is not None and turn >= most) or self.desk.ended(turn)

    def left(self, turn: int) -> int | None:
        """Speeches left after so many; None where nothing cuts the scene off."""
        most = self.folder.manifest.turns
        return None if most is None else most - turn

    def length(self, act: Act) -> int:
        """Speeches of an act, if nothing cuts it short."""
        return length_of(act, self.folder.manifest.mode)

    def mode_of(self, act: Act) -> str:
        """``directed`` or ``free``; an act without beats is always free."""
        return mode_of(act, self.folder.manifest.mode)

    def embed_soon(self, text: str) -> None:
        """Begins to embed a text that will be asked for: what was said waits on disk meanwhile."""
        if text not in self.vectors and text not in self.coming:
            self.coming[text] = self.embedder.soon(text)

    async def embedded(self, texts: Sequence[str]) -> None:
        """Waits until texts are embedded; other debates in this loop go on meanwhile."""
        for text in texts:
            self.embed_soon(text)
        for text in texts:
            if (begun := self.coming.get(text)) is not None:
                self.vectors[text] = await asyncio.wrap_future(begun)
                self.coming.pop(text, None)

    def embed(self, texts: Sequence[str]) -> list["Vectors"]:
        """Embeddings of texts; each text is embedded once."""
        for text in texts:
            if (begun := self.coming.pop(text, None)) is not None:
                self.vectors[text] = begun.result()
        missing = list(dict.fromkeys(text for text in texts if text not in self.vectors))
        if missing:
            for text, vector in zip(missing, self.embedder.embed(missing), strict=True):
                self.vectors[text] = vector
        return [self.vectors[text] for text in texts]
