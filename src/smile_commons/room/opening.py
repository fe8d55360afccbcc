"""A room opened over a new run, or again over one that was opened before."""

import asyncio
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from smile_commons.api.play import prepare
from smile_commons.api.resume import Reopened, reopened
from smile_commons.errors import CommonsError, InputError
from smile_commons.models.settings import Settings
from smile_commons.names import known
from smile_commons.room.classroom import Room, open_folder
from smile_commons.room.desk import Desk
from smile_commons.room.guard import Guard
from smile_commons.room.hall import Hall
from smile_commons.room.kept import Kept, read_kept, room_folder
from smile_commons.room.lesson import lesson_of
from smile_commons.room.notice import notice_of
from smile_commons.room.orders import Orders
from smile_commons.room.player import Player
from smile_commons.room.publishing import Published
from smile_commons.room.records import ROSTER
from smile_commons.room.seats import new_code
from smile_commons.room.wish import Wish, auto_seconds, check_remote
from smile_commons.room.wording import FALLBACK, languages
from smile_commons.runs.folder import RunFolder
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
    names = _roster(wish.roster)
    language = wish.language or _spoken(settings.language)
    options = PlayOptions(
        wish.dialogue, judged=False, ballots="ends", turns=speeches, seed=wish.seed
    )
    prepared = prepare(world, options, settings, runs=runs)
    articles = _articles(wish.articles, [one.id for one in prepared.casting.articles])
    run = prepared.begin(runs)
    kept = Kept(
        code=new_code(),
        epoch=secrets.token_hex(3),
        dialogue=wish.dialogue,
        title=prepared.casting.dialogue.title,
        language=language,
        articles=articles,
        seats=wish.seats,
        names="roster" if names else "none",
        release=wish.release,
        minutes=wish.minutes,
        keep=wish.keep,
        opened=date.today().isoformat(),
        run=run.id,
        model=settings.model,
        remote=remote,
        rehearsal=wish.rehearse > 0,
    )
    folder = open_folder(run.path, kept.noticed(notice_of(kept)))
    if names:
        _keep_roster(folder, names)
    return run, Reopened(run, prepared.world, prepared.casting, settings)


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
    folder = room_folder(run.path)
    casting, kept = again.casting, read_kept(folder)
    wanted = [one for one in casting.articles if one.id in kept.articles]
    cues = {who: card.cue for who, card in casting.cards.items()}
    room = Room(folder, wanted, cues)
    guard = Guard(kept.language, names=roster_names(folder), pseudonyms=room.seats.all_names())
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
    for one in wanted:
        room.questions.put_up(f"a-{one.id}", one.text)
    lesson = lesson_of(again.world, kept.dialogue)
    for number, text in enumerate(lesson.seeds if lesson else (), start=1):
        room.questions.put_up(f"s-{number}", text)
    orders.again()
    for event in again.folder.events.all():
        published.accept(event)
    return Lesson(run, room, desk, published, orders, player)


def roster_names(folder: Path) -> list[str]:
    """Names of the class, where a teacher gave them; a model is never told any."""
    path = folder / ROSTER
    if not path.is_file():
        return []
    import json

    lines = path.read_text(encoding="utf-8").splitlines()
    return [str(json.loads(line)["id"]) for line in lines if line.strip()]


def _articles(wanted: Sequence[str], there: Sequence[str]) -> list[str]:
    for one in wanted:
        known(one, there, "article of this dialogue")
    return [one for one in there if not wanted or one in wanted]


def _spoken(language: str) -> str:
    """The room's language in a world of that language."""
    code = language.partition("-")[0]
    return code if code in languages() else FALLBACK


def _roster(path: Path | None) -> list[str]:
    if path is None:
        return []
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: a text file (UTF-8) with a name a line: {error}") from error
    names = [" ".join(line.split()) for line in lines if line.strip()]
    twice = next((one for one in names if names.count(one) > 1), None)
    if twice is not None:
        raise InputError(f"{path}: {twice!r} stands there twice")
    if not names:
        raise InputError(f"{path}: no name stands in it")
    return names


def _keep_roster(folder: Path, names: Sequence[str]) -> None:
    from smile_commons.room.journal import Lines

    lines = Lines(folder / ROSTER)
    shuffled = sorted(names)
    rows: list[dict[str, Any]] = [{"seat": "", "id": name} for name in shuffled]
    lines.append(rows)
    lines.close()
