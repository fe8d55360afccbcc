"""Whatever was found: the sentences are few, whole and true to what is shown."""

import re
from collections.abc import Iterator

from hypothesis import given, settings
from hypothesis import strategies as st

from smile_commons.scoring.conclusion import conclusion
from smile_commons.scoring.definitions import DEFINITIONS
from smile_commons.scoring.findings import Findings
from smile_commons.scoring.score import Control, Scope, Score

NEVER = "the judge was never checked on it: commons judge check"
CHECKED = {"stance": {"accuracy": {"value": 0.425}, "majority": 0.25, "cosine": 0.275}}
PEOPLE = {f"zq-p{n}": f"Nam{n}" for n in range(6)}
ARTICLES = {f"zq-a{n}": f"Matter {n}" for n in range(8)}
OF_ALL = tuple(id for id in DEFINITIONS if id not in ("influence", "stated-position"))
OF_ONE = ("movement", "stated-movement", "gap", "influence", "voice", "caving", "knowledge")
KINDS = ("retest", "sham", "shuffled", "swapped", "negated", "chance")
REASONS = (
    "no judge was asked",
    "too few articles to resample",
    NEVER,
    "label mass 0.21",
    "",
    "odd",
)
VALUES = st.integers(-200, 200).map(lambda n: n / 100)
SPANS = st.tuples(VALUES, VALUES).map(lambda two: (min(two), max(two)))
CONTROLS = st.builds(
    Control, kind=st.sampled_from(KINDS), value=st.none() | VALUES, difference=st.none() | VALUES,
    interval=st.none() | SPANS, reason=st.none() | st.sampled_from(REASONS), decides=st.booleans(),
)  # fmt: skip
JUDGES = st.sampled_from(
    [
        None,
        {"reliability": None, "withheld": {"contradiction": NEVER}},
        {"reliability": CHECKED, "withheld": {"stance": "not clear"}},
        {"reliability": CHECKED, "withheld": {}},
    ]
)


@st.composite
def scores(draw: st.DrawFn, id: str, scope: Scope) -> Score:
    if draw(st.integers(0, 3)) == 0:
        return Score(id=id, scope=scope, value=None, unscored=draw(st.sampled_from(REASONS)))
    value = draw(VALUES)
    about = st.floats(0, 0.5).map(lambda width: (value - width, value + width))
    side = st.sampled_from([(0.1, 0.5), (-0.5, -0.1), (-0.2, 0.2)])
    decides = Control(kind=draw(st.sampled_from(KINDS)), value=draw(VALUES), difference=0.1,
                      interval=draw(side))  # fmt: skip
    return Score(
        id=id, scope=scope, value=value, interval=draw(st.none() | about | SPANS),
        control=draw(st.none() | CONTROLS | st.just(decides)),
        further=draw(st.lists(CONTROLS, max_size=2)), start=draw(st.none() | VALUES),
        n=draw(st.integers(0, 40)),
    )  # fmt: skip


@st.composite
def findings(draw: st.DrawFn) -> Findings:
    people = list(PEOPLE)[: draw(st.integers(1, 6))]
    things = list(ARTICLES)[: draw(st.integers(0, 8))]
    scopes = [(id, Scope()) for id in draw(st.sets(st.sampled_from(OF_ALL)))]
    for id in draw(st.sets(st.sampled_from(OF_ONE))):
        scopes += [(id, Scope(persona=who)) for who in people]
        if id.endswith("movement"):
            scopes += [(id, Scope(article=thing)) for thing in things]
            scopes += [(id, Scope(persona=people[0], article=thing)) for thing in things]
    return Findings(
        scores=[draw(scores(id, scope)) for id, scope in sorted(scopes, key=str)],
        judge=draw(JUDGES),
    )


def shown(score: Score, sign: int) -> bool:
    return bool(score.shown) and score.value is not None and sign * score.value > 0


def ranges(score: Score) -> Iterator[str]:
    """How its interval may stand in a sentence: as it is, the other way round, or counted."""
    if score.interval is None:
        return
    low, high = score.interval
    whole = score.n if score.n > 1 else 100
    for a, b in ((low, high), (-high, -low)):
        yield f"{round(a, 2) + 0.0:.2f} to {round(b, 2) + 0.0:.2f}"
    yield f"{int(low * whole + 1000.5) - 1000} to {int(high * whole + 1000.5) - 1000}"


MOVED = re.compile(r"((?:Nam\d(?:, | and )?)+) moved (towards|away from) (.+?), by")
TOO = re.compile(r"(towards|away from) [^;]*, and so did ([^.;]+)")


def check_movement(sentence: str, found: Findings) -> None:
    """Everybody who is told to have moved did so by a score that is shown, on that side."""
    id = "movement" if sentence.startswith("In private") else "stated-movement"
    claims = [(m[1], m[2], m[3]) for m in MOVED.finditer(sentence)]
    claims += [(m[2], m[1], "them") for m in TOO.finditer(sentence)]
    for names, way, target in claims:
        for name in re.findall(r"Nam\d", names):
            who = next(id for id, cue in PEOPLE.items() if cue == name)
            single = re.fullmatch(r"“(Matter \d)”", target)
            thing = f"zq-a{single[1][-1]}" if single else None
            scopes = (Scope(persona=who), Scope(persona=who, article=thing))
            sign = 1 if way == "towards" else -1
            assert any(s.id == id and s.scope in scopes and shown(s, sign) for s in found.scores)
    if "the group as a whole moved" in sentence:
        group = [s for s in found.scores if s.id == id and s.scope.persona is None]
        assert any(shown(s, 1) or shown(s, -1) for s in group)


@settings(max_examples=120)
@given(findings())
def test_whatever_was_found_the_sentences_are_few_whole_and_true(found: Findings) -> None:
    result = conclusion(found, PEOPLE, ARTICLES)
    assert result == conclusion(found, PEOPLE, ARTICLES)
    fewest, most = (3, 6) if any(s.value is not None for s in found.scores) else (1, 2)
    assert fewest <= len(result.sentences) <= most
    certain = {text for score in found.scores if score.shown for text in ranges(score)}
    whole = {s.id: s for s in found.scores if s.scope.whole}
    for one in result.sentences:
        assert one.endswith(".") and not one.endswith("..") and one[0].isupper()
        assert "zq-" not in one and "None" not in one and "  " not in one
        check_movement(one, found)
        beside = one.partition(" against ")[0] if "moved further than" in one else one
        assert set(re.findall(r"\(95 % (\S+ to [^)]+)\)", beside)) <= certain
        for where, prefix in (("n private", ""), ("n public", "stated-")):
            if f"{where} they came nearer" in one:
                assert shown(whole[f"{prefix}mutual-convergence"], 1)
            if f"{where} they grew apart" in one:
                assert whole[f"{prefix}polarisation"].shown
    assert len(result.figures) <= 5
    assert len({(f.id, f.person, f.article) for f in result.figures}) == len(result.figures)


@settings(max_examples=50)
@given(findings())
def test_nothing_is_told_of_what_is_nowhere_shown(found: Findings) -> None:
    unclear = Control(kind="retest", value=0.0, difference=0.0, interval=(-1.0, 1.0))
    dull = [Score(id=s.id, scope=s.scope, value=s.value, unscored=s.unscored, control=unclear)
            for s in found.scores]  # fmt: skip
    for one in conclusion(Findings(scores=dull, judge=found.judge), PEOPLE, ARTICLES).sentences:
        assert "95 %" not in one and not MOVED.search(one) and "as a whole" not in one
        assert not re.search(r"^(In private|In public) they|reader who|opposite|lies", one)
