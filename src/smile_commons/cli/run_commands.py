"""Runs that are there: ``commons list``, ``show``, ``logs`` and ``export``."""

from pathlib import Path
from typing import Annotated

from typer import Argument, Option

from smile_commons.cli import complete, console
from smile_commons.cli import options as o
from smile_commons.cli.options import option
from smile_commons.errors import InputError


def list_runs(runs: o.Runs = o.RUNS, as_json: o.AsJson = False) -> None:
    """List the runs: what was played, when, and how it stands.

    `commons tree` shows which came of which, `commons logs` what each cost.

    \b
    Example: commons list
    Example: commons list --runs elsewhere --json
    """
    from smile_commons.cli.list import list_runs

    list_runs(runs=runs, as_json=as_json)


def show(
    run: o.Run,
    report: Annotated[
        bool, Option("--report", help="The scores in full; also written as report.html.")
    ] = False,
    scores: Annotated[
        bool, Option("--scores", help="The scores of the whole debate, as a table.")
    ] = False,
    reasons: Annotated[
        bool, Option("--reasons", help="Why each speaker had the floor, too.")
    ] = False,
    voices: Annotated[
        bool, Option("--voices", help="Who speaks how, and which lines anybody could have said.")
    ] = False,
    why: Annotated[
        int | None, option("--why", "TURN", "What stood behind that line.", min=1)
    ] = None,
    without: Annotated[
        bool, Option("--without", help="Ask what it becomes without its memories.")
    ] = False,
    runs: o.Runs = o.RUNS,
    as_json: o.AsJson = False,
) -> None:
    """Show a run as a scene, its scores, its voices, or one line's why.

    Without an option: the acts, and the speeches under their cues.
    --report writes report.html into the run's folder too. --voices marks the lines that a blind
    reader cannot give to their speaker, with how far that reader is to be trusted. --why tells
    which memories stood behind a line, and with --without what it becomes when they are taken away.

    \b
    Example: commons show forum-21451124-153012-3f9a
    Example: commons show RUN --scores
    Example: commons show RUN --report
    Example: commons show RUN --reasons
    Example: commons show RUN --voices
    Example: commons show RUN --why 6 --without
    Example: commons show RUN --json
    """
    from smile_commons.runs.folder import RunFolder

    if without and why is None:
        raise InputError("--without goes with --why TURN: of which line")
    folder = RunFolder.open(run, runs)
    if voices:
        from smile_commons.cli.voices import show_voices

        show_voices(folder, as_json=as_json)
    elif why is not None:
        from smile_commons.cli.why_shown import show_why

        show_why(folder, why, take_away=without, as_json=as_json)
    elif report:
        from smile_commons.cli.report import show_report

        show_report(folder, as_json=as_json)
    else:
        from smile_commons.cli.events_shown import emit_run, show_scene, show_scores

        if as_json:
            emit_run(folder)
        elif scores:
            show_scores(folder)
        else:
            show_scene(folder, reasons=reasons)


def logs(
    text: Annotated[
        str | None,
        Argument(metavar="[TEXT]", help="What to look for; - reads it; nothing: the runs."),
    ] = None,
    count: Annotated[
        int, Option("--count", "-n", min=1, max=1_000_000, help="How many at most.")
    ] = 20,
    speaker: Annotated[
        str | None,
        option("--speaker", "PERSONA", "What this persona said.", autocompletion=complete.persona),
    ] = None,
    dialogue: Annotated[
        str | None,
        option("--dialogue", "DIALOGUE", "In runs of this one.", autocompletion=complete.dialogue),
    ] = None,
    path: Annotated[bool, Option("--path", help="Print where the index is.")] = False,
    runs: o.Runs = o.RUNS,
    as_json: o.AsJson = False,
) -> None:
    """Search what was said in all runs; see what they cost.

    All words must be there, in any of their forms; in double quotes they stand together; AND, OR,
    NOT, NEAR and begin* work as well. Without TEXT: the latest runs with tokens, cost and time, and
    the sum over all of them.

    \b
    Example: commons logs
    Example: commons logs "whom a smile belongs to"
    Example: commons logs 'report AND (seven OR drawer)' --speaker kai
    Example: commons logs smile --dialogue forum --count 100 --json
    """
    from smile_commons.cli.given import text_of
    from smile_commons.cli.logs import show_hits, show_runs
    from smile_commons.runs.index import FILE, RunIndex

    if path:
        console.say(str((runs / FILE).resolve()))
        return
    wanted = None if text is None else text_of(text, "text")
    with RunIndex(runs) as index:
        if wanted is None:
            latest = index.runs(most=count, dialogue=dialogue)
            show_runs(latest, index.totals(), runs, as_json=as_json)
        else:
            hits, of = index.search(wanted, most=count, speaker=speaker, dialogue=dialogue)
            show_hits(hits, of, wanted, runs, as_json=as_json)


def export(
    run: o.Run,
    to: o.Format = "md",
    out: Annotated[str | None, option("--out", "FILE", "Where to; - is standard output.")] = None,
    font: Annotated[
        list[Path] | None, option("--font", "FILE", "For letters that Courier lacks (pdf).")
    ] = None,
    runs: o.Runs = o.RUNS,
) -> None:
    """Write a run out as a script, a book or a table.

    Into the run's folder, and the path is printed; --out names another file. Scripts: fountain,
    pdf, fdx (Final Draft), html, md, docx. A book: epub. A story with choices, of a run and all
    its branches: twee. Tables: csv, jsonl. Plug-ins bring others.

    \b
    Example: commons export forum-21451124-153012-3f9a --to pdf
    Example: commons export RUN --to fountain
    Example: commons export RUN --to md --out - | less
    Example: commons export last --to pdf --font NotoSansDevanagari.ttf --out scene.pdf
    """
    from smile_commons.api.export import exported, rendered
    from smile_commons.runs.folder import RunFolder

    folder, fonts = RunFolder.open(run, runs), font or []
    if out == "-":
        written = rendered(folder, to, fonts)[1]
        _tell(written.note)
        if isinstance(written.content, str):
            console.write(written.content)
        else:
            console.write_bytes(written.content, to)
        return
    made = exported(folder, to, Path(out) if out else None, fonts)
    _tell(made.note)
    console.say(str(made.path))


def _tell(note: str) -> None:
    if note:
        console.note(console.as_typed(note))
