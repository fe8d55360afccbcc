"""Names are kept from the judge in whatever it is asked, and people are still told apart."""

import asyncio
from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from smile_commons.scoring.judge.task import Item, Spent, Verdict
from smile_commons.scoring.stated.blind import NamelessJudge

FIRST, SECOND = ("Ezra", "Talia", "Wang", "Reginald"), ("Mohammed", "Grace", "Odile", "Bo")


class Listening:
    """Hears what is asked."""

    name, digest, spent = "listening", "d", Spent()

    def __init__(self) -> None:
        self.heard: list[Item] = []

    async def judge(self, items: Sequence[Item]) -> list[Verdict]:
        self.heard += items
        return [Verdict({"agrees": 1.0}, 1.0) for _ in items]


def asked(item: Item, *people: str) -> Item:
    """What reaches the judge of an item."""
    within = Listening()
    judge = NamelessJudge(within, [(who,) for who in people], ["The mill of Old Grace stays."])
    asyncio.run(judge.judge([item]))
    return within.heard[0]


@given(
    one=st.sampled_from(FIRST),
    other=st.sampled_from(SECOND),
    task=st.sampled_from(["agreement", "contradiction"]),
)
@settings(deadline=None)
def test_the_same_words_with_other_names_are_the_same_question(
    one: str, other: str, task: str
) -> None:
    def item(a: str, b: str) -> Item:
        return Item(
            task=task,
            text=f"I never met {b}, and {a} knows it.",
            against=f"{a} has quarrelled with {b}.",
            before=f"{b} was here, {a}.",
        )

    if other == "Grace":  # the article is about her
        return
    heard, plain = asked(item(one, other), one, other), asked(item("Ada", "Cleo"), "Ada", "Cleo")
    assert heard == plain
    said = f"{heard.text} {heard.against} {heard.before}"
    assert one not in said and other not in said


def test_one_person_has_one_stand_in_over_all_that_is_read_together() -> None:
    item = Item(task="contradiction", text="I like Bo, not Ada.", against="Ada has never met Bo.")
    heard = asked(item, "Ada", "Bo")
    bo, ada = heard.text.removeprefix("I like ").removesuffix(".").split(", not ")
    assert heard.against == f"{ada} has never met {bo}."


def test_a_name_that_an_article_holds_stays() -> None:
    item = Item(task="agreement", text="Ask Grace.", against="Grace would know.")
    assert asked(item, "Grace", "Bo").text == "Ask Grace."


def test_it_is_the_judge_for_all_else() -> None:
    within = Listening()
    judge = NamelessJudge(within, [])
    assert (judge.name, judge.digest, judge.spent) == ("listening", "d", within.spent)
