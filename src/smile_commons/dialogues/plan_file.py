"""``plan.yaml``: what the director of each free act means to happen, and how that changed.

It is read from the run's folder once it is written, so a resume, a replay and a branch play the
same; before an act is played a writer may edit it.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

import yaml
from pydantic import Field

from smile_commons.errors import Problem, WorldError
from smile_commons.names import did_you_mean
from smile_commons.world.card import Line, Slug, Strict
from smile_commons.world.crosscheck import check_beats
from smile_commons.world.dialogue import Act, Beat
from smile_commons.world.safe_yaml import Document, Place, parse_yaml
from smile_commons.world.validate import validate

PLAN = "plan.yaml"
_HEAD = """\
# What the director of each free act means to happen: who speaks, with what move, to whom, on what,
# and what it has to say. Beats are written as in a dialogue file and may be edited before their act
# is played: `commons play DIALOGUE --plan FILE`. `after` is the speech that had been given when a
# plan was made; under `replanned` stands what became of it.
"""

_QUOTED_ON = re.compile(r"^([ -]*)'on':", re.MULTILINE)
"""Quoted for YAML 1.1, where it would be a boolean; files here are YAML 1.2."""


class Replanned(Strict):
    """The rest of an act, planned anew."""

    after: int = Field(ge=0)
    """Number of the speech after which it holds."""
    spoken: int = Field(ge=0)
    """Speeches of the act before it."""
    why: Line
    beats: tuple[Beat, ...] = Field(max_length=40)


class PlannedAct(Strict):
    """The plan of one free act."""

    after: int | None = Field(default=None, ge=0)
    """Number of the speech after which it was made; None: a writer gave it."""
    spoken: int = Field(default=0, ge=0)
    """Speeches of the act before it: of a run that began without plans."""
    beats: tuple[Beat, ...] = Field(min_length=1, max_length=40)
    replanned: tuple[Replanned, ...] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """What is planned for an act as it stands."""

    beats: tuple[Beat, ...]
    spoken: int
    """Speeches of the act before the first of them."""
    after: int
    """Number of the speech after which it was made."""

    def beat(self, spoken: int) -> Beat | None:
        """What is planned after so many speeches of the act; None: nothing any more."""
        place = spoken - self.spoken
        return self.beats[place] if 0 <= place < len(self.beats) else None

    def number(self, spoken: int) -> str:
        """Which speech of the plan it is, as in `3 of 8`."""
        return f"{spoken + 1} of {self.spoken + len(self.beats)}"


class Plan(Strict):
    """A whole ``plan.yaml``: the plans of one run, by act."""

    dialogue: Slug
    acts: dict[Slug, PlannedAct]

    @classmethod
    def read(cls, text: str, name: str) -> Self:
        """The plan of a file's text.

        Raises:
            WorldError: it is not what it has to be.
        """
        plan, problems = validate(parse_yaml(text, name), cls)
        if plan is None or problems:
            raise WorldError(problems)
        return plan

    def to_yaml(self) -> str:
        """The file, with a comment that says what it is."""
        data = self.model_dump(mode="json", by_alias=True, exclude_defaults=True)
        text = yaml.safe_dump(data, sort_keys=False, allow_unicode=True, width=100)  # pyright: ignore[reportUnknownMemberType]
        return _HEAD + _QUOTED_ON.sub(r"\1on:", text)

    def standing(self, act: str, turn: int) -> Standing | None:
        """What is planned for an act once that speech was given; None: it has no plan yet."""
        plan = self.acts.get(act)
        if plan is None:
            return None
        last = [plan, *(one for one in plan.replanned if one.after <= turn)][-1]
        return Standing(last.beats, last.spoken, last.after or 0)

    def open(self, act: str, turn: int, spoken: int, beats: Sequence[Beat]) -> None:
        """Takes in the first plan of an act."""
        self.acts[act] = PlannedAct(after=turn, spoken=spoken, beats=tuple(beats))

    def replan(self, act: str, turn: int, spoken: int, why: str, beats: Sequence[Beat]) -> None:
        """Takes in another plan for the rest of an act."""
        old = self.acts[act]
        new = Replanned(after=turn, spoken=spoken, why=why, beats=tuple(beats))
        self.acts[act] = old.model_copy(update={"replanned": (*old.replanned, new)})

    def until(self, turn: int) -> "Plan":
        """What of it was made before that speech had been given, and what a writer gave."""
        kept: dict[str, PlannedAct] = {}
        for act, plan in self.acts.items():
            if plan.after is None or plan.after < turn:
                again = tuple(one for one in plan.replanned if one.after < turn)
                kept[act] = plan.model_copy(update={"replanned": again})
        return Plan(dialogue=self.dialogue, acts=kept)


def check_plan(
    text: str,
    name: str,
    dialogue: str,
    acts: Sequence[Act],
    present: Mapping[str, Collection[str]],
    articles: Collection[str],
) -> Plan:
    """The plan of a writer's file, held against the dialogue.

    Args:
        text: of the file.
        name: of the file, for messages.
        dialogue: its id.
        acts: those that are played.
        present: who is there, by act.
        articles: ids of those at stake.

    Raises:
        WorldError: it is not what it has to be; with file, line and field of every mistake.
    """
    document = parse_yaml(text, name)
    plan, problems = validate(document, Plan)
    if plan is not None:
        known = {act.id: act for act in acts}
        if plan.dialogue != dialogue:
            hint = f"`commons plan {dialogue}` makes one of this dialogue"
            problems.append(
                document.problem(("dialogue",), f"is {plan.dialogue!r}, not {dialogue!r}", hint)
            )
        for act, planned in plan.acts.items():
            problems += _act(document, act, planned, known, present, articles)
    if plan is None or problems:
        raise WorldError(problems)
    return plan


def _act(
    document: Document,
    name: str,
    planned: PlannedAct,
    acts: Mapping[str, Act],
    present: Mapping[str, Collection[str]],
    articles: Collection[str],
) -> Iterator[Problem]:
    place: Place = ("acts", name)
    act = acts.get(name)
    if act is None:
        hint = did_you_mean(name, acts)
        yield document.problem(place, f"there is no act {name!r} that is played", hint)
        return
    if len(planned.beats) > act.turns:
        said = f"has {len(planned.beats)} speeches for an act of {act.turns}"
        yield document.problem((*place, "beats"), said, "leave some out")
    yield from check_beats(document, (*place, "beats"), planned.beats, present[name], articles)
