"""A run as Markdown (CommonMark): acts as headings, speeches under their cues."""

import re

from smile_commons.exports.clean import clean
from smile_commons.exports.script import Script
from smile_commons.scoring.results import Score
from smile_commons.transcript import Event

# Characters that mean something anywhere, and those that do at the start of a line.
_INLINE = re.compile(r"[\\`*_\[\]<>~|&$]")
_ESCAPED = r"\\\g<0>"
_START = re.compile(r"^(#|[-+=:]|\d+(?=[.)]))")


def to_markdown(script: Script) -> str:
    """The script as Markdown; what was said comes out as it was said, never as syntax."""
    parts = [f"# {_line(script.title) or 'Untitled'}", _about(script)]
    for event in script.events:
        parts += _event(event, script)
    if script.scores:
        parts += ["## Scores", _scores(script.scores)]
    return "\n\n".join(part for part in parts if part) + "\n"


def escape(text: str) -> str:
    """Text as Markdown that reads the same; line breaks and paragraphs stay."""
    paragraphs = re.split(r"\n\s*\n", clean(text).strip())
    return "\n\n".join(
        "\\\n".join(_escape_line(line) for line in paragraph.split("\n"))
        for paragraph in paragraphs
    )


def _escape_line(line: str) -> str:
    line = _INLINE.sub(_ESCAPED, line.strip())
    start = _START.match(line)
    if start is None:
        return line
    # A number is escaped at the point after it, anything else at its first character.
    at = start.end() if line[0].isdigit() else 0
    return f"{line[:at]}\\{line[at:]}"


def _line(text: str) -> str:
    return _escape_line(" ".join(clean(text).split()))


def _about(script: Script) -> str:
    facts = (script.run, script.date, script.model or "")
    return ", ".join(_line(fact) for fact in facts if fact)


def _event(event: Event, script: Script) -> list[str]:
    if event.kind == "speech":
        aside = _line(script.aside(event))
        cue = f"**{_line(script.cue(event.speaker).upper())}**"
        return [f"{cue} *({aside})*" if aside else cue, escape(event.text)]
    if event.kind == "narration":
        return [escape(event.text)]
    scene = script.scene(event.act)
    heading = f"*{_line(scene.heading)}*" if scene.heading.strip() else ""
    return [f"## {_line(scene.title or event.act)}", heading, escape(event.text)]


def _scores(scores: tuple[Score, ...]) -> str:
    rows = ["| score | value | 95 % |", "| --- | ---: | --- |"]
    for score in scores:
        cells = (score.id, *score.words())
        rows.append(f"| {' | '.join(_INLINE.sub(_ESCAPED, cell) for cell in cells)} |")
    return "\n".join(rows)
