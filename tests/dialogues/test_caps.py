"""A play with a cap stops before it, is kept, and goes on with a higher one; nothing twice."""

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from staged import Staged, staged, troubles

CAP = 40_000


def run_json(run: Path) -> dict[str, object]:
    return json.loads((run / "run.json").read_text("utf-8"))


def spent(stage: Staged) -> int:
    """Tokens as the endpoint itself counted them."""
    return sum(entry["tokens"] for entry in stage.asked())


def test_it_stops_before_the_cap_and_goes_on_with_a_higher_one(tmp_path: Path) -> None:
    with staged(tmp_path, turns=6) as stage:
        told = stage.told_of_play(more=("--max-tokens", str(CAP)))
        assert (told.returncode, "--max-tokens" in told.stderr) == (130, True)
        (run,) = stage.runs.iterdir()
        assert run_json(run)["status"] == "stopped"
        assert CAP * 0.8 < spent(stage) <= CAP

        # The cap still holds.
        assert stage.told("resume", str(run), "--quiet").returncode == 130
        assert spent(stage) <= CAP

        told = stage.told("resume", str(run), "--quiet", "--max-tokens", "0")
        assert told.returncode == 0, told.stderr
        assert troubles(run) == []
        usage = run_json(run)["usage"]
        assert isinstance(usage, dict)
        assert usage["prompt"] + usage["completion"] == spent(stage)
        assert usage["calls"] == len(stage.asked())
