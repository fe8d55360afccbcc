"""What can be typed of personas: ``commons persona import`` and ``commons persona export``."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from smile_commons.cli import complete
from smile_commons.cli import options as o


class CardFormat(StrEnum):
    """What a persona can be written as."""

    V2 = "v2"
    V3 = "v3"
    PNG = "png"
    CHARX = "charx"


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
        Path,
        typer.Argument(metavar="FILE", help="A card (JSON, PNG, WebP, CHARX) or a lorebook."),
    ],
    world: o.World = None,
    as_id: Annotated[
        str | None,
        typer.Option("--as", metavar="ID", help="The persona's id; of a lorebook its owner's."),
    ] = None,
    cue: Annotated[
        str | None, typer.Option("--cue", metavar="NAME", help="What they are called in a scene.")
    ] = None,
    model: Annotated[
        str | None,
        typer.Option(
            "--model", metavar="MODEL", help="Proposes what the card lacks; `none`: nobody does."
        ),
    ] = None,
    base_url: o.BaseUrl = None,
    force: Annotated[bool, typer.Option("--force", help="Replace what is there.")] = False,
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
    from smile_commons.cli.persona_import import import_persona

    import_persona(
        file=file,
        world=world,
        as_id=as_id,
        cue=cue,
        model=model,
        base_url=base_url,
        force=force,
        as_json=as_json,
    )


@persona.command("export")
def persona_export(
    name: Annotated[
        str,
        typer.Argument(
            metavar="PERSONA", help="The id of a persona.", autocompletion=complete.persona
        ),
    ],
    to: Annotated[CardFormat, typer.Option("--to", help="The format.")] = CardFormat.V3,
    out: Annotated[
        str | None,
        typer.Option("--out", metavar="FILE", help="Where to; - is standard output."),
    ] = None,
    world: o.World = None,
) -> None:
    """Write a persona as a character card that other programs read.

    A card that came from elsewhere comes out with every field it had; a card of ours holds the
    whole persona, so that it comes back the same.

    \b
    Example: commons persona export ezra --to png
    Example: commons persona export ezra --to v2 --out -
    """
    from smile_commons.cli.persona_export import export_persona

    export_persona(persona=name, to=to.value, out=out, world=world)


def register(app: typer.Typer) -> None:
    """Adds the group."""
    app.add_typer(persona)
