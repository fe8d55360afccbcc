"""What can be typed of labels: ``commons label``."""

from typing import Annotated

import typer

from smile_commons.cli import options as o


def label(
    target: Annotated[
        str,
        typer.Argument(metavar="RUN|FILE", help="A run, or a transcript from elsewhere."),
    ],
    article: Annotated[
        list[str] | None,
        typer.Option("--article", metavar="TEXT", help="A whole sentence to label on; repeatable."),
    ] = None,
    dialogue: o.ArticlesOf = None,
    conversation: o.Conversation = None,
    count: Annotated[
        int, typer.Option("--count", metavar="N", min=1, max=100_000, help="Size of the sample.")
    ] = 60,
    seed: Annotated[
        int, typer.Option("--seed", metavar="N", help="Draws the sample; the same, the same.")
    ] = 2145,
    runs: o.Runs = o.RUNS,
    world: o.World = None,
    as_json: o.AsJson = False,
) -> None:
    """Label a sample of what was said, to correct scores.

    You are shown speeches with an article each and say where the speaker stands on it. With 30
    labels or more, `commons score` corrects what the judge read by them. What you labelled is kept
    when you quit, and the next time goes on from there.

    Keys: s supports, o opposes, u undecided, n not about it; b back, ? help, q quit.

    \b
    Example: commons label forum-21451124-153012-3f9a
    Example: commons label meeting.txt --article "The bridge should be built." --count 40
    """
    from smile_commons.cli.label import Asked, label

    label(
        target,
        Asked(
            articles=tuple(article or ()),
            dialogue=dialogue,
            conversation=conversation,
            count=count,
            seed=seed,
            runs=runs,
            world=world,
            as_json=as_json,
        ),
    )


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("label")(label)
