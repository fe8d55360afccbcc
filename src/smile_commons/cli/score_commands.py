"""What can be typed of scores: ``commons score``."""

from pathlib import Path
from typing import Annotated

from typer import Argument, Option

from smile_commons.cli import console
from smile_commons.cli import options as o
from smile_commons.cli.options import option


def score(
    targets: Annotated[
        list[str],
        Argument(
            metavar="RUN|FILE...",
            help="Runs; scripts, captions, exports of chats, JSONL, CSV (docs/transcripts.md).",
        ),
    ],
    article: Annotated[
        list[str] | None, option("--article", "TEXT", "A whole sentence to score on; repeatable.")
    ] = None,
    negation: Annotated[
        list[str] | None, option("--negation", "TEXT", "Its contrary; one for each article.")
    ] = None,
    dialogue: o.ArticlesOf = None,
    conversation: o.Conversation = None,
    speaker_field: o.SpeakerField = None,
    text_field: o.TextField = None,
    time_field: o.TimeField = None,
    dry_run: Annotated[
        bool, Option("--dry-run", help="Show what is read as speeches, and score nothing.")
    ] = False,
    controls: Annotated[
        bool, Option("--controls", help="Read on the articles' negations too.")
    ] = False,
    sham: Annotated[
        str | None, option("--sham", "RUN", "A run played with --sham, as a control.")
    ] = None,
    interview: Annotated[
        bool, Option("--interview", help="Ask the cast the same before, during and after.")
    ] = False,
    judge: o.Judge = None,
    no_judge: Annotated[bool, Option("--no-judge", help="Ask no model.")] = False,
    base_url: o.BaseUrl = None,
    runs: o.Runs = o.RUNS,
    world: o.World = None,
    out: Annotated[
        Path | None,
        option("--out", "DIR|FILE.json", "For scores, report and tables; or scores alone."),
    ] = None,
    table: o.Table = False,
    quiet: o.Quiet = False,
    as_json: o.AsJson = False,
) -> None:
    """Score runs again, or transcripts from elsewhere.

    Where everybody stands on every article, how far they came together, what moved whom, and
    whether they kept to who they are; each with its interval and beside a control. Of a run the
    scores are written into its folder (scores.json), of a file only where --out says. What a judge
    answered before is not asked again.

    A transcript from elsewhere needs articles: --article, or --dialogue with a file that has them.
    Its format is told by its content; --dry-run shows what was taken for speeches.

    \b
    Example: commons score forum-21451124-153012-3f9a --controls
    Example: commons score last --interview
    Example: commons score meeting.txt --article "The bridge should be built."
    Example: commons score meeting.vtt --dry-run
    Example: commons score log.json --speaker-field author.name --text-field body.text --dry-run
    Example: commons score chats.jsonl --dialogue my-world/dialogues/bridge.yaml --json
    """
    from smile_commons.api.score import Scoring, given_articles
    from smile_commons.cli.dry_run import show_what_is_read
    from smile_commons.cli.score import Asked, score
    from smile_commons.scoring.readers.given import Fields

    fields = Fields(speaker_field, text_field, time_field)
    if dry_run:
        show_what_is_read(targets, runs, conversation, fields, as_json=as_json)
        return
    scoring = Scoring(
        articles=given_articles(article or (), negation or (), dialogue),
        judged=not no_judge,
        controls=controls,
        interview=interview,
        out=out,
    )
    asked = Asked(
        scoring=scoring,
        sham=sham,
        typed={"judge": judge, "base_url": base_url},
        conversation=conversation,
        fields=fields,
        runs=runs,
        world=world,
        shown=console.Shown(quiet, as_json, table),
    )
    score(targets, asked)
