"""A rendered prompt as the messages of a chat."""

import re

from smile_commons.errors import InputError
from smile_commons.models.request import Message

_MARK = re.compile(r"^@@(system|user|assistant)[ \t]*\n", re.MULTILINE)


def conversation(text: str, template: str) -> tuple[Message, ...]:
    """The messages that ``@@system``, ``@@user`` and ``@@assistant`` lines set apart.

    Raises:
        InputError: the text does not begin with such a line.
    """
    pieces = _MARK.split(text.lstrip())
    if pieces[0].strip():
        raise InputError(
            f"prompts/{template}: text stands before the first role; "
            "begin with a line that says @@system or @@user"
        )
    roles, contents = pieces[1::2], pieces[2::2]
    return tuple(
        Message(role=role, content=content.strip())  # pyright: ignore[reportArgumentType]
        for role, content in zip(roles, contents, strict=True)
    )
