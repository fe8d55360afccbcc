"""A room opened over a new run, or again over one that was opened before."""

import asyncio
import secrets
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from smile_commons.api.play import prepare
from smile_commons.api.resume import Reopened, reopened
from smile_commons.api.worlds import open_world
from smile_commons.errors import CommonsError, InputError
from smile_commons.models.open import unopened
from smile_commons.models.settings import Settings
from smile_commons.names import known
from smile_commons.room import roster
from smile_commons.room.classroom import Room
from smile_commons.room.desk import Desk
from smile_commons.room.guard import Guard
from smile_commons.room.hall import Hall
from smile_commons.room.kept import Kept, open_folder, read_kept, room_folder
from smile_commons.room.lesson import Lesson as TeachersPage
from smile_commons.room.lesson import in_words_of, lesson_of, shipped_lessons
from smile_commons.room.lesson_plan import Plan, measured_here, plan_of
from smile_commons.room.notice import notice_of
from smile_commons.room.orders import Orders
from smile_commons.room.player import Player
from smile_commons.room.publishing import Published
from smile_commons.room.seats import new_code
from smile_commons.room.wish import Wish, auto_seconds, check_remote
from smile_commons.room.wording import FALLBACK, languages
from smile_commons.runs.folder import RunFolder, list_runs
from smile_commons.runs.options import PlayOptions
from smile_commons.world import World


@dataclass(slots=True)
class Lesson:
    """A room with all that works in it, not yet served."""

    run: RunFolder
    """The run in whose folder the room is."""
    room: Room
    desk: Desk
    published: Published
    orders: Orders
    player: Player


def new_room(
    world: World, wish: Wish, settings: Settings, runs: Path, *, speeches: int | None = None
) -> tuple[RunFolder, Reopened]:
    """Makes a run and its room on disk; nobody plays yet.

    Args:
        world: where the dialogue is.
        wish: what is asked for.
        settings: the models.
        runs: where runs are kept.
        speeches: so many, by the plan of the lesson; None: as the dialogue has.

    Raises:
        InputError: something that was given is wrong, or no model; nothing is left behind.
    """
    remote = check_remote(settings, allowed=wish.allow_remote_model)
    names = roster.read_names(wish.roster) if wish.roster else []
    language = wish.language or _spoken(settings.language)
    options = PlayOptions(
        dialogue=wish.dialogue, judged=False, ballots="ends", turns=speeches, seed=wish.seed
    )
    prepared = prepare(world, options, settings, runs=runs)
    page = lesson_of(prepared.world, wish.dialogue, language)
    articles = _articles(wish.articles, [one.id for one in prepared.casting.articles])
    manifest = prepared.manifest.changed(classroom=True)
    run = replace(prepared, manifest=manifest).begin(runs)
    kept = Kept(
        code=new_code(),
        epoch=secrets.token_hex(3),
        dialogue=wish.dialogue,
        title=page.title if page else prepared.casting.dialogue.title,
        language=language,
        articles=articles,
        seats=wish.seats,
        names="roster" if names else "none",
        release=wish.release,
        minutes=wish.minutes,
        keep=wish.keep,
        opened=date.today().isoformat(),
        run=run.id,
        model=unopened(settings).name,
        remote=remote,
        rehearsal=wish.rehearse > 0,
    )
    folder = open_folder(run.path, kept.noticed(notice_of(kept)))
    if names:
        roster.keep(folder, names)
    return run, Reopened(run, prepared.world, prepared.casting, settings)


def world_for(world: Path | None, dialogue: str) -> World:
    """The world that is named or, where none is, the one that has the dialogue: this one, or that
    of a lesson that ships under that name.

    Raises:
        InputError: neither has it; what was most likely meant is named.
        WorldError: as ``open_world``.
    """
    here = open_world(world)
    if dialogue in here.dialogues:
        return here
    lessons = {} if world else {one.id: one.root for one in shipped_lessons()}
    return open_world(lessons[known(dialogue, [*lessons, *here.dialogues], "lesson or dialogue")])


