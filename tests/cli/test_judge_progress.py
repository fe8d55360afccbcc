"""How far a judge has come: said now and then where there is no terminal, never under --quiet."""

import pytest

from smile_commons.cli.judge_progress import Judging
from smile_commons.cli.progress import EVERY


def told(clock: list[float], *, silent: bool) -> None:
    progress = Judging(silent=silent, clock=lambda: clock[0])
    for done in range(1, 5):
        clock[0] += EVERY / 2
        progress.told(done, 4)
    progress.close()


def test_a_pipe_gets_a_line_now_and_then(capsys: pytest.CaptureFixture[str]) -> None:
    told([0.0], silent=False)
    out, err = capsys.readouterr()
    assert out == ""
    assert err.splitlines() == ["judging: 2 of 4 questions", "judging: 4 of 4 questions"]


def test_nothing_is_said_where_nothing_is_wanted(capsys: pytest.CaptureFixture[str]) -> None:
    told([0.0], silent=True)
    assert capsys.readouterr() == ("", "")
