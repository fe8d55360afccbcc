"""A run as PDF: a screenplay in Courier Prime on letter paper, set by ``screenplain``."""

import io
import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from smile_commons.exports.fonts import Letters
from smile_commons.exports.screenplay import screenplay
from smile_commons.exports.script import Script


def to_pdf(script: Script, fonts: Sequence[Path] = ()) -> tuple[bytes, str]:
    """The script as the bytes of a PDF, and what must be said of it (or nothing).

    Args:
        script: what is to be printed.
        fonts: TrueType files to take letters from that Courier Prime lacks.

    Raises:
        InputError: a font cannot be used.
    """
    from screenplain.export import pdf
    from screenplain.richstring import RichString, Segment

    from smile_commons.exports.pages import set_for_paper

    setter: Any = pdf
    settings: Any = setter.Settings()
    letters = Letters(settings.font_settings.family_name, fonts)

    class Lettered(Segment):
        """A piece of a line in a font of its own."""

        def __init__(self, text: str, font: str) -> None:
            super().__init__(text, ())
            self._font = font

        def to_html(self) -> str:
            return f'<font name="{self._font}">{super().to_html()}</font>'

    def rich(text: str) -> Any:
        return RichString(*(Lettered(*run) for run in letters.runs(text)))

    class Paged(setter.DocTemplate):
        """Sets the library's paragraphs as a script has them."""

        def build(self, story: Any) -> None:
            setter.DocTemplate.build(self, set_for_paper(story, settings, letters))

    out = io.BytesIO()
    setter.to_pdf(screenplay(script, rich), out, template_constructor=Paged, settings=settings)
    return out.getvalue(), " ".join(_notes(letters))


def _notes(letters: Letters) -> Iterator[str]:
    mend = "Name a font that has them with `font` FILE, or export html, docx or epub."
    if letters.missing:
        yield f"No font here has {_named(letters.missing)}; a dot stands in their place. {mend}"
    if letters.borrowed:
        yield f"{_named(letters.borrowed)}: only a reader's own fonts can show them. {mend}"


def _named(letters: set[str]) -> str:
    named = sorted(
        f"{one} ({unicodedata.name(one, f'U+{ord(one):04X}').lower()})" for one in letters
    )
    return f"{', '.join(named[:5])}{f' and {len(named) - 5} more' if len(named) > 5 else ''}"
