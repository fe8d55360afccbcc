"""A run and its scores as pieces of HTML that a notebook shows; nothing is fetched or run."""

from smile_commons.exports.script import Script
from smile_commons.exports.templates import render
from smile_commons.scoring.results import Results, Score, whole


def scene_html(script: Script) -> str:
    """The scene: acts with their headings, speeches under their cues."""
    return render("templates/scene.html.j2", script=script)


def scores_html(results: Results) -> str:
    """The scores of the whole debate: value, interval as a bar on the score's range, control."""
    told = [one for one in whole(results.scores) if one.value is not None]
    left = [one for one in whole(results.scores) if one.value is None]
    bars = {one.id: _bar(results, one) for one in told}
    return render("templates/scores.html.j2", results=results, scores=told, left=left, bars=bars)


def _bar(results: Results, score: Score) -> dict[str, float]:
    """Places in per cent of the range: zero, the value, and where the interval begins and ends."""
    definition = results.definitions.get(score.id)
    low, high = definition.range if definition else (-1.0, 1.0)

    def place(value: float) -> float:
        return round(100 * min(1.0, max(0.0, (value - low) / (high - low or 1.0))), 1)

    start, end = score.interval or (score.value or 0.0, score.value or 0.0)
    return {
        "zero": place(0.0),
        "value": place(score.value or 0.0),
        "start": place(start),
        "width": round(place(end) - place(start), 1),
    }
