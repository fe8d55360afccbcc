"""A transcript that was read, the bounds it must keep, and how its faults are told."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from smile_commons.errors import InputError, Problem
from smile_commons.scoring.lines import Line

LARGEST = 64 * 1024 * 1024
"""Bytes in one file."""
MOST_SPEECHES = 100_000
LONGEST_SPEECH = 100_000
"""Characters in one speech."""
LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Transcript:
    """What was said in one conversation, ready to be scored."""

    lines: tuple[Line, ...]
    source: str
    """The file it comes from."""
    format: str
    """As a person calls it (``CSV``)."""
    conversation: str | None = None
    """Its id in a file that may hold several."""
    passed_over: Mapping[str, int] = field(default_factory=dict[str, int])
    """What was not read as a speech: how much there was of each kind."""

    order: str = ""
    """Where the order of the lines comes from, if not from the file's own without doubt."""
    broken_readers: tuple[str, ...] = ()
    """Readers of plug-ins that could not be asked whether the file is theirs, and why."""

    @property
    def speakers(self) -> dict[str, int]:
        """How many speeches each has, in the order in which they first speak."""
        return dict(Counter(line.speaker for line in self.lines))


def fault(
    file: str, line: int | None, field: str, message: str, hint: str | None = None
) -> InputError:
    """What is wrong with a transcript: the file, the line and the field are named."""
    return InputError(str(Problem(file, line, field, message, hint)))


def check_size(file: str, line: int | None, speeches: int, size: int) -> None:
    """Holds a transcript to its bounds while it is read.

    Args:
        file, line: where this speech stands.
        speeches: how many there are so far.
        size: of this one, in characters.

    Raises:
        InputError: there are too many speeches, or this one is too long.
    """
    if speeches > MOST_SPEECHES:
        raise fault(file, line, "", f"more than {MOST_SPEECHES} speeches", "split the file")
    if size > LONGEST_SPEECH:
        said = f"a speech of more than {LONGEST_SPEECH} characters"
        raise fault(file, line, "text", said)
