"""Which of the two crafts a model speaks by: it hangs on how much the model can do."""

from typing import Literal

from smile_commons.models.model import Model, Profile

Craft = Literal["small", "large"]
"""``small``: notes become a short line, many candidates, rules choose; ``large``: the whole card,
a long view, a speech of any length, and the model itself chooses."""
Wanted = Literal["auto", "small", "large"]

SMALL_AT_MOST = 4.0
"""Billions of parameters up to which a model on this machine counts as small."""


def craft_of(wanted: Wanted, model: Model, *, local: bool) -> Craft:
    """The craft of a run.

    Args:
        wanted: what was set; anything but ``auto`` is the answer.
        model: who speaks.
        local: whether it runs on this machine by our own doing.
    """
    if wanted != "auto":
        return wanted
    if not local:  # one that is made to go on with a text cannot be told what is wanted
        return "small" if model.style == "script" else "large"
    return "large" if _parameters(model.profile) > SMALL_AT_MOST else "small"


def kept_craft(value: object) -> Craft:
    """The craft that a run's settings name; runs that name none are from before there were two."""
    return "large" if value == "large" else "small"


def _parameters(profile: Profile) -> float:
    """Billions of parameters; 0 where they are not known."""
    return getattr(profile, "parameters", None) or 0.0
