"""Replies kept between runs."""

from pathlib import Path

from smile_commons.models.kept import KeptModel
from smile_commons.models.reply import Choice, Usage
from smile_commons.models.request import Request
from smile_commons.models.scripted import ScriptedModel

OPENING = ("ballot/opening/",)


def weighed(script: list[Choice]) -> ScriptedModel:
    """A scripted model that claims to know its weights."""
    model = ScriptedModel(script)
    model.digest = "0" * 64
    return model


def files(folder: Path) -> list[Path]:
    return list(folder.rglob("*.json"))


def request(purpose: str = "ballot/opening/ann/a/+", text: str = "Vote:", t: float = 0) -> Request:
    return Request(purpose=purpose, prompt=text, temperature=t, logprobs=20)


def said(text: str) -> Choice:
    return Choice(text, "length", {text: -0.1})


async def test_the_second_run_does_not_ask(tmp_path: Path) -> None:
    first = KeptModel(weighed([said(" Yes")]), tmp_path, OPENING)
    asked = await first.complete(request())
    second = KeptModel(weighed([]), tmp_path, OPENING)
    kept = await second.complete(request())
    assert kept.choices == asked.choices
    assert kept.at == asked.at
    assert kept.usage == Usage()


async def test_a_later_ballot_over_the_same_record_is_served_too(tmp_path: Path) -> None:
    model = KeptModel(weighed([said(" Yes")]), tmp_path, OPENING)
    await model.complete(request())
    again = await model.complete(request("ballot/final/ann/a/+"))
    assert again.choices[0].text == " Yes"


async def test_only_what_is_worth_it_is_kept(tmp_path: Path) -> None:
    model = KeptModel(weighed([said(" Yes"), said(" No")]), tmp_path, OPENING)
    await model.complete(request("ballot/final/ann/a/+"))
    assert (await model.complete(request("ballot/final/ann/a/+"))).choices[0].text == " No"


async def test_another_text_is_another_question(tmp_path: Path) -> None:
    model = KeptModel(weighed([said(" Yes"), said(" No")]), tmp_path, OPENING)
    await model.complete(request())
    assert (await model.complete(request(text="Vote now:"))).choices[0].text == " No"


async def test_what_is_drawn_at_random_is_asked_each_time(tmp_path: Path) -> None:
    model = KeptModel(weighed([said(" Yes"), said(" No")]), tmp_path, OPENING)
    await model.complete(request(t=1))
    assert (await model.complete(request(t=1))).choices[0].text == " No"
    assert not files(tmp_path)


async def test_a_model_of_unknown_weights_is_asked_each_time(tmp_path: Path) -> None:
    model = KeptModel(ScriptedModel([said(" Yes"), said(" No")]), tmp_path, OPENING)
    await model.complete(request())
    assert (await model.complete(request())).choices[0].text == " No"


async def test_a_damaged_file_is_as_if_it_were_not_there(tmp_path: Path) -> None:
    model = KeptModel(weighed([said(" Yes"), said(" No")]), tmp_path, OPENING)
    await model.complete(request())
    (path,) = files(tmp_path)
    path.write_text(path.read_text().replace("Yes", "Aye"))
    assert (await model.complete(request())).choices[0].text == " No"
