"""``commons persona import`` and ``export``: personas as cards of other programs."""

from pathlib import Path
from typing import Annotated, Literal

import typer
from typer import Argument, Option

from smile_commons.cli import console
from smile_commons.cli import options as o
from smile_commons.cli.options import option

_SUFFIX = {"v2": "v2.json", "v3": "v3.json", "png": "png", "charx": "charx"}

persona = typer.Typer(
    name="persona",
    help="""Characters and lorebooks from other programs, in and out.

    \b
    Example: commons persona import seraphina.png --world my-world
    Example: commons persona export ezra --to png
    """,
    no_args_is_help=True,
    rich_markup_mode=None,
)


@persona.command("import")
def persona_import(
    file: Annotated[
        Path, Argument(metavar="FILE", help="A card (JSON, PNG, WebP, CHARX) or a lorebook.")
    ],
    world: o.World = None,
    as_id: Annotated[
        str | None, option("--as", "ID", "The persona's id; of a lorebook its owner's.")
    ] = None,
    cue: Annotated[str | None, option("--cue", "NAME", "What they are called in a scene.")] = None,
    model: Annotated[
        str | None, option("--model", "MODEL", "Proposes what the card lacks; `none`: nobody does.")
    ] = None,
    base_url: o.BaseUrl = None,
    force: Annotated[bool, Option("--force", help="Replace what is there.")] = False,
    as_json: o.AsJson = False,
) -> None:
    """Take a character card or a lorebook into a world.

    The card is kept beside the persona, so that an export loses no field. What it does not say (a
    stance above all) is proposed by the model, and marked so in the persona's file. A lorebook
    becomes lore that everybody knows, or with --as that persona alone.

    \b
    Example: commons persona import seraphina.png --world my-world
    Example: commons persona import seraphina.png --world my-world --model none
    Example: commons persona import eldoria.json --world my-world --as talia
    """
    from smile_commons.api.card_import import Naming, taken_in
    from smile_commons.api.worlds import writable
    from smile_commons.cli.notes import few

    root = writable(world)
    taken = taken_in(file, root, Naming(as_id, cue, model, base_url, force), console.note)
    paths, notes = [str(root / name) for name in taken.files], few(taken.notes)
    if as_json:
        console.emit({"files": paths, "proposed": list(taken.proposed), "notes": notes})
        return
    for path in paths:
        console.say(path)
    for note in notes:
        console.note(console.as_typed(note))
    if taken.proposed:
        console.note(f"proposed, for you to edit: {', '.join(taken.proposed)}")


@persona.command("export")
def persona_export(
    name: o.Persona,
    to: Annotated[Literal["v2", "v3", "png", "charx"], Option("--to", help="The format.")] = "v3",
    out: Annotated[str | None, option("--out", "FILE", "Where to; - is standard output.")] = None,
    world: o.World = None,
) -> None:
    """Write a persona as a character card that other programs read.

    A card that came from elsewhere comes out with every field it had; a card of ours holds the
    whole persona, so that it comes back the same.

    \b
    Example: commons persona export ezra --to png
    Example: commons persona export ezra --to v2 --out -
    """
    from smile_commons.api.card_export import card_of
    from smile_commons.api.worlds import open_world
    from smile_commons.files import write_atomically

    content, left_out = card_of(open_world(world), name, to)
    for note in left_out:
        console.note(note)
    if out == "-":
        console.write_bytes(content, to)
        return
    path = Path(out) if out else Path(f"{name}.{_SUFFIX[to]}")
    write_atomically(path, content)
    console.say(str(path))
