"""Asking in private: what a ballot is made of, in which order, and when it is unscored."""

import math
from collections.abc import Callable, Sequence
from itertools import groupby
from pathlib import Path

import pytest

from smile_commons.errors import InputError
from smile_commons.models.model import Style
from smile_commons.models.reply import Choice
from smile_commons.models.request import Request, asked_text
from smile_commons.models.scripted import ScriptedModel
from smile_commons.personas.ballot import AGAIN, TALK, ask_ballot
from smile_commons.personas.heard import HeardLine
from smile_commons.personas.vote import REPEATS
from smile_commons.prompts.environment import Prompts
from smile_commons.transcript import FORMS, MOST_FORMS, Ballot
from smile_commons.world.card import Card
from smile_commons.world.dialogue import Article

PROMPTS = Path(__file__).parents[2] / "prompts"
ARTICLES = (
    Article(id="lamp", title="The lamp", text="The lamp is lit.", negation="It stays dark."),
    Article(id="boat", title="The boat", text="The boat is sold.", negation="The boat is kept."),
    Article(id="pier", title="The pier", text="The pier is mended.", negation="The pier falls."),
)


@pytest.fixture
def prompts() -> Prompts:
    return Prompts({path.name: path.read_text("utf-8") for path in PROMPTS.glob("*.j2")})


def card(stance: str = "Ada is firmly for it and votes yes.") -> Card:
    return Card.model_validate(
        {
            "id": "ada",
            "name": "Ada Lovelock",
            "cue": "Ada",
            "title": "keeper of the light",
            "biography": "Born on the island.",
            "voice": {"notes": "Short.", "exemplars": ["One.", "Two.", "Three."]},
            "stance": {
                "principle": "A light is for whoever is out there.",
                "framework": "duty",
                "values": {"care": 1},
                "red_lines": ["A dark lamp."],
                "would_reconsider": ["A moon."],
                "openness": 0.5,
            },
            "goals": ["Light."],
            "positions": {"lamp": {"position": 0.9, "stance": stance, "reason": "Ships."}},
        }
    )


class Asked:
    """A model that answers by rule and keeps what it was asked."""

    def __init__(self, rule: Callable[[Request], object], style: Style = "script") -> None:
        self.requests: list[Request] = []
        self.model = ScriptedModel(self._answer, style=style)
        self._rule = rule

    def _answer(self, request: Request) -> object:
        self.requests.append(request)
        return self._rule(request)


def votes(yes: float, no: float, text: str = " Yes") -> Choice:
    shares = {" Yes": yes, " No": no}
    return Choice(text, "length", {k: math.log(v) for k, v in shares.items() if v > 0})


def by_side(plus: Choice, minus: Choice) -> Callable[[Request], Choice]:
    return lambda request: plus if request.purpose.endswith("+") else minus


async def opening(asked: Asked, prompts: Prompts, **more: object) -> list[Ballot]:
    return await ask_ballot(
        asked.model,
        prompts,
        card(),
        ARTICLES,
        **{"stage": "opening", "after_turn": 0} | more,  # type: ignore[arg-type]
    )


async def test_a_position_is_what_sets_the_two_answers_apart(prompts: Prompts) -> None:
    asked = Asked(by_side(votes(0.9, 0.1), votes(0.3, 0.7)))
    ballots = await opening(asked, prompts)
    assert [ballot.article for ballot in ballots] == ["lamp", "boat", "pier"]
    lamp = ballots[0]
    assert lamp.alone == pytest.approx(0.8, abs=1e-5)
    log_odds = (math.log(0.9 / 0.1) - math.log(0.3 / 0.7)) / 2
    assert lamp.position == pytest.approx(math.tanh(log_odds / 2), abs=1e-3)
    assert lamp.inconsistency == pytest.approx(abs(0.8 - 0.4), abs=1e-5)
    assert lamp.negation is not None
    assert lamp.negation["position"] == pytest.approx(-0.4, abs=1e-5)
    assert lamp.unscored is None


