"""Notes drafted of what a speech is about: who is I in it, who you, what is wrong with a try."""

from pathlib import Path

import pytest

from smile_commons.dialogues.drafting import draft_line
from smile_commons.models.kept import KeptModel
from smile_commons.models.request import Request, asked_text
from smile_commons.models.scripted import ScriptedModel
from smile_commons.personas.draft_check import checked
from smile_commons.personas.draft_subject import Subject, subject_of, told
from smile_commons.personas.drafting import PURPOSE, Drafter
from smile_commons.prompts.environment import Prompts
from smile_commons.prompts.language import NEUTRAL, english
from smile_commons.world import find_world, load_world
from smile_commons.world.card import Card
from smile_commons.world.dialogue import EitherWay, Move

CARDS = load_world(find_world()).personas


def subject(on: str, move: Move = Move.TESTIFY, who: str = "lyra", to: str = "") -> Subject:
    spoken_to: tuple[Card, ...] = (CARDS[to],) if to else ()
    return subject_of(on, move, CARDS[who], spoken_to)


WRONG = [
    ("Lyra burned the list of nine names", "", "Lyra burned the list of nine names.", "by name"),
    ("Lyra burned the list of nine names", "", "She burned the list of nine names.", "not say I"),
    ("she burned the list of nine names", "", "She burned the list of nine names.", "not say I"),
    ("she burned her list of nine names", "", "She burned my list of nine names.", "as she"),
    ("Kai burned the list of nine names", "kai", "Kai burned the list of nine names.", "by name"),
    ("Kai burned the list of nine names", "kai", "I burned the list of nine names.", "not say you"),
    ("the list of nine names", "", "I burned a list of names.", "leaves out 9"),
    ("the list that Odile kept", "", "I have the list that she kept.", "leaves out odile"),
    ("the list of names", "", "I have a list of forty names.", "makes up 40"),
    ("the list of names", "", "I have the list of names from Hesper.", "makes up hesper"),
    ("the list of names", "", "A tin of paint stood on the stove, and nobody came.", "else"),
    (
        "the list of names",
        "",
        "I burned the list of names on the stove in the winter.",
        "more than",
    ),
    ("the list of names", "", "I have the list of names", "no whole sentence"),
    ("the list of names", "", "Have I the list of names?", "is no question"),
    ("the list of names", "", "I have the list (of names).", "no plain speech"),
    ("the list of names", "", "The list. Names. The list of names. A list.", "too long"),
    ("the list of names", "", "There is a list of names. I have the list of names.", "twice"),
]


@pytest.mark.parametrize(("on", "to", "draft", "why"), WRONG)
def test_a_draft_that_is_not_what_it_was_made_of_is_wrong(
    on: str, to: str, draft: str, why: str
) -> None:
    assert why in checked(draft, subject(on, to=to), english()).wrong


RIGHT = [
    ("Lyra burned the list of nine names", "", "I burned the list. It had nine names."),
    ("she burned her list of nine names", "kai", "I burned my list of nine names."),
    ("Kai burned the list, and her dog watched", "kai", "You burned the list. My dog watched."),
    ("his father's oven, cold for nine years", "kai", "Your father's oven was cold nine years."),
    ("a child of three, whose list Odile burned", "", "Odile burned the list of a child of three."),
]  # fmt: skip


@pytest.mark.parametrize(("on", "to", "draft"), RIGHT)
def test_a_draft_that_is_what_it_was_made_of_is_right(on: str, to: str, draft: str) -> None:
    assert checked(draft, subject(on, to=to), english()).wrong == ""


@pytest.mark.parametrize(
    ("on", "who", "to", "marked"),
    [
        (
            "Kai's oven, which she saw",
            "lyra",
            "kai",
            "Kai's (addressee)| oven, which she (speaker)| saw",
        ),
        ("what he told her", "lyra", "kai", "what he (addressee)| told her"),
        ("a post ashore for her", "kai", "lyra", "a post ashore for her (addressee)|"),
        ("he burned his list", "kai", "", "he (speaker)| burned his (speaker)| list"),
        ("she kept Odile's list for her", "lyra", "", "she kept Odile's list for her"),
        ("whether she signs", "lyra", "talia", "whether she signs"),
    ],
)
def test_who_is_meant_is_marked_where_it_can_be_told(
    on: str, who: str, to: str, marked: str
) -> None:
    pieces = told(subject(on, who=who, to=to), english())
    assert "|".join(one.text + f" ({one.means})" * bool(one.means) for one in pieces) == marked


def test_a_question_asks_once() -> None:
    asks = subject("who burned the list", Move.QUESTION)
    assert checked("Who burned the list?", asks, english()).wrong == ""
    assert checked("I burned the list.", asks, english()).wrong
    assert checked("Who? Who burned the list?", asks, english()).wrong


def test_what_may_be_anybodys_says_no_i() -> None:
    anybodys = subject_of("whether the list is burned", None, None, ())
    assert checked("The list is burned.", anybodys, english()).wrong == ""
    assert "anybody" in checked("I burned the list.", anybodys, english()).wrong


def test_a_language_without_words_is_judged_by_what_all_have() -> None:
    one = subject("Kai hat neun Namen verbrannt", to="kai")
    assert checked("Neun Namen hast du verbrannt.", one, NEUTRAL).wrong == ""
    assert "by name" in checked("Kai hat neun Namen verbrannt.", one, NEUTRAL).wrong


async def test_the_best_try_is_taken_without_label_or_quotes() -> None:
    tries = ["Lyra burned it.", 'LYRA: "I burned the list of nine names."', "I burned nine names."]
    drafter = Drafter(ScriptedModel([tries]), Prompts({}), english())
    draft = await drafter.draft(subject("Lyra burned the list of nine names"), "1")
    assert draft.say == "I burned the list of nine names."


@pytest.mark.parametrize("style", ["chat", "script"])
async def test_a_decision_is_drafted_both_ways_or_not_at_all(style: str) -> None:
    forum = load_world(find_world()).dialogues["forum"]
    beat = next(b for act in forum.acts for b in act.beats if b.move is Move.DECIDE)
    articles = {a.id: a for a in load_world(find_world()).resolution("forum").articles}
    first, second = beat.on.removeprefix("whether ").split(", or ")

    def both(request: Request) -> str:
        way = first if request.purpose.endswith("/for") else second
        return f"I have made up my mind {way}."

    model = ScriptedModel(both, style="chat" if style == "chat" else "script")
    line = await draft_line(Drafter(model, Prompts({}), english()), beat, CARDS, articles, "x")
    assert isinstance(line.say, EitherWay), line.why
    assert [request.purpose for request in model.requests] == ["draft/x/for", "draft/x/against"]
    assert articles[beat.article or ""].negation in asked_text(model.requests[1])
    mute = ScriptedModel(lambda request: both(request) if request.purpose.endswith("r") else "No")
    line = await draft_line(Drafter(mute, Prompts({}), english()), beat, CARDS, articles, "x")
    assert line.say is None
    assert line.why.startswith("against: ")


async def test_the_same_beat_is_asked_once_ever(tmp_path: Path) -> None:
    one = subject("Lyra burned the list of nine names")
    for turn, script in (("1", ["I burned the list of nine names."]), ("7", [])):
        model = ScriptedModel(script)
        model.digest = "0" * 64
        kept = KeptModel(model, tmp_path, (f"{PURPOSE}/",))
        draft = await Drafter(kept, Prompts({}), english()).draft(one, turn)
        assert draft.say == "I burned the list of nine names."
