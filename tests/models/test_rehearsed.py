"""A stand-in for a model counts what a play would cost, and what it says can be spoken."""

import random
from dataclasses import replace
from pathlib import Path

import pytest

from smile_commons.models.kept import KeptModel
from smile_commons.models.pace import FEWEST, Pace, Seen, measured, round_of
from smile_commons.models.rehearsed import RehearsedModel, Tally, spoken
from smile_commons.models.request import Message, Request
from smile_commons.models.scripted import ScriptedModel
from smile_commons.personas.echo import Echo
from smile_commons.personas.faults import Names, Rules, fault
from smile_commons.personas.lengths import Bounds
from smile_commons.personas.spoken import read_answer
from smile_commons.prompts.language import english

PACE = Pace(letters={"": 4.0}, written={"": 0.5}, read=0.1, write=1.0, call=10.0, again=0.0)
NOBODY = Rules(Names("Ada", frozenset({"ada"}), frozenset({"bo"})), english(), Bounds(1, 200))


def stand_in(pace: Pace = PACE, at_once: int = 1024) -> tuple[RehearsedModel, Tally]:
    tally = Tally()
    return RehearsedModel(ScriptedModel([]), pace, tally, at_once), tally


def asked(text: str, purpose: str = "speak/1", n: int = 3, **how: int) -> Request:
    return Request(purpose=purpose, prompt=text, n=n, max_tokens=how.pop("max_tokens", 40), **how)


async def test_what_prompts_begin_with_alike_is_read_once() -> None:
    model, tally = stand_in()
    await model.complete(asked("a" * 400))
    await model.complete(asked("a" * 400 + "b" * 400))
    speak = tally.expected["speak"]
    assert (speak.calls, speak.prompt, speak.cached, speak.completion) == (2, 300, 100, 120)
    assert speak.seconds == pytest.approx(2 * 10.0 + 200 * 0.1 + 120 * 1.0)


async def test_an_endpoint_without_a_cache_reads_all_of_it() -> None:
    model, tally = stand_in(Pace(letters={"": 4.0}, caches=False))
    for _ in range(2):
        await model.complete(asked("a" * 400))
    assert tally.total.cached == 0


async def test_ballots_are_counted_by_when_they_are_taken() -> None:
    model, tally = stand_in()
    for stage in ("opening", "final"):
        ballot = asked("Motion: Vote:", f"ballot/{stage}/ada/lamp/+", n=1, logprobs=20)
        reply = await model.complete(ballot)
        assert reply.choices[0].logprobs
    assert list(tally.expected) == ["ballot/opening", "ballot/final"]


async def test_what_is_kept_between_plays_is_not_counted(tmp_path: Path) -> None:
    inner = ScriptedModel([])
    inner.digest = "of the weights"
    tally = Tally()
    kept = KeptModel(RehearsedModel(inner, PACE, tally), tmp_path, ("ballot/opening/",))
    ballot = asked("Motion: Vote:", "ballot/opening/ada/lamp/+", n=1, logprobs=20)
    for _ in range(2):
        await kept.complete(replace(ballot, temperature=0.0))
    assert tally.total.calls == 1


async def test_further_rounds_of_takes_come_in_by_their_rate() -> None:
    model, tally = stand_in(Pace(letters={"": 4.0}, again=0.25))
    for purpose in ("speak/1", "speak/1/1", "speak/1/2", "speak/2"):
        await model.complete(asked("a" * 400, purpose))
    assert tally.total.calls == pytest.approx(2 * 1.25)


async def test_more_takes_than_a_server_gives_at_once_are_several_requests() -> None:
    model, tally = stand_in(at_once=4)
    await model.complete(asked("a" * 400, n=6))
    total = tally.total
    assert (total.calls, total.prompt, total.cached) == (2, 200, 99)
    assert total.completion == 6 * 20


@pytest.mark.parametrize("seed", range(20))
def test_what_it_says_can_be_spoken(seed: int) -> None:
    prompt = (
        "Write ADA's next speech. Ada attacks Bo: the lamp went out while the ferry was at sea.\n"
        "What Ada knows: In the year of the flood I carried the oil up myself, eleven cans.\nADA:"
    )
    text = spoken(prompt, 150, random.Random(seed))
    assert 140 < len(text) < 180
    echo = Echo()
    echo.show(prompt)
    assert fault(text, NOBODY, echo) is None


async def test_several_takes_in_one_answer_are_answered_as_such() -> None:
    """A craft that reads its takes in pairs does so before a play as it would in one."""
    model, _ = stand_in()
    prompt = "Ada answers Bo about the lamp.\nWANTS: what Ada wants\nLINE 1: one\nLINE 2: another\n"
    reply = await model.complete(asked(prompt, n=1))
    first, second = read_answer(reply.choices[0].text, 2).lines
    assert first != second


async def test_a_chat_is_read_as_one_text() -> None:
    model, tally = stand_in()
    messages = (Message("system", "a" * 40), Message("user", "b" * 40))
    await model.complete(Request(purpose="reflect/act/ada", messages=messages, max_tokens=10))
    assert tally.total.prompt == 20


def seen(kind: str = "speak", round: int = 0, cached: int = 40) -> Seen:
    read, written = 100 - cached, 30 if kind == "speak" else 1
    seconds = 0.5 + 0.02 * read + 0.05 * written
    return Seen(kind, round, 450, 3 * 40, 100, cached, written, seconds, None)


def test_a_pace_is_what_was_seen() -> None:
    requests = [seen(cached=place) for place in range(FEWEST)]
    requests += [seen(round=1), *(seen("ballot", cached=place) for place in range(9))]
    pace = measured(requests, ["x" * 100, "x" * 200], Pace())
    assert pace.letters["speak"] == pytest.approx(4.5)
    assert pace.written["speak"] == pytest.approx(0.25)
    assert (pace.read, pace.write, pace.call) == pytest.approx((0.02, 0.05, 0.5))
    assert pace.speech == 150
    assert pace.again == pytest.approx((1 + 3 * Pace().again) / (FEWEST + 3))
    assert pace.requests == FEWEST + 10


def test_too_little_seen_measures_nothing() -> None:
    guess = Pace(read=1.0)
    assert measured([seen()] * (FEWEST - 1), [], guess) is guess


@pytest.mark.parametrize(
    ("purpose", "number"),
    [("speak/12", 0), ("speak/12/1", 1), ("speak/12/after-3", 0), ("speak/12/after-3/2", 2)],
)
def test_rounds_are_told_by_the_purpose(purpose: str, number: int) -> None:
    assert round_of(purpose) == number
