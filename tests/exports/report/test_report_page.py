"""The report as a reader gets it: one file, no script, a table beside every plot."""

import re
from collections import Counter
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest
from debates import CAST, debate, scores_json

from smile_commons.exports.report import html
from smile_commons.exports.report.debate import Debate
from smile_commons.exports.report.html import to_html
from smile_commons.exports.report.plots.influence import ink_on
from smile_commons.scoring.lines import Line
from smile_commons.scoring.results import Results

VOID = {"meta", "link", "br", "img", "input", "hr"}
CSS = (Path(html.__file__).parent / "templates" / "report.css").read_text(encoding="utf-8")


class Page(HTMLParser):
    """A page as a tree of tags, with its ids, links and words."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags = Counter[str]()
        self.ids = list[str]()
        self.links = list[str]()
        self.attributes = list[tuple[str, str, str]]()
        self.open = list[str]()
        self.pairs = list[Counter[str]]()
        self.words = list[tuple[str, str]]()
        self.headings = list[str]()
        self.feed(text)
        self.close()
        assert not self.open, f"never closed: {self.open}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        for name, value in attrs:
            self.attributes.append((tag, name, value or ""))
        given = dict(attrs)
        if id := given.get("id"):
            self.ids.append(id)
        if "href" in given:
            self.links.append(given["href"] or "")
        if given.get("class") and "pair" in (given["class"] or "").split():
            self.pairs.append(Counter())
        elif self.pairs:
            self.pairs[-1][tag] += 1
        if re.fullmatch(r"h\d", tag):
            self.headings.append(tag)
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append((self.open[-1] if self.open else "", data))

    @property
    def text(self) -> str:
        return " ".join(" ".join(data for tag, data in self.words if tag != "style").split())


def page_of(results: Results, of: Debate) -> Page:
    return Page(to_html(results, of))


@pytest.fixture(scope="module")
def text() -> str:
    return to_html(Results.of(scores_json(), "scores.json"), debate())


@pytest.fixture(scope="module")
def page(text: str) -> Page:
    return Page(text)


def test_nothing_is_run_and_nothing_is_fetched(text: str, page: Page) -> None:
    assert not {"script", "link", "img", "iframe", "object", "embed", "form"} & set(page.tags)
    assert not [name for _, name, _ in page.attributes if name.startswith("on")]
    assert not re.search(r"https?:|//[a-z]|@import|javascript:", text)
    assert "url(" not in text.replace("url(#", "")
    assert ("meta", "content", "default-src 'none'; style-src 'unsafe-inline'") in page.attributes


def test_every_plot_has_a_table_beside_it_and_is_told_in_words(page: Page) -> None:
    assert len(page.pairs) == page.tags["svg"] == 8
    for pair in page.pairs:
        assert (pair["svg"], pair["figcaption"], pair["title"], pair["desc"]) == (1, 1, 1, 1)
        assert pair["table"] >= 1
    named = [value for tag, name, value in page.attributes
             if tag == "svg" and name == "aria-labelledby"]  # fmt: skip
    assert len(named) == page.tags["svg"]
    assert {id for value in named for id in value.split()} <= set(page.ids)


def test_every_part_is_there(page: Page) -> None:
    sections = ["whole", "positions", "ends", "over-time", "influence", "movement", "consistency",
                "judge", "unscored", "definitions", "transcript"]  # fmt: skip
    assert set(sections) <= set(page.ids)
    for words in (
        "forum-21451124-153012-3f9a",
        "qwen2.5-coder-1.5b-instruct-q4_k_m (cc324af070c2)",
        "shown",
        "not shown",
        "withheld: no better than chance",
        "inconsistent 1.97",
        "mass 0.31",
        "Answer: Yes.",
        "sham, swapped, negated",
        "0.73 (0.66 to 0.79)",
        "withheld: not clear of the better baseline",
        "I never sold a smile.",
        "Speech 24 of nine & <ninety>.",
    ):
        assert words in page.text, words


def test_every_link_leads_somewhere_and_every_id_is_one_thing(page: Page) -> None:
    assert [id for id, count in Counter(page.ids).items() if count > 1] == []
    inside = [link.removeprefix("#") for link in page.links if link.startswith("#")]
    assert len(inside) == len(page.links)
    assert set(inside) <= set(page.ids)
    assert {f"def-{id}" for id in scores_json()["definitions"]} <= set(page.ids)


def test_headings_and_tables_are_marked_for_those_who_listen(page: Page) -> None:
    assert page.headings[0] == "h1" and page.headings.count("h1") == 1
    levels = [int(tag[1]) for tag in page.headings]
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert page.tags["caption"] == page.tags["table"]
    heads = [name for tag, name, _ in page.attributes if tag == "th"]
    assert heads.count("scope") == page.tags["th"]
    assert ("html", "lang", "en") in page.attributes


def test_text_in_plots_is_text(page: Page) -> None:
    drawn = [data for tag, data in page.words if tag == "text"]
    assert {"Talia", "The Genetic Elixirs", "undecided"} <= set(drawn)


def test_the_same_results_give_the_same_bytes(text: str) -> None:
    assert to_html(Results.of(scores_json(), "scores.json"), debate()) == text


def test_a_report_without_controls_says_so_at_its_head() -> None:
    page = page_of(Results.of(scores_json(controls=False), "s"), debate())
    head = page.text.split("At a glance")[0]
    assert "Read first. No control was run" in head
    assert "Controls run none" in head


def test_an_older_file_without_a_word_on_controls_is_read_by_its_scores() -> None:
    data = scores_json(controls=False, judge=False)
    page = page_of(
        Results.of({k: data[k] for k in ("scores", "judge", "definitions")}, "s"), debate()
    )
    assert "Read first. No control was run" in page.text
    assert "no judge: ballots alone" in page.text


def test_a_judge_that_was_never_checked_is_named_at_the_head() -> None:
    data = scores_json()
    data["judge"]["reliability"] = None
    assert (
        "reliability of the judge was never measured"
        in page_of(Results.of(data, "s"), debate()).text.split("At a glance")[0]
    )


def test_whatever_is_said_stays_words() -> None:
    evil = "</style></svg><script>alert(1)</script>]]>&amp; $x^2$ {{ 7 * 7 }} \x1b[31m\u202e"
    cast = {evil: evil, "b": "$\\frac{1}{0}", "c": "日本 العربية", "d": 'id="x" url(#y)'}
    said = [Line(turn, list(cast)[turn % 4], evil, evil) for turn in range(1, 13)]
    shown = Debate(title=evil, source=evil, cast=cast, articles={"studios": evil},
                   titles={"studios": evil}, speeches=said)  # fmt: skip
    data = scores_json(12, cast)
    data["consistency"][0]["quote"] = evil
    text = to_html(Results.of(data, "s"), shown)
    page = Page(text)
    assert not page.tags["script"] and page.tags["style"] == 1
    assert page.tags["svg"] == len(page.pairs) == 8
    assert "\x1b" not in text and "\u202e" not in text
    assert "{{ 7 * 7 }}" in page.text


@pytest.mark.parametrize("people", [1, 2, 9, 12])
def test_casts_of_any_size(people: int) -> None:
    cast = {f"p{number}": f"Person {number}" for number in range(people)}
    page = page_of(Results.of(scores_json(40, cast), "s"), debate(40, cast))
    assert page.tags["svg"] == len(page.pairs) >= 6


def test_answers_of_an_interview_stand_beside_the_first_and_not_among_the_turns(page: Page) -> None:
    answers = page.text.split("Interviews: each answer beside the first")[1]
    row = "Kai What do you hold right? {} The lamp, {}. I hold the lamp. {}"
    assert row.format("after", "after", "no") in answers
    assert row.format("after chained questions", "pressed", "yes") in answers
    assert "None" not in page.text


def test_where_somebody_began_in_public_is_told_as_it_is_scored() -> None:
    data = scores_json()
    row = next(one for one in data["positions"] if one["channel"] == "stated")
    scope = {"persona": row["persona"], "article": row["article"], "act": None}
    data["scores"].append({"id": "stated-position", "scope": scope, "value": 0.5, "start": 0.1234})
    shown = page_of(Results.of(data, "s"), debate()).text.split("Start and end by article")[1]
    assert "+0.12" in shown.split("Influence")[0]
    assert (
        "+0.12"
        not in page_of(Results.of(scores_json(), "s"), debate())
        .text.split("Start and end by article")[1]
        .split("Influence")[0]
    )


def test_results_without_anything_measured_are_a_report_too() -> None:
    empty = Results.of({"scores": []}, "s")
    page = page_of(empty, Debate(title="A", source="a.txt", cast={}, articles={}))
    assert page.tags["svg"] == 0
    assert "No position could be read." in page.text


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colours_stand_out_from_the_page(scheme: str) -> None:
    """WCAG 2.2: 4.5 for text (1.4.3), 3 for what plots are made of (1.4.11)."""
    blocks = re.findall(r":root \{(.*?)\}", CSS, re.DOTALL)
    colours = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", blocks[scheme == "dark"]))
    for ground in ("page", "tint"):
        for name in ("ink", "soft", "link", "yes", "no"):
            assert contrast(colours[name], colours[ground]) >= 4.5, (name, ground)
    assert contrast(colours["warn-ink"], colours["warn"]) >= 4.5
    for place in range(8):
        assert contrast(colours[f"s{place}"], colours["page"]) >= 3, place


def test_numbers_in_the_heat_map_stand_out_from_their_cells() -> None:
    from matplotlib import colormaps
    from matplotlib.colors import to_hex

    for place in range(101):
        cell = colormaps["PuOr_r"](place / 100)[:3]
        assert contrast(ink_on(*cell), to_hex(cell)) >= 4.5


def test_the_cast_of_the_story_keeps_its_colours_apart_from_its_marks() -> None:
    from smile_commons.exports.report.plots.svg import colour, marker

    looks = [(colour(place), marker(place)) for place in range(12)]
    assert len(set(looks)) == 12
    assert len({mark for _, mark in looks[: len(CAST)]}) == len(CAST)
