"""The one thing that is different on a branch: what ``branch(run, at, change)`` takes.

Each is made without a run and looked up when a branch leaves one, so the same change can be made to
many runs. All but ``take``, ``words`` and ``new_takes`` hold from the speech after ``at`` on; those
three put something in the place of that speech.
"""

from collections.abc import Callable
from dataclasses import dataclass
from os import PathLike
from pathlib import Path

from smile_commons.api.worlds import world_of
from smile_commons.branches import changes
from smile_commons.branches.branching import BranchPoint
from smile_commons.runs.folder import RunFolder, turn_event


@dataclass(frozen=True, slots=True)
class Change:
    """One difference, not yet made to any run."""

    kind: str
    """``direction``, ``model``, ``seed``, ``card``, ``order``, ``forget``, ``remember``, ``take``,
    ``edit`` or ``new takes``."""
    point: Callable[[RunFolder, int], BranchPoint]
    """Where a run is left for it, after that turn."""


def direction(text: str) -> Change:
    """The next speech is given so: ``"colder"``, ``"as if she had not heard"``."""
    return Change("direction", lambda run, at: changes.another_direction(at, text))


def model(name: str, base_url: str | None = None) -> Change:
    """Another model speaks; ballots are taken by the one that took them."""
    return Change("model", lambda run, at: changes.another_model(run, at, name, base_url))


def seed(number: int) -> Change:
    """Everything is drawn otherwise."""
    return Change("seed", lambda run, at: changes.another_seed(run, at, number))


def card(path: "str | PathLike[str]") -> Change:
    """One of the cast is somebody else: a card's file, called by the persona's id."""
    return Change("card", lambda run, at: changes.another_card(run, at, Path(path)))


def order(*names: str) -> Change:
    """The cast sits in another order: these first, the others after them."""
    return Change("order", lambda run, at: changes.another_order(run, at, names))


def without_memory(id: str, persona: str | None = None) -> Change:
    """A memory is taken from all who have it, or from one."""
    what = f"{persona}:{id}" if persona else id
    return Change("forget", lambda run, at: changes.without_memory(run, world_of(run), at, what))


def with_memory(persona: str, text: str) -> Change:
    """A persona remembers one thing more; ``world``: everybody does."""
    return Change("remember", lambda run, at: changes.with_memory(run, at, f"{persona}:{text}"))


def take(number: int) -> Change:
    """Another of its takes is spoken in the place of the next speech."""
    return Change("take", lambda run, at: changes.other_take(run, turn_event(run, at + 1), number))


def words(text: str) -> Change:
    """These words are spoken in the place of the next speech."""
    return Change("edit", lambda run, at: changes.other_words(run, turn_event(run, at + 1), text))


def new_takes(direction: str = "", *, voice: bool = False) -> Change:
    """The next speech is given anew, as directed, or in the speaker's own voice."""
    return Change(
        "new takes",
        lambda run, at: changes.new_takes(run, turn_event(run, at + 1), direction, voice=voice),
    )
