"""A family of runs is a story to be played: told once where it is one, and no text is markup."""

import html
import json
import re
from dataclasses import replace

from hypothesis import example, given
from spoken import ANYTHING, narration, opening, script, speech, told, whisper

from smile_commons.exports.script import Script
from smile_commons.exports.twee import to_twee

MARKUP = re.compile(r"[\[\]{}<>$`*~|\\/=@#^(]|''|--|->|\"\"|::")


def passages(twee: str) -> dict[str, list[str]]:
    """The lines of each passage by its name, as the specification reads them."""
    found: dict[str, list[str]] = {}
    for line in twee.split("\n"):
        if line.startswith("::"):
            name = line[2:].split("[")[0].strip()
            assert name not in found
            found[name] = []
        elif line:
            found[name].append(line)
    return found


def links(lines: list[str]) -> list[tuple[str, str]]:
    found = [re.fullmatch(r"\[\[(.*)->(.*)\]\]", line) for line in lines]
    return [(html.unescape(link[1]), link[2]) for link in found if link]


def story(twee: str) -> dict[str, list[str]]:
    special = ("StoryTitle", "StoryData", "UserStylesheet")
    return {name: lines for name, lines in passages(twee).items() if name not in special}


def shown(lines: list[str], kind: str) -> list[str]:
    """What a reader sees of that kind, line by line."""
    inside = [line for line in lines if line.startswith(f'<div class="{kind}">')]
    bare = [re.sub(r'<span class="cue">.*?</span>', "", line) for line in inside]
    broken = [part for line in bare for part in line.split("<br>")]
    return [html.unescape(re.sub(r"<[^>]*>", "", part)) for part in broken]


def branching() -> Script:
    root = script(opening(), speech("Who?"), speech("Not I.", 2, "ezra"), run="a")
    other = script(opening(), speech("Who?"), speech("I did, and I am sorry.", 2, "ezra"), run="b")
    third = replace(
        script(*other.events[:2], speech("Ask Kai.", 2, "ezra"), run="c"),
        branch="Ezra names Kai",
    )
    return replace(root, family=(other, third))


@given(ANYTHING)
@example("[[x->y]] (print: 1) <<run>> $a ''b'' //c// `d` &#42; ---")
@example(":: Start\n[[end]]")
@example(":\r:")
def test_any_text_is_shown_as_it_was_said_and_never_read_as_markup(text: str) -> None:
    (_, passage) = story(to_twee(script(opening(), speech(text), narration(text)))).values()
    said = [line for line in shown(passage, "speech") if line]
    assert said == [line for line in told(text) if line]
    assert shown(passage, "action") == ["Night.", *told(text)]
    for line in passage:
        if line.startswith("<div"):
            bare = re.sub(r"</?(div|span|br)[^>]*>", " ", line)
            assert not MARKUP.search(re.sub(r"&#\d+;", "", bare)), line


@given(ANYTHING)
def test_the_title_stays_a_title(title: str) -> None:
    twee = to_twee(script(opening(), speech("Yes."), title=title))
    assert len(passages(twee)["StoryTitle"]) == 1
    assert set(passages(twee)) == {"StoryTitle", "StoryData", "UserStylesheet", "start", "forum 0"}


def test_where_runs_part_the_reader_chooses() -> None:
    found = story(to_twee(branching()))
    (fork,) = [name for name, lines in found.items() if len(links(lines)) == 3]
    assert shown(found[fork], "speech") == ["", "Who?"]
    choices = links(found[fork])
    assert [label for label, _ in choices] == [
        "Ezra: Not I.",
        "Ezra: I did, and I am sorry.",
        "Ezra names Kai",
    ]
    assert [shown(found[name], "speech")[1] for _, name in choices] == [
        "Not I.",
        "I did, and I am sorry.",
        "Ask Kai.",
    ]


def test_what_runs_share_is_told_once() -> None:
    assert to_twee(branching()).count("Who?") == 1


def test_every_link_leads_to_a_passage_and_every_passage_can_be_reached() -> None:
    found = story(to_twee(branching()))
    start = json.loads("".join(passages(to_twee(branching()))["StoryData"]))["start"]
    reached, waiting = set[str](), [start]
    while waiting:
        name = waiting.pop()
        if name not in reached:
            reached.add(name)
            waiting += [target for _, target in links(found[name])]
    assert reached == set(found)


def test_the_story_keeps_its_id() -> None:
    def ifid(play: Script) -> str:
        return json.loads("".join(passages(to_twee(play))["StoryData"]))["ifid"]

    again = replace(branching(), family=())
    assert ifid(branching()) == ifid(again)
    assert re.fullmatch(r"[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}", ifid(again))


def test_a_whisper_says_to_whom() -> None:
    (_, passage) = story(to_twee(script(opening(), whisper("Not now.", "kai")))).values()
    assert "(whispering to Kai)" in html.unescape("".join(passage))
