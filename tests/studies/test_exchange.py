"""What is handed to other programs is opened by them, or by readers of their formats."""

import json
import math
from pathlib import Path

import pandas as pd
import pytest
from made_up import make_study

from smile_commons.errors import InputError
from smile_commons.scoring.readers import read_transcript
from smile_commons.studies.analysis.components import changes
from smile_commons.studies.exchange.convokit import convokit
from smile_commons.studies.exchange.inspect_logs import inspect_logs
from smile_commons.studies.exchange.lme4 import lme4
from smile_commons.studies.tables import load


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_study(tmp_path_factory.mktemp("study"), blocks=2)


def test_inspect_opens_its_logs(study: Path, tmp_path: Path) -> None:
    from inspect_ai.log import read_eval_log  # seconds, of which no other test is to pay

    files = inspect_logs(study, tmp_path)
    assert [file.name for file in files] == ["forum_recall-full.eval", "forum_recall-none.eval"]
    log = read_eval_log(str(files[1]))
    assert (log.status, log.eval.task, log.eval.model) == ("success", "forum", "quick")
    assert log.eval.task_args == {"recall": "none"}
    scores = load(study).query("id == 'movement' and persona.isna() and article.isna()")
    wanted = dict(zip(scores["run_id"], scores["value"], strict=True))
    assert log.samples is not None
    assert len(log.samples) == 2
    for sample in log.samples:
        assert sample.scores is not None
        movement = sample.scores["movement@all"]
        assert movement.value == pytest.approx(wanted[sample.metadata["run_id"]])
        assert movement.metadata is not None
        assert movement.metadata["version"] == 2
        unscored = [one for one in sample.scores.values() if math.isnan(one.as_float())]
        assert unscored
        assert all("unscored" in (one.explanation or "") for one in unscored)


def test_inspects_data_frames_have_samples_and_speeches(study: Path, tmp_path: Path) -> None:
    from inspect_ai.analysis import messages_df, samples_df

    inspect_logs(study, tmp_path, outcomes=["movement@all"])
    samples = samples_df(str(tmp_path))
    assert len(samples) == 4
    assert samples["score_movement@all"].notna().all()
    messages = messages_df(str(tmp_path))
    assert len(messages) == 4 * 4
    assert set(messages["role"]) == {"assistant"}


def test_an_inspect_log_of_ours_is_read_with_its_speakers(study: Path, tmp_path: Path) -> None:
    (file, _) = inspect_logs(study, tmp_path)
    cell = str(load(study, what="runs")["cell"][0])[:40]
    read = read_transcript(file, conversation=cell)
    assert [line.speaker for line in read.lines] == ["talia", "ezra"] * 2
    assert read.lines[0].text == "We mended lamp number 1 and I would do it again."


def test_a_corpus_is_read_as_convokits(study: Path, tmp_path: Path) -> None:
    folder = convokit(study, tmp_path / "corpus")
    run = str(load(study, what="runs")["run_id"][0])
    read = read_transcript(folder, conversation=run)
    assert [(line.speaker, line.text[:21]) for line in read.lines][:2] == [
        ("talia", "We mended lamp number"), ("ezra", "We mended lamp number"),
    ]  # fmt: skip


def test_a_corpus_has_the_files_and_types_of_its_format(study: Path, tmp_path: Path) -> None:
    """As ConvoKit 3 to 5 dump them; ``test_convokit_loads_it`` asks ConvoKit itself."""
    folder = convokit(study, tmp_path)
    lines = (folder / "utterances.jsonl").read_text(encoding="utf-8").splitlines()
    utterances = [json.loads(line) for line in lines]
    data = {name: json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
            for name in ("speakers", "conversations", "corpus", "index")}  # fmt: skip
    ids = {one["id"] for one in utterances}
    assert len(ids) == len(utterances) == 16
    for one in utterances:
        assert one["reply-to"] is None or one["reply-to"] in ids
        assert one["speaker"] in data["speakers"]
        assert one["conversation_id"] in data["conversations"]
        assert set(one["meta"]) == set(data["index"]["utterances-index"])
    assert sum(one["reply-to"] is None for one in utterances) == 4
    meta = data["conversations"][utterances[0]["conversation_id"]]["meta"]
    assert meta["factor.recall"] == "full"
    assert isinstance(meta["score.movement"], float)
    assert data["index"]["conversations-index"]["score.movement"] == ["<class 'float'>"]


def test_convokit_loads_it(study: Path, tmp_path: Path) -> None:
    library = pytest.importorskip("convokit", reason="ConvoKit brings torch; it is asked by hand")
    corpus = library.Corpus(filename=str(convokit(study, tmp_path / "corpus")))
    assert len(corpus.get_conversation_ids()) == 4
    assert {one.id for one in corpus.iter_speakers()} == {"ezra", "talia"}
    for conversation in corpus.iter_conversations():
        assert conversation.check_integrity(verbose=False)


def test_a_script_for_r_has_the_columns_that_it_names(study: Path, tmp_path: Path) -> None:
    table = changes(load(study, what="ballots"))
    data, script = lme4(table, tmp_path, "change ~ factor.recall + (1|run) + (1|form)")
    assert list(pd.read_csv(data).columns) == ["change", "factor.recall", "run", "form"]
    text = script.read_text(encoding="utf-8")
    assert "model <- change ~ factor.recall + (1|run) + (1|form)\n" in text
    assert 'data[["run"]] <- factor(' in text
    with pytest.raises(InputError, match="did you mean run"):
        lme4(table, tmp_path, "change ~ 1 + (1|rnu)")
    with pytest.raises(InputError, match="is no formula"):
        lme4(table, tmp_path, 'change ~ system("ls") + (1|run)')


def test_a_script_for_r_can_be_of_the_beta_family(study: Path, tmp_path: Path) -> None:
    table = changes(load(study, what="ballots"))
    data, script = lme4(table, tmp_path, "position ~ factor.recall + (1|run)", family="beta")
    frame, text = pd.read_csv(data), script.read_text(encoding="utf-8")
    assert frame["share"].between(0, 1, inclusive="neither").all()
    assert frame["share"].corr(frame["position"]) == pytest.approx(1.0)
    assert "model <- share ~ factor.recall + (1|run)\n" in text
    assert "glmmTMB(model, data = data, family = beta_family" in text
    assert "lme4" not in text
