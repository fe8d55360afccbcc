"""A judge put to labelled lines: whatever it says, and whatever lines they are."""

import random
from collections.abc import Sequence

import numpy as np
import pytest

from smile_commons.scoring.judge.check import check
from smile_commons.scoring.judge.labelled import shipped
from smile_commons.scoring.judge.task import Item, Spent, Verdict


class Banana:
    """Answers nothing that can be read."""

    name, digest, spent = "banana", None, Spent()

    async def judge(self, items: Sequence[Item]) -> list[Verdict]:
        return [Verdict({}, None, "no answer: label mass 0.00") for _ in items]


class Sure:
    """Says the first label of everything; a stance takes a side only where it is asked for one."""

    name, digest, spent = "sure", None, Spent()

    def __init__(self, gated: bool) -> None:
        self.gated = gated
        self.asked = 0

    async def judge(self, items: Sequence[Item]) -> list[Verdict]:
        self.asked += len(items)
        first = "silent" if self.gated else "supports"
        return [
            Verdict({first: 1.0} if item.task == "stance" else {item.labels[0]: 1.0}, 0.0)
            for item in items
        ]


def embed(texts: Sequence[str]) -> np.ndarray:
    return np.ones((len(texts), 2))


@pytest.mark.parametrize("task", ["stance", "agreement", "contradiction"])
async def test_no_verdict_at_all_withholds_every_use_with_what_was_said(task: str) -> None:
    found = await check(Banana(), Banana(), shipped(task)[:40], embed, "some")
    assert found.uses
    assert not any(one.usable for one in found.uses.values())
    for use, one in found.uses.items():
        if one.licenses:
            assert found.withheld[use].startswith(f"not one of {one.n} items of {use}")
            assert "label mass 0.00" in found.withheld[use]


async def test_sides_are_asked_of_lines_that_take_one_and_past_the_gate() -> None:
    gated, ungated = Sure(True), Sure(False)
    some = shipped("stance")[:40]
    found = await check(gated, ungated, some, embed, "some")
    sided = [one for one in some if one.label in ("supports", "opposes")]
    assert found.uses["side"].n == ungated.asked == len(sided)
    assert found.uses["side"].unscored == 0
    assert found.uses["silence"].n == len(some)
    assert found.uses["silence"].labels.keys() == {"speaks", "silent"}
    assert found.uses["stance"].labels.keys() == {"supports", "opposes", "undecided", "silent"}


async def test_lines_of_one_label_tell_nothing() -> None:
    some = [one for one in shipped("agreement") if one.label == "agrees"]
    assert not (await check(Sure(True), Sure(False), some, embed, "some")).uses


async def test_the_order_of_lines_does_not_matter() -> None:
    some = shipped("agreement")
    mixed = random.Random(1).sample(some, len(some))
    one = await check(Sure(True), Sure(False), some, embed, "some")
    other = await check(Sure(True), Sure(False), mixed, embed, "some")
    assert one.uses["agreement"].accuracy == other.uses["agreement"].accuracy
