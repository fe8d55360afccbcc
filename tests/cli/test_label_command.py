"""``commons label`` on real runs and files, answered through a pipe."""

import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pexpect
import pytest
from typer.testing import CliRunner

from smile_commons.cli.program import app
from smile_commons.scoring.labels.label import read_labels

runner = CliRunner()
ARTICLE = "The bridge is closed at night."


@pytest.fixture
def script(tmp_path: Path) -> Path:
    """A debate of forty speeches."""
    path = tmp_path / "debate.txt"
    said = ("Close it, I cannot sleep.", "Leave it open, I work at night.")
    lines = [f"{'ANN BEN'.split()[n % 2]}: {said[n % 2]} ({n})" for n in range(40)]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def label(script: Path, keys: str, *more: str) -> str:
    arguments = ["label", str(script), "--article", ARTICLE, *more]
    result = runner.invoke(app, arguments, input=keys)
    assert result.exit_code == 0, result.output
    return result.output


def kept(script: Path) -> list[str]:
    return [one.label for one in read_labels(script.with_name("debate.labels.jsonl"))]


def test_each_key_is_a_label_and_is_kept(script: Path) -> None:
    shown = label(script, "s\no\nu\nn\nq\n")
    assert kept(script) == ["supports", "opposes", "undecided", "silent"]
    assert ARTICLE in shown and "4 labels in" in shown


def test_single_keys_are_read_in_a_terminal(script: Path) -> None:
    """No return is pressed; keys that mean nothing are said to, and Ctrl-C keeps what was given."""
    command = ["-m", "smile_commons", "label", str(script), "--article", ARTICLE]
    terminal = pexpect.spawn(sys.executable, command, encoding="utf-8", timeout=60)
    seen = ""
    for key in ("s", "x", "\x1b[A", "o", "b", "u", "?", "n", "\x03"):
        terminal.expect("q quit")
        seen += terminal.before
        terminal.send(key)
    terminal.expect(pexpect.EOF)
    terminal.close()
    assert terminal.exitstatus == 130
    assert kept(script) == ["supports", "opposes", "undecided", "silent"]
    assert "'x' is no answer" in seen and "that key is no answer" in seen
    assert "not about it" in seen and seen.count("leaves open which way") == 2


def test_a_second_coder_is_asked_the_same_and_not_shown_what_the_first_said(script: Path) -> None:
    first = label(script, "s o u q", "--coder", "ana", "--codebook", "bridge 2", "--seed", "7")
    second = label(script, "n n q", "--coder", "ben")
    again = label(script, "q", "--coder", "ana")
    labels = read_labels(script.with_name("debate.labels.jsonl"))
    by = {who: [(one.turn, one.label) for one in labels if one.coder == who]
          for who in ("ana", "ben")}  # fmt: skip
    assert [turn for turn, _ in by["ben"]] == [turn for turn, _ in by["ana"]][:2]
    assert [name for _, name in by["ben"]] == ["silent", "silent"]
    assert {one.codebook for one in labels if one.coder == "ana"} == {"bridge 2"}
    assert "so far" not in second and "2 labels in" in second
    assert "3 labels in" in first and "3 labels in" in again


def test_words_do_as_well_as_letters_and_silent_is_not_supports(script: Path) -> None:
    label(script, "silent\nsupports quit")
    assert kept(script) == ["silent", "supports"]


def test_what_is_no_answer_is_asked_again(script: Path) -> None:
    assert "'x' is no answer" in label(script, "x s q")
    assert kept(script) == ["supports"]


def test_going_back_labels_anew_and_keeps_what_was_there(script: Path) -> None:
    label(script, "s b o q")
    assert kept(script) == ["supports", "opposes"]
    assert json.loads(runner.invoke(app, _json(script), input="q").stdout)["labels"] == 1


def test_the_next_time_goes_on_where_this_one_ended(script: Path) -> None:
    first = label(script, "s s", "--count", "5")
    assert "1 of 5" in first and "3 of 5" in first
    second = label(script, "n n n", "--count", "5")
    assert "1 of 5" not in second and "4 of 5" in second
    assert "5 labels" in second and "0 of the sample left" in second


def test_the_speaker_is_not_named(script: Path) -> None:
    assert "ANN" not in (shown := label(script, "q")) and "BEN" not in shown


def test_json_alone_is_on_standard_output(script: Path) -> None:
    result = runner.invoke(app, _json(script), input="s n")
    data = json.loads(result.stdout)
    assert (data["labels"], data["left"], data["pairs"]) == (2, 38, 40)
    assert data["by_label"] == {"supports": 1, "opposes": 0, "undecided": 0, "silent": 1}


def _json(script: Path) -> list[str]:
    return ["label", str(script), "--article", ARTICLE, "--json"]


def test_without_articles_it_says_what_is_missing(script: Path) -> None:
    result = runner.invoke(app, ["label", str(script)], input="q")
    assert result.exit_code == 2
    assert "--article" in result.stderr


