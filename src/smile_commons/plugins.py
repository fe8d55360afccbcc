"""What people bring themselves: entry points of distributions that are installed.

A distribution names in its ``pyproject.toml`` what it brings, one table a group::

    [project.entry-points."smile_commons.exporters"]
    lines = "my_module:LINES"

Nothing is looked for before a name is asked for that is not built in, and only what is asked for
is imported: a plug-in that is broken stands in nobody's way but its user's. What is built in keeps
its name; a plug-in of the same name is passed over.
"""

import re
import sys
from collections.abc import Callable, Collection, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from smile_commons.errors import CommonsError, InputError
from smile_commons.names import nearest

if TYPE_CHECKING:
    from importlib.metadata import Distribution, EntryPoint

MODELS = "smile_commons.models"
EMBEDDERS = "smile_commons.embedders"
JUDGE_TASKS = "smile_commons.judge_tasks"
POLICIES = "smile_commons.policies"
READERS = "smile_commons.readers"
EXPORTERS = "smile_commons.exporters"


@dataclass(frozen=True, slots=True)
class Plugin:
    """One entry point, which may be good or broken: that shows when it is loaded."""

    group: str
    name: str
    distribution: str
    """Whose it is, with its version (``my-exporters 1.0``)."""
    entry: "EntryPoint"

    def __str__(self) -> str:
        return f"plug-in {self.name!r} of {self.distribution} ({self.group})"

    def load(self, right: str, kind: Any = Callable) -> Any:
        """The object that it names, imported now.

        Args:
            right: what it has to be, for the message.
            kind: its class; a function where none is given.

        Raises:
            InputError: it cannot be imported, or is something else.
        """
        try:
            made = self.entry.load()
        except (Exception, SystemExit) as error:
            raise self.fault(f"{self.entry.value} cannot be imported: {told(error)}", right) from (
                error
            )
        if not isinstance(made, kind):
            raise self.fault(f"{self.entry.value} is of type {type(made).__name__}", right)
        return made

    def fault(self, said: str, right: str) -> InputError:
        """The error for what is wrong with it.

        Args:
            said: what is wrong.
            right: what it has to be.
        """
        return InputError(f"{self}: {said}; it has to be {right}")

    @contextmanager
    def blamed(self, raised: Callable[[str], CommonsError] = InputError) -> Generator[None]:
        """While its code runs: what it raises names it.

        Args:
            raised: makes the error of a message.

        Raises:
            CommonsError: its code raised one, which goes through, or anything else, as ``raised``
                has it.
        """
        try:
            yield
        except CommonsError:
            raise
        except Exception as error:
            raise raised(f"{self} failed: {told(error)}") from error


def find(group: str, name: str, built_in: Collection[str] = ()) -> Plugin | None:
    """The plug-in of that name; None: there is none. Nothing of it is imported.

    Args:
        group: one of the groups above.
        name: as it was typed.
        built_in: names of ours, which a plug-in may not have.

    Raises:
        InputError: the name is there twice, or built in; every distribution that has it is named.
    """
    found = [one for one in plugins(group) if one.name == name]
    if not found:
        return None
    wrong = _wrong(found, built_in)
    if wrong is not None:
        raise InputError(wrong)
    return found[0]


def plugins(group: str) -> tuple[Plugin, ...]:
    """All plug-ins of a group, the broken ones too, by name and distribution."""
    return tuple(one for one in _installed(tuple(sys.path)).plugins if one.group == group)


def usable(group: str, built_in: Collection[str] = ()) -> Iterator[Plugin | str]:
    """The plug-ins of a group by name; in the place of those that no name tells apart, why."""
    there = plugins(group)
    for name in dict.fromkeys(one.name for one in there):
        found = [one for one in there if one.name == name]
        yield _wrong(found, built_in) or found[0]


def unknown(what: str, name: str, built_in: Collection[str], group: str) -> InputError:
    """The error for a name that is neither built in nor a plug-in's.

    Args:
        what: was asked for (``format``).
        name: as it was typed.
        built_in: the names of ours, in the order to be shown.
        group: whose plug-ins are named too, those that cannot be used with the reason.
    """
    brought = list(usable(group, built_in))
    good = [one for one in brought if isinstance(one, Plugin)]
    near = nearest(name, [*built_in, *(one.name for one in good)], cutoff=0.7)
    lines = [
        f"there is no {what} {name!r}; "
        + (f"did you mean {near}? " if near else "")
        + f"there are: {', '.join(built_in)}"
    ]
    if good:
        lines.append("plug-ins: " + ", ".join(f"{p.name} ({p.distribution})" for p in good))
    lines += [one for one in brought if isinstance(one, str)]
    lines += _installed(tuple(sys.path)).unreadable
    return InputError("\n".join(lines))


def told(error: BaseException) -> str:
    """An error of somebody else's code in one line."""
    said = " ".join(str(error).split())
    return f"{type(error).__name__}: {said}" if said else type(error).__name__


def _wrong(found: list[Plugin], built_in: Collection[str]) -> str | None:
    """Why a name stands for no plug-in, though there is one or several of it."""
    one = found[0]
    if one.name in built_in:
        whose = " and ".join(each.distribution for each in found)
        return (
            f"plug-in {one.name!r} of {whose} ({one.group}): the name is built in, and what is "
            "built in keeps it; it has to have a name of its own in its pyproject.toml"
        )
    if len(found) > 1:
        whose = " and ".join(f"{each.distribution} ({each.entry.value})" for each in found)
        return (
            f"plug-in {one.name!r} ({one.group}) is there twice, of {whose}; "
            "uninstall all but one of them, or give them names of their own"
        )
    return None


@dataclass(frozen=True, slots=True)
class _Installed:
    plugins: tuple[Plugin, ...]
    unreadable: tuple[str, ...]
    """Distributions whose entry points cannot be read, with the reason."""


@cache
def _installed(path: tuple[str, ...]) -> _Installed:
    """What the distributions on a path bring; one of a name hides those that come after it."""
    from importlib.metadata import distributions

    found, unreadable, seen = list[Plugin](), list[str](), set[str]()
    there = list(distributions(path=list(path)))
    if not any(_brings(one) for one in there):  # names take ten times as long to read
        return _Installed((), ())
    for one in there:
        try:
            name = str(one.metadata["Name"])
            plain = re.sub(r"[-_.]+", "-", name).lower()
            if plain not in seen:
                seen.add(plain)
                whose = f"{name} {one.metadata['Version']}"
                found += [Plugin(entry.group, entry.name, whose, entry) for entry in _ours(one)]
        except Exception as error:  # whoever's it is: told where it may matter, in ``unknown``
            place = getattr(one, "_path", "a distribution")
            unreadable.append(f"the entry points of {place} cannot be read: {told(error)}")
    found.sort(key=lambda plugin: (plugin.group, plugin.name, plugin.distribution))
    return _Installed(tuple(found), tuple(unreadable))


def _brings(one: "Distribution") -> bool:
    """Whether a distribution may bring something."""
    try:
        return bool(_ours(one))
    except Exception:
        return True


def _ours(one: "Distribution") -> "list[EntryPoint]":
    return [entry for entry in one.entry_points if entry.group.startswith("smile_commons.")]
