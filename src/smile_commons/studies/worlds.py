"""The world that a cell is played in: the study's, with another cast, other cards or prompts."""

import hashlib
import tempfile
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import Any

import yaml

from smile_commons.errors import InputError
from smile_commons.prompts.check import check_world
from smile_commons.studies.design import Design, Level
from smile_commons.world.dialogue import Act, Beat, Dialogue, ResolutionUse
from smile_commons.world.model import EVERYBODY, World

_PARTS = {"cards": "personas", "prompts": "prompts"}


class Worlds:
    """The worlds of a study's cells, each made once."""

    def __init__(self, design: Design) -> None:
        self._design = design
        self._made: dict[str, World] = {}
        self._digests: dict[tuple[str, str], str] = {}
        self.by_digest: dict[str, World] = {design.world.digest: design.world}

    def of(self, dialogue: str, levels: Mapping[str, Level]) -> World:
        """The world with what the levels put in the place of its own.

        Raises:
            InputError: a file cannot be read.
            WorldError: the world that comes of it has mistakes.
        """
        given = {
            name: level.value
            for name, level in levels.items()
            if name in ("cast", "cards", "prompts") and level.value is not None
        }
        if not given:
            return self._design.world
        key = repr((dialogue if "cast" in given else "", sorted(given.items())))
        if key not in self._made:
            files = _with(self._design, dialogue, given)
            world = world_of_files(files)
            self._made[key] = self.by_digest[world.digest] = world
        return self._made[key]

    def digest(self, world: World, dialogue: str) -> str:
        """SHA-256 of the files of a world that bear on a dialogue."""
        key = world.digest, dialogue
        if key not in self._digests:
            self._digests[key] = bearing(world, dialogue)
        return self._digests[key]


def bearing(world: World, dialogue: str) -> str:
    """SHA-256 over the files that bear on a dialogue: its own and its resolution's, the cards of
    its cast, what they and everybody remember, all prompts.
    """
    found = world.dialogues[dialogue]
    whose = {*found.cast, EVERYBODY}
    total = hashlib.sha256()
    for name, raw in sorted(world.files.items()):
        path = PurePosixPath(name)
        stem = path.name.partition(".")[0]
        match path.parts[0]:
            case "dialogues" if path.parent.name == "resolutions":
                used = found.resolution
                bears = isinstance(used, ResolutionUse) and stem == used.use
            case "dialogues":
                bears = stem == dialogue
            case "personas" | "memory":
                bears = stem in whose
            case _:
                bears = True
        if bears:
            total.update(f"{len(name)}:{name}:{len(raw)}:".encode())
            total.update(raw)
    return total.hexdigest()


@lru_cache(maxsize=64)
def _world_of(files: tuple[tuple[str, bytes], ...]) -> World:
    with tempfile.TemporaryDirectory(prefix="commons-world-") as folder:
        for name, content in files:
            path = Path(folder) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        return check_world(Path(folder))


def world_of_files(files: Mapping[str, bytes]) -> World:
    """The world that these files are, read once however often it is asked for.

    Raises:
        WorldError: it has mistakes.
    """
    return _world_of(tuple(sorted(files.items())))


def _with(design: Design, dialogue: str, given: Mapping[str, Any]) -> dict[str, bytes]:
    files = dict(design.world.files)
    for name, folder in _PARTS.items():
        if name in given:
            files |= _overlay(design.folder / str(given[name]), folder)
    if "cast" in given:
        path = next(name for name in files if _is_dialogue(name, dialogue))
        smaller = with_cast(design.world.dialogues[dialogue], given["cast"])
        data = smaller.model_dump(mode="json", by_alias=True, exclude_defaults=True)
        files[path] = _dumped(data).encode()
    return files


def _dumped(data: Any) -> str:
    dump: Any = yaml.safe_dump  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
    return dump(data, allow_unicode=True, sort_keys=False)


def _is_dialogue(name: str, id: str) -> bool:
    path = PurePosixPath(name)
    return path.parent.as_posix() == "dialogues" and path.stem == id


def _overlay(path: Path, folder: str) -> dict[str, bytes]:
    """The files that take the place of others: of one folder, or a single one."""
    there = [path] if path.is_file() else sorted(one for one in path.rglob("*") if one.is_file())
    if not there:
        raise InputError(f"{path}: holds no file")
    root = path.parent if path.is_file() else path
    try:
        return {
            f"{folder}/{one.relative_to(root).as_posix()}": one.read_bytes()
            for one in there
            if one.name.lower() != "readme.md"
        }
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}") from error


def with_cast(dialogue: Dialogue, cast: Sequence[str]) -> Dialogue:
    """The dialogue with another cast: what is written for others falls away.

    An act whose beats are all for others is played freely, in as many speeches.
    """
    acts = (_act(act, cast) for act in dialogue.acts if _anybody(act, cast))
    return dialogue.model_copy(update={"cast": tuple(cast), "acts": tuple(acts)})


def _anybody(act: Act, cast: Sequence[str]) -> bool:
    return not act.present or bool(set(act.present) & set(cast))


def _act(act: Act, cast: Sequence[str]) -> Act:
    beats = tuple(_narrowed(beat, cast) for beat in act.beats if beat.who in cast)
    changed: dict[str, Any] = {
        "present": _of(cast, act.present),
        "beats": beats,
        "matters": tuple(
            matter.model_copy(update={"to": _of(cast, matter.to)})
            for matter in act.matters
            if matter.who is None or matter.who in cast
        ),
    }
    if act.beats and not beats:
        changed |= {"mode": "free", "turns": len(act.beats)}
    return act.model_copy(update=changed)


def _narrowed(beat: Beat, cast: Sequence[str]) -> Beat:
    return beat.model_copy(
        update={"to": _of(cast, beat.to), "visible_to": _of(cast, beat.visible_to)}
    )


def _of(cast: Sequence[str], names: Sequence[str]) -> tuple[str, ...]:
    return tuple(who for who in names if who in cast)
