"""Whatever is said reads the same in Markdown, and never as syntax."""

import re

from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token
from spoken import whisper

from smile_commons.exports.clean import clean
from smile_commons.exports.markdown import escape, to_markdown
from smile_commons.exports.script import Scene, Script
from smile_commons.scoring.results import Score
from smile_commons.transcript import Event

MARKS = [
    *"#*_`[]!&|-\\$:",
    "**",
    "```",
    "~~~",
    "](x)",
    "<b>",
    "&amp;",
    "--",
    "===",
    "http://a.b",
    "12.",
    "word",
]
OTHERS = [
    "# ",
    "+ ",
    "- ",
    "1. ",
    "2) ",
    "> ",
    "\n",
    "\n\n",
    "    ",
    "\t",
    "[^1]: ",
    "[a]: b",
    "\x1b[1m",
]
ANYTHING = st.one_of(st.text(), st.lists(st.sampled_from(MARKS + OTHERS), max_size=12).map("".join))


def read(markdown: str) -> list[str]:
    """The paragraphs a reader sees; fails if there is anything else."""
    tokens = MarkdownIt("commonmark").enable("table").parse(markdown)
    kinds = {token.type for token in tokens}
    assert kinds <= {"paragraph_open", "inline", "paragraph_close"}, kinds
    return [_words(token) for token in tokens if token.type == "inline"]


def _words(token: Token) -> str:
    parts: list[str] = []
    for child in token.children or ():
        assert child.type in ("text", "text_special", "hardbreak"), child
        parts.append("\n" if child.type == "hardbreak" else child.content)
    return "".join(parts)


def plain(text: str) -> list[str]:
    """What must come out: clean text in paragraphs, without the spaces at the ends of lines."""
    paragraphs = re.split(r"\n(?:\s*\n)+", clean(text).strip())
    lines = ["\n".join(line.strip() for line in part.split("\n")) for part in paragraphs]
    return [part for part in lines if part]


@given(ANYTHING)
@example("# Not a title\n1. not a list\n===\n---")
def test_any_text_reads_as_it_was_said(text: str) -> None:
    # A reader replaces NUL and the like; those are gone before. Markdown trims Unicode blanks too.
    assert [part.split() for part in read(escape(text))] == [part.split() for part in plain(text)]


def test_a_scene_in_markdown() -> None:
    events = (
        Event(turn=0, act="forum", kind="act", speaker=None, text="Thousands."),
        Event(turn=1, act="forum", kind="speech", speaker="talia", text="*Who* may?\nWho?"),
    )
    play = Script(
        title="The Forum",
        events=events,
        run="forum-1",
        date="2145-11-24",
        cast={"talia": "Talia"},
        scenes={"forum": Scene("The public forum", "EXT. SMILE COMMONS - NIGHT")},
        scores=(Score(id="convergence", unscored="too few | ballots"),),
    )
    assert to_markdown(play) == (
        "# The Forum\n\nforum-1, 2145-11-24\n\n"
        "## The public forum\n\n*EXT. SMILE COMMONS - NIGHT*\n\nThousands.\n\n"
        "**TALIA**\n\n\\*Who\\* may?\\\nWho?\n\n"
        "## Scores\n\n| score | value | 95 % |\n| --- | ---: | --- |\n"
        "| convergence | unscored: too few \\| ballots |  |\n"
    )


def test_a_whisper_says_to_whom() -> None:
    play = Script("t", (whisper("Not now.", "ezra"),), cast={"talia": "Talia", "ezra": "Ezra"})
    assert "**TALIA** *(whispering to Ezra)*\n\nNot now." in to_markdown(play)
