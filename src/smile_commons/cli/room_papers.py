"""A lesson on paper, written from the terminal."""

from pathlib import Path

from smile_commons.cli import console
from smile_commons.files import write_atomically
from smile_commons.room.opening import world_for
from smile_commons.room.paper.html import as_html, paper_css
from smile_commons.room.paper.pack import pack


def write_pack(
    dialogue: str,
    world: Path | None,
    minutes: int,
    ballots: int,
    language: str,
    to: str,
    out: Path | None,
) -> None:
    """Writes the pack of a dialogue and prints its path.

    Raises:
        InputError: there is no such dialogue, length or language, or it cannot be written.
    """
    place = world_for(world, dialogue)
    sheet = pack(place, dialogue, language=language, minutes=minutes, ballots=ballots)
    path = out or Path(f"{dialogue}-lesson.{to}")
    if to == "pdf":
        from smile_commons.room.paper.pdf import as_pdf

        content, said = as_pdf(sheet)
        write_atomically(path, content)
        if said:
            console.note(said)
    else:
        write_atomically(path, as_html(sheet, css=paper_css()))
    console.say(str(path))
