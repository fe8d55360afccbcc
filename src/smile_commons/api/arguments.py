"""What the verbs that play take by keyword, said once."""

from os import PathLike
from typing import TypedDict

from smile_commons.api.engine import Engine
from smile_commons.api.observers import Observer
from smile_commons.api.run import Run
from smile_commons.api.worlds import Place
from smile_commons.dialogues.forum import AskPerson
from smile_commons.memory.memory import Embedder
from smile_commons.models.model import Model
from smile_commons.runs.options import Mode, Recall
from smile_commons.scoring.judge.task import Judge

Folder = str | PathLike[str]


class OptionFields(TypedDict, total=False):
    """The fields of ``PlayOptions``, given one by one."""

    acts: tuple[str, ...]
    turns: int | None
    mode: Mode | None
    policy: str | None
    takes: int | None
    seed: int | None
    seat: str | None
    ballots: str | None
    ballots_forms: int | None
    placebo: str | None
    order: tuple[str, ...]
    recall: Recall
    max_tokens: int | None
    max_cost: float | None
    judged: bool


class PlayFields(OptionFields, total=False):
    """The keywords of ``play``."""

    world: Place
    model: "str | Model | None"
    judge: "str | Model | Judge | None"
    embedder: Embedder | None
    base_url: str | None
    runs: Folder
    after: "str | Run | None"
    plan: Folder | None
    observer: Observer | None
    ask_person: AskPerson | None
    engine: Engine | None
