"""A world read from its folder, with every mistake found in one go."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from typing import TypeVar

from pydantic import BaseModel

from smile_commons.errors import Problem, WorldError
from smile_commons.names import did_you_mean
from smile_commons.world.canon import parse_canon
from smile_commons.world.card import Card
from smile_commons.world.crosscheck import Draft, Shelf, Written, crosscheck
from smile_commons.world.dialogue import Dialogue, Resolution
from smile_commons.world.files import Reader
from smile_commons.world.find import FOLDERS
from smile_commons.world.lore_json import LARGEST_LORE, owner_of, parse_lore
from smile_commons.world.lorebook import Lorebook
from smile_commons.world.model import EVERYBODY, CanonMemory, World
from smile_commons.world.safe_yaml import parse_yaml
from smile_commons.world.validate import validate

LARGEST_TEMPLATE = 32 * 1024
"""Bytes; compiling takes a second for every 64 kB."""
LARGEST_PROMPTS = 128 * 1024
"""Bytes of all templates of one folder."""
MOST_LANGUAGES = 16
WORDS_FILE = "words.yaml"

_LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})*")

Model = TypeVar("Model", bound=BaseModel)
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Survey:
    """What a folder holds, and what is wrong with it."""

    root: Path
    world: World | None
    """None when anything is wrong."""
    templates: Mapping[str, str]
    words: Mapping[str, str]
    problems: tuple[Problem, ...]


def load_world(root: Path) -> World:
    """The world of a folder.

    Raises:
        WorldError: it has mistakes; the error holds all of them.
    """
    survey = survey_world(root)
    if survey.world is None:
        raise WorldError(survey.problems)
    return survey.world


def survey_world(root: Path) -> Survey:
    """The world of a folder, or all that keeps it from being one."""
    root = root.resolve()
    reader = Reader(root)
    if not root.is_dir():
        missing = Problem(str(root), None, "", "there is no such folder")
        return Survey(root, None, {}, {}, (missing,))
    personas = _shelf(reader, "personas", Card)
    dialogues = _shelf(reader, "dialogues", Dialogue)
    resolutions = _shelf(reader, "dialogues/resolutions", Resolution)
    memories = _memories(reader)
    lore = _lore(reader)
    templates, words = _templates(reader)
    problems = reader.problems
    for folder, shelf in (("personas", personas), ("dialogues", dialogues)):
        if not shelf.names:
            problems.append(_nothing_in(root, folder))
    problems += crosscheck(Draft(personas, dialogues, resolutions, memories, lore))
    if problems:
        problems.sort(key=lambda one: (one.file, one.line or 0))
        return Survey(root, None, _frozen(templates), _frozen(words), tuple(problems))
    world = World(
        root=root,
        digest=reader.digest(),
        personas=_values(personas),
        dialogues=_values(dialogues),
        memories=_frozen(memories),
        templates=_frozen(templates),
        words=_frozen(words),
        resolutions=_values(resolutions),
        lore=_frozen({owner: tuple(books) for owner, books in lore.items()}),
        files=_frozen(reader.read),
    )
    return Survey(root, world, world.templates, world.words, ())


def _shelf(reader: Reader, folder: str, model: type[Model]) -> Shelf[Model]:
    """The documents of a folder; the reader keeps what is wrong with them."""
    whole, names, before = dict[str, Written[Model]](), set[str](), len(reader.problems)
    for name, text in reader.texts(folder, ".yaml", ".yml"):
        stem = PurePosixPath(name).stem
        if stem in names:
            said = f"{stem!r} stands in {folder}/ twice"
            reader.problems.append(Problem(name, None, "", said, "keep one"))
            continue
        names.add(stem)
        try:
            document = parse_yaml(text, name)
        except WorldError as error:
            reader.problems += error.problems
            continue
        value, problems = validate(document, model)
        reader.problems += problems
        if value is not None:
            whole[stem] = Written(value, document)
    # What could not even be read must not be called unknown in other files as well.
    names |= {PurePosixPath(problem.file).stem for problem in reader.problems[before:]}
    return Shelf(whole, names)


def _memories(reader: Reader) -> dict[str, tuple[CanonMemory, ...]]:
    memories = dict[str, tuple[CanonMemory, ...]]()
    for name, text in reader.texts("memory", ".md"):
        told, problems = parse_canon(text, name)
        reader.problems += problems
        memories[PurePosixPath(name).stem] = told
    return memories


def _lore(reader: Reader) -> dict[str, list[Lorebook]]:
    """Lorebooks by owner, `world` for everybody's; one with mistakes is left out."""
    lore = dict[str, list[Lorebook]]()
    for name, text in reader.texts("memory", ".lore.json", largest=LARGEST_LORE):
        book, problems = parse_lore(text, name)
        reader.problems += problems
        shelf = lore.setdefault(owner_of(name) or EVERYBODY, [])
        if book is not None:
            shelf.append(book)
    return lore


def _templates(reader: Reader) -> tuple[dict[str, str], dict[str, str]]:
    """The templates by their path in ``prompts/``, and each language's words by its code."""
    templates, words = dict[str, str](), dict[str, str]()
    languages = reader.folders("prompts", _LANGUAGE, MOST_LANGUAGES)
    for folder in ("prompts", *(f"prompts/{code}" for code in languages)):
        given = reader.texts(folder, ".j2", largest=LARGEST_TEMPLATE, together=LARGEST_PROMPTS)
        templates |= {name.removeprefix("prompts/"): text for name, text in given}
    for code in languages:
        for name, text in reader.texts(f"prompts/{code}", WORDS_FILE):
            if name.endswith(f"/{WORDS_FILE}"):
                words[code] = text
    return templates, words


def _nothing_in(root: Path, folder: str) -> Problem:
    there = [path.name for path in root.iterdir() if path.is_dir() and path.name not in FOLDERS]
    hint = did_you_mean(folder, there) if len(there) <= 12 else None
    return Problem(folder, None, "", "holds no .yaml file", hint)


def _values(shelf: Shelf[Model]) -> Mapping[str, Model]:
    return _frozen({name: written.value for name, written in shelf.whole.items()})


def _frozen(mapping: Mapping[str, Value]) -> Mapping[str, Value]:
    return MappingProxyType(dict(mapping))
