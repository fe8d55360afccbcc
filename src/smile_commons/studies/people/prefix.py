"""A transcript of people as the beginning of a run: personas go on from there.

The run begins as a branch does: what was said stands in its transcript, memories are made of it,
and nothing of a model is in it. ``sc.resume`` plays on.
"""

from collections.abc import Mapping
from dataclasses import replace
from os import PathLike
from pathlib import Path
from typing import Any

from smile_commons.api.play import Prepared, prepare
from smile_commons.api.run import RUNS, Run
from smile_commons.api.worlds import Place, open_world
from smile_commons.errors import InputError
from smile_commons.models.settings import load_settings
from smile_commons.names import known, nearest
from smile_commons.runs.options import PlayOptions
from smile_commons.scoring.readers import Transcript, read_transcript
from smile_commons.transcript import Event
from smile_commons.world.dialogue import Act

Folder = str | PathLike[str]


def replay(
    corpus: Folder,
    cast: Mapping[str, str],
    *,
    until: int,
    more: int = 8,
    dialogue: str = "forum",
    act: str | None = None,
    conversation: str | None = None,
    world: Place = None,
    runs: Folder = RUNS,
    **options: Any,
) -> Run:
    """A run that begins with what people said; nobody has played on yet (``sc.resume(run)``).

    Args:
        corpus: a transcript in any format that is read (ConvoKit, DeliData, a chat, captions …).
        cast: by speaker of the transcript, the persona that goes on in their place.
        until: the last speech of theirs, counted from 1.
        more: speeches that personas give after it.
        dialogue: whose setting, resolution and cast it goes on in; played as it goes, not by beats.
        act: of it; None: the first.
        conversation: one of several in the corpus.
        world: where the dialogue and the personas are.
        runs: where the run stands.
        options: others of ``PlayOptions``.

    Raises:
        InputError: a speaker has no persona, a persona is not in the dialogue, there are fewer
            speeches, or something cannot be read.
    """
    transcript = read_transcript(Path(corpus), conversation)
    lines = transcript.lines
    if not 1 <= until <= len(lines):
        raise InputError(f"{corpus}: has {len(lines)} speeches; `until` is 1 to {len(lines)}")
    if more < 1:
        raise InputError(f"`more` is 1 or more, not {more}")
    place = open_world(world)
    settings = load_settings({}, world=place.root)
    found = known(dialogue, place.dialogues, "dialogue")
    acts = [one.id for one in place.dialogues[found].acts]
    wanted = PlayOptions.of(
        PlayOptions(dialogue=found),
        acts=(known(act, acts, "act") if act else acts[0],),
        mode="free",
        turns=until + more,
        **options,
    )
    prepared = prepare(place, wanted, settings, runs=Path(runs))
    events = _events(transcript, cast, until, prepared)
    text = "".join(f"{one.to_json()}\n" for one in events)
    files = {**prepared.files, "transcript.jsonl": text.encode("utf-8", "backslashreplace")}
    return Run(replace(prepared, files=files).begin(Path(runs), checked=False))


def _events(
    transcript: Transcript, cast: Mapping[str, str], until: int, prepared: Prepared
) -> list[Event]:
    """The opening of the act, then the speeches as their personas'."""
    casting = prepared.casting
    act: Act = casting.acts[0]
    present = casting.present(act)
    _checked(transcript, cast, present, until)
    events = [Event(0, act.id, "act", None, act.scene, heard_by=present)]
    for turn, line in enumerate(transcript.lines[:until], start=1):
        to = tuple(cast[one] for one in line.to if one in cast)
        events.append(
            Event(turn, act.id, "speech", cast[line.speaker], line.text, to=to, heard_by=present,
                  by="human", why="said by a person")
        )  # fmt: skip
    return events


def _checked(
    transcript: Transcript, cast: Mapping[str, str], present: tuple[str, ...], until: int
) -> None:
    speakers = dict.fromkeys(line.speaker for line in transcript.lines[:until])
    for speaker in speakers:
        if speaker not in cast:
            near = nearest(speaker, cast)
            hint = f"; did you mean {near}?" if near else ""
            raise InputError(f"`cast` names no persona for the speaker {speaker!r}{hint}")
    for persona in cast.values():
        known(persona, present, "persona of the dialogue")
    taken = [cast[speaker] for speaker in speakers]
    if len(set(taken)) < len(taken):
        raise InputError("`cast` gives two speakers one persona: each goes on as one")
