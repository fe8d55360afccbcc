"""``commons room``: an ethics discussion with a class, in the browser, from one process."""

from pathlib import Path
from typing import Annotated, Any, Literal

import typer
from typer import Argument, Option
from typer.core import TyperGroup

from smile_commons.cli import complete
from smile_commons.cli import options as o

_OPEN = "open"

Host = Annotated[
    str | None,
    Option(
        "--host",
        metavar="ADDR",
        help="Let phones in at this address; auto: at all of this network.",
    ),
]
Port = Annotated[
    int, Option("--port", metavar="N", min=0, max=65535, help="0 takes one that is free.")
]
Url = Annotated[
    str | None, Option("--url", metavar="URL", help="How students reach it, if otherwise.")
]
NoOpen = Annotated[bool, Option("--no-open", help="Do not open the teacher's page in a browser.")]


class _Room(TyperGroup):
    """``commons room DIALOGUE`` is ``commons room open DIALOGUE``."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        if not args or (args[0] not in self.commands and args[0] not in ("-h", "--help")):
            args = [_OPEN, *args]
        return super().parse_args(ctx, args)


room = typer.Typer(
    name="room",
    cls=_Room,
    help="A debate in front of a class, in the browser.\n\n"
    "`commons room DIALOGUE` opens one: students join by a code on their phones, vote, hear the "
    "debate line by line as you let it out, ask, vote again and see what moved. All its options: "
    "`commons room open --help`.\n\n\b\n"
    "Example: commons room elixirs-hearing --host auto\n"
    "Example: commons room elixirs-hearing --rehearse 12   # alone, with simulated seats",
    rich_markup_mode=None,
)


@room.command(_OPEN)
def open_room(
    dialogue: Annotated[
        str,
        Argument(
            metavar="[DIALOGUE]",
            help="A lesson that ships, or one of the world's.",
            autocompletion=complete.lesson,
        ),
    ] = "elixirs-hearing",
    articles: Annotated[
        str | None, Option("--articles", metavar="IDS", help="Vote on these alone, with commas.")
    ] = None,
    minutes: Annotated[
        int,
        Option(
            "--minutes",
            metavar="N",
            help="A lesson of 20, 45 or 90 minutes, with its plan; 0: no plan.",
        ),
    ] = 45,
    seats: Annotated[
        int, Option("--seats", metavar="N", min=1, max=400, help="Seats there can be.")
    ] = 40,
    host: Host = None,
    port: Port = 8765,
    url: Url = None,
    names: Annotated[
        str,
        Option("--names", metavar="none|FILE", help="none, or a file with a name a line."),
    ] = "none",
    release: Annotated[
        str,
        Option("--release", metavar="HOW", help="hold, or auto:SECONDS; flagged lines wait."),
    ] = "hold",
    keep: Annotated[
        str, Option("--keep", metavar="DAYS|ask", help="How long votes and questions are kept.")
    ] = "ask",
    language: Annotated[
        str | None, Option("--language", metavar="CODE", help="Of what the room itself says.")
    ] = None,
    allow_remote_model: Annotated[
        bool, Option("--allow-remote-model", help="Lines may be sent to a model elsewhere.")
    ] = False,
    rehearse: Annotated[
        int, Option("--rehearse", metavar="N", min=0, max=400, help="N simulated seats, to try it.")
    ] = 0,
    no_open: NoOpen = False,
    model: o.Model = None,
    base_url: o.BaseUrl = None,
    judge: o.Judge = None,
    takes: Annotated[
        int | None, Option("--takes", metavar="N", min=1, max=16, help="Candidates for each line.")
    ] = None,
    craft: Annotated[
        Literal["auto", "small", "large"] | None,
        Option("--craft", help="For a small model or a large one; auto goes by the model."),
    ] = None,
    seed: o.Seed = None,
    runs: o.Runs = o.RUNS,
    world: o.World = None,
) -> None:
    """Open a room for a class.

    Every line waits until you let it out, unless --release says otherwise. Nothing leaves this
    computer but to the phones; --host auto lets them in. Orders can be typed here too; Ctrl-C stops
    the room, and `commons room resume` goes on with it.

    \b
    Example: commons room elixirs-hearing
    Example: commons room elixirs-hearing --host auto --minutes 45
    Example: commons room elixirs-hearing --rehearse 12
    """
    from smile_commons.cli.room_shown import hold, kept_days, lesson_minutes
    from smile_commons.room.wish import Wish

    wish = Wish.of(
        dialogue=dialogue,
        articles=o.names(articles),
        seats=seats,
        host=host,
        port=port,
        url=url,
        roster=None if names == "none" else Path(names),
        release=release,
        keep=kept_days(keep),
        allow_remote_model=allow_remote_model,
        rehearse=rehearse,
        minutes=lesson_minutes(minutes),
        language=language,
        seed=seed,
    )
    typed = {"model": model, "base_url": base_url, "judge": judge, "takes": takes, "craft": craft}
    hold(wish, typed, runs, world, opens=not no_open)


@room.command()
def resume(
    run: Annotated[
        str | None,
        Argument(metavar="[RUN]", help="Else the latest lesson.", autocompletion=complete.run),
    ] = None,
    host: Host = None,
    port: Annotated[
        int | None, Option("--port", metavar="N", min=0, max=65535, help="Else the one it had.")
    ] = None,
    url: Url = None,
    no_open: NoOpen = False,
    runs: o.Runs = o.RUNS,
) -> None:
    """Go on with a room that was stopped, at the address it had: phones come back by themselves.

    \b
    Example: commons room resume
    Example: commons room resume last --host auto
    """
    from smile_commons.cli.room_shown import go_on

    go_on(run, runs, host, port, url, opens=not no_open)


@room.command()
def report(
    run: o.Run,
    out: Annotated[
        Path | None, Option("--out", metavar="DIR", help="Where it goes; else beside the votes.")
    ] = None,
    runs: o.Runs = o.RUNS,
) -> None:
    """Write what a lesson came to: two pages to print, and tables.

    Nothing in them can be traced to a seat: counts under five are hidden.

    \b
    Example: commons room report last
    Example: commons room report last --out ~/lessons/hearing
    """
    from smile_commons.cli.room_ended import write_report

    write_report(run, runs, out)


@room.command()
def forget(
    run: o.Run,
    whole: Annotated[bool, Option("--whole", help="Delete the run, not only the class.")] = False,
    yes: Annotated[bool, Option("--yes", help="Do not ask.")] = False,
    runs: o.Runs = o.RUNS,
) -> None:
    """Delete what a class voted, asked and said.

    Votes, questions and seats are deleted, and of the run all that came after the first word of a
    student: no list of words finds a thought that was put in other words. What is left can be read
    and exported.

    \b
    Example: commons room forget last
    Example: commons room forget last --whole --yes
    """
    from smile_commons.cli.room_ended import forget as forget_room

    forget_room(run, runs, whole=whole, asks=not yes)


@room.command()
def pack(
    dialogue: Annotated[
        str,
        Argument(
            metavar="DIALOGUE",
            help="A lesson that ships, or one of the world's.",
            autocompletion=complete.lesson,
        ),
    ],
    minutes: Annotated[int, Option("--minutes", metavar="N", help="20, 45 or 90.")] = 45,
    ballots: Annotated[
        int, Option("--ballots", metavar="N", min=0, help="Numbered ballots to print.")
    ] = 30,
    language: Annotated[
        str, Option("--language", metavar="CODE", help="Of what the paper itself says.")
    ] = "en",
    to: Annotated[Literal["html", "pdf"], Option("--to", help="As a page or as a PDF.")] = "html",
    out: Annotated[
        Path | None, Option("--out", metavar="FILE", help="Else DIALOGUE-lesson.html or .pdf here.")
    ] = None,
    world: o.World = None,
) -> None:
    """Write a lesson on paper: the plan, the articles, the cast, questions, ballots.

    \b
    Example: commons room pack elixirs-hearing
    Example: commons room pack one-bed --to pdf --ballots 24
    """
    from smile_commons.cli.room_papers import write_pack

    write_pack(dialogue, world, minutes, ballots, language, to, out)
