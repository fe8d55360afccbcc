"""The report of a run: printed, and written beside its scores."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from smile_commons.cli import console
from smile_commons.errors import InputError
from smile_commons.exports.report.debate import Debate, Said
from smile_commons.exports.report.page import Head, Table, text_of
from smile_commons.exports.report.results import Results, read_results
from smile_commons.files import write_atomically
from smile_commons.runs.folder import RunFolder
from smile_commons.scoring.articles import Article
from smile_commons.scoring.findings import Findings
from smile_commons.scoring.readers import Transcript

REPORT = "report.html"
_MOST_ROWS = 16
"""Of each table in the terminal; the page has them all."""
_PRINTED = ("whole", "over-time", "movement", "consistency", "judge", "unscored")
"""Sections that read well without their plots."""


def show_report(folder: RunFolder, *, as_json: bool = False) -> None:
    """Writes the report of a run and prints it, the path last.

    Raises:
        InputError: the run was not scored, or its scores cannot be read.
    """
    results, debate = results_of(folder), debate_of(folder)
    if not as_json:
        print_report(results, debate)
    written = write_report(folder.path, results, debate)
    if as_json:
        files = [str(path) for path in written]
        console.emit({"run": folder.id, "report": files[0], "files": files})
        return
    console.say()
    for path in written:
        console.say(str(path))


def write_report(folder: Path, results: Results, debate: Debate) -> list[Path]:
    """Writes ``report.html`` and the tables for analysis into a folder; their paths.

    Parquet files are written where ``pyarrow`` is installed.

    Raises:
        InputError: a file cannot be written.
    """
    from smile_commons.exports.report.html import to_html
    from smile_commons.exports.tidy import tidy_tables, to_csv, to_parquet

    files: dict[str, str | bytes] = {REPORT: to_html(results, debate)}
    for table in tidy_tables(results):
        files[f"{table.name}.csv"] = to_csv(table)
        parquet = to_parquet(table)
        if parquet is not None:
            files[f"{table.name}.parquet"] = parquet
    for name, content in files.items():
        write_atomically(folder / name, content)
    return [folder / name for name in files]


def write_out(findings: Findings, about: Debate, out: Path | None) -> list[Path]:
    """Writes scores into a file ``….json``, or into a folder with their report and tables.

    Raises:
        InputError: it cannot be written.
    """
    if out is None:
        return []
    if out.suffix == ".json":
        write_atomically(out, findings.to_json())
        return [out]
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"cannot write {out}: {error.strerror}") from error
    scores = out / "scores.json"
    write_atomically(scores, findings.to_json())
    return [scores, *write_report(out, read_results(scores), about)]


def results_of(folder: RunFolder) -> Results:
    """What scoring found in a run."""
    return read_results(folder.scores_path, folder.ballots.all())


def debate_of(folder: RunFolder) -> Debate:
    """A run as its report names it."""
    manifest = folder.manifest
    articles = _articles(folder)
    acts = {id: scene.title for id, scene in manifest.scenes.items() if scene.title}
    model = manifest.model
    return Debate(
        title=manifest.title or manifest.dialogue,
        source=folder.id,
        played=manifest.created,
        model=model.name if model else None,
        digest=model.digest if model else None,
        seed=manifest.seed,
        replay=manifest.replay,
        seat=manifest.seat,
        cast=manifest.cast,
        articles={id: text for id, (_, text) in articles.items()},
        titles={**acts, **{id: title for id, (title, _) in articles.items()}},
        speeches=[
            Said(event.turn, event.speaker, event.text, event.act)
            for event in folder.events.all()
            if event.kind == "speech" and event.speaker
        ],
    )


def _articles(folder: RunFolder) -> dict[str, tuple[str, str]]:
    """Title and text by id, from the world that was kept with the run; none without it."""
    from smile_commons.world.load import survey_world

    if not folder.world_path.is_dir():
        return {}
    world = survey_world(folder.world_path).world
    if world is None or folder.manifest.dialogue not in world.dialogues:
        return {}
    articles = world.resolution(folder.manifest.dialogue).articles
    return {article.id: (article.title, article.text) for article in articles}


def debate_of_transcript(transcript: Transcript, articles: Sequence[Article]) -> Debate:
    """A transcript from elsewhere as its report names it."""
    name = Path(transcript.source).name
    return Debate(
        title=transcript.conversation or name,
        source=f"{name} ({transcript.format})",
        cast={speaker: speaker for speaker in transcript.speakers},
        articles={article.id: article.text for article in articles},
        speeches=[Said(line.turn, line.speaker, line.text, line.act) for line in transcript.lines],
    )


def print_report(results: Results, debate: Debate) -> None:
    """Prints the head and the sections that need no plots."""
    from smile_commons.exports.report.head import head
    from smile_commons.exports.report.sections import sections

    _print_head(head(results, debate))
    for section in sections(results, debate):
        if section.id not in _PRINTED:
            continue
        console.say(f"\n\n{section.title.upper()}\n")
        for words in section.words:
            console.say(console.wrap(words))
        for table in (*(plot.table for plot in section.plots), *section.tables):
            console.say(f"\n{table.caption}")
            for line in _lines(table):
                console.say(line)


def _print_head(told: Head) -> None:
    console.say(told.title)
    console.say("=" * console.columns(told.title))
    for warning in told.warnings:
        console.say(f"\n{console.wrap(f'Read first: {warning}')}")
    console.say()
    widest = max((len(name) for name, _ in told.facts), default=0)
    for name, fact in told.facts:
        console.say(f"{name.ljust(widest)}  {fact}")
    if told.findings:
        rows = [(f.title, f.value, f.interval, f.control, f.verdict) for f in told.findings]
        console.say(f"\n{console.table(('at a glance', 'value', '95 %', 'control', ''), rows)}")


def _lines(table: Table) -> Iterator[str]:
    rows = [[text_of(cell) for cell in row] for row in table.rows]
    shown, left = rows[:_MOST_ROWS], len(rows) - _MOST_ROWS
    if table.wordy:
        for row in shown:
            said = zip(table.head, row, strict=True)
            parts = "; ".join(f"{name}: {cell}" if name else cell for name, cell in said if cell)
            yield console.wrap(f"- {parts}")
    else:
        yield console.table(table.head, shown)
    if left > 0:
        yield f"… and {left} more in {REPORT}"
