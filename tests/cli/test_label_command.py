"""``commons label`` on real runs and files, answered through a pipe."""

import json
import sys
from pathlib import Path

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
    assert corrected["value"] == pytest.approx(0, abs=0.01)
    assert corrected["interval"][0] < 0 < corrected["interval"][1]
    assert "32 labels by a person" in corrected["uncertain"]
