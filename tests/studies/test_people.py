"""People beside models: agreement, corrected estimates, ballots from a table."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import smile_commons as sc
from smile_commons.errors import InputError
from smile_commons.scoring.labels.label import Label, append_label
from smile_commons.studies.analysis.compare import compare
from smile_commons.studies.people.agreement import agreement, agreement_by
from smile_commons.studies.people.ballots import read_ballots_of_people, scores_of_people
from smile_commons.studies.people.bands import band, read_bands
from smile_commons.studies.people.corrected import corrected

NAMES = ("opposes", "undecided", "supports", "silent")
KRIPPENDORFF = {
    "A": [None, None, None, None, None, 3, 4, 1, 2, 1, 1, 3, 3, None, 3],
    "B": [1, None, 2, 1, 3, 3, 4, 3, None, None, None, None, None, None, None],
    "C": [None, None, 2, 1, 3, 4, 4, None, 2, 1, 1, 3, 3, None, 4],
}
"""Three coders, 15 units: alpha .691 nominal, .811 interval (Krippendorff 2011, as Wikipedia's)."""


def labels(given: dict[str, list[Any]], names: tuple[str, ...] = NAMES) -> pd.DataFrame:
    """A row a label; unit n is speech n."""
    rows = [
        {"run_id": "r", "turn": turn, "article": "a", "coder": coder, "label": names[value - 1]}
        for coder, values in given.items()
        for turn, value in enumerate(values)
        if value is not None
    ]
    return pd.DataFrame(rows)


def test_alpha_is_krippendorffs() -> None:
    found = agreement(labels(KRIPPENDORFF))
    assert found.humans.value == pytest.approx(0.691, abs=5e-4)
    assert found.humans.pairs == 12
    low, high = found.humans.interval or (0, 0)
    assert low < 0.691 < high
    assert found.judge.value is None


def test_sides_have_distances() -> None:
    near = labels({"ana": [1, 2, 3, 1, 2, 3], "ben": [1, 1, 3, 1, 2, 2]})
    far = labels({"ana": [1, 2, 3, 1, 2, 3], "ben": [3, 2, 3, 1, 2, 1]})
    by_distance = [agreement(one, level="interval").humans.value for one in (near, far)]
    assert by_distance[0] is not None
    assert by_distance[1] is not None
    assert by_distance[0] > by_distance[1]
    silent = labels({"ana": [1, 4, 3], "ben": [1, 4, 3]})
    assert agreement(silent, level="interval").humans.pairs == 2


def readings(turns: dict[int, str], unread: tuple[int, ...] = ()) -> pd.DataFrame:
    """What a judge read; speeches that are not named are silent."""
    rows = [
        {"run_id": "r", "turn": turn, "article": "a",
         **{p: 0.8 if name == side else 0.1 for p, name in
            (("p_against", "opposes"), ("p_undecided", "undecided"), ("p_for", "supports"))},
         "position": {"opposes": -0.7, "undecided": 0.0, "supports": 0.7}[side]}
        for turn, side in turns.items()
    ]  # fmt: skip
    nothing = dict.fromkeys(("p_against", "p_undecided", "p_for", "position"), np.nan)
    rows += [{"run_id": "r", "turn": turn, "article": "a", **nothing} for turn in unread]
    return pd.DataFrame(rows)


def test_the_judge_stands_beside_the_ceiling() -> None:
    people = {"ana": [3, 1, 4, 3, 2, 1, 4, 3], "ben": [3, 1, 4, 3, 2, 1, 4, 1]}
    read = readings({0: "supports", 1: "opposes", 3: "opposes", 4: "undecided", 5: "opposes"},
                    unread=(7,))  # fmt: skip
    found = agreement(labels(people), read)
    assert found.humans.value is not None
    assert found.judge.value is not None
    assert found.judge.value < found.humans.value < 1
    assert found.judge.pairs == 14  # what it could not tell is no label
    assert found.confusion["supports"] == {"opposes": 2, "undecided": 0, "supports": 2, "silent": 0}
    assert found.confusion["silent"]["silent"] == 4
    assert "judge with people: alpha" in found.text()


def test_agreement_is_told_topic_by_topic() -> None:
    people = labels({"ana": [3, 1, 4, 3, 2, 1], "ben": [3, 1, 4, 3, 2, 3]})
    both = pd.concat([people, people.assign(article="b", label="supports")])
    read = readings({0: "supports", 1: "opposes", 3: "supports", 4: "undecided", 5: "opposes"})
    found = agreement_by(both, read)
    assert list(found) == ["a", "b"]
    alone = agreement(people, read)
    assert (found["a"].humans, found["a"].judge) == (alone.humans, alone.judge)
    assert found["b"].humans.value is None, "one label for all"
    with pytest.raises(InputError, match="did you mean article"):
        agreement_by(both, read, by="artcile")


def test_no_label_is_told_of() -> None:
    with pytest.raises(InputError, match="no labels"):
        agreement(labels({}).reindex(columns=["run_id", "turn", "article", "coder", "label"]))


# Corrected estimates.


def world(rng: np.random.Generator, blocks: int, drawn: float) -> tuple[pd.DataFrame, ...]:
    """Debates in which the judge reads everything as support, and people differ between ways."""
    speeches, read, given = list[dict[str, Any]](), list[dict[str, Any]](), list[dict[str, Any]]()
    for block in range(blocks):
        for way in ("warm", "cold"):
            run = f"{way}{block}"
            for turn in range(40):
                true = "supports" if rng.random() < (0.8 if way == "warm" else 0.3) else "opposes"
                about = {"run_id": run, "turn": turn}
                speeches.append(about | {"block": block, "factor.way": way, "text": "so"})
                read.append(about | {"article": "a", "position": 0.9})
                if rng.random() < drawn:
                    given.append(about | {"article": "a", "label": true, "probability": drawn,
                                          "sample_seed": None, "place": None})  # fmt: skip
    return pd.DataFrame(speeches), pd.DataFrame(read), pd.DataFrame(given)


def test_labels_mend_a_judge_that_says_yes_to_everything() -> None:
    tables = world(np.random.default_rng(5), 16, 0.4)
    found = corrected(*tables)
    judged = compare(found, "judged", "way", block="block", levels=["warm", "cold"]).only
    mended = compare(found, "corrected", "way", block="block", levels=["warm", "cold"]).only
    assert judged.estimate == pytest.approx(0.0)
    assert mended.ci is not None
    assert mended.ci[0] < -1.0 < mended.ci[1]  # from .6 to -.4
    assert mended.p is not None
    assert mended.p < 0.001


def test_the_interval_of_what_is_mended_holds_as_often_as_it_says() -> None:
    inside = 0
    for seed in range(60):
        found = corrected(*world(np.random.default_rng(seed), 6, 0.3))
        ends = compare(found, "corrected", "way", block="block", levels=["warm", "cold"]).only.ci
        assert ends is not None
        inside += ends[0] < -1.0 < ends[1]
    assert inside >= 52  # of 60; .95 gives 57, and fewer than 52 once in a hundred


def test_the_first_of_a_random_order_have_one_probability() -> None:
    speeches, read, _ = world(np.random.default_rng(1), 1, 0.5)
    order = np.random.default_rng(2).permutation(40)[:10]
    given = pd.DataFrame(
        {"run_id": "warm0", "turn": order, "article": "a", "label": "opposes",
         "probability": np.nan, "sample_seed": 7, "place": np.arange(1, 11)}
    )  # fmt: skip
    found = corrected(speeches, read, given).set_index("run_id")
    # .9 read of all, -1.9 off in each of ten that stand for four.
    assert found.loc["warm0", "corrected"] == pytest.approx(-1.0)
    assert pd.isna(found.loc["cold0", "corrected"])
    with pytest.raises(InputError, match="1 of 10 labels have no inclusion probability"):
        corrected(speeches, read, given.assign(place=[*range(1, 10), 12]))
    with pytest.raises(InputError, match="no inclusion probability"):
        corrected(speeches, read, given.assign(sample_seed=None, place=None))


def test_an_estimand_can_be_what_each_label_counts() -> None:
    tables = world(np.random.default_rng(5), 4, 0.5)
    lean, twice = (
        corrected(*tables),
        corrected(*tables, {"supports": 2.0, "opposes": -2.0, "undecided": 0.0, "silent": 0.0}),
    )
    assert twice["corrected"].to_list() == pytest.approx([2 * x for x in lean["corrected"]])
    # All 40 speeches speak to the article, so that silence counts in none of them.
    quiet = corrected(*tables, {"supports": 1.0, "opposes": 1.0, "undecided": 1.0, "silent": 5.0})
    assert quiet["judged"].to_list() == pytest.approx([1.0] * 8)
    with pytest.raises(InputError, match="says what each of supports, opposes"):
        corrected(*tables, {"supports": 1.0})


def test_articles_are_those_of_a_runs_own_dialogue() -> None:
    """Another dialogue with other articles makes no pair of this one."""
    speeches, read, given = world(np.random.default_rng(3), 2, 0.5)
    alone = corrected(speeches, read, given)
    other = speeches.assign(run_id="x" + speeches["run_id"], dialogue="other")
    both = corrected(
        pd.concat([speeches.assign(dialogue="forum"), other]),
        pd.concat([read, read.assign(run_id="x" + read["run_id"], article="b")]),
        given,
    )
    mine = both[both["dialogue"] == "forum"]
    assert mine["pairs"].to_list() == alone["pairs"].to_list()
    assert mine["corrected"].to_list() == pytest.approx(alone["corrected"].to_list())


# Ballots of people.

TABLE = """participant,article,stage,position,group
ana,lamps,opening,-0.5,one
ana,lamps,final,0.5,one
ben,lamps,opening,0.5,one
ben,lamps,final,0.5,one
ana,lamps,opening,0,two
ana,lamps,final,-1,two
ben,lamps,opening,,two
ben,lamps,final,1,two
"""


def test_ballots_of_people_are_scored_as_private_ones(tmp_path: Path) -> None:
    path = tmp_path / "ballots.csv"
    path.write_text(TABLE)
    groups = read_ballots_of_people(path, ["lamps"])
    whole = {one.id: one.value for one in scores_of_people(groups["one"])
             if one.scope.persona is None and one.scope.article is None}  # fmt: skip
    assert whole["movement"] == pytest.approx(0.5)
    assert whole["agreement"] == pytest.approx(1.0)
    (found,) = read_bands([path])["movement"]
    assert (found.n, found.corpus, found.covers) == (2, "ballots.csv", "all of them")
    assert (found.low, found.high) == pytest.approx((-1.0, 0.5))
    assert found.middle_interval is None


def test_the_median_of_a_band_is_held_by_order_statistics() -> None:
    """Conover 1999, table A3: of 16 the 4th and the 13th hold it in .979, of 6 the ends in .969."""
    values = [float(place) for place in range(1, 17)]
    assert band("movement", "x", values).middle_interval == (4.0, 13.0)
    assert band("movement", "x", values[:6]).middle_interval == (1.0, 6.0)
    assert band("movement", "x", values[:5]).middle_interval is None
    many = band("movement", "x", [place / 100 for place in range(101)])
    assert (many.low, many.middle, many.high) == pytest.approx((0.05, 0.5, 0.95))
    assert many.covers == "the middle 90 %"
    rng = np.random.default_rng(4)
    inside = 0
    for _ in range(400):
        low, high = band("x", "x", rng.exponential(1.0, 25).tolist()).middle_interval or (0, 0)
        inside += low <= np.log(2) <= high
    assert inside >= 376


def test_transcripts_of_people_are_bands_as_scored_and_as_labelled(tmp_path: Path) -> None:
    folder = tmp_path / "corpus"
    folder.mkdir()
    lines = ["ANA: Keep the lamps.", "BEN: No lamps.", "ANA: Keep them.", "BEN: Well, keep them."]
    for name, last in (("one", "supports"), ("two", "opposes")):
        (folder / f"{name}.txt").write_text("\n".join(lines))
        for turn, label in enumerate(("supports", "opposes", "supports", last), start=1):
            append_label(folder / f"{name}.labels.jsonl",
                         Label(turn=turn, article="lamps", label=label, digest="x"))  # fmt: skip
    found = {id: one[0] for id, one in read_bands([folder]).items()}
    assert found["stated-movement"].n == 2
    # Ben comes from -1 to a third of the way to 1, or stays: with Ana's 0 half of that.
    assert found["stated-movement"].low == pytest.approx(0.0)
    assert found["stated-movement"].high == pytest.approx((4 / 3) / 2)
    scored = sc.score(folder / "one.txt", articles=["Lamps should be."], judge=False,
                      out=tmp_path / "scored")  # fmt: skip
    again = read_bands([tmp_path / "scored"])
    assert again["voice"][0].middle == pytest.approx(scored["voice"].value)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("nowhere.csv", "there is no such file or folder"),
        ("empty", r"holds no scores.json .* and no labelled transcript"),
        ("alone.txt", "no labels lie beside it"),
    ],
)
def test_what_is_no_debate_of_people_is_told_of(tmp_path: Path, name: str, told: str) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "alone.txt").write_text("ANA: So.")
    with pytest.raises(InputError, match=told):
        read_bands([tmp_path / name])


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("participant,", "who,", r":1: has no column participant"),
        ("ana,lamps,opening,-0.5", "ana,lamps,before,-0.5", r":2: stage: 'before' is none"),
        ("ana,lamps,opening,-0.5", "ana,lamps,opening,-5", r":2: position: -5 is not within"),
        ("ana,lamps,opening,-0.5", "ana,lamps,opening,no", r":2: position: 'no' is no number"),
        ("ana,lamps,opening,-0.5", "ana,lamsp,opening,0", r":2: article: 'lamsp' is none; did"),
        ("ana,lamps,opening,-0.5", ",lamps,opening,0", r":2: participant: is empty"),
        ("ben,lamps,opening,0.5", "ana,lamps,opening,0.5", r":4: ana lamps opening was given"),
    ],
)
def test_a_row_that_is_wrong_is_named(tmp_path: Path, old: str, new: str, told: str) -> None:
    path = tmp_path / "ballots.csv"
    path.write_text(TABLE.replace(old, new, 1))
    with pytest.raises(InputError, match=told):
        read_ballots_of_people(path, ["lamps"])
