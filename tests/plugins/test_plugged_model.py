"""A plug-in's model is held to the protocol: its replies, its time, its cost."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from importlib.metadata import EntryPoint
from typing import Any

import pytest

from smile_commons.errors import CapError, ModelError
from smile_commons.models.budget import Budget, Prices
from smile_commons.models.model import OnText, Profile
from smile_commons.models.plugged import PluggedModel
from smile_commons.models.reply import Choice, Reply, Usage
from smile_commons.models.request import Message, Request
from smile_commons.models.scripted import ScriptedModel
from smile_commons.models.settings import Settings
from smile_commons.models.wrapped import SharedModel
from smile_commons.plugins import MODELS, Plugin

PLUGIN = Plugin(MODELS, "mine", "my-models 1.0", EntryPoint("mine", "my_models:X", MODELS))
ASKED = Request(purpose="speak/1", messages=(Message("user", "Who are you?"),), max_tokens=20)


class Bent(ScriptedModel):
    """Answers, and then something is done to its answer."""

    def __init__(self, bend: Callable[[Reply], Any]) -> None:
        super().__init__(lambda request: "Ada.\x1b[2J", style="chat")
        self.bend = bend

    async def complete(self, request: Request, on_text: OnText | None = None) -> Reply:
        return self.bend(await super().complete(request, on_text))


def plugged(bend: Callable[[Reply], Any], **more: Any) -> PluggedModel:
    settings = Settings(**{k: more.pop(k) for k in ("deadline", "temperature") if k in more})
    return PluggedModel(PLUGIN, Bent(bend), settings, **more)


def as_it_is(reply: Reply) -> Reply:
    return reply


async def test_a_reply_comes_clean_and_is_counted() -> None:
    model = plugged(as_it_is)
    reply = await model.complete(ASKED)
    assert [one.text for one in reply.choices] == ["Ada.[2J"]
    assert model.name == reply.model == "scripted (my-models 1.0)"
    assert (model.usage.calls, model.usage.prompt > 0) == (1, True)
    assert model.usage.seconds > 0


async def test_the_temperature_that_the_user_set_holds() -> None:
    assert plugged(as_it_is, temperature=0.3).profile == Profile(temperature=0.3)
    assert plugged(as_it_is).profile == Profile()


@pytest.mark.parametrize(
    ("bend", "said"),
    [
        (lambda reply: "Ada.", "answered a str in the place of a Reply"),
        (lambda reply: replace(reply, choices=("Ada.",)), "a Reply of something else"),
        (lambda reply: replace(reply, usage=None), "a Reply of something else"),
        (lambda reply: replace(reply, choices=reply.choices * 2), "2 choices where 1"),
        (lambda reply: replace(reply, choices=(Choice(" ", None),)), "answered nothing"),
        (lambda reply: 1 / 0, "failed: ZeroDivisionError: division by zero"),
    ],
)
async def test_what_is_no_reply(bend: Callable[[Reply], Any], said: str) -> None:
    model = plugged(bend)
    with pytest.raises(ModelError, match=f"plug-in 'mine' of my-models 1.0 .*{said}"):
        await model.complete(ASKED)
    assert model.usage.calls == 1


async def test_a_schema_is_kept_to() -> None:
    schema = {"type": "object", "required": ["name"]}
    bare = Choice('```\n{"name": "Ada"}\n```', "stop")
    model = plugged(lambda reply: replace(reply, choices=(bare,)))
    reply = await model.complete(replace(ASKED, schema=schema))
    assert reply.choices[0].text == '{"name": "Ada"}'
    with pytest.raises(ModelError, match="schema"):
        await plugged(as_it_is).complete(replace(ASKED, schema=schema))


async def test_it_is_not_waited_for_longer_than_the_deadline() -> None:
    class Slow(Bent):
        async def complete(self, request: Request, on_text: OnText | None = None) -> Reply:
            await asyncio.sleep(60)
            raise AssertionError

    model = PluggedModel(PLUGIN, Slow(as_it_is), Settings(deadline=0.01))
    with pytest.raises(ModelError, match=r"no reply within 0\.01 s") as told:
        await model.complete(ASKED)
    assert told.value.fault == "timeout"


async def test_no_cap_is_passed_whether_or_not_it_says_what_it_took() -> None:
    unsaid = plugged(lambda reply: replace(reply, usage=Usage()))
    silent = SharedModel(unsaid, Budget(most_tokens=150))
    assert (await silent.complete(ASKED)).usage.completion == 20  # as much as it may have been
    with pytest.raises(CapError):
        for _ in range(3):
            await silent.complete(ASKED)
    told = SharedModel(plugged(as_it_is, prices=Prices(10_000, 10_000)), Budget(most_cost=1.0))
    with pytest.raises(CapError):
        for _ in range(30):
            await told.complete(ASKED)
