"""What the tests of the formats share: plays, and text as odd as a model can make it."""

from hypothesis import strategies as st

from smile_commons.exports.clean import clean_xml
from smile_commons.exports.script import Scene, Script
from smile_commons.transcript import Event

MARKS = [
    *"()*_\\@!><.#=~^:-{}[]|&$%`'\"/+;,é笑Жα",
    *("[[", "]]", "->", "<-", "<b>", "&amp;", "&#42;", "<!--", "]]>", "<<if>>", "(print: 1)"),
    *("''", "//", "**", "--", "::", ":: Start", "$name", "{{user}}", "NO", "word", "Title:"),
]
SPACES = ["\n", "\n\n", " ", "  ", "\t", "\r\n", "\u2028", "\x1b[31m", "\x00", "\ufffe", "\u200b"]
ANYTHING = st.one_of(
    st.text(max_size=40),
    st.lists(st.sampled_from(MARKS + SPACES), max_size=12).map("".join),
)


def speech(text: str, turn: int = 1, speaker: str = "talia", **more: object) -> Event:
    return Event(turn=turn, act="forum", kind="speech", speaker=speaker, text=text, **more)


def whisper(text: str, *to: str) -> Event:
    return Event(
        turn=1, act="forum", kind="speech", speaker="talia", text=text, visible_to=("talia", *to)
    )


def opening(text: str = "Night.", act: str = "forum", turn: int = 0) -> Event:
    return Event(turn=turn, act=act, kind="act", speaker=None, text=text)


def narration(text: str) -> Event:
    return Event(turn=1, act="forum", kind="narration", speaker=None, text=text)


def script(*events: Event, **more: object) -> Script:
    given: dict[str, object] = {
        "title": "The Forum",
        "run": "forum-1",
        "date": "2145-03-06",
        "cast": {"talia": "Talia", "ezra": "Ezra", "kai": "Kai"},
        "scenes": {"forum": Scene("The public forum", "EXT. SMILE COMMONS - NIGHT")},
        **more,
    }
    return Script(events=events, **given)


def lines(text: str) -> list[str]:
    """What must come out: the lines of clean text, without spaces at their ends."""
    return [line.strip() for line in clean_xml(text).strip().split("\n")]


def told(text: str) -> list[str]:
    """The same without blank lines, for formats that keep them as distance."""
    return [line for line in lines(text) if line]
