"""Lessons: what a teacher's page says of a dialogue, and where the lessons that ship are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, cast

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from smile_commons.errors import InputError
from smile_commons.world import World
from smile_commons.world.dialogue import Article
from smile_commons.world.find import shipped_world

FOLDER, PAGE = "lessons", "teacher.yaml"

Said = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=400)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Word(_Strict):
    """A word that the class should know, as a teacher would explain it."""

    word: Said
    meaning: Said


class ArticleText(_Strict):
    """An article in the words of another language than the world's."""

    title: Said
    text: Said
    negation: Said


class Lesson(_Strict):
    """A teacher's page: one file, ``teacher.yaml`` in the world's folder, and ``teacher.de.yaml``
    beside it where somebody has written it in German too."""

    title: Said
    ages: Said
    question: Said
    """The question of the lesson."""
    aims: tuple[Said, ...] = Field(min_length=1, max_length=8)
    words: tuple[Word, ...] = ()
    before: tuple[Said, ...] = ()
    """Questions to begin with."""
    questions: tuple[Said, ...] = Field(min_length=1, max_length=20)
    """For the class, after the debate."""
    watch_for: tuple[Said, ...] = ()
    statements: tuple[Said, ...] = Field(default=(), max_length=16)
    """That the class may agree with or not, besides the articles."""
    articles: Mapping[str, ArticleText] = Field(default_factory=dict[str, ArticleText])
    """In a page of another language: what the class votes on, by the article's id. The panel votes
    on the world's own words."""

    @property
    def seeds(self) -> tuple[str, ...]:
        """The statements that are put to the class from the beginning."""
        return self.statements


@dataclass(frozen=True, slots=True)
class Shipped:
    """A lesson that ships, in a world of its own."""

    id: str
    """Of the lesson and of its dialogue."""
    root: Path
    """Of its world."""
    lesson: Lesson


def shipped_lessons() -> tuple[Shipped, ...]:
    """The lessons that ship in worlds of their own, by name.

    Raises:
        InputError: a page is not as it should be.
    """
    pages = sorted((shipped_world() / FOLDER).glob(f"*/{PAGE}"))
    return tuple(Shipped(page.parent.name, page.parent, read_lesson(page)) for page in pages)


def in_words_of(articles: Sequence[Article], lesson: Lesson | None) -> list[Article]:
    """The articles as the page has them, or as the world does."""
    if lesson is None:
        return list(articles)
    texts = lesson.articles
    return [
        one.model_copy(update=texts[one.id].model_dump()) if one.id in texts else one
        for one in articles
    ]


def lesson_of(world: World, dialogue: str, language: str = "") -> Lesson | None:
    """The teacher's page of a dialogue, in a language if there is one in it; None: nobody has
    written any.

    It stands in the world as ``teacher.yaml`` or, where a world has several dialogues, as
    ``lessons/DIALOGUE.yaml``. A run keeps its world without these pages: then the one that ships is
    taken, where the dialogue is one that ships.

    Raises:
        InputError: the page is not as it should be; the message names file and field.
    """
    ships = shipped_world()
    places = [world.root / FOLDER / f"{dialogue}.yaml"]
    if list(world.dialogues) == [dialogue]:
        places.append(world.root / PAGE)
    if _is_shipped(world, dialogue, ships / FOLDER / dialogue):
        places.append(ships / FOLDER / dialogue / PAGE)
    if _is_shipped(world, dialogue, ships):
        places.append(ships / FOLDER / f"{dialogue}.yaml")
    page = next((one for one in places if one.is_file()), None)
    if page is None:
        return None
    translated = page.with_suffix(f".{language}{page.suffix}")
    return read_lesson(translated if language and translated.is_file() else page)


def read_lesson(page: Path) -> Lesson:
    """The teacher's page in that file.

    Raises:
        InputError: it cannot be read, or is not as it should be; file and field are named.
    """
    import yaml

    try:
        data: Any = yaml.safe_load(page.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise InputError(f"{page}: a file in YAML (UTF-8): {error}") from error
    if not isinstance(data, Mapping):
        raise InputError(f"{page}: keys like `title`, `aims` and `questions`, as the lessons have")
    try:
        return Lesson.model_validate(dict(cast("Mapping[str, Any]", data)))
    except ValidationError as error:
        wrong = [
            f"{'.'.join(str(part) for part in one['loc'])}: {one['msg']}" for one in error.errors()
        ]
        raise InputError("\n".join(f"{page}: {one}" for one in wrong)) from error


def _is_shipped(world: World, dialogue: str, root: Path) -> bool:
    """Whether the world has that dialogue as it ships there."""
    file = f"dialogues/{dialogue}.yaml"
    ours = root / file
    return ours.is_file() and world.files.get(file) == ours.read_bytes()
