"""Sections on the judge: how reliable it is, and what it could not tell."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, cast

from smile_commons.exports.report.debate import Debate
from smile_commons.exports.report.page import Section, Table, left_out, number, span
from smile_commons.exports.report.scores import defined
from smile_commons.scoring.results import Results

_FIGURES = (
    ("accuracy", "accuracy"),
    ("majority", "commonest label"),
    ("cosine", "cosine"),
    ("advantage", "advantage"),
    ("macro_f1", "macro-F1"),
    ("kappa", "Cohen's kappa"),
    ("auc", "AUC"),
    ("ece", "calibration error"),
)
MOST_ROWS = 200


def judge(results: Results) -> Section:
    """What the judge is, and how its answers compare with people's."""
    title = "Reliability of the judge"
    found = results.judge
    if found is None:
        words = ["No judge was asked: only private ballots were scored."]
        return Section("judge", title, words)
    digest = f" ({found.digest[:12]})" if found.digest else ""
    words = [f"The judge is {found.name or 'unnamed'}{digest}."]
    tables = list[Table]()
    if not found.reliability:
        words.append(
            "Its reliability was never measured, so nothing that it read can be relied on. "
            "Measure it with: commons judge check."
        )
    else:
        words.append(
            "Measured on labelled lines, use by use, beside two naive baselines: the commonest "
            "label, and the cosine of sentence embeddings. A use in which it does not beat both, "
            "in accuracy and in AUC, topic by topic, is withheld."
        )
        tables.append(_reliability(found.reliability, found.withheld))
    if found.withheld and not found.reliability:
        rows = [[task, reason] for task, reason in found.withheld.items()]
        tables.append(Table("Withheld", ("task", "why"), rows, wordy=True))
    if found.cost:
        words.append(_cost(found.cost))
    return Section("judge", title, words, tables=tables)


def _reliability(reliability: Mapping[str, Any], withheld: Mapping[str, str]) -> Table:
    """A row a task."""
    tasks = cast("Mapping[str, Mapping[str, Any]]", reliability.get("tasks", reliability))
    rows = list[Sequence[str]]()
    for task, told in tasks.items():
        reason = withheld.get(task) or told.get("withheld")
        rows.append(
            [
                task,
                str(told.get("data", "")),
                str(told.get("n", "")),
                *(_figure(told.get(key)) for key, _ in _FIGURES),
                f"withheld: {reason}" if reason else "used",
            ]
        )
    for task in sorted(withheld.keys() - tasks.keys()):
        rows.append([task, "", "", *("" for _ in _FIGURES), f"withheld: {withheld[task]}"])
    head = ("task", "labelled lines", "n", *(name for _, name in _FIGURES), "use")
    return Table("By task, with 95 % intervals", head, rows, wordy=True).filled()


def _figure(told: Any) -> str:
    """A figure with its interval, whichever way they are kept together."""
    if isinstance(told, bool) or told is None:
        return ""
    if isinstance(told, int | float):
        return number(float(told), signed=False)
    if isinstance(told, dict):
        inner = cast("dict[str, Any]", told)
        value, ends = inner.get("value"), inner.get("interval")
        if not isinstance(value, int | float):
            return ""
        text = number(float(value), signed=False)
        if isinstance(ends, list | tuple) and len(cast("list[Any]", ends)) == 2:
            low, high = cast("list[float]", ends)
            return f"{text} ({span((low, high), signed=False)})"
        return text
    return str(told)


def _cost(cost: Mapping[str, float | None]) -> str:
    items, kept = cost.get("items") or 0, cost.get("kept") or 0
    said = f"It judged {items:.0f} items, {kept:.0f} of them from what it had kept"
    if seconds := cost.get("seconds"):
        said += f", in {seconds:.0f} s"
    share = cost.get("cached_share")
    return said + (f"; {share:.0%} of its prompts came from the cache." if share else ".")


def unscored(results: Results, debate: Debate) -> Section:
    """What could not be judged, and why; it is nowhere counted as zero."""
    title = "What could not be scored"
    reasons = Counter[tuple[str, str]]()
    where = dict[tuple[str, str], list[str]]()
    for score in results.scores:
        if score.value is None:
            scope = score.scope
            about = [debate.name(scope.persona or ""), debate.titled(scope.article or ""),
                     debate.titled(scope.act or "")]  # fmt: skip
            key = (score.id, score.unscored or "")
            reasons[key] += 1
            where.setdefault(key, []).append(", ".join(filter(None, about)) or "the whole")
    rows = [
        [defined(id, results), str(count), reason, _some(where[id, reason])]
        for (id, reason), count in reasons.most_common()
    ]
    head = ("score", "how often", "why", "where")
    tables = [Table("Scores without a value", head, rows, wordy=True)] if rows else []
    items = _items(results, debate)
    if items.rows:
        tables.append(items)
    if results.addressed:
        told = [[str(one.turn), debate.name(one.persona), one.quote] for one in results.addressed]
        head = ("turn", "persona", "what was not read")
        tables.append(Table("Sentences that gave the judge orders", head, told, wordy=True))
    words = ["What could not be judged counts neither as zero nor as undecided; it is left out."]
    if not tables:
        words.append("Here everything could be scored.")
    return Section("unscored", title, words, tables=tables)


def _items(results: Results, debate: Debate) -> Table:
    """Ballots and readings that were left out, each once."""
    found = dict[tuple[str, str, str, str], None]()
    for score in results.scores:
        for item in score.left_out:
            found[item.stage, item.persona, item.article, item.reason] = None
    for one in results.unread:
        found[f"speech {one.turn}", one.persona, one.article, one.reason] = None
    for one in results.positions:
        if one.channel == "ballot" and one.position is None:
            stage, reason = one.stage or f"after turn {one.turn}", one.unscored or "no position"
            found[stage, one.persona, one.article, reason] = None
    rows = [
        [stage, debate.name(persona), debate.titled(article), reason]
        for stage, persona, article, reason in found
    ]
    note = left_out(len(rows) - MOST_ROWS, "more are in scores.json.")
    head = ("when", "persona", "article", "why")
    return Table("Ballots and readings left out", head, rows[:MOST_ROWS], note, wordy=True)


def _some(places: Sequence[str]) -> str:
    shown = "; ".join(places[:6])
    return f"{shown}; and {len(places) - 6} more" if len(places) > 6 else shown
