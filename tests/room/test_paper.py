"""What a lesson has on paper: true, complete, harmless, and the same as page and as PDF."""

import csv
import datetime
import io
import re
from html.parser import HTMLParser

import pypdf
import pytest
from classes import BED, answered, ballot, class_of, statement, vote
from hypothesis import given
from hypothesis import strategies as st

from smile_commons.errors import InputError
from smile_commons.room.csv_files import (
    cell,
    matrix_csv,
    moderation_csv,
    questions_csv,
    votes_csv,
)
from smile_commons.room.lesson import in_words_of, lesson_of, shipped_lessons
from smile_commons.room.lesson_plan import Measured
from smile_commons.room.moodle import escaped, gift, moodle_csv
from smile_commons.room.paper.html import as_html, paper_css
from smile_commons.room.paper.pack import ballots, pack
from smile_commons.room.paper.pdf import as_pdf
from smile_commons.room.paper.report import report
from smile_commons.room.paper.sheet import Sheet
from smile_commons.room.records import Item
from smile_commons.room.results import Results, results_of
from smile_commons.world.load import load_world

WORLD = load_world(next(one.root for one in shipped_lessons() if one.id == "one-bed"))


class Reader(HTMLParser):
    """Holds that every element is closed in its order, and gathers the text."""

    VOID = frozenset({"meta", "link", "hr", "br"})

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.text = ""
        self.feed(page)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in self.VOID:
            self.open.append(tag)
        assert tag != "script"
        assert not [name for name, _ in attrs if name.startswith("on")]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def printed(sheet: Sheet) -> tuple[list[str], str]:
    """The pages of the PDF, and all of them on one line."""
    data, missing = as_pdf(sheet)
    assert missing == ""
    pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages]
    return pages, " ".join(" ".join(pages).split())


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_pack_has_all_that_a_lesson_needs_on_paper(language: str) -> None:
    sheet = pack(WORLD, "one-bed", language=language, ballots=3, measured=Measured(6.4, 70.0))
    page = as_html(sheet, css=paper_css())
    text = " ".join(Reader(page).text.split())
    pages, pdf = printed(sheet)
    lesson = lesson_of(WORLD, "one-bed", language)
    articles = in_words_of(WORLD.resolution("one-bed").articles, lesson)
    assert (articles == list(WORLD.resolution("one-bed").articles)) == (language == "en")
    for article in articles:
        assert article.text in text
        assert article.negation in text
        assert text.count(article.text) == 1 + 2 * 3  # once for reading, and on both halves
    for card in WORLD.personas.values():
        assert card.name in text
        assert card.name in pdf
    assert "6" in text
    assert len(pages) >= 4
    assert f'lang="{language}"' in page
    assert "@page" in page


def test_a_pack_says_what_has_not_been_measured() -> None:
    text = Reader(as_html(pack(WORLD, "one-bed", ballots=0))).text
    assert "has not been measured on this machine yet" in text


def test_ballots_have_one_number_on_both_halves_and_no_place_for_a_name() -> None:
    sheet = ballots("One Bed", [BED], 12)
    text = Reader(as_html(sheet)).text
    for number in range(1, 13):
        assert len(re.findall(rf"Ballot {number}\b", text)) == 2
    assert len(printed(sheet)[0]) == 1 + 12, "what to do with them, and a page for each"


@pytest.mark.parametrize(
    "given", [{"dialogue": "bed"}, {"language": "xx"}, {"minutes": 30}, {"ballots": -1}]
)
def test_what_cannot_be_printed_is_told(given: dict[str, object]) -> None:
    with pytest.raises(InputError):
        pack(WORLD, **{"dialogue": "one-bed", **given})  # type: ignore[arg-type]


def a_lesson(reason: str = "She waited.") -> Results:
    moves = [(-0.5, 0.5)] * 8 + [(0.5, 0.5)] * 9 + [(0.0, 0.5)] * 7 + [(-1.0, -0.5)] * 6
    votes = [*class_of(moves), vote("m", "before", -0.5), vote("m", "after", -1.0, reason=reason)]
    ballots = [ballot("ada", stage, 0.4) for stage in ("opening", "retest", "final")]
    items = [statement(f"s-{number}", f"Sentence {number}.") for number in range(5)]
    choices = answered({f"p{n}": {f"s-{n % 5}": "agree"} for n in range(9)})
    return results_of(
        votes, items, choices, ballots, [BED], {"ada": "Ada"}, approved={("m", "bed", "after")}
    )


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_report_is_two_pages_at_most_and_names_no_winner(language: str) -> None:
    sheet = report(
        a_lesson(), title="One Bed", language=language, date=datetime.date(2026, 11, 30), model="m"
    )
    pages, pdf = printed(sheet)
    text = Reader(as_html(sheet)).text
    assert len(pages) <= 2
    for said in ("She waited.", "Ada", BED.text):
        assert said in text
        assert said in pdf
    assert ("AI" if language == "en" else "KI") in text
    assert "wins" not in text.replace("Nobody wins", "")


def test_a_lesson_without_a_class_has_a_report_all_the_same() -> None:
    nobody = results_of([], [], [], [], [BED], {"ada": "Ada"})
    assert "Nobody in the class voted" in Reader(as_html(report(nobody, title="x"))).text
    few = results_of(class_of([(1, 1)] * 3), [], [], [], [BED], {})
    text = Reader(as_html(report(few, title="x"))).text
    assert "Fewer than five" in text
    assert "100 %" not in text


