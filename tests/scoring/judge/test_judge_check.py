"""A judge that says nothing that can be read is named, whatever it says."""

from collections.abc import Sequence

import numpy as np
import pytest

from smile_commons.errors import ModelError
from smile_commons.scoring.judge.check import check
from smile_commons.scoring.judge.labelled import shipped
from smile_commons.scoring.judge.task import Verdict


class Banana:
    """Answers nothing that can be read."""

    name, digest = "banana", None

    async def judge(self, items: Sequence[object]) -> list[Verdict]:
        return [Verdict({}, None, "no answer: label mass 0.00") for _ in items]


def embed(texts: Sequence[str]) -> np.ndarray:
    return np.ones((len(texts), 2))


async def test_no_verdict_at_all_is_the_model_s_failure() -> None:
    items = shipped("agreement")[:10]
    with pytest.raises(ModelError, match=r"not one of 10 items .* \(no answer: label mass 0.00\)"):
        await check(Banana(), Banana(), items, embed, "some")  # type: ignore[arg-type]
