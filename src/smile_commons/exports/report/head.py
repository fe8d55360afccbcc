"""The head of a report: what was played, by whom it was judged, and what a reader must know."""

from collections.abc import Sequence

from smile_commons.exports.report.debate import Debate
from smile_commons.exports.report.page import Head
from smile_commons.exports.report.scores import HEADLINES, finding
from smile_commons.scoring.results import Results

NO_CONTROLS = (
    "No control was run: nothing in this report is shown to be an effect of the debate. "
    "Run them with: commons score RUN --controls."
)
UNCHECKED = (
    "The reliability of the judge was never measured; what it read in the speeches cannot be "
    "relied on. Measure it with: commons judge check."
)


def head(results: Results, debate: Debate) -> Head:
    """Facts, warnings and the scores that a reader looks for first."""
    found = [
        finding(score, results)
        for id in HEADLINES
        if (score := results.find(id)) is not None and (score.value is not None or score.unscored)
    ]
    return Head(
        title=debate.title,
        facts=[(name, told) for name, told in _facts(results, debate) if told],
        warnings=_warnings(results),
        findings=found,
    )


def _facts(results: Results, debate: Debate) -> Sequence[tuple[str, str]]:
    judge = results.judge
    return (
        ("Source", debate.source),
        ("Played", debate.played[:10]),
        ("Spoken by", _named(debate.model, debate.digest)),
        ("Seat of a person", debate.name(debate.seat) if debate.seat else ""),
        ("Played again from", debate.replay or ""),
        ("Seed", "" if debate.seed is None else str(debate.seed)),
        ("Speeches", f"{len(debate.speeches)}" if debate.speeches else ""),
        ("Who", ", ".join(debate.cast.values())),
        ("Articles", ", ".join(debate.titled(id) for id in debate.articles)),
        ("Judged by", _named(judge.name, judge.digest) if judge else "no judge: ballots alone"),
        ("Reliability of the judge", _reliable(results)),
        ("Controls run", ", ".join(_run(results)) or "none"),
        ("Controls not run", ", ".join(results.controls.not_run) if results.controls else ""),
    )


def _named(name: str | None, digest: str | None) -> str:
    return f"{name} ({digest[:12]})" if name and digest else name or ""


def _reliable(results: Results) -> str:
    judge = results.judge
    if judge is None:
        return ""
    if not judge.reliability:
        return "not measured"
    held = ", ".join(judge.withheld)
    return f"measured; withheld: {held}" if held else "measured on every task it was asked"


def _run(results: Results) -> list[str]:
    """The controls that have a value, whether the file lists them or not."""
    if results.controls is not None:
        return list(results.controls.run)
    found = [c.kind for score in results.scores for c in score.controls if c.value is not None]
    return list(dict.fromkeys(found))


def _warnings(results: Results) -> list[str]:
    warnings = list[str]()
    if results.controls is not None and results.controls.note:
        warnings.append(results.controls.note)
    elif not _run(results):
        warnings.append(NO_CONTROLS)
    if results.judge is not None and not results.judge.reliability:
        warnings.append(UNCHECKED)
    return warnings
