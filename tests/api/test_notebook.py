"""What a notebook shows of runs and scores: whole HTML, in which nothing runs or is fetched."""

import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from little import Words, says

import smile_commons as sc
from smile_commons.runs.folder import RunFolder
from smile_commons.runs.manifest import Manifest

HOSTILE = "<script>alert('1 & 2')</script>\u202e<img src=x onerror=alert(1)>"
VOID = {"br", "hr", "img"}
PLAIN = {"div", "h3", "h4", "p", "em", "strong", "br", "table", "thead", "tbody", "tr", "th", "td",
         "details", "summary", "ul", "li"}  # fmt: skip


class Reader(HTMLParser):
    """Reads a piece of HTML as a browser does, and holds it to what may be in it."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.words: list[str] = []
        self.feed(html)
        self.close()
        assert not self.open, f"never closed: {self.open}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in PLAIN, tag
        assert {name for name, _ in attrs} <= {"class", "style"}
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open and self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


def shown(what: Any) -> Reader:
    html = what._repr_html_()
    assert not re.search(r"https?:|//|url\(|javascript:|@import", html), "nothing is fetched"
    return Reader(html)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory, world: sc.World) -> sc.Run:
    return sc.play(
        "bench",
        world=world,
        model=sc.ScriptedModel(says),
        embedder=Words(),
        runs=tmp_path_factory.mktemp("runs"),
        takes=1,
        seed=1,
    )


def test_a_run_is_shown_as_a_scene(run: sc.Run) -> None:
    text = shown(run).text
    assert text.startswith("The bench")
    assert "INT. STUDIO FOUR - NIGHT" in text and "spoken by scripted, a language model" in text
    for speech in run.speeches:
        assert speech.text in text
    assert text.index("EZRA") < text.index(run.speeches[0].text)


def test_scores_are_shown_as_a_table(run: sc.Run) -> None:
    scores = run.scores
    assert scores is not None
    text = shown(scores).text
    told = [one for one in scores if one.scope.whole and one.value is not None]
    assert told
    for one in told:
        assert f"{one.value:+.2f}" in text
    left = [one for one in scores if one.scope.whole and one.value is None]
    assert f"{len(left)} unscored" in text
    assert all(one.unscored and one.unscored in text for one in left)


def test_bars_stay_within_their_range(run: sc.Run) -> None:
    html = run.scores._repr_html_()  # pyright: ignore
    places = [float(place) for place in re.findall(r"(?:left|width): (?:calc\()?([\d.]+)%", html)]
    assert places and all(0 <= place <= 100 for place in places)


def test_a_run_that_was_not_played_yet(tmp_path: Path) -> None:
    run = sc.Run(RunFolder.create(tmp_path, Manifest(dialogue="bench", cast={"ezra": "Ezra"})))
    assert run.scores is None
    assert shown(run).text.startswith("bench")


def hostile(tmp_path: Path) -> sc.Run:
    """A run in whose every text somebody put a script."""
    manifest = Manifest(dialogue=HOSTILE, title=HOSTILE, cast={"ezra": HOSTILE, "talia": "Talia"})
    folder = RunFolder.create(tmp_path, manifest)
    speech = sc.Event(1, HOSTILE, "speech", "ezra", HOSTILE, to=("talia",), direction=HOSTILE)
    with folder.owned():
        folder.append_event(sc.Event(0, HOSTILE, "act", None, HOSTILE))
        folder.append_event(speech)
        folder.append_event(replace(speech, turn=2, visible_to=("talia",), speaker="nobody"))
        folder.append_event(sc.Event(2, HOSTILE, "narration", None, HOSTILE))
        folder.change(status="done")
    return sc.Run(folder)


def test_no_text_of_a_run_is_markup(tmp_path: Path) -> None:
    read = shown(hostile(tmp_path))
    assert read.text.count("<script>alert('1 & 2')</script>") >= 4
    assert "\u202e" not in read.text, "nor turns the line around"


def test_no_text_of_scores_is_markup() -> None:
    article = f"The {HOSTILE} should be kept."
    scores = sc.score([(HOSTILE, HOSTILE)], articles=[article], judge=False, embedder=Words())
    shown(scores)
    results = scores.results
    named = results.definitions["stated-convergence"].model_copy(update={"title": HOSTILE})
    one = scores["stated-convergence"].model_copy(update={"unscored": HOSTILE, "value": None})
    scores.results = results.model_copy(
        update={"scores": (one,), "definitions": {**results.definitions, one.id: named}}
    )
    assert shown(scores).text.count("<script>") == 2
