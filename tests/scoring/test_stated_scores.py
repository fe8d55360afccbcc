"""Speeches in, stated positions out: values, starts, controls, and what nobody spoke to."""

from collections.abc import Iterable

import pytest
from scripted_judge import ARTICLES, ScriptedJudge, by_words, script, stance

from smile_commons.scoring.articles import Article
from smile_commons.scoring.judge.task import Item, Verdict
from smile_commons.scoring.lines import Line
from smile_commons.scoring.score import Score
from smile_commons.scoring.stated.positions import Units, running, tables
from smile_commons.scoring.stated.readings import Readings, read_lines
from smile_commons.scoring.stated.scores import Negated, score_stated

NAMES = [article.id for article in ARTICLES]


async def read(*lines: str) -> Readings:
    return await read_lines(ScriptedJudge(by_words), script(*lines), ARTICLES)


def find(scores: Iterable[Score], id: str, **scope: str) -> Score:
    wanted = {"persona": None, "article": None, "act": None, **scope}
    return next(s for s in scores if s.id == id and s.scope.model_dump() == wanted)


def every(word: str) -> str:
    return ", ".join(f"{word} {name}" for name in NAMES)


async def test_a_position_is_what_the_last_speeches_say() -> None:
    readings = await read("ann: against mill", "ann: for mill")
    position = find(score_stated(readings), "stated-position", persona="ann", article="mill")
    assert position.start == pytest.approx(-0.9)
    assert position.value == pytest.approx((0.9 - 0.5 * 0.9) / 1.5)


async def test_who_never_spoke_to_an_article_is_unscored_and_not_undecided() -> None:
    readings = await read("ann: for mill", "ben: what a night")
    scores = score_stated(readings)
    silent = find(scores, "stated-position", persona="ben", article="mill")
    assert silent.value is None
    assert silent.unscored == "no speech of the persona speaks to it"
    whole = find(scores, "stated-attainment")
    assert whole.value == pytest.approx(0.95)
    assert whole.n == 1
    assert ("ben", "mill") in {(left.persona, left.article) for left in whole.left_out}


async def test_what_the_judge_cannot_tell_is_listed_with_its_reason() -> None:
    readings = await read("ann: mumbles mill", "ann: for mill")
    assert [(u.turn, u.article, u.reason) for u in readings.unread] == [
        (1, "mill", "label mass 0.21")
    ]
    left = find(score_stated(readings), "stated-attainment").left_out
    assert "label mass 0.21" in {one.reason for one in left}


async def test_saying_it_once_is_no_movement() -> None:
    scores = score_stated(await read("ann: for mill", "ben: against mill"))
    moved = find(scores, "stated-movement")
    assert moved.value is None
    assert moved.unscored == "nobody speaks twice to the same article"
    assert find(scores, "stated-agreement").value == pytest.approx(0.1)


async def test_coming_round_is_convergence_and_its_order_is_what_shows_it() -> None:
    turned = [f"{who}: {every(word)}" for word in ("against", "against", "for", "for", "for")
              for who in ("ann", "ben")]  # fmt: skip
    score = find(score_stated(await read(*turned)), "stated-convergence")
    assert score.value is not None and score.value > 0.7
    assert score.control is not None and score.control.kind == "shuffled"
    assert score.control.value is not None and abs(score.control.value) < 0.25
    assert score.shown is True


async def test_the_same_words_in_no_order_show_nothing() -> None:
    words = ("for", "against", "for", "against", "for", "against")
    lines = [f"{who}: {every(word)}" for word in words for who in ("ann", "ben")]
    score = find(score_stated(await read(*lines)), "stated-convergence")
    assert score.value is not None
    assert score.shown is False


async def test_moving_to_each_other_needs_the_speakers_to_be_who_they_are() -> None:
    early = [f"ann: {every('for')}", f"ben: {every('against')}"] * 2
    late = [f"ann: {every('for')}", f"ben: {every('for')}"] * 4
    score = find(score_stated(await read(*early, *late)), "stated-mutual-convergence")
    assert score.value is not None and score.value > 0.8
    assert [c.kind for c in score.further] == ["swapped"]
    assert score.further[0].value is not None and score.further[0].value < score.value