def latest_room(runs: Path) -> RunFolder:
    """The run that was made last of those in whose folder a room is.

    Raises:
        InputError: there is none.
    """
    for run in reversed(list_runs(runs)[0]):
        if (room_folder(run.path) / "room.json").is_file():
            return run
    raise InputError(f"no class room was held in {runs}; `commons room DIALOGUE` opens one")


def old_room(run: RunFolder, runs: Path) -> Reopened:
    """The run in which the debate of a room stands last.

    Raises:
        InputError: it was not played in a class room, or a file is damaged.
    """
    kept = read_kept(room_folder(run.path))
    return reopened(kept.run or run.id, runs)


def lesson_in(run: RunFolder, again: Reopened, loop: asyncio.AbstractEventLoop) -> Lesson:
    """The room in a run's folder, with all that works in it.

    Args:
        run: in whose folder the room is.
        again: the run in which the debate goes on.
        loop: the room's.

    Raises:
        InputError: a file of the room is damaged.
    """
    folder, casting = room_folder(run.path), again.casting
    room = room_again(run, again)
    kept, cues = room.kept, room.cues
    guard = Guard(
        kept.language,
        names=list(roster.rows_of(folder)),
        pseudonyms=room.seats.all_names,
        cast=list(cues.values()),
    )
    present = {act.id: casting.present(act) for act in casting.acts}
    desk = Desk(room, guard, present, auto_seconds(kept.release))
    published = Published(room)

    def moved(to: RunFolder) -> None:
        async def follow() -> None:
            if to.id != room.kept.run:
                parent = to.manifest.parent
                room.keep(run=to.id)
                published.strike(parent.turn if parent else 0)

        asyncio.run_coroutine_threadsafe(follow(), loop).result()

    def over(error: CommonsError | None) -> None:
        def note() -> None:
            room.model = {"state": "failed" if error else "over"}
            room.need("model", room.wording("needs.model", why=str(error)) if error else "")
            room.show_teacher("model")
            if error is None:
                room.did("over")

        loop.call_soon_threadsafe(note)

    player = Player(again, Hall(loop, published, desk), moved, over)
    orders = Orders(room, desk, published, start=player.start)
    _put_up_statements(room, lesson_of(again.world, kept.dialogue, kept.language))
    orders.questions.again()
    for event in again.folder.events.all():
        published.accept(event)
    return Lesson(run, room, desk, published, orders, player)


def room_again(run: RunFolder, again: Reopened) -> Room:
    """The room in a run's folder as its files have it; nobody is in it.

    Raises:
        InputError: a file of it is damaged.
    """
    folder = room_folder(run.path)
    kept = read_kept(folder)
    wanted = [one for one in again.casting.articles if one.id in kept.articles]
    page = lesson_of(again.world, kept.dialogue, kept.language)
    cues = {who: card.cue for who, card in again.casting.cards.items()}
    return Room(folder, in_words_of(wanted, page), cues)


def _put_up_statements(room: Room, lesson: TeachersPage | None) -> None:
    """The articles, and what the lesson brings, as far as a class can answer."""
    with suppress(InputError):
        for one in room.articles:
            room.questions.put_up(f"a-{one.id}", one.text)
        for number, text in enumerate(lesson.seeds if lesson else (), start=1):
            room.questions.put_up(f"s-{number}", text)


def _articles(wanted: Sequence[str], there: Sequence[str]) -> list[str]:
    for one in wanted:
        known(one, there, "article of this dialogue")
    return [one for one in there if not wanted or one in wanted]


def _spoken(language: str) -> str:
    """The room's language in a world of that language."""
    code = language.partition("-")[0]
    return code if code in languages() else FALLBACK


def lesson_plan(
    world: World, dialogue: str, minutes: int | None, settings: Settings, runs: Path
) -> Plan | None:
    """The minutes of a lesson, by what the model took on this machine; None: no length is named.

    Raises:
        InputError: no such length is planned, or the world has no such dialogue.
    """
    if minutes is None:
        return None
    known(dialogue, world.dialogues, "dialogue")
    return plan_of(world.dialogues[dialogue], minutes, measured_here(settings, runs))
