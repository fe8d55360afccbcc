"""The report of a lesson: two pages of what moved, and the minority's reasons."""

import datetime
from collections.abc import Iterator

from smile_commons.room.hiding import Shown
from smile_commons.room.paper.sheet import Block, Heading, Points, Sheet, Table, Text
from smile_commons.room.results import ArticleResult, Results
from smile_commons.room.wording import Wording


def report(
    results: Results,
    *,
    title: str,
    language: str = "en",
    date: datetime.date | None = None,
    model: str = "",
) -> Sheet:
    """What a lesson came to, for the wall of the class room and for parents.

    Args:
        results: as they may be shown.
        title: of the dialogue.
        language: of what the paper itself says.
        date: of the lesson.
        model: that spoke.

    Raises:
        InputError: there is no such language.
    """
    words = Wording.of(language)
    name = words("paper.report.title", title=title)
    blocks: list[Block] = [Heading(name, 1)]
    day = words("paper.day", d=date.day, m=date.month, y=date.year) if date else ""
    blocks.append(Text(words("paper.report.about", date=day, model=model), "hint"))
    if results.personas_only:
        blocks.append(Text(words("paper.report.alone")))
    elif results.voters is None:
        blocks.append(Text(words("paper.report.few")))
    for one in results.articles:
        blocks += _article(one, words, classed=results.voters is not None)
    blocks += _statements(results, words)
    blocks.append(Text(words("paper.report.footnote"), "hint"))
    return Sheet(name, language, tuple(blocks))


def _article(one: ArticleResult, words: Wording, *, classed: bool) -> Iterator[Block]:
    yield Heading(one.title)
    yield Text(one.text, "lead")
    if classed:
        yield from _class(one, words)
    if one.personas:
        head = tuple(words(f"paper.report.{key}") for key in ("persona", "before", "after", "band"))
        rows = tuple(
            (p.cue, _told(p.before, words), _told(p.after, words), _told(p.retest, words, "{:.2f}"))
            for p in one.personas
        )
        yield Table(head, rows, words("paper.report.panel"))
    yield from _minority(one, words)


def _class(one: ArticleResult, words: Wording) -> Iterator[Block]:
    def told(count: Shown) -> str:
        return words("paper.hidden") if count is None else str(count)

    counts = {"both": one.both, "before": one.only_before, "after": one.only_after}
    fields = {key: told(count) for key, count in {**counts, "late": one.late}.items()}
    yield Text(words("paper.report.counts", **fields))
    sides = list(words.phrases["paper"]["sides"])
    shown = [*one.rows, *one.columns, *(cell for row in one.matrix for cell in row)]
    if any(count is not None for count in shown):
        everyone = words("paper.report.all")
        rows = [
            (side, *map(told, row), told(total))
            for side, row, total in zip(sides, one.matrix, one.rows, strict=True)
        ]
        rows.append((everyone, *map(told, one.columns), told(one.both)))
        yield Table(("", *sides, everyone), tuple(rows), words("paper.report.matrix"))
    if one.shift is None:
        yield Text(words("paper.report.noshift"), "hint")
        return
    shift = one.shift
    figures = {
        key: words.number(getattr(shift, key)) for key in ("before", "after", "mean", "low", "high")
    }
    said = [
        words("paper.report.shift", n=shift.n, p=words.number(100 * shift.p, "{:.1f}"), **figures)
    ]
    if one.moved is not None:
        said.append(words("paper.report.moved", share=f"{100 * one.moved:.0f}"))
    yield Text(" ".join(said))


def _minority(one: ArticleResult, words: Wording) -> Iterator[Block]:
    found = one.minority
    sides = words.phrases["paper"]["sides"]
    if not (found.reasons or found.others or found.dissent or found.change):
        return
    if found.side is None:
        yield Heading(words("paper.report.nominority"), 3)
    else:
        side = sides[0 if found.side == "against" else 2]
        yield Heading(words("paper.report.minority", side=side), 3)
    stands = f"paper.report.dissent{'' if found.side else '_own'}"
    dissent = tuple(
        f"{words(stands, cue=cue)}{': ' if text else '.'}{text}" for cue, text in found.dissent
    )
    if found.reasons or dissent:
        yield Points((*found.reasons, *dissent))
    else:
        yield Text(words("paper.report.none"), "hint")
    for key, reasons in (("others", found.others), ("change", found.change)):
        if reasons:
            yield Heading(words(f"paper.report.{key}"), 3)
            yield Points(reasons)


def _statements(results: Results, words: Wording) -> Iterator[Block]:
    if not results.statements or results.voters is None:
        return
    yield Heading(words("paper.report.statements"))
    shown = [count for one in results.statements for count in (one.agree, one.disagree, one.passed)]
    if all(count is None for count in shown):
        yield Text(words("results.statements_hidden"), "hint")
        yield Points(tuple(one.text for one in results.statements))
        return
    keys = ("statement", "agree", "disagree", "passed", "kind")
    rows: list[tuple[str, ...]] = []
    for one in results.statements:
        kind = "consensus" if one.consensus else "divisive" if one.divisive else ""
        counts = (one.agree, one.disagree, one.passed)
        told = (words("paper.hidden") if count is None else str(count) for count in counts)
        rows.append((one.text, *told, words(f"paper.report.{kind}") if kind else ""))
    yield Table(tuple(words(f"paper.report.{key}") for key in keys), tuple(rows))
    if results.map is not None:
        groups, p = results.map.groups, f"{100 * results.map.p:.0f}"
        yield Text(
            words("paper.report.groups", groups=groups, p=p)
            if groups
            else words("paper.report.nogroups")
        )


def _told(value: float | None, words: Wording, pattern: str = "{:+.2f}") -> str:
    return "–" if value is None else words.number(value, pattern)
