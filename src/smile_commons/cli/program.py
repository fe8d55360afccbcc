"""The ``commons`` program.

``app`` is the entry point. What it imports is what ``commons --help`` costs, so the commands'
bodies, and every heavy package with them, are imported when a command is called.
"""

import sqlite3
import sys
from typing import Any

import typer
from typer.core import TyperGroup

from smile_commons.cli.desk_commands import branch, diff, take, tree
from smile_commons.cli.judge_commands import judge
from smile_commons.cli.label_commands import label
from smile_commons.cli.memory_changes import memory
from smile_commons.cli.memory_commands import ask
from smile_commons.cli.persona_commands import persona
from smile_commons.cli.play_commands import plan, play, resume
from smile_commons.cli.room_commands import room
from smile_commons.cli.run_commands import export, list_runs, logs, show
from smile_commons.cli.score_commands import score
from smile_commons.cli.stopping import like_an_interrupt
from smile_commons.cli.study_commands import study
from smile_commons.cli.world_commands import check, draft, model, new, templates
from smile_commons.errors import CommonsError, StoppedError

_BROKEN_PIPE = 141  # what a shell says of a program that SIGPIPE ended


class _Commons(TyperGroup):
    """Turns the errors that are meant for the user into a message and an exit code."""

    def invoke(self, ctx: typer.Context) -> Any:  # pyright: ignore[reportIncompatibleMethodOverride]
        from smile_commons.cli import console

        console.prepare()
        try:
            with like_an_interrupt():
                return super().invoke(ctx)
        except CommonsError as error:
            console.complain(error)
            raise typer.Exit(error.exit_code) from error
        except KeyboardInterrupt as stop:
            console.note("stopped")
            raise typer.Exit(StoppedError.exit_code) from stop
        except BrokenPipeError as error:
            console.close()
            raise typer.Exit(_BROKEN_PIPE) from error
        except (OSError, sqlite3.Error) as error:
            from smile_commons.cli.disk import refused

            told = refused(error)
            console.complain(told)
            raise typer.Exit(told.exit_code) from error


HELP = """Persona agents with memories and stances debate; the debate is kept and scored.

A world is a folder of plain files: personas, what they remember, dialogues, the words that go to
a model. A run is a folder under runs/ with all that one performance made: what was said, the takes
that were not chosen, ballots, memories, scores.

\b
First steps:
  commons play forum            the shipped forum, by the model on this machine
  commons show last             read it; --report for its scores, --voices for who speaks how
  commons export last --to pdf  on paper
  commons new my-world          a world of your own; `commons check my-world` finds its mistakes
  commons play forum --estimate what it would take, before anything is asked

`commons COMMAND --help` tells of each with examples. Where RUN is asked for, its id, the last part
of it, its name, its folder or `last` will do.

\b
Exit codes: 0 done; 2 what was typed or a file is wrong, and the message says where; 3 a model or
another service failed, the run is kept and the message says how to go on; 130 stopped.
"""

app = typer.Typer(
    name="commons",
    cls=_Commons,
    help=HELP,
    no_args_is_help=True,
    add_completion=True,
    rich_markup_mode=None,  # rich would double the time to help
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        from smile_commons import __version__

        sys.stdout.write(f"commons {__version__}\n")
        raise typer.Exit


@app.callback()
def _root(  # pyright: ignore[reportUnusedFunction]
    version: bool = typer.Option(
        False, "--version", callback=_version, is_eager=True, help="Print the version."
    ),
) -> None:
    pass


_root.__doc__ = HELP
for group in (memory, judge, persona, study, room):
    app.add_typer(group)
for command in (
    *(play, plan, resume, branch, take, tree, diff, list_runs, show, logs, export, ask, score),
    *(label, check, draft, new, model, templates),
):
    app.command("list" if command is list_runs else command.__name__)(command)
