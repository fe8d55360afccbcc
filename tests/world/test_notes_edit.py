"""Notes written into a dialogue's file: what is added is right, and nothing else changes."""

import difflib
from pathlib import Path

import pytest

from smile_commons.errors import InputError
from smile_commons.world.dialogue import Dialogue, EitherWay
from smile_commons.world.notes_edit import MARK, drafted, noted, with_notes
from smile_commons.world.safe_yaml import Place, parse_yaml
from smile_commons.world.text import decode
from smile_commons.world.validate import validate

FILE = "dialogues/light.yaml"
HEAD = """\
# The light, and who keeps it.
id: light
title: "The Light"     # a comment that stays
logline: A lamp is lit.
setting: An island.
cast: [ada, bo]
resolution:
  id: lamp
  title: Lamp
  articles: [{id: lit, title: Lit, text: It is lit., negation: It is dark.}]
acts:
  - id: night
    title: Night
    heading: INT. LAMP ROOM - NIGHT
    scene: The lamp is out.
    stake: Who put it out?
    mode: directed
    beats:
"""
AWAY = ("acts", 0, "beats", 0)
LONG = (
    "I put out the lamp at nine, and I told nobody but the cat that I had. You would have done it "
    "too: nobody had paid you since the spring # and it rained."
)
WAYS = EitherWay.model_validate({"for": 'I light it: "now".', "against": "It stays dark."})


def read(raw: bytes) -> Dialogue:
    found, problems = validate(parse_yaml(decode(raw, FILE), FILE), Dialogue)
    assert found is not None, problems
    return found


def added(raw: bytes, new: bytes) -> list[str]:
    """The lines that were added; none may be changed or gone."""
    lines = [part.decode().splitlines(keepends=True) for part in (raw, new)]
    delta = list(difflib.ndiff(*lines))
    assert not [line for line in delta if line.startswith("- ")]
    return [line[2:] for line in delta if line.startswith("+ ")]


ON = "who put out the lamp"
IN_LINES = {
    "plain": ("who: ada", "move: confess", f"on: {ON}", "to: [bo]", ""),
    "first": (f"on: {ON}  # the crux", "who: ada", "move: confess", ""),
    "last, without an end": ("who: ada", "move: confess", f"on: {ON}"),
    "quoted": ("who: ada", "move: confess", 'on: "who put', '  out: the lamp"', "article: lit", ""),
    "folded": ("who: ada", "move: confess", "on: >-", f"  {ON}", "  now", "", "article: lit", ""),
    "literal": ("who: ada", "on: |", f"  {ON}", "", "# and more", "move: confess", ""),
    "at the dash": ("", "who: ada", f"on: '{ON}'", "move: confess", ""),
}
BEATS = {
    **{name: "      - " + "\n        ".join(lines) for name, lines in IN_LINES.items()},
    "braces": f"      - {{who: ada, move: confess, on: {ON}, article: lit}}\n",
    "braces, closed by it": f"      - {{who: ada, move: confess, on: {ON}}}  # short\n",
}


@pytest.mark.parametrize("beat", BEATS.values(), ids=list(BEATS))
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("say", [LONG, "I did.", WAYS], ids=["long", "short", "ways"])
def test_notes_stand_under_what_they_are_about_and_the_rest_is_as_it_was(
    beat: str, newline: str, mark: str, say: str | EitherWay
) -> None:
    raw = (mark + HEAD + beat).replace("\n", newline).encode()
    before = read(raw)
    new = with_notes(raw, FILE, before, {AWAY: say}, "a model\nwith a # name")
    assert read(new) == noted(before, {AWAY: say})
    assert read(new).acts[0].beats[0].say == say
    assert b"# drafted by a model with a # name; edit me" in new
    assert drafted(new, FILE, [AWAY]) == {AWAY}
    assert new.count(b"\r") == (new.count(b"\n") if newline == "\r\n" else 0)
    if "{who" not in beat and not beat.endswith(ON):
        lines = added(raw, new)
        assert lines[0].lstrip().startswith("say:")
        assert max(len(line.rstrip()) for line in lines) <= 100


def test_a_say_that_stands_is_replaced_with_its_mark() -> None:
    for beat in BEATS.values():
        raw = (HEAD + beat).encode()
        before = read(raw)
        once = with_notes(raw, FILE, before, {AWAY: LONG}, "one")
        twice = with_notes(once, FILE, read(once), {AWAY: WAYS}, "two")
        assert twice.count(MARK.encode()) == 1
        assert twice == with_notes(raw, FILE, before, {AWAY: WAYS}, "two")


def test_an_empty_say_is_filled() -> None:
    raw = f"{HEAD}{BEATS['plain']}say:  # to be written\n        article: lit\n".encode()
    new = with_notes(raw, FILE, read(raw), {AWAY: "I did."}, "one")
    assert new == raw.replace(
        b"say:  # to be written", b"say: >-  # drafted by one; edit me\n          I did."
    )


def test_several_are_written_at_once(tmp_path: Path) -> None:
    path = Path(__file__).parents[2] / "dialogues" / "elixirs-hearing.yaml"
    raw = path.read_bytes()
    before = read(raw)
    places: list[Place] = [
        ("acts", act, kind, number)
        for act, kind, many in ((0, "beats", 8), (1, "matters", 8))
        for number in range(many)
    ]
    assert drafted(raw, FILE, places) == set()
    notes: dict[Place, str | EitherWay] = {
        place: WAYS if place == ("acts", 0, "beats", 7) else f"I said {number} things."
        for number, place in enumerate(places)
    }
    new = with_notes(raw, FILE, before, notes, "one")
    assert read(new) == noted(before, notes)
    assert drafted(new, FILE, places) == set(places)


def test_what_cannot_be_added_to_is_left_alone() -> None:
    raw = f"{HEAD}      - &one {{who: ada, move: confess, on: {ON}}}\n      - *one\n".encode()
    with pytest.raises(InputError, match="cannot be added to"):
        with_notes(raw, FILE, read(raw), {AWAY: "I did."}, "one")
