"""Who a battery is about: a card, and what was said in a run until when."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from os import PathLike
from pathlib import Path
from typing import Any

from smile_commons.api.run import Run
from smile_commons.api.worlds import open_world, world_of
from smile_commons.dialogues.casting import cast
from smile_commons.errors import InputError
from smile_commons.exports.tidy import Value
from smile_commons.names import known
from smile_commons.runs.folder import RunFolder
from smile_commons.scoring.lines import Line, lines_of_events
from smile_commons.scoring.results import Results
from smile_commons.studies.tables.sources import Source, sources
from smile_commons.world import World
from smile_commons.world.card import Card
from smile_commons.world.dialogue import Article

Folder = str | PathLike[str]
Given = Run | World | Folder | Sequence[Run | Folder]
"""Runs, studies and folders of runs; or a world, whose personas have said nothing yet."""


@dataclass(frozen=True, slots=True)
class Person:
    """A persona of a run, or of a world in which nobody has spoken."""

    card: Mapping[str, Any]
    """As templates have it."""
    keys: Mapping[str, Value]
    """What every row says of its run; of a world's persona nothing."""
    lines: tuple[Line, ...] = ()
    """All speeches of the run, of everybody."""
    cues: Mapping[str, str] = field(default_factory=dict[str, str])
    results: Results | None = None
    """What scoring found of the run."""

    @property
    def id(self) -> str:
        """The persona's."""
        return str(self.card["id"])

    @property
    def run(self) -> str:
        """The run's id; empty: none."""
        return str(self.keys.get("run_id") or "")

    @property
    def own(self) -> list[Line]:
        """Its own speeches, in order."""
        return [line for line in self.lines if line.speaker == self.id]

    def heard(self, until: int) -> list[Mapping[str, str]]:
        """What was said up to that turn and with it."""
        return [
            {"cue": self.cues.get(line.speaker, line.speaker), "text": line.text}
            for line in self.lines
            if line.turn <= until and (not line.heard_by or self.id in line.heard_by)
        ]

    def times(self, most: int) -> list[int]:
        """So many turns from before the first speech (0) to the last, its own ones between."""
        turns = [0, *(line.turn for line in self.own)]
        if self.lines:
            turns = [*turns, max(line.turn for line in self.lines)]
        turns = list(dict.fromkeys(turns))
        if len(turns) <= most:
            return turns
        return [turns[round(place * (len(turns) - 1) / (most - 1))] for place in range(most)]


def persons_of(
    given: Given, names: Sequence[str] = (), world: Folder | None = None
) -> list[Person]:
    """Everybody who is asked, run after run.

    Args:
        given: see ``Given``.
        names: of personas; none: all.
        world: another than was kept with the runs.

    Raises:
        InputError: a path is no run, nothing was played, or nobody has such a name.
    """
    found = list(_of_world(given) if isinstance(given, World) else _of_runs(_paths(given), world))
    for name in names:
        known(name, {one.id for one in found}, "persona")
    kept = [one for one in found if not names or one.id in names]
    if not kept:
        raise InputError("no run is done, so nobody can be asked")
    return kept


def _paths(given: Any) -> list[Path]:
    several: list[Any] = [given] if isinstance(given, Run | str | PathLike) else [*given]
    return [one.folder.path if isinstance(one, Run) else Path(one) for one in several]


def _of_world(world: World) -> Iterator[Person]:
    articles = {a.id: a for one in world.resolutions.values() for a in one.articles}
    cues = {id: card.cue for id, card in world.personas.items()}
    for card in world.personas.values():
        yield Person(card_of(card, articles), {}, (), cues)


def _of_runs(paths: Sequence[Path], world: Folder | None) -> Iterator[Person]:
    found = sources(paths)
    for source in found:
        if source.counted and source.folder is not None:
            yield from _of_run(source, source.folder, found.factors, world)


def _of_run(
    source: Source, folder: RunFolder, factors: Sequence[str], world: Folder | None
) -> Iterator[Person]:
    place = open_world(world) if world is not None else world_of(folder)
    casting = cast(place, folder.manifest.options())
    articles = {one.id: one for one in casting.articles}
    cues = {id: card.cue for id, card in casting.cards.items()}
    lines, results = tuple(lines_of_events(folder.events.all())), source.results()
    keys = source.keys(results, factors)
    for card in casting.cards.values():
        yield Person(card_of(card, articles), keys, lines, cues, results)


def card_of(card: Card, articles: Mapping[str, Article]) -> dict[str, Any]:
    """A card as the battery's templates have it: with where it stands on the articles there are."""
    return {
        "id": card.id,
        "cue": card.cue,
        "name": card.name,
        "title": card.title,
        "biography": card.biography,
        "principle": card.stance.principle,
        "red_lines": list(card.stance.red_lines),
        "goals": list(card.goals),
        "positions": [
            {"article": articles[id].text, "stance": opening.stance}
            for id, opening in card.positions.items()
            if id in articles
        ],
        "notes": card.voice.notes,
    }
