"""What both ways to label have in common: keys, and the way through what is open."""

from collections.abc import Callable, Container

BACK, QUIT, EXPLAIN = "b", "q", "?"
Say = Callable[[str], None]


def pressed(
    press: Callable[[], str], say: Say, among: Container[str], meaning: str, help: str
) -> str:
    """The next key that is an answer."""
    while (key := press()) not in among:
        if key == EXPLAIN:
            say(f"{meaning}\n\n{help}")
        else:
            say(f"{repr(key) if key.isprintable() else 'that key'} is no answer: {help}")
    return key


def go_through(
    count: int, is_open: Callable[[int], bool], ask: Callable[[int], str], say: Say, meaning: str
) -> None:
    """Asks one after another that is open, until there is none left or the reader stops.

    Args:
        count: of the questions.
        is_open: whether the question at a place has no label yet.
        ask: puts it, and gives ``BACK``, ``QUIT`` or the key that answered it.
        say: tells the reader.
        meaning: of the answers, said before the first question.
    """

    def following(start: int) -> int:
        return next((place for place in range(start, count) if is_open(place)), count)

    place = following(0)
    if place < count:
        say(meaning)
    while place < count and (key := ask(place)) != QUIT:
        place = max(0, place - 1) if key == BACK else following(place + 1)
