"""The report of a study: what a reader has to know is there, every plot has its table."""

import re
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from made_up import design, make_study

from smile_commons.studies.analysis.family import analyse
from smile_commons.studies.ledger import read_rows
from smile_commons.studies.report.methods import methods
from smile_commons.studies.report.page import report_html, write_report
from smile_commons.studies.tables import load


@dataclass(frozen=True)
class Deviation:
    what: str
    planned: str
    found: str


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_study(tmp_path_factory.mktemp("study"), blocks=6, failed=[(2, "none")])


@pytest.fixture(scope="module")
def page(study: Path) -> str:
    rows = list(read_rows(study).values())
    off = [Deviation("n", "8 blocks", "5 <b>whole</b> blocks")]
    found = analyse(load(study), design())
    return report_html(study, design(), found, rows, off, planned=16, registered=False)


def test_what_a_reader_must_know_first_stands_at_the_head(page: str) -> None:
    head = page.split("<nav")[0]
    assert "was not registered before it was run" in head
    assert "n: registered 8 blocks; found 5 &lt;b&gt;whole&lt;/b&gt; blocks" in head
    assert "movement@all: none - full" in head


def test_the_flow_tells_where_cells_went(page: str) -> None:
    flow = page.split('id="flow"')[1].split("</section>")[0]
    table = re.sub(r"<[^>]+>", " ", flow.split("<tbody>")[1])
    assert " ".join(table.split()).startswith(
        "planned 16 none begun 12 not begun: 4 done 11 the endpoint did not answer: 503: 1 "
        "scored 11 none"
    )


def test_every_plot_has_words_and_a_table_of_the_same(page: str) -> None:
    plots = re.findall(r"<figure>.*?</figure>\s*<div class=\"beside\">.*?</div>", page, re.DOTALL)
    assert (
        len(plots) == page.count("<svg") == 6
    )  # flow, forest, levels, pairs, two specification curves
    for plot in plots:
        assert "<desc" in plot
        assert plot.count("<tr>") > 2


def test_the_page_fetches_nothing_and_is_the_same_again(study: Path, page: str) -> None:
    assert not re.findall(r"(?:src|href)=\"(?!#)[^\"]*\"|url\((?!#)", page)
    assert "<script" not in page
    rows = list(read_rows(study).values())
    off = [Deviation("n", "8 blocks", "5 <b>whole</b> blocks")]
    again = analyse(load(study), design())
    assert page == report_html(study, design(), again, rows, off, planned=16, registered=False)


PEOPLE = """participant,article,stage,position,group
ana,lamps,opening,-0.5,one
ana,lamps,final,0.5,one
ben,lamps,opening,0.5,two
ben,lamps,final,0.4,two
"""


def test_debates_of_people_stand_beside_every_score(study: Path, tmp_path: Path) -> None:
    path = tmp_path / "ballots.csv"
    path.write_text(PEOPLE)
    given = replace(design(), people=(path,))
    rows = list(read_rows(study).values())
    text = report_html(study, given, analyse(load(study), given), rows, [], planned=12)
    levels = text.split('id="levels"')[1].split("</section>")[0]
    cells = " ".join(re.sub(r"<[^>]+>", " ", levels.split("<tbody>")[1]).split())
    # Of the two debates one moved by 1 and one by -.1.
    assert re.search(r"movement@all recall: full \S+ .* -0.10 to \+1.00, all of them \+0.45", cells)
    assert "ballots.csv 2" in cells
    assert "where debates of people lie" in text.split('id="pairs"')[1].split("</section>")[0]
    assert "by the same definition" in levels
    without = report_html(study, design(), analyse(load(study), design()), rows, [], planned=12)
    assert "No debates of people were named" in without


def test_checks_tell_of_failures_by_arm_and_of_forms(page: str) -> None:
    checks = page.split('id="checks"')[1].split("</section>")[0]
    assert "Fisher&#39;s exact test" in checks
    assert "Movement by form of the ballot" in checks
    assert "Movement by persona and form of the ballot" in checks
    # Four speeches in each run that was played: what failed is no run of none.
    arms = re.sub(r"<[^>]+>", " ", checks.split("<tbody>")[1].split("</tbody>")[0]).split()
    assert arms.count("4.00") == 2
    assert "Retest and inconsistency by arm" in checks


def test_a_study_of_which_nothing_was_played_has_a_page_too(tmp_path: Path) -> None:
    folder = make_study(tmp_path / "study", blocks=2, failed=[(n, x) for n in (0, 1)
                        for x in ("full", "none")])  # fmt: skip
    found = analyse(load(folder), design())
    rows = list(read_rows(folder).values())
    (path,) = write_report(folder, design(), found, rows, [], tmp_path / "out")
    text = path.read_text(encoding="utf-8")
    assert "movement@all: no run has it." in text
    assert "the endpoint did not answer: 503: 4" in text


def test_methods_spell_the_defaults_out(study: Path) -> None:
    text = methods(design())
    assert "8 seeds each (2145 to 2152)" in text
    assert "the first level is the reference" in text
    assert "Student's t on the differences of blocks, two-sided, with intervals of 95%" in text
    assert "movement (version 2)" in text
