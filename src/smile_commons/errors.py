"""Every error that Smile Commons raises on purpose.

::

    CommonsError
    ├── InputError            what was given is wrong: files, flags, names     exit 2
    │   ├── WorldError        mistakes in a world, all of them at once
    │   ├── RunLockedError    another process plays this run
    │   └── ReplayError       a request differs from what the record holds
    ├── ServiceError          a model or another service failed                exit 3
    │   ├── SilentError       a play was finished in which no persona spoke
    │   ├── ModelError        the model gave no usable reply (``fault`` names why)
    │   ├── StoreError        the vector store failed
    │   └── FullDiskError     a folder takes no more
    └── StoppedError          the user stopped it                              exit 130
        └── CapError          a cap that the user set would have been passed
"""

import errno
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


class CommonsError(Exception):
    """Root of the family; the message is meant for the user."""

    exit_code = 1


class InputError(CommonsError):
    """What was given is wrong; the message says what, where and what would be right."""

    exit_code = 2


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake in a world: where it stands and how to mend it."""

    file: str
    line: int | None
    field: str
    message: str
    hint: str | None = None

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        field = f" {self.field}:" if self.field else ""
        hint = f" ({self.hint})" if self.hint else ""
        return f"{place}:{field} {self.message}{hint}"


class WorldError(InputError):
    """A world has mistakes; ``problems`` holds every one of them."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class RunLockedError(InputError):
    """Another process plays this run."""


class ReplayError(InputError):
    """A request is not in the record that is being replayed."""


class ServiceError(CommonsError):
    """A model or another service failed; what was done so far is kept."""

    exit_code = 3


class SilentError(ServiceError):
    """A play was finished in which no persona spoke; its run is kept as it is."""


class ModelError(ServiceError):
    """The model gave no usable reply.

    ``fault`` is a short name of what went wrong (``timeout``, ``status 500``,
    ``empty choices`` …), for messages and for counting.
    """

    def __init__(self, message: str, fault: str = "unknown") -> None:
        self.fault = fault
        super().__init__(message)


class StoreError(ServiceError):
    """The vector store failed."""


class FullDiskError(ServiceError):
    """A folder takes no more; what was written before is kept."""


FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
"""What the system says of a full disk, a quota that is used up, a file that may not grow."""


def unwritable(path: Path, error: OSError) -> CommonsError:
    """The error of our family for a file that could not be written."""
    if error.errno in FULL:
        return FullDiskError(f"{path.parent} is full: cannot write {path.name} ({error.strerror})")
    return InputError(f"cannot write {path}: {error.strerror}")


class StoppedError(CommonsError):
    """The user stopped it."""

    exit_code = 130


class CapError(StoppedError):
    """A cap on tokens or cost that the user set would have been passed; nothing was sent."""
