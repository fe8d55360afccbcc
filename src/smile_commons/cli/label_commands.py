"""What can be typed of labels: ``commons label``."""

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated

from typer import Argument, Option

from smile_commons.cli import options as o
from smile_commons.cli.options import option
from smile_commons.errors import InputError


class Task(StrEnum):
    """What a reader is asked."""

    STANCE = "stance"
    TRUTH = "truth"


def label(
    targets: Annotated[
        list[str],
        Argument(
            metavar="RUN|FILE...",
            help="A run, or a transcript from elsewhere; runs, for the truth of their lines.",
        ),
    ],
    task: Annotated[
        Task,
        Option(
            "--task", help="stance: where a speech stands; truth: whether it is true to its notes."
        ),
    ] = Task.STANCE,
    article: Annotated[
        list[str] | None, option("--article", "TEXT", "A whole sentence to label on; repeatable.")
    ] = None,
    dialogue: o.ArticlesOf = None,
    conversation: o.Conversation = None,
    speaker_field: o.SpeakerField = None,
    text_field: o.TextField = None,
    time_field: o.TimeField = None,
    reader: Annotated[str, option("--reader", "NAME", "Truth: whose labels these are.")] = "reader",
    show: Annotated[
        bool, Option("--show", help="Truth: what the readers' labels come to; asks nothing.")
    ] = False,
    to: Annotated[
        Path | None, option("--to", "FILE.csv", "Truth: write a sheet to label in.")
    ] = None,
    sheet: Annotated[
        Path | None, option("--from", "FILE.csv", "Read labels out of a sheet; asks nothing.")
    ] = None,
    coder: Annotated[
        str, option("--coder", "NAME", "Stance: who labels; nobody is shown the labels of others.")
    ] = "",
    codebook: Annotated[
        str, option("--codebook", "TEXT", "Stance: by which rules, kept with each.")
    ] = "",
    count: Annotated[int, option("--count", "N", "Size of the sample.", min=1, max=100_000)] = 60,
    seed: Annotated[
        int | None,
        option(
            "--seed",
            "N",
            "Draws the sample; the same, the same. None: that of the labels there, or 2145.",
        ),
    ] = None,
    runs: o.Runs = o.RUNS,
    world: o.World = None,
    as_json: o.AsJson = False,
) -> None:
    """Label a sample of what was said: its stance, or its truth.

    You are shown speeches with an article each and say where the speaker stands on it. They come in
    a random order, so you may stop anywhere. With 30 labels or more, `commons score` corrects what
    the judge read by them; labels from elsewhere (--from: turn, article, label, probability) do if
    each has the probability with which it was drawn, and else tell only how far the judge agrees.
    With `--task truth` you
    are shown what the speaker was given, and say whether the line is true to it. What you labelled
    is kept when you quit, and the next time goes on from there.

    Keys: s supports, o opposes, u undecided, n not about it; of truth: t true, f false of who or
    what, g garbled; b back, ? help, q quit.

    \b
    Example: commons label forum-21451124-153012-3f9a
    Example: commons label meeting.txt --article "The bridge should be built." --count 40
    Example: commons label meeting.txt --article "The bridge should be built." --from read.csv
    Example: commons label 3f9a --coder ana --codebook stance-2
    Example: commons label 3f9a 77c2 --task truth --reader mara
    Example: commons label 3f9a 77c2 --task truth --show
    """
    truth = {"--show": show, "--to": to}
    if task is Task.TRUTH:
        stance = {
            "--article": article, "--dialogue": dialogue, "--conversation": conversation,
            "--speaker-field": speaker_field, "--text-field": text_field,
            "--time-field": time_field, "--coder": coder, "--codebook": codebook,
        }  # fmt: skip
        _refuse(stance, "stance")
        from smile_commons.cli.label_truth import label_truth

        label_truth(
            targets, reader=reader, show=show, to=to, sheet=sheet, count=count,
            seed=2145 if seed is None else seed, runs=runs, world=world, as_json=as_json,
        )  # fmt: skip
        return
    _refuse(truth, "truth")
    if len(targets) > 1:
        raise InputError("stances are labelled in one run or file at a time")
    from smile_commons.api.label import material_of
    from smile_commons.api.score import given_articles
    from smile_commons.cli.label import label
    from smile_commons.scoring.readers.given import Fields

    material = material_of(
        targets[0],
        runs,
        articles=given_articles(article or (), (), dialogue),
        world=world,
        conversation=conversation,
        fields=Fields(speaker_field, text_field, time_field),
    )
    label(
        targets[0], material, count=count, seed=seed, sheet=sheet, coder=" ".join(coder.split()),
        codebook=" ".join(codebook.split()), as_json=as_json,
    )  # fmt: skip


def _refuse(options: Mapping[str, object], task: str) -> None:
    """Says so where an option belongs to the other task."""
    for name, value in options.items():
        if value:
            raise InputError(f"{name} goes with --task {task}")
