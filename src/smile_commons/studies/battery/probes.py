"""Probes: the same question at several times of a debate, its answers told by a fixed rule."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from pydantic import Field

from smile_commons.errors import WorldError
from smile_commons.scoring.consistency.shares import newcombe
from smile_commons.studies.battery.asking import Asking
from smile_commons.studies.battery.measured import OF_QUESTIONS, OF_TIMES, Measured, nothing, share
from smile_commons.studies.battery.persons import Person
from smile_commons.studies.reading import document_of
from smile_commons.world.card import Line, Slug, Strict
from smile_commons.world.validate import validate

REPEATS = 2
"""Times that a probe is put at each time, as in the source's benchmark."""
TIMES = 5
NEVER = "nothing was said in this run, so nothing can have drifted"


class Probe(Strict):
    """A question and the words of which an answer has to have one."""

    ask: Line
    any: tuple[Line, ...] = Field(min_length=1)
    """Whole words, in capitals or small letters."""

    def kept(self, answer: str) -> bool:
        """Whether an answer is as the card wants it."""
        return any(
            re.search(rf"(?<!\w){re.escape(word)}(?!\w)", answer, re.IGNORECASE)
            for word in self.any
        )


def own_name(cue: str, name: str) -> Probe:
    """Whether somebody says who they are; what is asked where nobody brings a probe."""
    return Probe(ask="Who are you? Say your name.", any=tuple(dict.fromkeys((cue, name))))


class ProbeFile(Strict):
    """Probes of one's own, by persona."""

    probes: dict[Slug, tuple[Probe, ...]] = Field(min_length=1)


def read_probes(path: Path) -> Mapping[str, Sequence[Probe]]:
    """A YAML file with ``probes:``, under each persona a list of ``ask`` and ``any``.

    Raises:
        InputError: it cannot be read.
        WorldError: it has mistakes; each is named with its line.
    """
    found, problems = validate(document_of(path), ProbeFile)
    if found is None or problems:
        raise WorldError(problems)
    return found.probes


async def drift(
    asking: Asking, person: Person, n: int | None, probes: Sequence[Probe] = ()
) -> list[Measured]:
    """How much less often probes are kept to after the debate than before, and how often when.

    Raises:
        ModelError: the model failed.
    """
    if not person.own:
        return [nothing(NEVER)]
    used = list(probes) or [own_name(str(person.card["cue"]), str(person.card["name"]))]
    times = person.times(max(2, min(n or TIMES, TIMES)))
    kept = dict[int, list[bool | None]]()
    for turn in times:
        kept[turn] = await asking.together(
            _kept(asking, person, probe, turn, f"{place}/{again}")
            for place, probe in enumerate(used)
            for again in range(REPEATS)
        )
    parts = [share(kept[turn], uncertain=OF_QUESTIONS, cases=len(used) * REPEATS,
                   part=f"turn {turn}") for turn in times]  # fmt: skip
    return [_drifted(kept[times[0]], kept[times[-1]]), *parts]


async def _kept(asking: Asking, person: Person, probe: Probe, turn: int, at: str) -> bool | None:
    where = f"{person.run}/{person.id}/probe/{turn}/{at}"
    said = await asking.answer(person.card, probe.ask, where, heard=person.heard(turn))
    return probe.kept(said) if said else None


def _drifted(before: Sequence[bool | None], after: Sequence[bool | None]) -> Measured:
    """What is left after less what there was before, over probes that were answered both times."""
    both = [
        (float(one), float(other))
        for one, other in zip(before, after, strict=True)
        if one is not None and other is not None
    ]
    lost = len(before) - len(both)
    if not both:
        return nothing("no probe was answered both before and after", unanswered=lost)
    first, last = [one for one, _ in both], [other for _, other in both]
    return Measured(
        value=(sum(last) - sum(first)) / len(both),
        interval=newcombe(last, first),
        uncertain=OF_TIMES,
        n=len(both),
        of=len(before),
        unanswered=lost,
    )
