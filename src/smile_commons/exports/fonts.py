"""Fonts for a PDF: Courier Prime, and for letters that it lacks whatever this machine has.

Asked in this order: the fonts that were named, DejaVu Sans Mono of matplotlib, the fonts
of the system, and for Chinese, Japanese and Korean the fonts that readers
of PDF bring along. Only TrueType outlines can be embedded.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from smile_commons.errors import InputError

_FIRST = ("dejavusansmono.", "notosansmono", "freemono.", "dejavusans.", "notosans-", "freesans.")
"""Tried before others, by the beginning of a file's name: fixed widths, then many letters."""
_MOST_FILES = 400
_LARGEST = 64 * 1024 * 1024
_READERS_OWN = (
    ("HeiseiKakuGo-W5", "shift_jis"),
    ("STSong-Light", "gb2312"),
    ("HYSMyeongJo-Medium", "euc_kr"),
    ("MSung-Light", "big5"),
)
"""Fonts that are named and not embedded, with the repertoire that each has."""
_BORROWED = frozenset(name for name, _ in _READERS_OWN)
_INVISIBLE = ("Cf", "Mn")
"""Categories of what takes no place by itself: left out where no font has it."""


class Letters:
    """Finds the font for each letter; remembers what no font has."""

    def __init__(self, main: str, named: Sequence[Path] = ()) -> None:
        """
        Args:
            main: a font that is registered with reportlab.
            named: files of fonts to ask first.

        Raises:
            InputError: a named file is no TrueType font.
        """
        self._main = main
        self._known = _letters_of(main)
        self._named = [_must_register(path) for path in named]
        self._found: dict[str, str | None] = {}
        self.missing: set[str] = set()
        """Letters that no font has."""
        self.borrowed: set[str] = set()
        """Letters of fonts that are not in the file: whoever reads it must have them."""

    def font_of(self, letter: str) -> str | None:
        """The font that has a letter, the main one first; None when none has."""
        if ord(letter) in self._known or letter == " ":
            return self._main
        if letter not in self._found:
            self._found[letter] = next(self._fonts_with(letter), None)
        return self._found[letter]

    def runs(self, text: str) -> list[tuple[str, str]]:
        """The text in pieces, each with its font; a letter that no font has becomes a box."""
        pieces = list[tuple[str, str]]()
        for letter in unicodedata.normalize("NFC", text):
            font = self.font_of(letter)
            if font is None:
                if unicodedata.category(letter) in _INVISIBLE:
                    continue
                self.missing.add(letter)
                font, letter = self._main, "\N{BULLET}"
            if font in _BORROWED:
                self.borrowed.add(letter)
            if pieces and pieces[-1][1] == font:
                pieces[-1] = (pieces[-1][0] + letter, font)
            else:
                pieces.append((letter, font))
        return pieces

    def _fonts_with(self, letter: str) -> Iterator[str]:
        code = ord(letter)
        yield from (name for name in self._named if code in _letters_of(name))
        for path in _installed():
            name = _register(path)
            if name is not None and code in _letters_of(name):
                yield name
        for name, codec in _READERS_OWN:
            if len(letter.encode(codec, "ignore")) > 1:
                yield _readers_own(name)


def _letters_of(name: str) -> Any:
    from reportlab.pdfbase import pdfmetrics

    font: Any = pdfmetrics.getFont(name)
    return font.face.charToGlyph


@cache
def _installed() -> tuple[Path, ...]:
    """Files that may be fonts, the likeliest first."""
    import matplotlib
    from matplotlib import font_manager

    manager: Any = font_manager  # its types are partial
    own = Path(matplotlib.get_data_path()) / "fonts/ttf/DejaVuSansMono.ttf"
    system = sorted(map(Path, manager.findSystemFonts()))
    files = [path for path in system if path.suffix.lower() in (".ttf", ".ttc")][:_MOST_FILES]
    return (own, *sorted(files, key=_rank))


def _rank(path: Path) -> tuple[int, str]:
    name = path.name.lower().replace("-regular", "")
    first = [place for place, start in enumerate(_FIRST) if name.startswith(start)]
    upright = not any(word in name for word in ("bold", "italic", "oblique", "light", "thin"))
    return (first[0] if first else len(_FIRST) + (not upright), path.name)


@cache
def _register(path: Path) -> str | None:
    """The name under which reportlab knows a font now; None when it cannot be embedded."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFError, TTFont

    try:
        if path.stat().st_size > _LARGEST:
            return None
        name = f"letters-{len(pdfmetrics.getRegisteredFontNames())}"
        pdfmetrics.registerFont(TTFont(name, str(path)))  # pyright: ignore[reportUnknownMemberType]
    except (TTFError, OSError, ValueError, KeyError, IndexError):
        return None
    return name


def _must_register(path: Path) -> str:
    if not path.is_file():
        raise InputError(f"{path}: there is no such font file")
    name = _register(path.resolve())
    if name is None:
        raise InputError(f"{path}: is no TrueType font that a PDF can hold (.ttf or .ttc)")
    return name


@cache
def _readers_own(name: str) -> str:
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont

    pdfmetrics.registerFont(UnicodeCIDFont(name))  # pyright: ignore[reportUnknownMemberType]
    return name
