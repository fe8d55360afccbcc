"""One format that a run can be written out in."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from smile_commons.exports.script import Script


@dataclass(frozen=True, slots=True)
class Written:
    """A script in some format."""

    content: str | bytes
    note: str = ""
    """What the writer must know of it (letters that no font has)."""


@dataclass(frozen=True, slots=True)
class Exporter:
    """One format: the ending of its files and how a script is written in it."""

    suffix: str
    """Of its files, without the dot: small letters, digits, dots between them (``tar.gz``)."""
    render: Callable[[Script], str | bytes]
    """Makes the whole file; text is written as UTF-8."""
    family: bool = False
    """Whether it shows the other branches of a run too."""
    set_in: Callable[[Script, Sequence[Path]], tuple[str | bytes, str]] | None = None
    """Renders with letters out of these files of fonts and says what is to be known of it, in the
    place of ``render``; None: the format holds no fonts."""

    def write(self, script: Script, fonts: Sequence[Path] = ()) -> Written:
        """The script in this format.

        Args:
            script: what is written.
            fonts: files to take letters from, for formats that hold fonts.

        Raises:
            InputError: a font cannot be used.
        """
        if self.set_in is not None:
            return Written(*self.set_in(script, fonts))
        return Written(self.render(script))
