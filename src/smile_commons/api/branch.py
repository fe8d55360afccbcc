"""A branch: another run that begins with a run's past and differs in exactly one thing."""

from dataclasses import replace
from typing import Any

from smile_commons.api.resume import Reopened, reopened
from smile_commons.branches.branching import BranchPoint, make_branch
from smile_commons.errors import InputError
from smile_commons.models.open import check_model
from smile_commons.models.settings import load_settings
from smile_commons.runs.folder import RunFolder, turn_event


def branched(
    parent: RunFolder, point: BranchPoint, *, turns: int | None = None, held: bool = False
) -> Reopened:
    """Makes the folder of a branch, ready to be played.

    Args:
        parent: the run that is left.
        point: where, and what is different from there.
        turns: more speeches, or fewer, than the parent had.
        held: it is not played now, so there need not be a model.

    Raises:
        InputError: there is no such turn, or no model that could go on.
    """
    if turns:
        point = replace(point, fields={**point.fields, "turns": turns})
    if not held:
        own: dict[str, Any] = dict(point.fields.get("settings", {}))
        check_model(load_settings(run={**parent.manifest.settings, **own}))
    folder = make_branch(parent, point)
    if held:
        with folder.owned():
            folder.change(status="stopped")
    return reopened(folder, folder.path.parent)


def check_turn(parent: RunFolder, at: int, turns: int | None = None) -> None:
    """Whether a branch can leave after a turn, and anything would follow.

    Raises:
        InputError: there is no such turn, or it is the last of a run that is over.
    """
    if at:
        turn_event(parent, at)
    last = max((event.turn for event in parent.events.all() if event.is_turn), default=0)
    if parent.status == "done" and at and turns is None and at == last:
        raise InputError(
            f"turn {at} is the last of {parent.id}, so nothing that follows could differ; "
            f"a branch leaves at 0 to {last - 1}, or name more `turns` than it had"
        )
