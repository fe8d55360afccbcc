"""Who gets the floor in a free act, and why; what is put in between is ``test_rhythm.py``'s."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace

from smile_commons.dialogues.floor import Floor, floor_in
from smile_commons.dialogues.history import History
from smile_commons.dialogues.moderator import Moderation, moderate
from smile_commons.transcript import Event
from smile_commons.world import find_world, load_world
from smile_commons.world.dialogue import Act, Article, Matter, Move

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


def floor(history: History, seed: int = 1, spoken: int = 1) -> Floor:
    articles: tuple[Article, ...] = WORLD.resolution("forum").articles
    turn = len(history.speeches) + 1
    return moderate(
        Moderation(ACT, CAST, WORLD.personas, articles, history, turn, spoken, seed, "free")
    )


def drawn(
    history: History, seeds: Iterable[int], given: Callable[[History, int], Floor] = floor
) -> list[Floor]:
    """The floors of those seeds by which nobody puts anything in before."""
    return [one for seed in seeds if not (one := given(history, seed)).put_in]


def test_the_same_seed_gives_the_same_floor() -> None:
    history = History.of([said(1, "talia", ("ezra",))])
    assert floor(history, 7) == floor(history, 7)
    assert len(set(drawn(history, range(60)))) > 5


def test_whoever_was_addressed_is_likeliest_to_answer_and_nobody_speaks_twice() -> None:
    history = History.of([said(1, "talia", ("ezra",))])
    chosen = Counter(one.speaker for one in drawn(history, range(400)))
    assert chosen["talia"] == 0
    assert chosen.most_common(1)[0][0] == "ezra"


def test_a_question_is_mostly_answered_by_an_answer() -> None:
    history = History.of([said(1, "talia", ("ezra",), "question")])
    moves = Counter(one.move.value for one in drawn(history, range(400)) if one.speaker == "ezra")
    assert moves.most_common(1)[0][0] == "answer"


def test_the_one_who_was_silent_comes_in() -> None:
    history = History.of([said(n, ("talia", "ezra")[n % 2]) for n in range(1, 12)])
    chosen = Counter(
        one.speaker
        for one in drawn(history, range(400), lambda history, seed: floor(history, seed, 11))
    )
    assert chosen["lyra"] + chosen["kai"] > chosen["talia"] + chosen["ezra"]


def test_every_floor_has_a_reason_and_survives_a_checkpoint() -> None:
    given = floor(History.of([said(1, "talia", ("ezra",))]))
    assert given.why
    assert floor_in({"floor": given.to_state()}) == given


OPEN = ACT.model_copy(
    update={
        "matters": (
            Matter(on="the kiln is cold", article="studios", who="talia"),
            Matter(
                on="nobody telephoned",
                article="elixirs",
                who="ezra",
                move=Move.CONFESS,
                to=("talia",),
            ),
            Matter(on="who paid for the lamps", article="studios"),
        )
    }
)


def open_floor(history: History, seed: int) -> Floor:
    articles: tuple[Article, ...] = WORLD.resolution("forum").articles
    turn = len(history.speeches) + 1
    return moderate(
        Moderation(OPEN, CAST, WORLD.personas, articles, history, turn, 1, seed, "free")
    )


def about(turn: int, who: str, on: str, to: tuple[str, ...] = (), move: str = "testify") -> Event:
    return replace(said(turn, who, to, move), on=on)


def test_a_free_act_brings_up_what_lies_open_and_only_by_whom_it_concerns() -> None:
    for seed in range(60):
        floor = open_floor(History(), seed)
        assert floor.written
        whose = {"the kiln is cold": "talia", "nobody telephoned": "ezra"}.get(floor.on)
        assert whose in (None, floor.speaker)
        if floor.speaker == "talia":
            assert floor.on == "the kiln is cold" and floor.article == "studios"


def test_nothing_is_brought_up_twice_and_then_the_articles_are_spoken_of() -> None:
    said_all = History.of(
        [
            about(1, "talia", "the kiln is cold"),
            about(2, "ezra", "nobody telephoned"),
            about(3, "lyra", "who paid for the lamps"),
        ]
    )
    for floor in drawn(said_all, range(120), open_floor):
        assert not floor.written
        assert floor.on not in {matter.on for matter in OPEN.matters}


def test_an_answer_stays_with_what_was_asked() -> None:
    asked = History.of([about(1, "talia", "the kiln is cold", to=("ezra",), move="question")])
    answers = [one for one in drawn(asked, range(400), open_floor) if one.speaker == "ezra"]
    assert {floor.on for floor in answers} == {"the kiln is cold"}
    assert {floor.move for floor in answers} >= {"answer"}
    assert all(floor.written for floor in answers)


def test_a_matter_may_say_with_what_move_and_to_whom() -> None:
    floor = next(
        floor for seed in range(60) if (floor := open_floor(History(), seed)).speaker == "ezra"
    )
    assert (floor.on, floor.move, floor.to) == ("nobody telephoned", "confess", ("talia",))


def test_two_who_have_held_the_floor_for_three_speeches_let_the_others_in() -> None:
    to_and_fro = [
        about(1, "talia", "a", to=("ezra",), move="challenge"),
        about(2, "ezra", "a", to=("talia",), move="defend"),
        about(3, "talia", "a", to=("ezra",), move="challenge"),
    ]
    once = [one.speaker for one in drawn(History.of(to_and_fro[2:]), range(600), open_floor)]
    duet = [one.speaker for one in drawn(History.of(to_and_fro), range(600), open_floor)]
    assert once.count("ezra") > len(once) / 2
    assert duet.count("ezra") < len(duet) / 2
