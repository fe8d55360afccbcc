"""Asking in private: what a ballot is made of, in which order, and when it is unscored."""

import math
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from smile_commons.models.model import Style
from smile_commons.models.reply import Choice
from smile_commons.models.request import Request, asked_text
from smile_commons.models.scripted import ScriptedModel
from smile_commons.personas.ballot import REPEATS, ask_ballot
from smile_commons.personas.heard import HeardLine
from smile_commons.prompts.environment import Prompts
from smile_commons.transcript import Ballot
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
        stage="opening",
        after_turn=0,
        **more,  # type: ignore[arg-type]
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
    assert len(asked.requests) == 2 * len(ARTICLES)
    for plus, minus in zip(asked.requests[::2], asked.requests[1::2], strict=True):
        assert plus.purpose[:-1] == minus.purpose[:-1]
        one, other = asked_text(plus), asked_text(minus)
        assert one.rpartition("Motion:")[0] == other.rpartition("Motion:")[0]
        assert one.endswith("Vote:")


async def test_the_stance_stands_before_what_was_said_since(prompts: Prompts) -> None:
    asked = Asked(by_side(votes(0.9, 0.1), votes(0.1, 0.9)))
    heard = [
        HeardLine(3, "Bo", "Oil is dear.", own=False, article="lamp"),
        HeardLine(4, "Ada", 'I say "never".', own=True, article="lamp"),
    ]
    await opening(asked, prompts, heard=heard)
    lamp = next(r for r in asked.requests if r.purpose == "ballot/opening/ada/lamp/+")
    entry = asked_text(lamp).split("\n\n")[-1]
    order = ["The lamp is lit.", "Ada is firmly for it", "Bo said to Ada:", "Ada said:", "Motion:"]
    places = [entry.index(part) for part in order]
    assert places == sorted(places)
    assert "I say 'never'." in entry
    boat = next(r for r in asked.requests if r.purpose == "ballot/opening/ada/boat/+")
    assert "Oil" not in asked_text(boat)


async def test_a_retest_asks_each_article_in_the_other_form(prompts: Prompts) -> None:
    asked = Asked(by_side(votes(0.9, 0.1), votes(0.1, 0.9)))
    await opening(asked, prompts, form=0)
    first = {r.purpose: asked_text(r) for r in asked.requests}
    asked.requests.clear()
    await opening(asked, prompts, form=1)
    for request in asked.requests:
        assert asked_text(request) != first[request.purpose]


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
    assert [r.n for r in asked.requests] == [1] + [REPEATS] * 2 * len(ARTICLES)
    assert ballots[0].position is not None
    assert 0.7 < ballots[0].position < 0.8  # 7 of 8 for, none against, one blank
    assert all((r.prompt is None) == (style == "chat") for r in asked.requests)


async def test_a_card_without_a_stance_is_asked_all_the_same(prompts: Prompts) -> None:
    asked = Asked(by_side(votes(0.5, 0.5), votes(0.5, 0.5)))
    ballots = await opening(asked, prompts)
    assert ballots[1].position == 0
