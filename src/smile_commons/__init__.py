"""Smile Commons: persona agents with memories and stances debate, and the debate is scored.

::

    import smile_commons as sc

    run = sc.play("forum", seed=7, turns=12)
    run.speeches[0].speaker, run.speeches[0].text
    sc.score(run)["convergence"].value

Each name is imported when it is first used, so the package itself costs next to nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from smile_commons.api import change as change
    from smile_commons.api.ask import Answer as Answer
    from smile_commons.api.change import Change as Change
    from smile_commons.api.compare import Comparison as Comparison
    from smile_commons.api.engine import Engine as Engine
    from smile_commons.api.estimate import Estimate as Estimate
    from smile_commons.api.observers import Observer as Observer
    from smile_commons.api.playing import branch as branch
    from smile_commons.api.playing import estimate as estimate
    from smile_commons.api.playing import play as play
    from smile_commons.api.playing import play_async as play_async
    from smile_commons.api.playing import play_events as play_events
    from smile_commons.api.playing import replay as replay
    from smile_commons.api.playing import resume as resume
    from smile_commons.api.playing import resume_async as resume_async
    from smile_commons.api.reading import ask as ask
    from smile_commons.api.reading import export as export
    from smile_commons.api.reading import recall as recall
    from smile_commons.api.run import Run as Run
    from smile_commons.api.run import list_runs as list_runs
    from smile_commons.api.run import open_run as open_run
    from smile_commons.api.scores import Scores as Scores
    from smile_commons.api.scoring import check_judge as check_judge
    from smile_commons.api.scoring import compare as compare
    from smile_commons.api.scoring import score as score
    from smile_commons.api.scoring import score_async as score_async
    from smile_commons.api.worlds import open_world as open_world
    from smile_commons.errors import CommonsError as CommonsError
    from smile_commons.errors import InputError as InputError
    from smile_commons.errors import ModelError as ModelError
    from smile_commons.errors import ReplayError as ReplayError
    from smile_commons.errors import RunLockedError as RunLockedError
    from smile_commons.errors import ServiceError as ServiceError
    from smile_commons.errors import StoppedError as StoppedError
    from smile_commons.errors import WorldError as WorldError
    from smile_commons.memory.memory import Embedder as Embedder
    from smile_commons.models.model import Model as Model
    from smile_commons.models.scripted import ScriptedModel as ScriptedModel
    from smile_commons.models.settings import Settings as Settings
    from smile_commons.runs.options import PlayOptions as PlayOptions
    from smile_commons.scoring.articles import Article as Article
    from smile_commons.scoring.judge.task import Judge as Judge
    from smile_commons.scoring.results import Score as Score
    from smile_commons.studies.battery.suite import check_battery as check_battery
    from smile_commons.studies.battery.suite import persona_suite as persona_suite
    from smile_commons.studies.study import Study as Study
    from smile_commons.studies.study import study as study
    from smile_commons.transcript import Ballot as Ballot
    from smile_commons.transcript import Event as Event
    from smile_commons.world.model import World as World

__version__ = "0.1.0"

_HOMES = {
    "api.ask": "Answer",
    "api.change": "Change",
    "api.compare": "Comparison",
    "api.engine": "Engine",
    "api.estimate": "Estimate",
    "api.observers": "Observer",
    "api.playing": "branch estimate play play_async play_events replay resume resume_async",
    "api.reading": "ask export recall",
    "api.run": "Run list_runs open_run",
    "api.scores": "Scores",
    "api.scoring": "check_judge compare score score_async",
    "api.worlds": "open_world",
    "errors": "CommonsError InputError ModelError ReplayError RunLockedError ServiceError "
    "StoppedError WorldError",
    "memory.memory": "Embedder",
    "models.model": "Model",
    "models.scripted": "ScriptedModel",
    "models.settings": "Settings",
    "runs.options": "PlayOptions",
    "scoring.articles": "Article",
    "scoring.judge.task": "Judge",
    "scoring.results": "Score",
    "studies.battery.suite": "check_battery persona_suite",
    "studies.study": "Study study",
    "transcript": "Ballot Event",
    "world.model": "World",
}
_HOME = {name: home for home, names in _HOMES.items() for name in names.split()}

__all__ = sorted([*_HOME, "change"])  # pyright: ignore[reportUnsupportedDunderAll]


def __getattr__(name: str) -> Any:
    """A public name, imported when it is first asked for (PEP 562)."""
    if name == "change":
        return import_module("smile_commons.api.change")
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