async def test_article_and_negation_are_asked_over_the_same_record(prompts: Prompts) -> None:
    asked = Asked(by_side(votes(0.9, 0.1), votes(0.1, 0.9)))
    await opening(asked, prompts)
    assert len(asked.requests) == 2 * FORMS * len(ARTICLES)
    by_purpose = {request.purpose: asked_text(request) for request in asked.requests}
    for purpose in by_purpose:
        one, other = by_purpose[f"{purpose[:-1]}+"], by_purpose[f"{purpose[:-1]}-"]
        assert one.rpartition("\n")[0] == other.rpartition("\n")[0]
        assert one.rpartition('"')[2] == other.rpartition('"')[2]


async def test_the_stance_stands_before_what_was_said_since(prompts: Prompts) -> None:
    asked = Asked(by_side(votes(0.9, 0.1), votes(0.1, 0.9)))
    heard = [
        HeardLine(3, "Bo", "Oil is dear.", own=False, article="lamp"),
        HeardLine(4, "Ada", 'I say "never".', own=True, article="lamp"),
    ]
    await opening(asked, prompts, heard=heard)
    lamp = next(r for r in asked.requests if r.purpose == "ballot/opening/ada/lamp/0/+")
    entry = asked_text(lamp).split("\n\n")[-1]
    order = ["The lamp is lit.", "Ada is firmly for it", "Bo said to Ada:", "Ada said:", "Motion:"]
    places = [entry.index(part) for part in order]
    assert places == sorted(places)
    assert "I say 'never'." in entry
    boat = next(r for r in asked.requests if r.purpose == "ballot/opening/ada/boat/0/+")
    assert "Oil" not in asked_text(boat)


async def asked_at(stage: str, prompts: Prompts, **more: object) -> dict[str, str]:
    """By article, form and side, what a ballot of a stage asks."""
    asked = Asked(by_side(votes(0.9, 0.1), votes(0.1, 0.9)))
    await opening(asked, prompts, stage=stage, **more)
    return {r.purpose.removeprefix(f"ballot/{stage}/ada/"): asked_text(r) for r in asked.requests}


async def test_forms_differ_in_examples_and_wording_and_are_the_same_at_any_time(
    prompts: Prompts,
) -> None:
    first = await asked_at("opening", prompts, forms=MOST_FORMS)
    assert len({first[f"lamp/{form}/+"] for form in range(MOST_FORMS)}) == MOST_FORMS
    assert first == await asked_at("final", prompts, forms=MOST_FORMS)
    fewer = await asked_at("final", prompts, forms=2)
    assert fewer == {key: text for key, text in first.items() if key.split("/")[1] in "01"}


async def test_what_ballots_have_in_common_stands_first_and_is_asked_in_a_row(
    prompts: Prompts,
) -> None:
    texts = list((await asked_at("opening", prompts, forms=MOST_FORMS)).values())
    examples = [text.split("Member: Ada")[0] for text in texts]
    assert len(set(examples)) == 2
    assert len(list(groupby(examples))) <= 4
    motions = [text.rpartition('"')[0] for text in texts]
    assert len(list(groupby(motions))) == 2 * 2 * len(ARTICLES)  # both sides, both examples


async def test_a_retest_has_talk_in_the_record_and_is_otherwise_the_same(prompts: Prompts) -> None:
    first, again = await asked_at("opening", prompts), await asked_at("retest", prompts)
    assert {key.split("/")[1] for key in again} == {str(form) for form in range(AGAIN)}
    talk = set[tuple[str, ...]]()
    for key, text in again.items():
        more = [line for line in text.splitlines() if line not in first[key].splitlines()]
        assert len(more) == TALK
        assert [line for line in text.splitlines() if line not in more] == first[key].splitlines()
        assert not any("lamp" in line or "boat" in line or "pier" in line for line in more)
        talk.add((key.split("/")[0], *more))
    assert len(talk) == len(ARTICLES)  # of each article the same in every form
    assert again == await asked_at("retest", prompts)


