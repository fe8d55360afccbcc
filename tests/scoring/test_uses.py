"""What a judge may not be used for is not used, and nothing more is left out than that."""

from dataclasses import replace

import pytest
from scripted_judge import ARTICLES, ScriptedJudge

from smile_commons.scoring.findings import Findings
from smile_commons.scoring.judge.task import OPPOSES, SILENT, SUPPORTS, UNDECIDED, Item, Verdict
from smile_commons.scoring.lines import Line
from smile_commons.scoring.subject import Subject
from smile_commons.scoring.whole import MeasuredJudge, score_all

LINES = tuple(
    Line(turn, who, f"I say {turn} things of it.", article=ARTICLES[turn % 2].id)
    for turn, who in enumerate(["Ada", "Bo", "Cy"] * 4, start=1)
)


def deaf(item: Item) -> Verdict:
    """For everything, and thinks of every speech that it is likelier about something else."""
    return Verdict({SUPPORTS: 0.3, OPPOSES: 0.1, UNDECIDED: 0.0, SILENT: 0.6}, 1.1)


async def scored(*withheld: str, lines: tuple[Line, ...] = LINES) -> tuple[Findings, list[Item]]:
    judge = ScriptedJudge(deaf)
    measured = MeasuredJudge(judge=judge, withheld={use: f"no {use}" for use in withheld})
    found = await score_all(Subject(lines=lines, articles=ARTICLES[:2]), measured)
    return found, [item for item in judge.items if item.task == "stance"]


def attainment(found: Findings) -> tuple[float | None, str | None]:
    whole = [one for one in found.scores if one.scope.whole]
    (score,) = [one for one in whole if one.id == "stated-attainment"]
    return score.value, score.unscored


async def test_without_sides_no_stance_is_asked_for() -> None:
    found, asked = await scored("side")
    assert not asked
    assert attainment(found) == (None, "withheld: no side")


async def test_without_silence_a_speech_is_read_on_what_it_was_made_on_and_counts() -> None:
    found, asked = await scored("silence")
    assert {(item.text, item.against) for item in asked} == {
        (line.text, ARTICLES[line.turn % 2].text) for line in LINES
    }
    assert attainment(found)[0] == pytest.approx(0.75)  # p = (.3 - .1) / .4


async def test_a_judge_that_tells_silence_is_believed_when_it_hears_nothing() -> None:
    found, asked = await scored()
    assert len(asked) == 2 * len(LINES)
    assert attainment(found)[0] is None


async def test_without_silence_and_without_a_floor_there_is_nothing_to_go_by() -> None:
    found, asked = await scored("silence", lines=tuple(replace(one, article=None) for one in LINES))
    assert not asked
    assert attainment(found) == (None, "withheld: no silence")
