"""Articles out of the files that a world is made of: a dialogue, or a resolution alone."""

from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel

from smile_commons.errors import Problem, WorldError
from smile_commons.names import did_you_mean
from smile_commons.scoring.articles import Article
from smile_commons.world.dialogue import Dialogue, Resolution
from smile_commons.world.safe_yaml import Document, parse_yaml
from smile_commons.world.text import decode
from smile_commons.world.validate import validate

LARGEST = 256 * 1024
"""Bytes."""

Model = TypeVar("Model", bound=BaseModel)


def articles_of_file(path: Path) -> list[Article]:
    """The articles of a dialogue file or of a resolution's.

    A dialogue that uses a resolution finds it in ``resolutions/`` beside it, as in a world.

    Raises:
        WorldError: the file cannot be read or has mistakes; file, line and field are named.
    """
    document = _document(path)
    if ("articles",) in document.lines:
        return articles_of(_model(document, Resolution))
    wanted = _model(document, Dialogue).resolution
    if isinstance(wanted, Resolution):
        return articles_of(wanted)
    beside = path.parent / "resolutions" / f"{wanted.use}.yaml"
    articles = {article.id: article for article in articles_of_file(beside)}
    for place, id in enumerate(wanted.articles):
        if id not in articles:
            said = f"{id!r} is no article of {beside.name}"
            where = ("resolution", "articles", place)
            raise WorldError([document.problem(where, said, did_you_mean(id, articles))])
    return [articles[id] for id in wanted.articles] or list(articles.values())


def articles_of(resolution: Resolution) -> list[Article]:
    """The articles of a resolution, as scoring takes them."""
    return [Article(a.id, a.text, a.negation, a.weight) for a in resolution.articles]


def _model(document: Document, model: type[Model]) -> Model:
    value, problems = validate(document, model)
    if value is None or problems:
        raise WorldError(problems)
    return value


def _document(path: Path) -> Document:
    file = str(path)
    try:
        with path.open("rb") as opened:
            raw = opened.read(LARGEST + 1)
    except OSError as error:
        said = f"cannot be read: {error.strerror}"
        raise WorldError([Problem(file, None, "", said)]) from error
    if len(raw) > LARGEST:
        raise WorldError([Problem(file, None, "", f"is larger than {LARGEST // 1024} kB")])
    return parse_yaml(decode(raw, file), file)
