"""Whatever a model says stays a speech in Fountain, and nothing of it is lost."""

import pytest
from fountain import ElementType, FountainDocument, FountainParser
from hypothesis import example, given
from hypothesis import strategies as st
from spoken import whisper

from smile_commons.exports.clean import clean
from smile_commons.exports.fountain import JOINER, to_fountain
from smile_commons.exports.script import Scene, Script
from smile_commons.scoring.results import Score
from smile_commons.transcript import Event

SPOKEN = (ElementType.CHARACTER, ElementType.DIALOGUE)

# Text with as much of Fountain's syntax in it as will fit.
MARKS = [*"()*_\\@!><.#=~^:-{}é笑", "[[", "]]", "/*", "*/", "**", "===", "NO", "word", "Title:"]
OTHERS = [
    "\n",
    "\n\n",
    " ",
    "\t",
    "\r\n",
    "\u2028",
    "\x1b[31m",
    "INT. ",
    "ext ",
    "CUT TO:",
    "FADE OUT.",
]
ANYTHING = st.one_of(st.text(), st.lists(st.sampled_from(MARKS + OTHERS), max_size=12).map("".join))


def speech(text: str, turn: int = 1, speaker: str = "talia", **more: object) -> Event:
    return Event(turn=turn, act="forum", kind="speech", speaker=speaker, text=text, **more)


def script(*events: Event, **more: object) -> Script:
    given = {"title": "The Forum", "cast": {"talia": "Talia", "ezra": "Ezra"}, **more}
    return Script(events=events, **given)


def parse(text: str) -> FountainDocument:
    return FountainParser().parse(text)


def plain(text: str) -> str:
    """What must come out: clean text, without the spaces at the ends of lines."""
    return "\n".join(line.strip() for line in clean(text).strip().split("\n"))


def without_joiners(text: str) -> str:
    return plain(text.replace(JOINER, ""))


def said(document: FountainDocument) -> list[str]:
    """Each speech's lines, under its cue; fails if anything but speeches and notes is there."""
    speeches: list[list[str]] = []
    for element in document.elements:
        assert element.type in (*SPOKEN, ElementType.NOTE), element
        if element.type is ElementType.CHARACTER:
            speeches.append([])
        elif element.type is ElementType.DIALOGUE:
            speeches[-1].append(element.text)
    return [without_joiners("\n".join(lines)) for lines in speeches]


@given(ANYTHING, ANYTHING)
@example("(sighs) I will not.", "NO\nI SAID NO")
@example("One.\n\n\n[[cut]] /* gone */ *two* _three_ \\* \\\\_", "INT. A ROOM\n> LOOK\n===")
def test_any_text_comes_out_as_dialogue_with_nothing_lost(first: str, second: str) -> None:
    events = (speech(first), speech(second, turn=2, speaker="ezra"))
    expected = [plain(text.replace(JOINER, "")) for text in (first, second)]
    assert said(parse(to_fountain(script(*events)))) == [text for text in expected if text]


@given(ANYTHING)
@example("TALIA\nHello there.")
@example("[[x]]\n\nEXT. NIGHT\n\n# no")
def test_any_narration_comes_out_as_action(text: str) -> None:
    event = Event(turn=0, act="forum", kind="narration", speaker=None, text=text)
    elements = parse(to_fountain(script(event))).elements
    assert all(element.type is ElementType.ACTION for element in elements), elements
    lines = [line for line in plain(text.replace(JOINER, "")).split("\n") if line]
    seen = "\n".join(without_joiners(element.text) for element in elements)
    assert [line for line in seen.split("\n") if line] == lines


@given(ANYTHING, ANYTHING)
def test_any_title_and_any_name_keep_their_places(title: str, name: str) -> None:
    play = script(speech("Good evening."), title=title, cast={"talia": name})
    document = parse(to_fountain(play))
    assert said(document) == ["Good evening."]
    assert document.metadata["title"]


def test_a_body_that_looks_like_a_title_page_is_not_swallowed() -> None:
    event = Event(turn=0, act="a", kind="narration", speaker=None, text="YEAR: 2145")
    text = to_fountain(script(event))
    assert text.startswith("Title: The Forum\n\n")
    assert [element.text for element in parse(text).elements] == ["YEAR: 2145"]


def test_a_scene_reads_as_one() -> None:
    events = (
        Event(turn=0, act="forum", kind="act", speaker=None, text="Thousands. LIGHTS."),
        speech("Who may smile?\n\nWho may not?", move="challenge", to=("ezra",)),
        speech("I may.", turn=2, speaker="ezra"),
    )
    scenes = {"forum": Scene("The public forum", "EXT. SMILE COMMONS - NIGHT")}
    score = Score(id="convergence", value=0.31, interval=(0.1, 0.5))
    play = script(*events, scenes=scenes, scores=(score,), date="2145-11-24", model="local")
    assert to_fountain(play) == (
        "Title: The Forum\nCredit: Played by local\nDraft date: 2145-11-24\n\n"
        "# The public forum\n\nEXT. SMILE COMMONS - NIGHT\n\n!Thousands. LIGHTS.\n\n"
        "[[turn 1: challenge to ezra]]\n\n@TALIA\nWho may smile?\n  \nWho may not?\n\n"
        "[[turn 2]]\n\n@EZRA\nI may.\n\n"
        "[[score convergence: +0.31 +0.10 to +0.50]]\n"
    )


@pytest.mark.parametrize("heading", ["the Smile Commons #3#", "", "(nowhere)", "2145", "Ünder"])
def test_every_act_has_a_scene_heading(heading: str) -> None:
    event = Event(turn=0, act="forum", kind="act", speaker=None, text="Night.")
    play = script(event, scenes={"forum": Scene("The forum", heading)})
    kinds = [element.type for element in parse(to_fountain(play)).elements]
    assert kinds == [ElementType.SECTION, ElementType.SCENE_HEADING, ElementType.ACTION]


def test_notes_cannot_be_closed_from_inside() -> None:
    play = script(speech("Yes.", move="x]] INT. [[y", to=("]]",)))
    assert said(parse(to_fountain(play))) == ["Yes."]


def test_a_whisper_says_to_whom() -> None:
    play = script(
        whisper("(sighs)\n\nNot now.", "ezra"), cast={"talia": "Talia", "ezra": "E (x) Z"}
    )
    assert "@TALIA\n(whispering to E x Z)\n" in to_fountain(play)
    kinds = [e.type for e in parse(to_fountain(play)).elements if e.type is not ElementType.NOTE]
    assert kinds[:2] == [ElementType.CHARACTER, ElementType.PARENTHETICAL]
