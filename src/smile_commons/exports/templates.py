"""Pages that are filled in: templates of HTML and XML, in which nothing that was said is markup."""

from functools import cache
from typing import Any

from smile_commons.exports.clean import clean


@cache
def _environment() -> Any:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    return Environment(
        loader=PackageLoader("smile_commons", "exports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=_finalized,
    )


def _finalized(value: Any) -> Any:
    """What a speech, a name or a reason holds, without control characters; markup as it is."""
    return clean(value) if type(value) is str else value


def render(template: str, **given: Any) -> str:
    """A template by its path in this folder, filled in."""
    return _environment().get_template(template).render(given)
