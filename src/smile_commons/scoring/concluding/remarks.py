"""What stands at the end: what was not to be told, how good the judge is, what was left out."""

from collections.abc import Mapping
from typing import Any, cast

from smile_commons.scoring.concluding.found import Found, Part, moved
from smile_commons.scoring.concluding.movement import Movement
from smile_commons.scoring.concluding.words import because, sentence
from smile_commons.scoring.findings import Findings
from smile_commons.scoring.report import tabled
from smile_commons.scoring.score import Score

_OUT = " out from noise"


def untold(found: Found, told: Mapping[str, Part | None]) -> Part | None:
    """What was measured, and what of it cannot be told either way.

    Args:
        found: the scores.
        told: by ``nearer``, ``held`` and ``self``, what is told already.
    """
    asked = {
        "nearer": ("whether they came nearer to each other or grew apart",
                   ("mutual-convergence", "stated-mutual-convergence")),
        "held": ("whether they say what they vote", ("gap",)),
        "self": ("whether each speaks in a way of their own", ("voice",)),
    }  # fmt: skip
    open_ = list[str]()
    scores = list[Score]()
    for key, (words, ids) in asked.items():
        measured = [one for id in ids if (one := found.one(id)) and one.value is not None]
        if measured and told.get(key) is None:
            open_.append(words)
            scores.append(measured[0])
    if not open_:
        return None
    return Part(sentence(f"it cannot be told {', nor '.join(open_)}"), tuple(scores))


def reliability(judge: Mapping[str, Any] | None, found: Found) -> Part | None:
    """How far the judge can be believed on where a speech stands; None where it read none."""
    if judge is None or not found.read_in_public:
        return None
    known = cast("Mapping[str, Mapping[str, Any]]", judge.get("reliability") or {})
    if "side" not in known:
        text = "the judge that read the speeches was never checked, so take what is said of them"
        return Part(sentence(f"{text} with care"))
    side = known["side"]
    right = _of_hundred(side["accuracy"]["value"])
    guessed = _of_hundred(max(side["majority"], side["cosine"]))
    text = f"the judge that read the speeches tells the side of {right} in 100 test lines"
    return Part(sentence(f"{text}, a simple guess {guessed}"))


def leaning(
    findings: Findings, private: Movement, public: Movement, nearer: Part | None
) -> Part | None:
    """A warning where movement is told and the control for mere assent was not run."""
    run = findings.controls["run"]
    come = nearer.rests_on if nearer else ()
    votes = [*private.told, *(one for one in come if not one.id.startswith("stated-"))]
    said = [*public.told, *(one for one in come if one.id.startswith("stated-"))]
    assent = any(moved(score) == "up" for score in said)
    if not (votes and "sham" not in run) and not (assent and "negated" not in run):
        return None
    text = "whether people just tend to agree, whatever is put to them, was not tested"
    return Part(sentence(text))


def left_out(findings: Findings) -> Part:
    """How many scores are shown, how many are not, and why nothing can be said of the others."""
    rows = tabled(findings.scores)
    shown = sum(score.shown is True for score in rows)
    still = sum(score.shown is False for score in rows)
    neither = [score for score in rows if score.shown is None]
    parts = list[str]()
    if shown:
        parts.append(f"{shown} {_form(shown, 'stands', 'stand')}{_OUT}")
    if still:
        parts.append(f"{still} {_form(still, 'does', 'do')} not{'' if shown else f' stand{_OUT}'}")
    if neither:
        parts.append(f"of {len(neither)} nothing can be said{because(neither, counted=True)}")
    if len(parts) > 1:
        parts[-1] = f"and {parts[-1]}"
    total = f"of {len(rows)} {_form(len(rows), 'score', 'scores')}"
    return Part(sentence(f"{total}, {', '.join(parts)}"))


def nothing(findings: Findings) -> list[Part]:
    """What is said where there is no score with a value."""
    if not findings.scores:
        return [Part(sentence("nothing was scored, so there is nothing to tell"))]
    why = because(tabled(findings.scores) or list(findings.scores))
    said = [Part(sentence(f"nothing can be told of this debate: no score could be computed{why}"))]
    if not any(score.id == "movement" for score in findings.scores):
        said.append(Part(sentence("no private votes were taken either")))
    return said


def _of_hundred(share: float) -> int:
    return int(100 * share + 0.5)


def _form(number: int, one: str, many: str) -> str:
    return one if number == 1 else many
