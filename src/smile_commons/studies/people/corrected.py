"""What was said, run by run, as people would have read it: a sample of labels mends the judge.

Of each run the mean of what the judge read, and what the labels add to it, each weighted by how
likely it was to be drawn (Horvitz and Thompson 1952; as prediction-powered inference: Angelopoulos
et al. 2023). That is right on average for each run whatever the judge's faults, so a comparison of
runs (``compare``) holds; the noise that few labels bring makes it wider, and not wrong.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from smile_commons.errors import InputError
from smile_commons.names import known
from smile_commons.scoring.judge.task import OPPOSES, SILENT, SUPPORTS, UNDECIDED

if TYPE_CHECKING:
    import pandas as pd

Values = Mapping[str, float]
"""What each label counts: ``supports``, ``opposes``, ``undecided``, ``silent``."""
ESTIMANDS: Mapping[str, Values] = {
    "lean": {SUPPORTS: 1.0, OPPOSES: -1.0, UNDECIDED: 0.0, SILENT: 0.0},
    "share": {SUPPORTS: 1.0, OPPOSES: 1.0, UNDECIDED: 1.0, SILENT: 0.0},
    "support": {SUPPORTS: 1.0, OPPOSES: 0.0, UNDECIDED: 0.0, SILENT: 0.0},
}
"""By name, means over all speeches and articles: of the side taken, of whether the article is
spoken to, of whether it is supported."""
_PAIR = ["run_id", "turn", "article"]


def corrected(
    speeches: "pd.DataFrame",
    readings: "pd.DataFrame",
    labels: "pd.DataFrame",
    estimand: str | Values = "lean",
) -> "pd.DataFrame":
    """A row a run: its keys, ``judged`` (by the judge alone), ``corrected``, ``labels``, ``pairs``.

    Args:
        speeches, readings, labels: tables of the same runs, as ``load`` gives them; runs without
            labels have no corrected value.
        estimand: ``lean``, ``share`` or ``support``; or what each of the four labels counts.

    Raises:
        InputError: a label has no inclusion probability, nobody labelled anything, there is no
            such estimand, or one names other labels.
    """
    values = _values(estimand)
    given: Any = labels
    if given.empty:
        raise InputError("no labels: nothing can be corrected")
    spoken: Any = speeches
    read: Any = readings
    given = given.drop_duplicates(_PAIR, keep="last")
    pairs_of = _pairs(spoken, read, given)
    given = given.assign(chance=_chances(given, pairs_of))
    lacking = given[given["chance"].isna()]
    if len(lacking):
        raise InputError(
            f"{len(lacking)} of {len(given)} labels have no inclusion probability: give each its "
            "`probability` of being drawn, or take them with `commons label`, which knows it"
        )
    read = read.assign(f=[_of_shares(row, values) for row in read.to_dict("records")])
    judged = read[read["f"].notna()].groupby("run_id")["f"].sum()
    by_pair = read.set_index(_PAIR)["f"].dropna().to_dict()
    keys = [(row["run_id"], row["turn"], row["article"]) for row in given.to_dict("records")]
    off = [
        values[label] - values[SILENT] - by_pair.get(key, 0.0)
        for key, label in zip(keys, given["label"], strict=True)
    ]
    added = given.assign(off=off)
    added = added.assign(off=added["off"] / added["chance"]).groupby("run_id")["off"].sum()
    rows = list[dict[str, Any]]()
    own = {"turn", "act", "speaker", "to", "move", "article", "about", "by", "words", "takes",
           "prompt_tokens", "completion_tokens", "seconds", "text"}  # fmt: skip
    for run, part in spoken.groupby("run_id", sort=False):
        pairs = pairs_of[run]
        count = int((given["run_id"] == run).sum())
        if not pairs:
            continue  # nothing was read or labelled of its dialogue
        mean = values[SILENT] + float(judged.get(run, 0.0)) / pairs
        mended = mean + float(added.get(run, 0.0)) / pairs if count else None
        about = {name: part[name].iloc[0] for name in part.columns if name not in own}
        rows.append(about | {"judged": mean, "corrected": mended, "labels": count, "pairs": pairs})
    import pandas as pd

    made: Any = pd.DataFrame(rows)
    return made.astype({"corrected": "float64"})


def _pairs(spoken: Any, read: Any, given: Any) -> dict[Any, int]:
    """How many speeches with an article each run has; articles are those of its dialogue."""
    about = spoken.drop_duplicates("run_id")
    names = about["dialogue"] if "dialogue" in about else [""] * len(about)
    dialogue = dict(zip(about["run_id"], names, strict=True))
    articles = dict[Any, set[str]]()
    for table in (read, given):
        for run, article in zip(table["run_id"], table["article"], strict=True):
            if isinstance(article, str):
                articles.setdefault(dialogue.get(run), set()).add(article)
    sizes = spoken.groupby("run_id", sort=False).size().to_dict()
    return {run: size * len(articles.get(dialogue[run], ())) for run, size in sizes.items()}


def _chances(given: Any, pairs_of: dict[Any, int]) -> list[float]:
    """How likely each label was to be drawn: as it says, or by its place in the random order.

    Of the first n of a random order each pair is as likely as any other: n over all.
    """
    first = dict[Any, int]()
    for (run, seed), part in given.groupby(["run_id", "sample_seed"]):
        places = {int(place) for place in part["place"].dropna()}
        count = 0
        while count + 1 in places:
            count += 1
        first[run, seed] = count
    found = list[float]()
    for row in given.to_dict("records"):
        chance, seed, place = row["probability"], row["sample_seed"], row["place"]
        if chance is not None and chance == chance:
            found.append(float(chance))
            continue
        missing = any(one is None or one != one for one in map(_plain, (seed, place)))
        count = 0 if missing else first.get((row["run_id"], seed), 0)
        inside = not missing and int(place) <= count
        known_pairs = _plain(row.get("sample_pairs"))
        total = pairs_of.get(row["run_id"], 0) if known_pairs != known_pairs else int(known_pairs)
        found.append(count / total if inside and total else float("nan"))
    return found


def _plain(value: Any) -> Any:
    """A value of a column of whole numbers; NaN for what is missing there."""
    return float("nan") if value is None or str(value) == "<NA>" else value


def _values(estimand: str | Values) -> Values:
    if isinstance(estimand, str):
        known(estimand, ESTIMANDS, "estimand")
        return ESTIMANDS[estimand]
    if set(estimand) != set(ESTIMANDS["lean"]):
        raise InputError(
            f"`estimand` says what each of {', '.join(ESTIMANDS['lean'])} counts, not of "
            f"{', '.join(estimand) or 'none'}"
        )
    return estimand


def _of_shares(row: dict[str, Any], values: Values) -> float:
    """What the judge read beyond silence, as the estimand counts it; NaN where it could not tell.

    By how likely it takes each side to be; of the side alone where only a position is known.
    """
    position = row["position"]
    if position is None or position != position:
        return float("nan")
    chances: list[Any] = [row.get(name) for name in ("p_for", "p_against", "p_undecided")]
    if any(one is None or one != one for one in chances):
        chances = [max(position, 0.0), max(-position, 0.0), 1 - abs(position)]
    sides = (values[SUPPORTS], values[OPPOSES], values[UNDECIDED])
    return sum(p * value for p, value in zip(chances, sides, strict=True)) - values[SILENT]
