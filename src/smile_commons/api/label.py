"""What a person reads to say where it stands, and what is kept of it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from smile_commons.api.score import articles_of_run, run_of
from smile_commons.api.worlds import Place
from smile_commons.errors import InputError
from smile_commons.scoring.articles import Article
from smile_commons.scoring.labels.label import Key, Label, digest_of, labels_path
from smile_commons.scoring.labels.sample import SEED, Question
from smile_commons.scoring.lines import Line, lines_of_events
from smile_commons.scoring.readers import Fields, read_transcript


@dataclass(frozen=True, slots=True)
class Material:
    """The speeches, the articles, and where labels are kept."""

    lines: Sequence[Line]
    articles: Sequence[Article]
    path: Path


def material_of(
    target: str,
    runs: Path,
    *,
    articles: Sequence[Article] = (),
    world: Place = None,
    conversation: str | None = None,
    fields: Fields | None = None,
) -> Material:
    """What there is to label of a run or a transcript from elsewhere.

    Raises:
        InputError: there are no articles, or nobody has spoken.
    """
    folder = run_of(target, runs)
    if folder is not None:
        lines = lines_of_events(folder.events.all())
        articles = articles or articles_of_run(folder, world)
        path = labels_path(folder.path)
    else:
        file = Path(target)
        lines = list(read_transcript(file, conversation, fields).lines)
        path = labels_path(file)
    if not articles:
        raise InputError(f"{target}: there are no articles; give `article` TEXT or `dialogue` FILE")
    if not lines:
        raise InputError(f"{target}: nobody has spoken yet")
    return Material(lines, articles, path)


def seed_of(labels: Mapping[Key, Label], wanted: int | None, path: Path) -> int:
    """The seed of the order to ask in: that of the labels there, or the wanted one.

    Raises:
        InputError: the labels there were asked for in the order of another.
    """
    there = Counter(one.seed for one in labels.values() if one.seed is not None)
    if not there:
        return SEED if wanted is None else wanted
    (first, _), *_ = there.most_common(1)
    if wanted in (None, first):
        return first
    raise InputError(
        f"the {there[first]} labels in {path} were asked for in the order of seed {first}; those "
        f"of two orders are no sample together. Go on with seed {first}, or move the file away"
    )


def labelled(
    question: Question, name: str, seed: int, pairs: int, coder: str = "", codebook: str = ""
) -> Label:
    """The label as it is kept: with its place in the order of ``seed``, and when it was given."""
    return Label(
        turn=question.line.turn,
        article=question.article.id,
        label=name,
        digest=digest_of(question.line, question.article),
        seed=seed,
        place=question.place,
        pairs=pairs,
        at=datetime.now().astimezone().isoformat(timespec="seconds"),
        coder=coder,
        codebook=codebook,
    )
