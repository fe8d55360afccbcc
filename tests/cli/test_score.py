"""``commons score``: transcripts from elsewhere, runs, bad input; the judge alone is scripted."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from smile_commons.api.engine import Engine
from smile_commons.cli.program import app
from smile_commons.dialogues.casting import cast
from smile_commons.runs.folder import RunFolder
from smile_commons.runs.manifest import Manifest
from smile_commons.runs.options import PlayOptions
from smile_commons.scoring.judge.task import (
    CONSISTENT,
    CONTRADICTS,
    OPPOSES,
    SILENT,
    SUPPORTS,
    UNDECIDED,
    Item,
    Spent,
    Verdict,
)
from smile_commons.transcript import Ballot, Event
from smile_commons.world import find_world, load_world

MILL = "The mill should be built."
SCRIPT = """ANN: The mill is a mistake, no.
BEN: The mill is what we need, yes.
ANN: I thought it over; the mill, yes.
BEN: Then we are agreed on the mill, yes.
"""


class Judge:
    """Reads *yes* and *no* at the end of a line that names the mill."""

    name = "scripted"
    digest: str | None = None

    def __init__(self) -> None:
        self.spent = Spent()

    async def judge(self, items: list[Item]) -> list[Verdict]:
        self.spent = Spent(items=self.spent.items + len(items), requests=len(items))
        return [self._read(item) for item in items]

    def _read(self, item: Item) -> Verdict:
        if item.task == "contradiction":
            return Verdict({CONTRADICTS: 0.1, CONSISTENT: 0.9}, -2.0)
        if "mill" not in item.text:
            return Verdict({SUPPORTS: 0, OPPOSES: 0, UNDECIDED: 0, SILENT: 1.0}, None)
        yes = 0.95 if item.text.endswith("yes.") else 0.05
        return Verdict({SUPPORTS: yes, OPPOSES: 1 - yes, UNDECIDED: 0, SILENT: 0}, 1.0)


@pytest.fixture(autouse=True)
def scripted(monkeypatch: pytest.MonkeyPatch) -> None:
    opened = Engine.__init__
    monkeypatch.setattr(
        Engine, "__init__", lambda self, settings, log: opened(self, settings, judge=Judge())
    )


@pytest.fixture
def meeting(tmp_path: Path) -> Path:
    path = tmp_path / "meeting.txt"
    path.write_text(SCRIPT, encoding="utf-8")
    return path


def invoke(*args: str | Path) -> Result:
    return CliRunner().invoke(app, ["score", *(str(arg) for arg in args)])


def whole(data: dict[str, Any], id: str) -> dict[str, Any]:
    return next(s for s in data["scores"] if s["id"] == id and not any((s["scope"] or {}).values()))


def test_a_script_is_scored_without_a_run(meeting: Path) -> None:
    result = invoke(meeting, "--article", MILL, "--json")
    assert result.exit_code == 0, result.output
    data = json.loads(result.stdout)
    assert whole(data, "stated-convergence")["value"] > 0
    assert whole(data, "stated-agreement")["start"] < whole(data, "stated-agreement")["value"]
    assert data["judge"]["name"] == "scripted"
    assert data["controls"]["run"] == ["shuffled", "swapped"]
    assert not list(meeting.parent.glob("*.json"))


def test_the_table_names_what_could_not_be_scored_and_why(meeting: Path) -> None:
    result = invoke(meeting, "--article", MILL, "--table")
    assert "stated convergence" in result.stdout
    assert "there are no cards" in result.stderr
    assert "never checked" in result.stderr


def test_scores_of_a_file_go_where_they_are_told_to(meeting: Path, tmp_path: Path) -> None:
    out = tmp_path / "scores.json"
    assert invoke(meeting, "--article", MILL, "--out", out, "--quiet").stdout.strip() == str(out)
    assert json.loads(out.read_text())["scores"]


def test_without_a_judge_no_model_is_opened(meeting: Path) -> None:
    data = json.loads(invoke(meeting, "--article", MILL, "--no-judge", "--json").stdout)
    assert data["judge"] is None
    assert whole(data, "stated-attainment")["unscored"] == "no judge was asked"


def test_the_negations_are_read_when_controls_are_asked_for(meeting: Path) -> None:
    said = ("--article", MILL, "--negation", "The mill should stay a plan.", "--controls")
    data = json.loads(invoke(meeting, *said, "--json").stdout)
    kinds = {c["kind"] for c in whole(data, "stated-convergence")["further_controls"]}
    assert kinds == {"negated"}


def test_articles_come_from_a_dialogue_too(meeting: Path) -> None:
    dialogue = find_world() / "dialogues" / "open-evening.yaml"
    data = json.loads(invoke(meeting, "--dialogue", dialogue, "--json").stdout)
    articles = {row["article"] for row in data["positions"]}
    assert articles == {"studios", "community-smiles", "elixirs"}


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("nowhere.txt",), "nowhere.txt"),
        (("{meeting}", "--negation", "No mill."), "--negation goes with --article"),
        (("{meeting}", "--article", MILL, "--dialogue", "x.yaml"), "either --article or"),
        (("{meeting}", "--article", MILL, "--sham", "some-run"), "--sham is for runs"),
        (("{meeting}", "--article", MILL, "--interview"), "--interview is for runs"),
        (("{meeting}", "{meeting}", "--out", "x.json"), "one target at a time"),
    ],
)
def test_bad_input_is_told_and_leaves_nothing(
    meeting: Path, args: tuple[str, ...], said: str
) -> None:
    result = invoke(*(arg.format(meeting=meeting) for arg in args))
    assert result.exit_code == 2, result.output
    assert said in result.output
    assert not list(meeting.parent.glob("*.json"))


def run(runs: Path, sham: str | None = None) -> RunFolder:
    """Two speeches of the shipped forum, with ballots."""
    world = load_world(find_world())
    casting = cast(world, PlayOptions("forum", placebo=sham))
    cues = {who: card.cue for who, card in casting.cards.items()}
    manifest = Manifest.of(casting.dialogue, cues, seed=1, world=world.digest, sham=sham)
    folder = RunFolder.create(runs, manifest, now=datetime(2145, 11, 24, tzinfo=UTC))
    with folder.owned():
        folder.append_event(Event(0, "forum", "act", None, "Thousands have come."))
        for turn, who in enumerate(("talia", "ezra", "talia", "ezra"), start=1):
            said = Event(turn, "forum", "speech", who, f"Speech {turn} on the mill, yes.")
            folder.append_event(said)
        moves = {"opening": (0, 0.0), "retest": (0, 0.05), "final": (4, 0.0 if sham else 0.5)}
        for stage, (turn, position) in moves.items():
            for who in casting.cards:
                for article in casting.articles:
                    folder.append_ballot(Ballot(turn, who, article.id, position, {}, stage=stage))
        folder.change(status="done")
    return folder


def test_a_run_is_scored_in_its_folder(tmp_path: Path) -> None:
    folder = run(tmp_path)
    result = invoke(folder.id, "--runs", tmp_path)
    assert result.exit_code == 0, result.output
    data = json.loads(folder.scores_path.read_text())
    assert whole(data, "convergence")["value"] == 0.5
    assert whole(data, "gap")["value"] is not None
    assert whole(data, "knowledge")["value"] is not None
    again = folder.scores_path.read_bytes()
    invoke(folder.id, "--runs", tmp_path, "--quiet")
    assert folder.scores_path.read_bytes() == again


def test_a_sham_debate_is_a_control_of_another_run(tmp_path: Path) -> None:
    folder, sham = run(tmp_path / "a"), run(tmp_path / "b", sham="how to bake bread")
    result = invoke(folder.path, "--sham", sham.path, "--quiet")
    assert result.exit_code == 0, result.output
    data = json.loads(folder.scores_path.read_text())
    further = whole(data, "convergence")["further_controls"]
    assert ("sham", 0.0) in [(control["kind"], control["value"]) for control in further]
    assert "sham" in data["controls"]["run"]
    wrong = invoke(folder.path, "--sham", folder.path)
    assert wrong.exit_code == 2
    assert "is no sham debate" in wrong.output


def test_other_articles_do_not_take_the_place_of_a_runs_own_scores(tmp_path: Path) -> None:
    folder = run(tmp_path)
    data = json.loads(invoke(folder.path, "--article", MILL, "--json").stdout)
    assert whole(data, "stated-attainment")["value"] == pytest.approx(0.95)
    assert not folder.scores_path.exists()


def test_a_judge_that_was_never_checked_is_not_asked_what_contradicts(tmp_path: Path) -> None:
    folder = run(tmp_path)
    invoke(folder.path, "--quiet")
    data = json.loads(folder.scores_path.read_text())
    for id in ("prompt-to-line", "line-to-line", "red-lines"):
        assert whole(data, id)["value"] is None
        assert "never checked" in whole(data, id)["unscored"]
    assert whole(data, "stated-attainment")["value"] is not None