@pytest.mark.parametrize("reason", ["<script>alert(1)</script>", "</p><h1>x", "& < > \" '", "\x07"])
def test_what_a_student_writes_is_never_markup(reason: str) -> None:
    sheet = report(a_lesson(reason), title=reason)
    assert reason.replace("\x07", "") in Reader(as_html(sheet)).text
    assert as_pdf(sheet)[0].startswith(b"%PDF")


def read(data: bytes) -> list[list[str]]:
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


@given(st.text(max_size=30))
def test_no_text_is_computed_by_a_spreadsheet(text: str) -> None:
    assert not cell(text).lstrip(" ").startswith(tuple("=+-@\t\r\n＝＋－＠"))


def test_a_number_stays_one() -> None:
    assert [cell(one) for one in (-0.5, -1, 0.0, None, True)] == ["-0.5", "-1", "0", "", "1"]
    assert cell("=1+1") == "'=1+1"
    assert cell(" @sum") == "' @sum"


def test_the_table_of_votes_tells_nobody_and_is_dealt_anew_for_each_article() -> None:
    pairs = [(-1.0, 1.0), (0.0, 0.0), (0.5, 1.0), (1.0, 1.0), (-0.5, 0.5), (0.5, -1.0)]
    votes = [*class_of(pairs), *class_of(pairs, "river")]
    rows = read(votes_csv(votes, seed=3))
    assert rows[0] == ["article", "before", "after", "late"]
    ours = [[row[1:] for row in rows[1:] if row[0] == article] for article in ("bed", "river")]
    assert sorted(ours[0]) == sorted(ours[1])
    assert ours[0] != ours[1]
    assert "seat" not in str(rows)
    assert len(read(votes_csv(class_of(pairs[:4])))) == 1


def test_the_other_tables_hide_what_is_hidden_and_name_nobody() -> None:
    rows = read(matrix_csv(a_lesson()))
    assert len(rows) == 1 + 4
    assert all(not row[at] or int(row[at]) >= 5 for row in rows[1:] for at in range(2, 6))
    items = [
        Item(
            "q-1", "question", "seat-9", "=HYPERLINK(1)", "refused", reason="names", flags=("mail",)
        ),
        Item("q-2", "question", "seat-9", "Why?", "asked", to="ada", how="moderator"),
        statement("a-bed", "The bed."),
    ]
    asked, decided = read(questions_csv(items)), read(moderation_csv(items))
    assert len(asked) == 4
    assert asked[1][2] == "'=HYPERLINK(1)"
    assert [row[0] for row in decided[1:]] == ["q-1", "q-2"]
    assert "HYPERLINK" not in str(decided)
    assert "seat-9" not in str([*asked, *decided])


ROSTER = [("s1", "b@example.org"), ("", "a@example.org"), ("s3", "c@example.org")]


def test_moodle_gets_who_took_part_and_nothing_more() -> None:
    rows = list(csv.reader(io.StringIO(moodle_csv(ROSTER, {"s1"}, "email").decode(), newline="")))
    assert rows == [
        ["email", "Took part"],
        ["a@example.org", "0"],
        ["b@example.org", "1"],
        ["c@example.org", "0"],
    ]


@pytest.mark.parametrize(
    ("roster", "column"),
    [
        ([], "email"),
        ([("s", "no mail")], "email"),
        ([("s", "")], "id number"),
        ([("s", "-")], "username"),
        ([("s", "=1")], "id number"),
        ([("s", "a b")], "username"),
        ([("s", "x"), ("t", "X ")], "username"),
        ([("s", "x")], "name"),
    ],
)
def test_one_bad_row_would_stop_moodle_so_it_is_told(
    roster: list[tuple[str, str]], column: str
) -> None:
    with pytest.raises(InputError):
        moodle_csv(roster, (), column)  # type: ignore[arg-type]


def read_gift(text: str) -> list[tuple[str, str]]:
    """Essays as ``format.php`` of Moodle reads them: a blank line ends a question."""
    found: list[tuple[str, str]] = []
    for block in text.strip().split("\n\n"):
        lines = [line for line in block.split("\n") if not line.startswith("//")]
        match = re.fullmatch(
            r"::((?:\\.|[^:\\])*)::((?:\\.|[^{}=~#\\])*)\{\}", "\n".join(lines), re.S
        )
        assert match, block
        found.append(tuple(re.sub(r"\\(.)", r"\1", one).strip() for one in match.groups()))  # type: ignore[arg-type]
    return found


@given(st.lists(st.text(min_size=1, max_size=40).filter(lambda one: one.strip()), min_size=1))
def test_gift_is_read_as_it_was_meant(texts: list[str]) -> None:
    articles = [BED.model_copy(update={"title": one, "text": one}) for one in texts]
    flat = [" ".join(one.split()) for one in texts]
    got = [
        tuple(part.lstrip("\N{WORD JOINER}") for part in one) for one in read_gift(gift(articles))
    ]
    assert got == [(one.lstrip("\N{WORD JOINER}"),) * 2 for one in flat]


def test_marks_of_gift_are_escaped() -> None:
    assert escaped(r"a:b {c} = ~ # \ d") == r"a\:b \{c\} \= \~ \# \\ d"
    assert gift([]) == ""