async def test_too_little_talk_for_a_retest_is_an_error_that_says_so(prompts: Prompts) -> None:
    templates = {path.name: path.read_text("utf-8") for path in PROMPTS.glob("*.j2")}
    short = Prompts(templates | {"ballot_talk.j2": "It rains."})
    with pytest.raises(InputError, match=r"ballot_talk\.j2: 1 lines of talk; a retest takes 2"):
        await asked_at("retest", short)


async def test_the_position_is_the_mean_of_its_forms(prompts: Prompts) -> None:
    def rule(request: Request) -> Choice:
        yes = 0.6 + int(request.purpose.split("/")[-2]) / 10
        return votes(yes, 1 - yes) if request.purpose.endswith("+") else votes(1 - yes, yes)

    lamp = (await opening(Asked(rule), prompts))[0]
    assert len(lamp.forms) == FORMS
    assert lamp.forms == tuple(sorted(lamp.forms))
    assert lamp.position == pytest.approx(sum(lamp.forms) / FORMS, abs=1e-6)


async def test_a_form_without_an_answer_is_left_out_unless_most_are(prompts: Prompts) -> None:
    def silent_in(*forms: int) -> Asked:
        def rule(request: Request) -> Choice:
            form = int(request.purpose.split("/")[-2])
            return votes(0.1, 0.1) if form in forms else votes(0.8, 0.2)

        return Asked(rule)

    lamp = (await opening(silent_in(1), prompts))[0]
    assert lamp.forms[1] is None
    assert lamp.position == pytest.approx(0.0, abs=1e-6)
    most = (await opening(silent_in(0, 1, 2), prompts))[0]
    assert most.position is None
    assert most.unscored == "no answer: label mass 0.20"


async def test_leaning_to_yes_does_not_move_a_position(prompts: Prompts) -> None:
    def leaning(odds: float) -> Asked:
        one, other = 4 * odds, odds / 4
        return Asked(by_side(votes(one / (1 + one), 1 / (1 + one)),
                             votes(other / (1 + other), 1 / (1 + other))))  # fmt: skip

    honest = (await opening(leaning(1), prompts))[0].position
    for odds in (0.1, 10):
        leant = (await opening(leaning(odds), prompts))[0].position
        assert leant == pytest.approx(honest, abs=1e-3)


async def test_what_is_no_answer_is_unscored(prompts: Prompts) -> None:
    asked = Asked(by_side(votes(0.2, 0.1), votes(0.1, 0.9)))
    ballot = (await opening(asked, prompts))[0]
    assert ballot.position is None
    assert ballot.unscored == "no answer: label mass 0.30"


async def test_yes_to_an_article_and_to_its_contrary_is_unscored(prompts: Prompts) -> None:
    asked = Asked(by_side(votes(1, 0), votes(0.99, 0.01)))
    ballot = (await opening(asked, prompts))[0]
    assert ballot.position is None
    assert ballot.inconsistency == pytest.approx(1.98, abs=1e-5)
    assert ballot.unscored is not None
    assert ballot.unscored.startswith("inconsistent")


@pytest.mark.parametrize("style", ["script", "chat"])
async def test_a_model_without_logprobs_answers_often(prompts: Prompts, style: Style) -> None:
    def rule(request: Request) -> Sequence[Choice]:
        yes = request.purpose.endswith("+")
        texts = [("Yes" if yes else "No") if i else "Blank" for i in range(request.n)]
        return [Choice(text, "stop") for text in texts]

    asked = Asked(rule, style)
    ballots = await opening(asked, prompts)
    # The first request finds out that there are none; from then on answers are drawn at once.
    assert [r.n for r in asked.requests] == [1] + [REPEATS] * 2 * FORMS * len(ARTICLES)
    assert ballots[0].position is not None
    assert 0.5 < ballots[0].position < 0.75  # 3 of 4 for, none against, one blank
    assert all((r.prompt is None) == (style == "chat") for r in asked.requests)


async def test_a_card_without_a_stance_is_asked_all_the_same(prompts: Prompts) -> None:
    asked = Asked(by_side(votes(0.5, 0.5), votes(0.5, 0.5)))
    ballots = await opening(asked, prompts)
    assert ballots[1].position == 0
