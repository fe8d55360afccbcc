"""Who gets the floor in a free act, and why."""

from collections import Counter

from smile_commons.dialogues.dialogue import Act, Article
from smile_commons.dialogues.floor import Floor, floor_from
from smile_commons.dialogues.hall import Hall
from smile_commons.dialogues.moderator import Moderation, moderate
from smile_commons.transcript import Event
from smile_commons.world import find_world, load_world

WORLD = load_world(find_world())
CAST = ("talia", "ezra", "lyra", "kai")
ACT = Act(
    id="night",
    title="A night",
    heading="EXT. QUAY - NIGHT",
    scene="Rain.",
    stake="Who may speak?",
    turns=20,
)


def said(turn: int, speaker: str, to: tuple[str, ...] = (), move: str = "challenge") -> Event:
    return Event(
        turn=turn, act="night", kind="speech", speaker=speaker, text="So.", to=to, move=move
    )


def floor(hall: Hall, seed: int = 1, spoken: int = 1) -> Floor:
    articles: tuple[Article, ...] = WORLD.resolution("forum").articles
    turn = len(hall.speeches) + 1
    return moderate(
        Moderation(ACT, CAST, WORLD.personas, articles, hall, turn, spoken, seed, "free")
    )


def test_the_same_seed_gives_the_same_floor() -> None:
    hall = Hall.of([said(1, "talia", ("ezra",))])
    assert floor(hall, 7) == floor(hall, 7)
    assert len({floor(hall, seed) for seed in range(30)}) > 5


def test_whoever_was_addressed_is_likeliest_to_answer_and_nobody_speaks_twice() -> None:
    hall = Hall.of([said(1, "talia", ("ezra",))])
    chosen = Counter(floor(hall, seed).speaker for seed in range(200))
    assert chosen["talia"] == 0
    assert chosen.most_common(1)[0][0] == "ezra"


def test_a_question_is_mostly_answered_by_an_answer() -> None:
    hall = Hall.of([said(1, "talia", ("ezra",), "question")])
    moves = Counter(
        f.move.value for f in (floor(hall, s) for s in range(200)) if f.speaker == "ezra"
    )
    assert moves.most_common(1)[0][0] == "answer"


def test_the_one_who_was_silent_comes_in() -> None:
    hall = Hall.of([said(n, ("talia", "ezra")[n % 2]) for n in range(1, 12)])
    chosen = Counter(floor(hall, seed, 11).speaker for seed in range(200))
    assert chosen["lyra"] + chosen["kai"] > chosen["talia"] + chosen["ezra"]


def test_every_floor_has_a_reason_and_survives_a_checkpoint() -> None:
    given = floor(Hall.of([said(1, "talia", ("ezra",))]))
    assert given.why
    assert floor_from(given.to_state()) == given
