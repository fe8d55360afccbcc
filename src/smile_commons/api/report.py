"""The report of a run or a transcript, written beside its scores."""

from collections.abc import Sequence
from pathlib import Path

from smile_commons.errors import InputError
from smile_commons.exports.report.debate import Debate
from smile_commons.exports.report.html import to_html
from smile_commons.exports.tidy import tidy_tables, to_csv, to_parquet
from smile_commons.files import write_atomically
from smile_commons.runs.folder import RunFolder
from smile_commons.scoring.articles import Article
from smile_commons.scoring.findings import Findings
from smile_commons.scoring.lines import lines_of_events
from smile_commons.scoring.readers import Transcript
from smile_commons.scoring.results import Results, read_results
from smile_commons.world.load import survey_world

REPORT = "report.html"


def write_report(folder: Path, results: Results, debate: Debate) -> list[Path]:
    """Writes ``report.html`` and the tables for analysis into a folder; their paths.

    Parquet files are written where ``pyarrow`` is installed.

    Raises:
        InputError: a file cannot be written.
    """
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
        played=manifest.created[:19],
        model=model.name if model else None,
        digest=model.digest if model else None,
        seed=manifest.seed,
        replay=manifest.replay,
        seat=manifest.seat,
        cast=manifest.cast,
        articles={id: text for id, (_, text) in articles.items()},
        titles={**acts, **{id: title for id, (title, _) in articles.items()}},
        speeches=lines_of_events(folder.events.all()),
    )


def _articles(folder: RunFolder) -> dict[str, tuple[str, str]]:
    """Title and text by id, from the world that was kept with the run; none without it."""
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
        speeches=transcript.lines,
    )
