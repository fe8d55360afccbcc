"""A battery asked: of personas and their lines, or of a judge by what was planted."""

from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from smile_commons.api.blocking import waiting
from smile_commons.api.engine import Engine
from smile_commons.api.opening import Given as Opening
from smile_commons.api.worlds import open_world
from smile_commons.errors import InputError
from smile_commons.models.model import Model
from smile_commons.models.open import is_local
from smile_commons.models.record import Record
from smile_commons.models.replay import RecordingModel
from smile_commons.prompts.environment import Prompts
from smile_commons.studies.battery import by_answers, by_lines, interrogated
from smile_commons.studies.battery import metrics as m
from smile_commons.studies.battery.asking import Asking
from smile_commons.studies.battery.known import (
    Labelled,
    known_of,
    metrics_checked,
    of_people,
    read_people,
)
from smile_commons.studies.battery.measured import Measured
from smile_commons.studies.battery.persons import Folder, Given, Person, persons_of
from smile_commons.studies.battery.planted import RULE, judged, planted
from smile_commons.studies.battery.probes import Probe, drift, read_probes
from smile_commons.studies.battery.tables import (
    Row,
    columns,
    frame_of,
    known_columns,
    known_row,
    ours_of,
    row_of,
    write,
)
from smile_commons.studies.tables.sources import FACTOR

if TYPE_CHECKING:
    import pandas as pd

REPLIES = "replies.jsonl"
VALUES, KNOWN = "battery", "planted"
Models: TypeAlias = "str | Model | None"
OnAsked = Callable[[], None]
_NO_CODER = "a judge that answers questions is asked: a model, not a `Judge` that reads"


async def persona_suite_async(
    what: Given,
    *,
    tasks: Sequence[str] = m.TASKS,
    personas: Sequence[str] = (),
    n: int | None = None,
    probes: Folder | None = None,
    model: Models = None,
    judge: Models = None,
    base_url: str | None = None,
    world: Folder | None = None,
    out: Folder | None = None,
    seed: int = 0,
    engine: Engine | None = None,
    on_asked: OnAsked = lambda: None,
) -> "pd.DataFrame":
    """Measures personas by metrics of the literature, each as its source defines it, beside ours.

    A row a metric, persona and run, with interval, range, definition, source, and what differs;
    docs/batteries.md says what each asks.

    Args:
        what: a study, runs, folders of runs; or a world: then nobody has said anything yet.
        tasks: ids of metrics; all of them.
        personas: ids; none: everybody.
        n: so many lines, pairs, questions and times at most; None: as many as the sources ask.
        probes: a YAML file of probes of one's own, by persona.
        model: who speaks for the personas; None: as the settings say.
        judge: who judges and writes questions; None: as the settings say.
        base_url: an endpoint for both.
        world: another than was kept with the runs.
        out: a folder for the tables and ``replies.jsonl``; what stands there is not asked again.
        seed: for what is drawn.
        engine: models that are open already.
        on_asked: told before every question to a model.

    Raises:
        InputError: something that was given is wrong.
        ModelError: a model failed; what was answered is kept in ``out``.
    """
    chosen = m.chosen(tasks)
    if n is not None and n < 1:
        raise InputError(f"`n` is 1 or more, not {n}")
    own = dict[str, Sequence[Probe]]() if probes is None else read_probes(Path(probes))
    persons = persons_of(what, personas, world)
    rows = list[Row]()
    async with _asked(model, judge, base_url, world, out, seed, engine, on_asked) as asking:
        speaker = asking.speaker.name if asking.speaker else ""
        for person in persons:
            for one in chosen:
                for found in await _measured(asking, person, one, n, own):
                    rows.append(row_of(one, person, found, speaker, asking.judge.name))
            rows += ours_of(chosen, person, person.results) if person.run else ()
    factors = dict.fromkeys(
        name.removeprefix(FACTOR) for one in persons for name in one.keys if name.startswith(FACTOR)
    )
    made = columns([*factors])
    table = frame_of(rows, made)
    if out is not None:
        write(Path(out), VALUES, table, made)
    return table


async def check_battery_async(
    judge: Models = None,
    *,
    tasks: Sequence[str] = m.TASKS,
    n: int | None = None,
    people: Folder | None = None,
    base_url: str | None = None,
    out: Folder | None = None,
    engine: Engine | None = None,
    on_asked: OnAsked = lambda: None,
) -> "pd.DataFrame":
    """Puts a battery's judge to items whose truth is known: precision, recall and AUC, with
    intervals.

    Args:
        judge: the model; None: as the settings say.
        tasks: ids of metrics; all of them.
        n: items of each at most, one of each kind a person; None: all.
        people: labels that people gave the same items (``id``, ``label``, ``coder``): the ceiling.
        base_url: an endpoint for it.
        out: a folder for the table and for ``replies.jsonl``.
        engine: a model that is open already.
        on_asked: told before every question.

    Raises:
        InputError: something that was given is wrong.
        ModelError: the judge's model failed; what it answered is kept in ``out``.
    """
    checked = metrics_checked(tasks)
    given = dict[str, Sequence[Labelled]]() if people is None else read_people(Path(people))
    rows = list[Row]()
    async with _asked(judge, judge, base_url, None, out, 0, engine, on_asked) as asking:
        for metric in checked:
            by = RULE if metric == m.PROBE else asking.judge.name
            found = known_of(metric, by, await judged(asking, metric, planted(metric, n)))
            rows += [known_row(one) for one in (found, *of_people(given, metric))]
    table = frame_of(rows, known_columns())
    if out is not None:
        write(Path(out), KNOWN, table, known_columns())
    return table


persona_suite = waiting(persona_suite_async)
"""``persona_suite_async`` for a program that waits."""
check_battery = waiting(check_battery_async)
"""``check_battery_async`` for a program that waits."""


async def _measured(
    asking: Asking,
    person: Person,
    metric: m.Metric,
    n: int | None,
    own: Mapping[str, Sequence[Probe]],
) -> list[Measured]:
    if metric.id == m.PROBE:
        return await drift(asking, person, n, own.get(person.id, ()))
    return await _BY[metric.id](asking, person, n)


_BY = {
    m.CARD: by_lines.against_card,
    m.PAIRS: by_lines.pairs,
    m.FACTS: by_answers.facts,
    m.INTERNAL: interrogated.internal,
    m.RETEST: interrogated.retest,
    m.SCALE: by_answers.on_scale,
    m.RUBRIC: by_answers.graded,
}


@asynccontextmanager
async def _asked(
    model: Models,
    judge: Models,
    base_url: str | None,
    world: Folder | None,
    out: Folder | None,
    seed: int,
    engine: Engine | None,
    on_asked: OnAsked,
) -> AsyncGenerator[Asking]:
    """Both models over one record, opened and closed."""
    opened = Opening(model, judge, base_url=base_url).opened(engine, world)
    record = None if out is None else Record(Path(out) / REPLIES)
    try:
        if opened.coder is not None:
            raise InputError(_NO_CODER)
        speaks, judges = await opened.speaker(), await opened.judge()
        settings, place = opened.settings, open_world(world)
        yield Asking(
            judge=judges if record is None else RecordingModel(judges, record, "judge"),
            speaker=speaks if record is None else RecordingModel(speaks, record, "speaker"),
            prompts=Prompts.of(dict(place.templates), settings.language),
            seed=seed,
            at_once=1 if is_local(settings) else settings.concurrency,
            on_asked=on_asked,
        )
    finally:
        if record is not None:
            record.close()
        if engine is None:
            await opened.aclose()
