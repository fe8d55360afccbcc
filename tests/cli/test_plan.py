"""``commons plan`` writes what happens in free acts; ``commons play --plan`` takes it, or says why
not."""

from pathlib import Path

from typer.testing import CliRunner

from smile_commons.cli.program import app
from smile_commons.world.safe_yaml import parse_yaml

runner = CliRunner()


def test_a_plan_is_written_edited_and_checked(tmp_path: Path) -> None:
    file = tmp_path / "plan.yaml"
    made = runner.invoke(app, ["plan", "authenticity-festival", "--seed", "3", "--out", str(file)])
    assert made.exit_code == 0, made.output
    data = parse_yaml(file.read_text("utf-8"), "plan.yaml").data
    assert data["dialogue"] == "authenticity-festival"
    beats = data["acts"]["boards"]["beats"]
    assert all({"who", "move", "on", "say"} <= set(beat) for beat in beats)
    shown = runner.invoke(app, ["plan", "authenticity-festival", "--seed", "3"])
    assert parse_yaml(shown.output, "shown").data == data
    play = ["play", "authenticity-festival", "--estimate", "--plan", str(file)]
    assert runner.invoke(app, play).exit_code == 0
    file.write_text(file.read_text("utf-8").replace("who: ezra", "who: esra"), "utf-8")
    bad = runner.invoke(app, play)
    assert bad.exit_code == 2
    assert "plan.yaml:" in bad.output
    assert "'ezra'" in bad.output


def test_what_cannot_be_planned_says_so(tmp_path: Path) -> None:
    none = runner.invoke(app, ["plan", "forum"])
    assert none.exit_code == 2
    assert runner.invoke(app, ["plan", "forum", "--act", "nowhere"]).exit_code == 2
    one = runner.invoke(app, ["plan", "forum", "--act", "forum"])
    assert one.exit_code == 0, one.output
    gone = runner.invoke(app, ["play", "forum", "--plan", str(tmp_path / "none.yaml")])
    assert gone.exit_code == 2
