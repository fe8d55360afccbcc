"""``score``: a run, a file, a transcript, pairs; with a judge of one's own or without any."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from little import Words, says

import smile_commons as sc
from smile_commons.scoring.judge.task import Item, Spent, Verdict
from smile_commons.scoring.readers import read_transcript

MILL = "The mill should be kept."
SAID = [
    ("ann", "The mill is a ruin, no."),
    ("ben", "The mill feeds us all, yes."),
    ("ann", "I thought it over; the mill, yes."),
    ("ben", "Then we are agreed on the mill, yes."),
]


class Reader:
    """A judge: who says *yes* is for the article, who says *no* against it."""

    name, digest, spent = "reader", None, Spent()

    def __init__(self) -> None:
        self.read: list[Item] = []

    async def judge(self, items: Sequence[Item]) -> list[Verdict]:
        self.read += items
        return [self._verdict(item) for item in items]

    def _verdict(self, item: Item) -> Verdict:
        if item.task != "stance":
            return Verdict(dict.fromkeys(item.labels, 1 / len(item.labels)), 0.0)
        yes = 0.95 if item.text.endswith("yes.") else 0.05
        return Verdict({"supports": yes, "opposes": 1 - yes, "undecided": 0, "silent": 0}, 1.0)


def scored(what: Any, **more: Any) -> sc.Scores:
    return sc.score(what, **{"articles": [MILL], "judge": Reader(), "embedder": Words(), **more})


@pytest.fixture(scope="module")
def scores() -> sc.Scores:
    return scored(SAID)


# What can be scored.


def test_pairs_of_speaker_and_text(scores: sc.Scores) -> None:
    convergence = scores["stated-convergence"]
    assert convergence.value is not None and convergence.value > 0
    assert scores["red-lines"].value is None and scores["red-lines"].unscored, "nobody has a card"


def test_a_file(scores: sc.Scores, here: Path) -> None:
    rows = "\n".join(f'{who},"{text}"' for who, text in SAID)
    Path("talk.csv").write_text(f"speaker,text\n{rows}\n", encoding="utf-8")
    for name in ("talk.csv", Path("talk.csv")):
        found = scored(name)
        assert [s.value for s in found] == [s.value for s in scores]


def test_a_file_that_has_its_columns_elsewhere(scores: sc.Scores, here: Path) -> None:
    rows = "\n".join(f'7,"{text}",{who}' for who, text in SAID)
    Path("talk.csv").write_text(f"likes,body,author\n{rows}\n", encoding="utf-8")
    found = scored("talk.csv", fields={"speaker": "author", "text": "body"})
    assert [s.value for s in found] == [s.value for s in scores]
    with pytest.raises(sc.InputError, match="no field of a speech is called 'speakers'"):
        scored("talk.csv", fields={"speakers": "author"})


def test_a_transcript_that_was_read(scores: sc.Scores, here: Path) -> None:
    Path("talk.txt").write_text("\n".join(f"{w.upper()}: {t}" for w, t in SAID), encoding="utf-8")
    found = scored(read_transcript(Path("talk.txt")))
    assert found["stated-convergence"].value == scores["stated-convergence"].value


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory, world: sc.World) -> sc.Run:
    runs = tmp_path_factory.mktemp("runs")
    return sc.play(
        "bench",
        world=world,
        runs=runs,
        model=sc.ScriptedModel(says),
        embedder=Words(),
        takes=1,
        seed=1,
        judged=False,
    )


def test_a_run_which_keeps_its_scores(run: sc.Run) -> None:
    assert run.scores is not None
    assert run.scores["stated-convergence"].unscored == "no judge was asked"
    found = sc.score(run, judge=Reader(), embedder=Words())
    assert found["stated-convergence"].value is not None
    assert found.files[0] == run.path / "scores.json"
    assert [*run.scores] == [*found], "what is read is what was written"
    assert (run.path / "report.html").is_file()


def test_a_run_on_other_articles_keeps_its_own_scores(run: sc.Run) -> None:
    before = (run.path / "scores.json").read_bytes()
    found = sc.score(
        run.id, runs=run.path.parent, articles=[MILL], judge=Reader(), embedder=Words()
    )
    assert not found.files and (run.path / "scores.json").read_bytes() == before


# With or without a judge.


def test_without_a_judge_none_is_asked(run: sc.Run) -> None:
    found = scored(SAID, judge=False)
    assert found["stated-convergence"].unscored == "no judge was asked"
    assert found.results.judge is None


def test_by_a_model(here: Path) -> None:
    model = sc.ScriptedModel(says)
    found = scored(SAID, judge=model)
    assert {request.purpose.partition("/")[0] for request in model.requests} == {"judge"}
    assert found.results.judge and found.results.judge.name == "scripted"


async def test_in_a_loop() -> None:
    kept = {"articles": [MILL], "judge": Reader(), "embedder": Words()}
    found = await sc.score_async(SAID, **kept)  # pyright: ignore[reportArgumentType]
    assert found["stated-convergence"].value == scored(SAID)["stated-convergence"].value


def test_an_observer_is_told_how_far_it_is(here: Path) -> None:
    class Bar(sc.Observer):
        done = 0

        def judged(self, done: int, total: int) -> None:
            assert done <= total
            self.done = done

    bar = Bar()
    scored(SAID, judge=sc.ScriptedModel(says), observer=bar)
    assert bar.done > 0


# On which articles.


def test_articles_are_sentences_or_articles(here: Path) -> None:
    contrary = "The mill should be torn down."
    own = sc.Article("the-mill", MILL, contrary)
    reader = Reader()
    found = scored(SAID, articles=[own, "The river should be deeper."], judge=reader)
    assert found.find("stated-agreement", article="the-mill") is not None
    assert found.find("stated-agreement", article="the-river-should-be-deeper") is not None
    assert {item.negation for item in reader.read if item.task == "stance"} == {contrary, None}


def test_articles_of_a_dialogue(world: sc.World, here: Path) -> None:
    file = world.root / "dialogues" / "resolutions" / "cultural-alliance.yaml"
    found = scored(SAID, articles=(), dialogue=file)
    assert found.find("stated-agreement", article="genuine") is not None


WRONG: dict[str, tuple[Any, dict[str, Any], str]] = {
    "one sentence": (SAID, {"articles": MILL}, "`articles`: several sentences in a list"),
    "no sentence": (SAID, {"articles": [("mill", MILL)]}, "`articles`: sentences or Articles"),
    "twice": (SAID, {"articles": [MILL, MILL]}, "is given twice"),
    "both": (SAID, {"dialogue": "x.yaml"}, "give either `articles` or `dialogue`"),
    "nothing": ([], {}, "there are no speeches to score"),
    "no pair": ([("ann",)], {}, "speech 1: a pair of speaker and text, not ('ann',)"),
    "no text": ([("ann", "a"), ("ben", 3)], {}, "speech 2: a pair of speaker and text"),
    "no thing": (3, {}, "can be scored, not 3"),
    "no file": ("talk.csv", {}, "no run 'talk.csv'"),
    "placebo": (SAID, {"placebo": "last"}, "no run 'last'"),
    "interview": (SAID, {"interview": True}, "`interview` is for runs"),
    "judge": (SAID, {"judge": 3}, "`judge`: a name, a Model or a Judge"),
}


@pytest.mark.parametrize(("what", "given", "told"), WRONG.values(), ids=list(WRONG))
def test_what_is_wrong_is_named(what: Any, given: dict[str, Any], told: str, here: Path) -> None:
    with pytest.raises(sc.InputError) as error:
        scored(what, **given)
    assert told in str(error.value)


def test_a_placebo_is_for_runs(run: sc.Run) -> None:
    with pytest.raises(sc.InputError, match="`placebo` is for runs"):
        scored(SAID, placebo=run)
    with pytest.raises(sc.InputError, match="is no sham debate"):
        sc.score(run, placebo=run, judge=False, embedder=Words())


# What is found.


def test_scores_are_had_by_id(scores: sc.Scores) -> None:
    assert "stated-convergence" in scores and "convergense" not in scores
    with pytest.raises(sc.InputError, match="did you mean stated-convergence"):
        scores["convergense"]
    with pytest.raises(sc.InputError, match="no score of the whole debate is called"):
        scores["happiness"]


def test_scores_are_found_by_persona_and_article(scores: sc.Scores) -> None:
    article = next(s.scope.article for s in scores if s.scope.article)
    ann = scores.find("stated-position", persona="ann", article=article)
    assert ann is not None and ann.scope.persona == "ann" and ann.scope.article == article
    assert scores.find("stated-position", persona="nobody") is None


def test_scores_as_a_frame(scores: sc.Scores) -> None:
    table = scores.to_frame()
    assert len(table) == len(scores) == len([*scores])
    row = table[(table["id"] == "stated-convergence") & table["article"].isna()].iloc[0]
    score = scores["stated-convergence"]
    assert row["value"] == score.value
    assert score.control and row["control"] == score.control.value
    assert {"low", "high", "difference", "shown", "unscored", "n"} <= {*table.columns}


def test_scores_are_written_where_they_are_wanted(here: Path) -> None:
    found = scored(SAID, out="mill.json")
    assert found.files == (Path("mill.json"),) or found.files[0].name == "mill.json"
    kept = json.loads(Path("mill.json").read_text(encoding="utf-8"))
    assert len(kept["scores"]) == len(found)
    assert repr(found).startswith("<Scores: ")
