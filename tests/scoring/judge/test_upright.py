"""Articles that would end a thing are put as their contrary, and nothing else is."""

import pytest
from asked import answering, judge_of, quoted
from hypothesis import given
from hypothesis import strategies as st

from smile_commons.models.reply import Choice
from smile_commons.models.request import Request, asked_text
from smile_commons.models.scripted import ScriptedModel
from smile_commons.scoring.judge.answer import Scale
from smile_commons.scoring.judge.forms import CHAT, SCRIPT
from smile_commons.scoring.judge.task import OPPOSES, SUPPORTS, Item
from smile_commons.scoring.judge.upright import Upright, upright


@pytest.mark.parametrize(
    ("article", "put"),
    [
        ("We should ban human cloning.", "We should allow human cloning."),
        ("Fireworks should be banned in the town.", "Fireworks should be allowed in the town."),
        ("The city must close its theatre.", "The city must keep its theatre."),
        ("Abolish the monarchy.", "Keep the monarchy."),
        ("This house would limit free speech.", "This house would protect free speech."),
        ("The dam should be taken down.", "The dam should be kept."),
        ("Ships may no longer enter the harbour.", "Ships may enter the harbour."),
        ("The roads should not be salted.", "The roads should be salted."),
        ("We should introduce a ban on smoking.", "We should allow smoking."),
        ("We should fight the spread of towns.", "We should support the spread of towns."),
    ],
)
def test_what_would_end_a_thing_is_asked_about_as_its_contrary(article: str, put: str) -> None:
    assert upright(article).text == put
    assert upright(article).sign == -1


@pytest.mark.parametrize(
    "article",
    [
        "The town library opens on Sundays.",
        "Trams in this city should be free for everyone.",
        "We should fight for the Olympics.",
        "A shared laundry is built in the cellar of our block.",
        "Couples who wish to end their marriage should be helped.",
        "Children of the closed ward should be read to.",
    ],
)
def test_other_articles_stay_as_they_are(article: str) -> None:
    assert upright(article) == Upright(article)


def test_two_turns_are_none() -> None:
    put = upright("Home schooling should not be banned.")
    assert (put.text, put.sign) == ("Home schooling should be allowed.", 1)


@given(st.text())
def test_any_text_can_be_an_article(text: str) -> None:
    put = upright(text)
    assert put.sign in (1, -1)
    assert put.sign == 1 or put.text != text


async def test_a_model_that_hears_the_tone_alone_is_read_aright() -> None:
    """It says Yes to praise, whatever the motion; the ban it is then right about, and the rest."""

    def tone(request: Request) -> Choice:
        praised = "lovely" in asked_text(request)
        good, bad = (-0.1, -3.0) if praised else (-3.0, -0.1)
        return Choice("", "length", {"Yes": good, "No": bad, "passed": good, "rejected": bad})

    model = ScriptedModel(tone, style="script")
    judge = judge_of(model, gated=False)
    judge._scales = {form.id: Scale(0.0, 1.0) for form in SCRIPT.all}
    told = await judge.judge(
        [
            Item(task="stance", text=text, against=article)
            for article in ("We should ban carnivals.", "We should hold carnivals.")
            for text in ("They are lovely.", "They are vile.")
        ]
    )
    assert [one.label for one in told] == [OPPOSES, SUPPORTS, SUPPORTS, OPPOSES]


def test_an_endpoint_is_asked_about_the_article_itself() -> None:
    assert SCRIPT.upright
    assert not CHAT.upright


async def test_it_is_asked_about_nothing_else() -> None:
    model = answering(lambda motion, text: 0.0)
    await judge_of(model, gated=False).judge(
        [Item(task="stance", text="They are lovely.", against="We should ban carnivals.")]
    )
    assert "We should ban carnivals." in {quoted(request)[0] for request in model.requests}
