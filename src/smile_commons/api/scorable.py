"""What is given to be scored, and on which articles, made into what scoring takes."""

from collections.abc import Iterable, Mapping, Sequence
from os import PathLike
from pathlib import Path
from typing import Any

from smile_commons.api.run import Folder, Run
from smile_commons.api.score import given_articles, run_of
from smile_commons.errors import InputError
from smile_commons.names import known
from smile_commons.runs.folder import RunFolder
from smile_commons.scoring.articles import Article, articles_of_texts
from smile_commons.scoring.lines import Line
from smile_commons.scoring.readers import Fields, Transcript, read_transcript

Said = Iterable[tuple[str, str]]
"""Speaker and text, in order."""
FIELDS = ("speaker", "text", "time")


def articles_given(given: Iterable[Any], dialogue: Folder | None) -> list[Article]:
    """Articles, or sentences that become some; or those of a dialogue's file.

    Raises:
        InputError: both are given, or one is neither an article nor a sentence.
    """
    if isinstance(given, str):
        raise InputError("`articles`: several sentences in a list, not one alone")
    articles = list(given)
    if dialogue is not None:
        if articles:
            raise InputError("give either `articles` or `dialogue`")
        return given_articles((), (), Path(dialogue))
    for one in articles:
        if not isinstance(one, Article | str):
            raise InputError(f"`articles`: sentences or Articles, not {one!r}")
    texts = [one for one in articles if isinstance(one, str)]
    made = iter(articles_of_texts(texts) if texts else ())
    return [next(made) if isinstance(one, str) else one for one in articles]


def subject_given(
    what: Any, runs: Folder, conversation: str | None, fields: Mapping[str, str] | None
) -> RunFolder | Transcript:
    """A run, or a transcript: of a file, of pairs, or one that was read.

    Raises:
        InputError: it is none of these, or cannot be read.
    """
    at = {known(name, FIELDS, "field of a speech"): where for name, where in (fields or {}).items()}
    if isinstance(what, Run):
        return what.folder
    if isinstance(what, Transcript):
        return what
    if isinstance(what, str | PathLike):
        name = str(what)  # pyright: ignore[reportUnknownArgumentType]
        folder = run_of(name, Path(runs))
        return folder or read_transcript(Path(name), conversation, Fields(**at))
    return _of_pairs(what)


def _of_pairs(said: Any) -> Transcript:
    if not isinstance(said, Iterable):
        raise InputError(
            f"a run, a file, a transcript, or pairs of speaker and text can be scored, not {said!r}"
        )
    pairs: list[Any] = list(said)  # pyright: ignore[reportUnknownArgumentType]
    lines = [Line(turn, *_pair(turn, pair)) for turn, pair in enumerate(pairs, start=1)]
    if not lines:
        raise InputError("there are no speeches to score")
    return Transcript(tuple(lines), source="pairs", format="pairs")


def _pair(turn: int, pair: Any) -> tuple[str, str]:
    parts: list[Any] = (
        list(pair)  # pyright: ignore[reportUnknownArgumentType]
        if isinstance(pair, Sequence) and not isinstance(pair, str)
        else []
    )
    if [type(part) for part in parts] != [str, str]:
        raise InputError(f"speech {turn}: a pair of speaker and text, not {pair!r}")
    return parts[0], parts[1]
