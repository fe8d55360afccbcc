"""What a reader is told at the end: three to six true sentences, and the figures behind them."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import pytest
from scripted_judge import ScriptedJudge, by_words

from smile_commons.scoring.articles import Article
from smile_commons.scoring.conclusion import Conclusion, conclusion
from smile_commons.scoring.findings import Findings
from smile_commons.scoring.lines import Line
from smile_commons.scoring.score import Control, Interval, Scope, Score
from smile_commons.scoring.subject import Subject
from smile_commons.scoring.whole import MeasuredJudge, score_all
from smile_commons.transcript import Ballot

FOUR = ("kai", "lyra", "talia", "ezra")
SIX = (*FOUR, "mira", "tomo")
CUES = {who: who.title() for who in SIX}
THINGS = ("registry", "bridge", "mill", "well", "gate", "school", "clock", "ferry")
TITLES = {thing: f"The {thing}" for thing in THINGS}
NEVER = "the judge was never checked on it: commons judge check"
CHECKED = {"side": {"accuracy": {"value": 0.675}, "majority": 0.5, "cosine": 0.525}}
LATE = ("against", "against", "for", "for", "for")


def of_scores(*scores: Score, judge: Mapping[str, Any] | None = None) -> Findings:
    return Findings(scores=scores, judge=judge)


def scored(
    id: str,
    value: float,
    interval: Interval | None,
    control: float,
    apart: Interval | None,
    kind: str = "retest",
    *,
    n: int = 0,
    start: float | None = None,
    further: Sequence[Control] = (),
    **scope: str,
) -> Score:
    against = Control(kind=kind, value=control, difference=value - control, interval=apart)
    return Score(id=id, scope=Scope(**scope), value=value, interval=interval, control=against,
                 n=n, start=start, further=further)  # fmt: skip


def up(id: str, value: float = 0.62, kind: str = "retest", **scope: str) -> Score:
    return scored(id, value, (value - 0.2, value + 0.2), 0.02, (0.2, 1.0), kind, **scope)


def down(id: str, value: float = -0.4, kind: str = "retest", **scope: str) -> Score:
    return scored(id, value, (value - 0.3, value + 0.3), 0.02, (-0.8, -0.1), kind, **scope)


def still(id: str, kind: str = "retest", **scope: str) -> Score:
    return scored(id, 0.1, (-0.1, 0.3), 0.05, (-0.2, 0.3), kind, **scope)


def on(id: str, things: Iterable[str] = THINGS[:7]) -> list[Score]:
    """What there is of the group on single articles: too few for an interval."""
    return [Score(id=id, scope=Scope(article=thing), value=0.1) for thing in things]


def told(
    *scores: Score,
    judge: Mapping[str, Any] | None = None,
    cues: Mapping[str, str] = CUES,
    titles: Mapping[str, str] = TITLES,
) -> Conclusion:
    return conclusion(of_scores(*scores, judge=judge), cues, titles)


def ballots(
    people: Sequence[str], things: Sequence[str], end: Callable[[str], float | None]
) -> tuple[Ballot, ...]:
    """Everybody begins at 0 and ends where told; with talk in the record votes differ by 0.05."""
    found = list[Ballot]()
    for row, who in enumerate(people):
        for place, thing in enumerate(things):
            noise = 0.03 * ((7 * row + 3 * place) % 5 - 2)
            final = end(who)
            for stage, position in (
                ("opening", 0.0),
                ("retest", noise),
                ("final", None if final is None else final - noise / 2),
            ):
                turn = 20 if stage == "final" else 0
                why = "label mass 0.21" if position is None else None
                forms = () if position is None else tuple(position + 0.01 * n for n in (-1, 0, 1))
                found.append(
                    Ballot(turn, who, thing, position, {}, stage=stage, unscored=why, forms=forms)
                )
    return tuple(found)


def lines(
    people: Sequence[str], things: Sequence[str], word: Callable[[str, int], str], rounds: int = 5
) -> tuple[Line, ...]:
    said = [
        (who, ", ".join(f"{word(who, n)} {thing}" for thing in things) or "what an evening")
        for n in range(rounds)
        for who in people
    ]
    return tuple(Line(turn, who, text) for turn, (who, text) in enumerate(said, start=1))


def articles(things: Sequence[str]) -> tuple[Article, ...]:
    return tuple(
        Article(one, f"The {one} should be built.", f"The {one} should stay as it is.")
        for one in things
    )


def judge(
    withheld: Mapping[Any, str] | None = None, reliability: Mapping[str, Any] | None = None
) -> MeasuredJudge:
    return MeasuredJudge(
        judge=ScriptedJudge(by_words), withheld=withheld or {}, reliability=reliability
    )


async def test_who_moved_is_named_with_the_figure_and_who_did_not_is_said() -> None:
    things = THINGS[:7]
    findings = await score_all(
        Subject(
            lines=lines(FOUR, things, lambda who, n: "for" if who == "lyra" else "against"),
            articles=articles(things),
            ballots=ballots(FOUR, things, lambda who: 0.6 if who == "kai" else 0.0),
        ),
        judge({"contradiction": NEVER}),
    )
    private, public, *rest = conclusion(findings, CUES, TITLES).sentences
    assert private.startswith(
        "In private, Kai moved towards the seven articles taken together, by "
    )
    assert private.endswith(
        "; no movement of Lyra, Talia and Ezra was to be told from what any talk at all does to a "
        "vote."
    )
    assert public == (
        "In public no movement of anybody was to be told from what the same speeches show in "
        "another order."
    )
    assert any("was never checked" in one for one in rest)
    assert re.fullmatch(r".*[Oo]f \d+ scores, .* because .*\.", rest[-1])


async def test_a_transcript_from_elsewhere_begins_with_what_was_said() -> None:
    speeches = lines(("kai", "lyra"), THINGS[:1],
                     lambda who, n: "for" if who == "lyra" or n > 2 else "against", 8)  # fmt: skip
    findings = await score_all(
        Subject(lines=speeches, articles=articles(THINGS[:1])), judge(reliability=CHECKED)
    )
    found = conclusion(findings, {}, {"registry": "The registry should be built."})
    public, private = found.sentences[:2]
    assert public.startswith("In public, kai moved towards “The registry should be built”, by 1.")
    assert private == (
        "No private votes were taken, so nothing can be told of what anybody came to hold."
    )
    assert (
        "The judge that read the speeches tells the side of 68 in 100 test lines, a simple guess "
        "53." in found.sentences
    )


async def test_ballots_without_a_judge_say_that_nobody_read_the_speeches() -> None:
    findings = await score_all(
        Subject(lines=lines(SIX, THINGS, lambda who, n: "for"), articles=articles(THINGS),
                ballots=ballots(SIX, THINGS, lambda who: -0.5 if who == "mira" else 0.4))
    )  # fmt: skip
    private, public = conclusion(findings, CUES, TITLES).sentences[:2]
    assert re.match(r"In private, \w+, \w+ and \w+ moved towards the eight articles", private)
    assert ", and so did " in private and "; Mira moved away from them, by 0.5" in private
    assert public == (
        "In public nothing can be told of who moved, because no judge read the speeches."
    )


@pytest.mark.parametrize("number", range(1, 9))
async def test_any_number_of_articles(number: int) -> None:
    things = THINGS[:number]
    findings = await score_all(
        Subject(lines=lines(FOUR, things, lambda who, n: LATE[n]), articles=articles(things),
                ballots=ballots(FOUR, things, lambda who: 0.5)),
        judge(),
    )  # fmt: skip
    private = conclusion(findings, CUES, TITLES).sentences[0]
    together = "“The registry”" if number == 1 else "articles taken together"
    assert f"{together}, by 0.5" in private


async def test_one_persona_is_set_beside_nobody() -> None:
    findings = await score_all(
        Subject(lines=lines(("kai",), THINGS, lambda who, n: LATE[n]), articles=articles(THINGS),
                ballots=ballots(("kai",), THINGS, lambda who: 0.0)),
        judge(),
    )  # fmt: skip
    sentences = conclusion(findings, CUES, TITLES).sentences
    assert sentences[0] == (
        "In private no movement of Kai was to be told from what any talk at all does to a vote."
    )
    assert not any("each other" in one for one in sentences)


async def test_nothing_scored_is_one_or_two_sentences_that_say_why() -> None:
    found = conclusion(await score_all(Subject(lines=())), CUES, TITLES)
    assert found.sentences == (
        "Nothing can be told of this debate: no score could be computed, most often because no "
        "judge read the speeches.",
        "No private votes were taken either.",
    )
    assert not found.figures
    assert told().sentences == ("Nothing was scored, so there is nothing to tell.",)


async def test_a_sham_debate_bears_on_no_article() -> None:
    findings = await score_all(
        Subject(lines=lines(FOUR, (), lambda who, n: ""), articles=articles(THINGS),
                ballots=ballots(FOUR, THINGS, lambda who: 0.0)),
        judge(reliability=CHECKED),
    )  # fmt: skip
    sentences = conclusion(findings, CUES, TITLES).sentences
    assert sentences[1] == (
        "In public nothing can be told of who moved, because no speech bore on an article."
    )
    assert not any("test lines" in one for one in sentences)


def test_a_single_article_is_named_and_a_figure_that_was_picked_says_from_how_many() -> None:
    kind = "shuffled"
    people = [still("stated-movement", kind, persona=who) for who in FOUR]
    cells = [still("stated-movement", kind, persona=who, article=a)
             for who in FOUR for a in THINGS[:7] if (who, a) != ("kai", "mill")]  # fmt: skip
    cell = down("stated-movement", -0.8, kind, persona="kai", article="mill")
    found = told(still("stated-movement", kind), *people, *on("stated-movement"), *cells, cell)
    assert found.sentences[0] == (
        "In public, Kai moved away from “The mill”, by 0.80 (95 % 0.50 to 1.10), where No and Yes "
        "lie 2 apart (of 28 such figures, all held against chance together); no movement "
        "of Lyra, Talia and Ezra was to be told from what the same speeches show in another order."
    )
    assert found.figures[0].article == "“The mill”" and found.figures[0].person == "Kai"


def test_what_somebody_moved_on_most_plainly_is_named() -> None:
    everywhere = up("stated-movement", kind="shuffled", persona="kai")
    cells = [up("stated-movement", kind="shuffled", persona="kai", article="mill"),
             down("stated-movement", kind="shuffled", persona="kai", article="well")]  # fmt: skip
    sentence = told(everywhere, *on("stated-movement"), *cells).sentences[0]
    assert sentence == (
        "In public, Kai moved towards the seven articles taken together, by 0.62 (95 % 0.42 to "
        "0.82), where No and Yes lie 2 apart, and towards “The mill” taken alone."
    )


def test_the_group_may_move_where_nobody_can_be_told_to_have_moved_alone() -> None:
    found = told(up("movement"), *on("movement"), *(still("movement", persona=w) for w in FOUR))
    assert found.sentences[0] == (
        "In private, the group as a whole moved towards the seven articles taken together, by 0.62 "
        "(95 % 0.42 to 0.82), where No and Yes lie 2 apart; no movement of any one of them was to "
        "be told from what any talk at all does to a vote."
    )


def test_the_group_is_told_of_where_there_is_too_little_of_each() -> None:
    reason = "too few speeches: in many orders it would be as far from chance"
    brief = [
        Score(id="stated-movement", scope=Scope(persona=who), value=0.3,
              control=Control(kind="shuffled", value=0.0, reason=reason))
        for who in FOUR
    ]  # fmt: skip
    assert told(still("stated-movement", "shuffled"), *brief).sentences[0] == (
        "In public no movement of the group as a whole was to be told from what the same speeches "
        "show in another order; of single people nothing can be told, because there were too few "
        "speeches for their order to tell."
    )


def test_a_debate_about_something_else_is_named_where_it_decides() -> None:
    sham = Control(kind="sham", value=0.6, difference=0.0, interval=(-0.1, 0.1))
    score = scored("movement", 0.6, (0.5, 0.7), 0.0, (0.4, 0.8), persona="kai", further=[sham])
    assert told(score).sentences[0] == (
        "In private no movement of Kai was to be told from what any talk at all does to a vote "
        "or what a debate about something else does."
    )


def test_a_value_that_its_control_contradicts_is_not_told_as_movement() -> None:
    """Clear of the control, which moved further up: beside it that is a way down."""
    score = scored("movement", 0.1, (0.05, 0.15), 0.5, (-0.5, -0.3), persona="kai")
    assert score.shown
    assert told(score).sentences[0] == (
        "In private nothing can be told of Kai, because the figure and its controls point "
        "different ways."
    )
    nearer = scored("mutual-convergence", -0.1, (-0.2, -0.05), -0.5, (0.2, 0.6))
    assert nearer.shown
    assert "It cannot be told whether they came nearer to each other or grew apart." \
        in told(nearer, still("movement", persona="kai")).sentences  # fmt: skip


def test_of_whom_nothing_can_be_told_stands_with_the_reason_of_each() -> None:
    """So it came of a forum that the embedded default played."""
    unsure = scored("movement", -0.18, (-0.43, 0.06), 0.21, (-0.7, -0.1), persona="talia")
    few = Score(id="movement", scope=Scope(persona="kai"), value=None, unscored="not asked")
    group = scored("movement", -0.17, (-0.29, -0.06), 0.02, (-0.3, -0.05))
    people = [unsure, still("movement", persona="ezra"), few]
    assert told(group, *people, *on("movement")).sentences[0] == (
        "In private, the group as a whole moved away from the seven articles taken together, by "
        "0.17 (95 % 0.06 to 0.29), where No and Yes lie 2 apart; no movement of Ezra was to be "
        "told from what any talk at all does to a vote; nothing can be told of Talia, because what "
        "was measured may be no change at all, nor of Kai, because votes were not taken both "
        "before and after the debate."
    )


def test_saying_what_one_does_not_vote_is_a_finding() -> None:
    gap = scored("gap", 1.42, (0.9, 1.6), 0.49, (0.5, 1.2), "floor", persona="talia")
    hollow = scored("hollow-agreement", 0.3, (0.2, 0.4), 0.1, (0.05, 0.3), "floor")
    sentences = told(hollow, gap, still("gap", "floor")).sentences
    assert (
        "They agree more in what they say than in what they vote, by 0.30 (95 % 0.20 to 0.40) "
        "where the most is 1; what Talia says lies 1.42 from the votes of Talia (95 % 0.90 to "
        "1.60), where noise alone would make it 0.49." in sentences
    )


def test_a_gap_below_what_noise_makes_is_no_finding() -> None:
    near = scored("gap", 0.2, (0.1, 0.3), 0.9, (-0.9, -0.5), "floor")
    assert not any("own votes" in one for one in told(near).sentences)


def test_votes_and_words_that_went_opposite_ways_or_not_as_far() -> None:
    public = up("stated-movement", kind="shuffled", persona="kai")
    opposite = told(public, down("movement", persona="kai"))
    assert "What Kai said and voted went opposite ways." in opposite.sentences
    held = scored("movement", 0.0, (-0.1, 0.1), 0.0, (-0.1, 0.1), persona="kai")
    assert (
        "The words of Kai moved further than the votes, by 0.62 (95 % 0.42 to 0.82) against 0.00 "
        "(95 % -0.10 to 0.10)." in told(public, held).sentences
    )
    near = scored("movement", 0.4, (0.2, 0.5), 0.4, (-0.2, 0.1), persona="kai")
    assert not any("further" in one for one in told(public, near).sentences)


def test_nearer_to_each_other_or_apart_in_private_and_in_public() -> None:
    nearer = scored("mutual-convergence", 0.34, (0.1, 0.6), 0.0, (0.1, 0.6))
    grown = scored("stated-polarisation", 0.42, (0.3, 0.5), 0.2, (0.1, 0.3), "shuffled", start=0.1)
    found = told(nearer, grown, still("stated-mutual-convergence", "swapped"))
    assert (
        "In private they came nearer to each other, by 0.34 of what lay between them (95 % 0.10 to "
        "0.60); in public they grew apart: the split between them went from 0.10 to 0.42 (95 % "
        "0.30 to 0.50), where half of them at each end is 1." in found.sentences
    )
    assert [figure.title for figure in found.figures] == ["nearer in private", "split in public"]


def test_voices_cards_and_answers() -> None:
    voice = scored("voice", 0.65, (0.4, 0.85), 0.26, (0.1, 0.6), "chance", n=14)
    same = scored("answer-consistency", 0.5, (0.3, 0.7), 0.9, (-0.6, -0.2), n=20)
    card = scored("prompt-to-line", 0.9, (0.7, 1.0), 0.6, (0.1, 0.5), "swapped", n=14)
    assert (
        "A reader who sees no names knows who speaks in 9 of 14 speeches (95 % 6 to 12), by chance "
        "in about 4; they keep to their own cards in 13 of 14 speeches (95 % 10 to 14), and to "
        "each other's in about 8." in told(same, card, voice).sentences
    )
    assert (
        "Asked again, they answer as before the debate in 10 of 20 questions (95 % 6 to 14), where "
        "with nothing between it is about 18." in told(same).sentences
    )
    one = scored("voice", 1.0, (0.7, 1.0), 0.26, (0.5, 0.9), "chance", n=8, persona="lyra")
    missed = scored("voice", 0.3, (0.1, 0.5), 0.26, (-0.2, 0.3), "chance", n=14)
    assert (
        "A reader who sees no names knows Lyra by the way of speaking, in 8 of 8 speeches (95 % 6 "
        "to 8), by chance in about 2." in told(missed, one).sentences
    )
    assert "It cannot be told whether each speaks in a way of their own." in told(missed).sentences


def test_whose_hearers_moved() -> None:
    scores = [up("influence", value, persona=who) for who, value in (("kai", 0.3), ("lyra", 0.4))]
    assert (
        "The votes of those who heard Lyra and Kai moved the way that these speeches pointed, "
        "by 0.40 (95 % 0.20 to 0.60) and 0.30 (95 % 0.10 to 0.50)."
    ) in told(*scores).sentences
    wide = up("influence", 0.2, persona="kai")  # its interval reaches 0
    assert not any("who heard Kai" in one for one in told(wide).sentences)


def test_a_judge_that_was_never_checked_and_one_that_was() -> None:
    read = up("stated-movement", kind="shuffled", persona="kai")
    never = told(read, judge={"reliability": None, "withheld": {}}).sentences
    assert any("was never checked, so take what is said of them with care." in one for one in never)
    known = told(read, judge={"reliability": CHECKED, "withheld": {}}).sentences
    assert any("68 in 100 test lines" in one for one in known)
    assert not any("judge" in one for one in told(read).sentences)


def test_what_would_move_anybody_is_named_where_it_was_not_tried() -> None:
    warning = "Whether people just tend to agree, whatever is put to them, was not tested."
    assert warning in told(up("movement", persona="kai")).sentences
    assert warning not in told(still("movement", persona="kai")).sentences
    assert warning not in told(down("stated-movement", kind="shuffled", persona="kai")).sentences
    sham = Control(kind="sham", value=0.0, difference=0.6, interval=(0.3, 0.9))
    score = scored("movement", 0.6, (0.5, 0.7), 0.0, (0.4, 0.8), persona="kai", further=[sham])
    assert warning not in told(score).sentences


def test_names_that_are_long_or_of_other_scripts() -> None:
    cues = {
        "kai": "Her Serene and Most Illustrious Highness the Dowager Duchess of Carrow-upon-Lenn",
        "lyra": "Нина Петровна",
        "talia": "山田太郎左衛門尉平朝臣国光之介兵衛",
        "ezra": "مريم",
    }
    titles = {"mill": 'The "old"\nmill beside the river that has not turned since the flood.'}
    people = [up("stated-movement", 0.9 - n / 10, "shuffled", persona=who)
              for n, who in enumerate(cues)]  # fmt: skip
    found = told(*people, *on("stated-movement", ["mill"]), cues=cues, titles=titles)
    assert found.sentences[0].startswith(
        "In public, Her Serene and Most…, Нина Петровна and 山田太郎左衛門尉平朝臣… moved "
        "towards “The 'old' mill beside the river that…”, by 0.90 (95 % 0.70 to 1.10), 0.80 ("
    )
    assert found.sentences[0].endswith(", where No and Yes lie 2 apart, and so did مريم.")


def test_who_would_look_alike_when_cut_is_not_cut() -> None:
    cues = {"kai": "The Very Honourable Member for the North", "lyra": "The Very Honourable Member "
            "for the South"}  # fmt: skip
    people = [still("movement", persona=who) for who in cues]
    assert "Honourable" not in told(*people, cues=cues).sentences[0]  # of anybody
    people[0] = up("movement", persona="kai")
    sentence = told(*people, cues=cues).sentences[0]
    assert "for the North moved" in sentence and "for the South was to be told" in sentence
