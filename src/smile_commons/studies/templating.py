"""Texts of a study that are filled in: plain Markdown, YAML and the like."""

from functools import cache
from typing import Any


@cache
def _environment() -> Any:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("smile_commons.studies", "templates"),
        autoescape=False,  # nothing of it is HTML
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {
        "g": lambda value: f"{value:g}",
        "percent": lambda value: f"{value:.0%}",
        "thousands": lambda value: f"{value:,}",
    }
    return environment


def filled(template: str, **given: Any) -> str:
    """A template by its name in ``templates/``, filled in."""
    return _environment().get_template(template).render(given)
