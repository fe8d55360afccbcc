"""The craft that a run is played with."""

from smile_commons.models.craft import Craft
from smile_commons.models.settings import Settings


def craft_by(settings: Settings) -> Craft:
    """The craft that the settings ask for, by which model they name; no model is asked or loaded.

    Raises:
        InputError: there is no such model.
    """
    from smile_commons.models.craft import craft_of
    from smile_commons.models.open import is_local, unopened

    if settings.craft != "auto":
        return settings.craft
    return craft_of(settings.craft, unopened(settings), local=is_local(settings))
