"""The pack of a lesson: the plan, the articles, the people, questions, and numbered ballots."""

from collections.abc import Iterator, Sequence

from smile_commons.names import known
from smile_commons.room.lesson import Lesson, in_words_of, lesson_of
from smile_commons.room.lesson_plan import Measured, Plan, plan_of
from smile_commons.room.paper.sheet import (
    Block,
    Choices,
    Cut,
    Heading,
    NewPage,
    Points,
    Sheet,
    Table,
    Text,
)
from smile_commons.room.refusal import RefusedError
from smile_commons.room.wording import Wording
from smile_commons.world import World
from smile_commons.world.card import Card
from smile_commons.world.dialogue import Article, Dialogue

MOST_BALLOTS = 400
UNMEASURED = Measured(None, None)


def pack(
    world: World,
    dialogue: str,
    *,
    language: str = "en",
    minutes: int = 45,
    ballots: int = 30,
    measured: Measured = UNMEASURED,
) -> Sheet:
    """All that a teacher prints before a lesson.

    Args:
        world: where the dialogue is.
        dialogue: its id.
        language: of what the paper itself says.
        minutes: the length of the lesson.
        ballots: how many are printed, numbered from 1.
        measured: what the model takes on this machine.

    Raises:
        InputError: there is no such dialogue, language or length, or a number is out of bounds.
    """
    known(dialogue, world.dialogues, "dialogue")
    words = Wording.of(language)
    played = world.dialogues[dialogue]
    lesson = lesson_of(world, dialogue, language)
    articles = in_words_of(world.resolution(dialogue).articles, lesson)
    named = lesson.title if lesson else played.title
    title = words("paper.pack.title", title=named)
    blocks: list[Block] = [Heading(title, 1), Text(words("paper.pack.about"), "hint")]
    blocks += _page(played, lesson, words)
    blocks += plan_blocks(plan_of(played, minutes, measured), words)
    blocks += [NewPage(), Heading(words("paper.pack.articles"))]
    blocks += _articles(articles, words)
    blocks += [Heading(words("paper.pack.people")), Text(words("paper.pack.ai"), "hint")]
    blocks += [part for who in played.cast for part in _person(world.personas[who])]
    if lesson:
        blocks += [Heading(words("paper.pack.after")), Points(lesson.questions, numbered=True)]
    blocks += ballot_blocks(named, articles, ballots, words)
    return Sheet(title, language, tuple(blocks))


def ballots(title: str, articles: Sequence[Article], number: int, *, language: str = "en") -> Sheet:
    """Numbered ballots alone, each with a half for before and one for after.

    Raises:
        InputError: there is no such language, or the number is out of bounds.
    """
    words = Wording.of(language)
    name = words("paper.ballots.title")
    blocks = [Heading(name, 1), Text(words("paper.ballots.about"))]
    blocks += ballot_blocks(title, articles, number, words)
    return Sheet(name, language, tuple(blocks))


def _page(played: Dialogue, lesson: Lesson | None, words: Wording) -> Iterator[Block]:
    """What the teacher's page says."""
    yield Text(played.logline if lesson is None else lesson.question, "lead")
    if lesson is not None and lesson.articles:
        yield Text(words("paper.pack.tongue"), "hint")
    yield Heading(words("paper.pack.scene"))
    yield Text(" ".join(played.setting.split()))
    if lesson is None:
        return
    yield Text(words("paper.pack.ages", ages=lesson.ages))
    for key, items in (
        ("aims", lesson.aims),
        ("words", tuple(f"{one.word}: {one.meaning}" for one in lesson.words)),
        ("watch", lesson.watch_for),
        ("before", lesson.before),
    ):
        if items:
            yield Heading(words(f"paper.pack.{key}"))
            yield Points(items)


def plan_blocks(plan: Plan, words: Wording) -> Iterator[Block]:
    """The minutes of a lesson as a table, and what they go by."""
    yield Heading(words("paper.pack.plan", minutes=plan.minutes))
    rows = tuple(
        (f"{step.starts:g}", words(f"paper.phase.{step.phase}"), f"{step.minutes:g}")
        for step in plan.steps
    )
    yield Table(tuple(words(f"paper.pack.{key}") for key in ("from", "part", "lasts")), rows)
    said = [words("paper.pack.speeches", speeches=plan.speeches)]
    if plan.cut:
        said.append(words("paper.pack.cut"))
    if plan.speech is None:
        said.append(words("paper.pack.unmeasured"))
    else:
        said.append(words("paper.pack.measured", seconds=f"{plan.speech:.0f}"))
    if plan.late_ballots:
        said.append(words("paper.pack.late"))
    yield Text(" ".join(said))


def _articles(articles: Sequence[Article], words: Wording) -> Iterator[Block]:
    for one in articles:
        yield Heading(one.title, 3)
        yield Text(one.text)
        yield Text(words("paper.pack.contrary", text=one.negation), "hint")


def _person(card: Card) -> Iterator[Block]:
    yield Heading(f"{card.name}, {card.title}", 3)
    yield Text(" ".join(card.biography.split()))


def ballot_blocks(
    title: str, articles: Sequence[Article], number: int, words: Wording
) -> list[Block]:
    """So many ballots, each on a page of its own."""
    if not 0 <= number <= MOST_BALLOTS:
        raise RefusedError("ballots", most=MOST_BALLOTS)
    blocks: list[Block] = []
    for each in range(1, number + 1):
        blocks.append(NewPage())
        for phase, write in (("before", "reason"), ("after", "reason")):
            name = words("paper.ballots.number", number=each)
            blocks.append(Heading(f"{title} · {name} · {words(f'paper.ballots.{phase}')}"))
            blocks += [
                Choices(
                    one.text,
                    tuple(words.phrases["paper"]["ballots"]["choices"]),
                    words(f"paper.ballots.{write}"),
                )
                for one in articles
            ]
            if phase == "before":
                blocks.append(Cut())
            else:
                blocks.append(Choices("", (), words("paper.ballots.change")))
    return blocks
