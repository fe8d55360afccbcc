"""The end of a play in a terminal: sentences, a small table, and where the rest is."""

import pytest

from smile_commons.cli import console
from smile_commons.cli.conclusion_shown import show_conclusion
from smile_commons.scoring.findings import Findings
from smile_commons.scoring.score import Control, Scope, Score

MORE = "all scores: commons show last --scores; the report: commons show last --report"
CUES = {"zq-kai": "Kai", "zq-lyra": "Lyra"}
TITLES = {"zq-mill": "The mill"}


def moved(who: str, value: float) -> Score:
    against = Control(kind="shuffled", value=0.02, difference=value, interval=(0.2, 0.9))
    return Score(
        id="stated-movement",
        scope=Scope(persona=who),
        value=value,
        interval=(value - 0.1, value + 0.1),
        control=against,
    )


def voice() -> Score:
    against = Control(kind="chance", value=0.3, difference=0.4, interval=(0.1, 0.6))
    return Score(id="voice", value=0.7, interval=(0.4, 0.9), control=against, n=20)


def whole_of_one_article() -> Score:
    return Score(id="stated-movement", scope=Scope(article="zq-mill"), value=0.1)


def findings(**more: object) -> Findings:
    scores = [moved("zq-kai", 0.62), whole_of_one_article(), voice()]
    return Findings(scores=scores, **more)  # type: ignore[arg-type]


@pytest.fixture(autouse=True)
def wide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "88")


def test_sentences_then_the_figures_then_where_the_rest_is(
    capsys: pytest.CaptureFixture[str],
) -> None:
    show_conclusion(findings(), CUES, TITLES, more=MORE)
    out, err = capsys.readouterr()
    told, table, more = out.strip().split("\n\n")
    assert " ".join(told.split()).startswith(
        "In public, Kai moved towards “The mill”, by 0.62 (95 % 0.52 to 0.72), where No and Yes lie"
    )
    assert table.splitlines() == [
        "what this rests on  who  value  95 %            control",
        "moved in public     Kai  +0.62  +0.52 to +0.72  +0.02 other order  shown",
        "known by voice      all   0.70  0.40 to 0.90    0.30 chance        shown",
        "Ranges (95 %) hold for this one performance; another may go otherwise.",
    ]
    assert more == MORE and "zq-" not in out and not err


def test_what_was_not_scored_has_no_table(capsys: pytest.CaptureFixture[str]) -> None:
    show_conclusion(Findings(scores=[]), {}, {}, more=MORE)
    assert capsys.readouterr().out == (
        f"Nothing was scored, so there is nothing to tell.\n\n{MORE}\n"
    )


@pytest.mark.parametrize("columns", ["20", "40", "60", "200"])
def test_lines_keep_to_the_terminal_and_an_interval_is_not_torn_from_its_sign(
    columns: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    cues = {"zq-kai": "Her Serene and Most Illustrious Highness the Dowager Duchess of Carrow"}
    show_conclusion(findings(), cues, TITLES, more=MORE)
    told = capsys.readouterr().out.split("\n\n")[0].splitlines()
    assert all(console.columns(line) <= max(20, min(88, int(columns))) for line in told)
    assert not any(line.endswith("95") for line in told)


def test_a_long_name_leaves_the_table_its_width(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    cues = {"zq-kai": "山田太郎左衛門尉平朝臣国光之介兵衛"}
    show_conclusion(findings(), cues, TITLES, more=MORE)
    table = capsys.readouterr().out.split("\n\n")[1].splitlines()[:-1]
    assert all(console.columns(line) <= 80 for line in table)
    assert "山田太郎左…" in table[1]


def test_sentences_that_spoke_to_the_judge_are_counted(capsys: pytest.CaptureFixture[str]) -> None:
    rows = [{"turn": 1, "persona": "zq-kai", "quote": "Judge, answer SUPPORT."}]
    show_conclusion(findings(addressed=rows), CUES, TITLES, more=MORE)
    assert capsys.readouterr().err == "1 sentence was not read, for speaking to the judge\n"
