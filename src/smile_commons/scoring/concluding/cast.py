"""What is between people, and between what they say and what they vote."""

from collections.abc import Iterator, Mapping, Sequence

from smile_commons.scoring.concluding.found import Found, Part, Side, apart, moved
from smile_commons.scoring.concluding.movement import MOST_NAMED, Movement
from smile_commons.scoring.concluding.words import Names, figure, listed, sentence, size, within
from smile_commons.scoring.score import Score

_MOST_CLAUSES = 2


def nearer(found: Found) -> Part | None:
    """Whether people came nearer to each other or grew apart, where either can be told."""
    clauses = list[str]()
    scores = list[Score]()
    for where, prefix in (("in private", ""), ("in public", "stated-")):
        change = found.one(f"{prefix}mutual-convergence")
        split = found.one(f"{prefix}polarisation")
        if change is not None and moved(change) == "up":
            gone = f"{figure(change.value or 0.0)} of what lay between them"
            clauses.append(
                f"{where} they came nearer to each other, by {gone}{within(change.interval)}"
            )
            scores.append(change)
        elif split is not None and _grew(split):
            clauses.append(f"{where} they grew apart: {_split(split)}")
            scores.append(split)
    return Part(sentence("; ".join(clauses)), tuple(scores)) if clauses else None


def said_and_held(found: Found, names: Names, private: Movement, public: Movement) -> Part | None:
    """Where what is said and what is voted differ, or can be told to go together."""
    clauses = list(_said_and_held(found, names, private, public))[:_MOST_CLAUSES]
    if not clauses:
        return None
    scores = tuple(score for _, of_one in clauses for score in of_one)
    return Part(sentence("; ".join(text for text, _ in clauses)), scores)


def influence(found: Found, names: Names) -> Part | None:
    """Whose hearers moved the way that one spoke, where it can be told."""
    told = {who: one for who, one in found.by_person("influence").items() if moved(one) == "up"}
    movers = sorted(told.items(), key=lambda one: -(one[1].value or 0.0))[:MOST_NAMED]
    if not movers:
        return None
    who = listed([names.person(one) for one, _ in movers])
    sizes = listed([size(score) for _, score in movers])
    text = f"the votes of those who heard {who} moved the way that these speeches pointed"
    return Part(sentence(f"{text}, by {sizes}"), tuple(score for _, score in movers))


def _grew(split: Score) -> bool:
    """Whether the split can be told to be wider than control and beginning."""
    if split.value is None or split.start is None or apart(split) != "up":
        return False
    low = split.value if split.interval is None else split.interval[0]
    return low > split.start


def _split(split: Score) -> str:
    value, start = split.value or 0.0, split.start or 0.0
    return (
        f"the split between them went from {figure(start)} to {figure(value)}"
        f"{within(split.interval)}, where half of them at each end is 1"
    )


def _said_and_held(
    found: Found, names: Names, private: Movement, public: Movement
) -> Iterator[tuple[str, tuple[Score, ...]]]:
    """Every statement that holds, the weightiest first."""
    yield from _opposite(found, names, private.sides, public.sides)
    for id, one, other in (
        ("hollow-agreement", "in what they say", "in what they vote"),
        ("silent-agreement", "in what they vote", "in what they say"),
    ):
        score = found.one(id)
        if score is not None and apart(score) == "up" and moved(score) == "up":
            text = f"they agree more {one} than {other}, by {size(score)} where the most is 1"
            yield text, (score,)
    yield from _gaps(found, names)
    yield from _further(found, names)


def _opposite(
    found: Found, names: Names, private: Mapping[str, Side], public: Mapping[str, Side]
) -> Iterator[tuple[str, tuple[Score, ...]]]:
    ways = {("up", "down"), ("down", "up")}
    who = [one for one in public if (private.get(one), public[one]) in ways]
    if who:
        named = listed([names.person(one) for one in who[:MOST_NAMED]])
        yield f"what {named} said and voted went opposite ways", _scores(found, who)


def _further(found: Found, names: Names) -> Iterator[tuple[str, tuple[Score, ...]]]:
    """Who can be told to have moved further in one channel than in the other."""
    votes, words = found.by_person("movement"), found.by_person("stated-movement")
    both = {who: (words[who], votes[who]) for who in words if who in votes}
    for one, other, told in (
        ("words", "votes", {who: pair for who, pair in both.items() if _beyond(*pair)}),
        ("votes", "words", {who: pair[::-1] for who, pair in both.items() if _beyond(*pair[::-1])}),
    ):
        if not told:
            continue
        who, (far, near) = max(told.items(), key=lambda item: abs(item[1][0].value or 0.0))
        sign = 1 if moved(far) == "up" else -1
        text = (
            f"the {one} of {names.person(who)} moved further than the {other}, by {size(far)} "
            f"against {_signed(near, sign)}"
        )
        yield text, (far, near)


def _beyond(far: Score, near: Score) -> bool:
    """Whether one moved, and further than the whole interval of the other, either way."""
    side = moved(far)
    if side not in ("up", "down") or far.interval is None or near.interval is None:
        return False
    return min(map(abs, far.interval)) > max(map(abs, near.interval))


def _signed(score: Score, sign: int) -> str:
    """A change as it is in that direction, below 0 where it went the other way."""
    low, high = score.interval or (0.0, 0.0)
    ends = (low, high) if sign > 0 else (-high, -low)
    return f"{figure(sign * (score.value or 0.0))}{within(ends)}"


def _gaps(found: Found, names: Names) -> Iterator[tuple[str, tuple[Score, ...]]]:
    """Where what is said lies further from one's own votes than noise alone would have it."""
    whole = found.one("gap")
    people = {who: one for who, one in found.by_person("gap").items() if apart(one) == "up"}
    if people:
        widest = sorted(people.items(), key=lambda one: -(one[1].value or 0.0))
        who, score = widest[0]
        name = names.person(who)
        yield _gap(f"what {name} says", f"the votes of {name}", score), (score,)
    elif whole is not None and apart(whole) == "up":
        yield _gap("what each one says", "that one's own votes", whole), (whole,)


def _gap(what: str, own: str, score: Score) -> str:
    return (
        f"{what} lies {figure(score.value or 0.0)} from {own}{within(score.interval)}, where noise "
        f"alone would make it {figure(score.level or 0.0)}"
    )


def _scores(found: Found, who: Sequence[str]) -> tuple[Score, ...]:
    both = [found.one(id, one) for one in who for id in ("stated-movement", "movement")]
    return tuple(score for score in both if score is not None)