def test_labels_correct_the_scores_even_without_a_judge(script: Path, tmp_path: Path) -> None:
    label(script, "\n".join("s" if n % 2 else "o" for n in range(32)))
    out = tmp_path / "scores.json"
    result = runner.invoke(
        app,
        ["score", str(script), "--article", ARTICLE, "--no-judge", "--out", str(out)],
    )
    assert result.exit_code == 0, result.output
    scores = {score["id"]: score for score in json.loads(out.read_bytes())["scores"]}
    corrected = scores["stated-mean-corrected"]
    assert corrected["value"] == pytest.approx(0, abs=0.05)
    assert corrected["interval"][0] < 0 < corrected["interval"][1]
    assert "32 labels by a person" in corrected["uncertain"]


# Whether the labels are a random sample.


def score(script: Path, tmp_path: Path) -> dict[str, Any]:
    """The scores of the transcript, no judge asked."""
    out = tmp_path / "scores.json"
    words = ["score", str(script), "--article", ARTICLE, "--no-judge", "--out", str(out)]
    result = runner.invoke(app, words)
    assert result.exit_code == 0, result.output
    return {one["id"]: one for one in json.loads(out.read_bytes())["scores"]}


def sheet(tmp_path: Path, turns: Iterable[int], probability: str = "") -> Path:
    """Labels from elsewhere: half for, half against."""
    path = tmp_path / "given.csv"
    rows = [f"{t},{ARTICLE},{'supports' if t % 2 else 'opposes'},{probability}" for t in turns]
    path.write_text("\n".join(("turn,article,label,probability", *rows)), encoding="utf-8")
    return path


def test_a_label_keeps_its_place_in_the_order(script: Path) -> None:
    label(script, "s o n q", "--seed", "7")
    found = read_labels(script.with_name("debate.labels.jsonl"))
    assert [(one.seed, one.place, one.pairs) for one in found] == [(7, n, 40) for n in (1, 2, 3)]


def test_one_goes_on_in_the_order_one_began_in(script: Path) -> None:
    label(script, "s o q", "--seed", "7")
    label(script, "s q")
    assert {one.seed for one in read_labels(script.with_name("debate.labels.jsonl"))} == {7}
    refused = runner.invoke(app, ["label", str(script), "--article", ARTICLE, "--seed", "8"])
    assert refused.exit_code == 2
    told = " ".join(refused.stderr.split())
    assert "were asked for in the order of seed 7" in told and "Go on with seed 7" in told


def test_it_is_said_whether_they_correct(script: Path) -> None:
    few = label(script, "s o n q")
    assert "not corrected by them yet: 3 labels; 30 are needed" in " ".join(few.split())
    data = json.loads(runner.invoke(app, _json(script), input="q").stdout)
    assert (data["correct"], data["not_corrected"]) == (0, "3 labels; 30 are needed")
    assert "corrects what was read by them" in label(script, "s " * 30)
    data = json.loads(runner.invoke(app, _json(script), input="q").stdout)
    assert (data["correct"], data["not_corrected"]) == (33, None)


def test_labels_from_elsewhere_without_a_probability_correct_nothing(
    script: Path, tmp_path: Path
) -> None:
    shown = " ".join(label(script, "", "--from", str(sheet(tmp_path, range(1, 36)))).split())
    assert "35 labels out of" in shown and "do not say how they were drawn" in shown
    corrected = score(script, tmp_path)["stated-attainment-corrected"]
    assert corrected["value"] is None
    assert "do not say how they were drawn" in corrected["unscored"]


def test_with_their_probability_they_do(script: Path, tmp_path: Path) -> None:
    turns = [t for t in range(1, 41) if t % 5]
    label(script, "", "--from", str(sheet(tmp_path, turns, "0.8")))
    assert [one.probability for one in read_labels(script.with_name("debate.labels.jsonl"))] == (
        [0.8] * 32
    )
    corrected = score(script, tmp_path)["stated-attainment-corrected"]
    assert corrected["value"] == pytest.approx(0.5, abs=0.1) and corrected["interval"]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (f"99,{ARTICLE},supports,", "there is no speech '99': they are numbered 1 to 40"),
        (f"x,{ARTICLE},supports,", "there is no speech 'x'"),
        ("1,the-bridge-is-closed,supports,", "did you mean 'the-bridge-is-closed-at-night'?"),
        (f"1,{ARTICLE},yes,", "label 'yes' is none of supports"),
        (f"1,{ARTICLE},supports,2", "probability '2' is no number above 0 and at most 1"),
        (f"2,{ARTICLE},silent,", "turn 2 has a label on it already"),
    ],
)
def test_a_sheet_with_a_mistake_is_not_read_at_all(
    script: Path, tmp_path: Path, row: str, said: str
) -> None:
    path = sheet(tmp_path, [2])
    path.write_text(f"{path.read_text(encoding='utf-8')}\n{row}\n", encoding="utf-8")
    words = ["label", str(script), "--article", ARTICLE, "--from", str(path)]
    refused = runner.invoke(app, words)
    assert refused.exit_code == 2
    told = " ".join(refused.stderr.split())
    assert said in told and f"{path.name}:3" in told
    assert kept(script) == []


def test_a_sheet_without_its_columns_says_which(script: Path, tmp_path: Path) -> None:
    path = tmp_path / "given.csv"
    path.write_text("turn,label\n1,supports\n", encoding="utf-8")
    words = ["label", str(script), "--article", ARTICLE, "--from", str(path)]
    assert "no column article" in " ".join(runner.invoke(app, words).stderr.split())