async def test_rejecting_it_together_is_agreement_without_attainment() -> None:
    lines = [f"{who}: {every('against')}" for _ in range(3) for who in ("ann", "ben", "cid")]
    scores = score_stated(await read(*lines))
    assert find(scores, "stated-agreement").value == pytest.approx(1)
    assert find(scores, "stated-attainment").value == pytest.approx(0.05)
    assert find(scores, "stated-polarisation").value == pytest.approx(0)


async def negated(answer: ScriptedJudge, lines: tuple[Line, ...]) -> Negated:
    contrary = [Article(a.id, a.negation or "", a.text) for a in ARTICLES]
    return Negated(
        await read_lines(answer, lines, ARTICLES, alone=True),
        await read_lines(answer, lines, contrary, alone=True),
    )


async def test_a_polite_judge_is_found_out_by_the_negated_resolution() -> None:
    """It reads friendlier words as support of whatever it is asked about."""

    def polite(item: Item) -> Verdict:
        return stance(0.8 if "thank you" in item.text else -0.8)

    lines = script(*[f"{who}: {word}" for word in ("no", "no", "thank you", "thank you")
                     for who in ("ann", "ben")])  # fmt: skip
    judge = ScriptedJudge(polite)
    readings = await read_lines(judge, lines, ARTICLES)
    fooled = find(score_stated(readings), "stated-convergence")
    caught = find(score_stated(readings, await negated(judge, lines)), "stated-convergence")
    assert fooled.value == caught.value and caught.value is not None and caught.value > 0
    control = next(c for c in caught.further if c.kind == "negated")
    assert control.value == pytest.approx(caught.value)
    assert caught.shown is False


async def test_an_honest_judge_finds_the_way_from_the_negation() -> None:
    turned = [f"{who}: {every(word)}" for word in ("against", "against", "for", "for", "for")
              for who in ("ann", "ben")]  # fmt: skip
    lines = script(*turned)
    judge = ScriptedJudge(by_words)
    scores = score_stated(await read_lines(judge, lines, ARTICLES), await negated(judge, lines))
    score = find(scores, "stated-convergence")
    control = next(c for c in score.further if c.kind == "negated")
    assert control.value is not None and control.value < 0
    assert score.shown is True


async def test_acts_are_scored_as_they_stood_when_they_closed() -> None:
    first = script(f"ann: {every('against')}", f"ben: {every('against')}", act="noon")
    later = [Line(line.turn + 2, line.speaker, line.text, "night")
             for line in script(f"ann: {every('for')}", f"ben: {every('for')}")]  # fmt: skip
    readings = await read_lines(ScriptedJudge(by_words), (*first, *later), ARTICLES)
    scores = score_stated(readings)
    assert find(scores, "stated-attainment", act="noon").value == pytest.approx(0.05)
    end = find(scores, "stated-attainment").value
    assert end is not None and end > 0.5


async def test_the_running_position_ends_where_the_table_does() -> None:
    readings = await read("ann: against mill", "ann: for mill", "ann: unsure mill", "ben: for mill")
    last = {(one.persona, one.article): position for one, position, _ in running(readings.spoken)}
    table = tables(Units.of(readings)).end
    assert table[0, NAMES.index("mill")] == pytest.approx(last["ann", "mill"])
    assert table[1, NAMES.index("mill")] == pytest.approx(last["ben", "mill"])


async def test_other_forms_of_the_question_widen_the_interval() -> None:
    def sure(item: Item) -> Verdict:
        return stance(0.4, forms=(0.8, 0.85, 0.9))

    def unsure(item: Item) -> Verdict:
        return stance(0.4, forms=(-1.5, 0.85, 3.2))

    lines = script(*["ann: yes", "ben: yes"] * 4)
    widths: list[float] = []
    for answer in (sure, unsure):
        readings = await read_lines(ScriptedJudge(answer), lines, ARTICLES)
        interval = find(score_stated(readings), "stated-attainment").interval
        assert interval is not None
        widths.append(interval[1] - interval[0])
    assert widths[0] < widths[1]
