"""``commons label --task truth`` on real runs: keys, sheets, two readers."""

import csv
import io
import json
import shutil
import sys
from pathlib import Path
from typing import Any

import pexpect
import pytest
from typer.testing import CliRunner

sys.path.insert(0, str(Path(__file__).parent.parent))

from staged import lines, staged

from smile_commons.cli.program import app
from smile_commons.scoring.labels.truth import Truth, read_truths

runner = CliRunner()


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The world's folder and two runs of it, six speeches each."""
    with staged(tmp_path_factory.mktemp("stage"), turns=4) as stage:
        first = stage.played()
        assert stage.told_of_play(seed=2).returncode == 0
        yield sorted({first, *stage.runs.iterdir()})[:2]


@pytest.fixture
def runs(played: list[Path], tmp_path: Path) -> list[Path]:
    copies = [tmp_path / run.name for run in played]
    for run, copy in zip(played, copies, strict=True):
        shutil.copytree(run, copy)
    return copies


def label(runs: list[Path], typed: str, *more: str, code: int = 0) -> str:
    command = ["label", *map(str, runs), "--task", "truth", *more]
    result = runner.invoke(app, command, input=typed)
    assert result.exit_code == code, result.output
    return result.output


def count(runs: list[Path]) -> int:
    """How many lines there are to label."""
    said = [event for run in runs for event in lines(run / "transcript.jsonl")]
    return sum(event["kind"] == "speech" for event in said)


def kept(runs: list[Path]) -> list[Truth]:
    return [one for run in runs for one in read_truths(run)]


def test_lines_of_all_runs_are_asked_about_with_what_was_given(runs: list[Path]) -> None:
    shown = label(runs, "t\n" * count(runs))
    said = [event for run in runs for event in lines(run / "transcript.jsonl")]
    assert sum(event["kind"] == "speech" for event in said) == count(runs)
    assert f"reader: {count(runs)} of {count(runs)} lines labelled" in shown
    assert "Memory: " in shown and "Said before: " in shown and "Speaks: Lyra to" in shown
    assert not any(run.name in shown for run in runs)
    assert [len(read_truths(run)) for run in runs] == [count([run]) for run in runs]


def test_a_line_that_is_not_true_has_a_comment_and_a_cause(runs: list[Path]) -> None:
    shown = label(runs, "f the other man\ny\nq\n")
    assert "Could one of these" in shown  # the first line that is asked about has other takes
    [one] = kept(runs)
    assert (one.label, one.comment, one.clean) == ("false", "the other man", True)
    assert "1 false, 0 garbled; no clean take 0, wrong choice 1" in shown


def test_going_back_and_going_on_another_day(runs: list[Path]) -> None:
    label(runs, "true\ntrue\nb\nfalse\nno\nx\nq\n")
    again = label(runs, "q\n")
    assert f"3 of {count(runs)}" in again and f" 1 of {count(runs)}" not in again
    assert {one.label for one in kept(runs)} == {"true", "false"}


def test_readers_do_not_see_each_other_until_it_is_shown(runs: list[Path]) -> None:
    label(runs, "t\n" * (count(runs) - 1) + "f\nn\n", "--reader", "mara")
    second = label(runs, "t\n" * (count(runs) - 1) + "f\nn\n", "--reader", "ben")
    assert f"1 of {count(runs)}" in second and "mara" not in second and "alpha" not in second
    shown = label(runs, "", "--show")
    assert f"mara: {count(runs)} of" in shown and f"ben: {count(runs)} of" in shown
    assert "Krippendorff's alpha 1.00" in shown and f"over {count(runs)} lines" in shown
    data = json.loads(label(runs, "", "--show", "--json"))
    assert (data["shared"], data["alpha"]) == (count(runs), 1.0)
    assert data["readers"]["ben"]["by_label"] == {"true": count(runs) - 1, "false": 1, "garbled": 0}


def test_a_sheet_is_filled_in_and_read_back(runs: list[Path], tmp_path: Path) -> None:
    sheet = tmp_path / "sheet.csv"
    label(runs, "t\nq\n", "--reader", "ben")
    label(runs, "", "--to", str(sheet), "--reader", "ben")
    rows = list(csv.DictReader(io.StringIO(sheet.read_text(encoding="utf-8-sig"))))
    assert [row["label"] for row in rows] == ["true", *[""] * (count(runs) - 1)]
    rows[1] |= {"label": "G", "another_take_is_true": "no", "comment": "-mud"}
    rows[2] |= {"label": "false", "another_take_is_true": "yes"}
    out = io.StringIO()
    table = csv.DictWriter(out, rows[0].keys(), delimiter=";")
    table.writeheader()
    table.writerows(rows)
    sheet.write_text(out.getvalue(), encoding="utf-8-sig")
    assert "2 new labels" in label(runs, "", "--from", str(sheet), "--reader", "ben")
    assert "0 new labels" in label(runs, "", "--from", str(sheet), "--reader", "ben")
    assert {(one.label, one.clean, one.comment) for one in kept(runs)} == {
        ("true", None, ""),
        ("garbled", False, "-mud"),
        ("false", True, ""),
    }
    label(runs, "", "--to", str(sheet), "--reader", "ben")
    assert "0 new labels" in label(runs, "", "--from", str(sheet), "--reader", "ben")


def test_a_sheet_with_a_mistake_keeps_nothing(runs: list[Path], tmp_path: Path) -> None:
    sheet = tmp_path / "sheet.csv"
    label(runs, "", "--to", str(sheet))
    good = next(csv.DictReader(io.StringIO(sheet.read_text(encoding="utf-8-sig"))))["id"]
    sheet.write_text(f"id,label\n{good},true\n{good},perhaps\n")
    assert "sheet.csv:3: 'perhaps' is no answer" in label(runs, "", "--from", str(sheet), code=2)
    sheet.write_text(f"id,label\n{good},true\nline-0,true\n")
    assert "sheet.csv:3: that line is not in" in label(runs, "", "--from", str(sheet), code=2)
    assert kept(runs) == []


def test_keys_and_a_comment_at_a_terminal(runs: list[Path]) -> None:
    command = ["-m", "smile_commons", "label", str(runs[0]), "--task", "truth"]
    terminal = pexpect.spawn(sys.executable, command, encoding="utf-8", timeout=60)
    terminal.expect("q quit")
    terminal.send("f")
    if terminal.expect(["y yes, n no", "Why, in"]) == 0:
        terminal.send("n")
        terminal.expect("Why, in")
    terminal.sendline("  nobody sold it ")
    terminal.expect("q quit")
    terminal.send("\x03")
    terminal.expect(pexpect.EOF)
    terminal.close()
    assert terminal.exitstatus == 130
    [one] = kept(runs[:1])
    assert (one.label, one.clean, one.comment) == ("false", False, "nobody sold it")


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--task", "truth", "--article", "It is."], "--article goes with --task stance"),
        (["--reader", "x", "--show"], "--show goes with --task truth"),
        (["--task", "truth", "--show", "--to", "x.csv"], "go one at a time"),
    ],
)
def test_options_of_the_other_task_are_refused(
    runs: list[Path], more: list[str], said: str
) -> None:
    result = runner.invoke(app, ["label", str(runs[0]), *more])
    assert result.exit_code == 2 and said in result.stderr


def test_only_runs_know_what_was_given(tmp_path: Path) -> None:
    script = tmp_path / "debate.txt"
    script.write_text("ANN: Close it.\n")
    assert "is no run" in label([script], "", code=2)
