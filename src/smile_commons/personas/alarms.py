"""Signs that a take says what nobody gave it: they warn, and choose only among unlike takes.

A strong model is better at judging a line than rules about its words are; but where one take is
free of such signs and another is not, that settles it.
"""

from collections.abc import Mapping

from smile_commons.personas.echo import Echo
from smile_commons.personas.fidelity import fidelity, repeated
from smile_commons.personas.ranking import Brief, stock

_MOST: Mapping[str, float] = {"invented": 0.0, "person": 0.34, "repeated": 0.34, "stock": 0.5}
"""Of each, the most that is no alarm."""


def alarms(text: str, brief: Brief, echo: Echo) -> dict[str, float]:
    """The alarms of a take, each with its value in (0, 1].

    ``invented``: a number or a name that nobody gave; ``person``: I and you exchanged;
    ``repeated``: runs of words of earlier speeches; ``stock``: phrases that anybody says anywhere.
    """
    found = fidelity(text, brief.notes, brief.language)
    values = {
        "invented": found.invented,
        "person": found.person,
        "repeated": repeated(text, echo.said, brief.notes),
        "stock": stock(text, brief.language),
    }
    return {name: round(value, 3) for name, value in values.items() if value > _MOST[name]}
