"""A line as a strong model writes it down, made what is spoken: no markdown, labels or quotes.

What can be taken off is taken off; what is left and no speech is a fault (``personas.faults``).
"""

import re

from smile_commons.personas.takes import tidy

_HEADING = re.compile(r"^[ \t]*(?:#{1,6}|>|[-*•])[ \t]+", re.MULTILINE)
_RULE = re.compile(r"^[ \t]*(?:-{3,}|\*{3,}|_{3,}|={3,})[ \t]*$", re.MULTILINE)
_BOLD = re.compile(r"(\*\*\*|\*\*|__)(?=\S)(.+?)(?<=\S)\1", re.DOTALL)
_STARRED = re.compile(r"(?<![\w*_])([*_])(?=[^\s*_])([^*_]+?)(?<=[^\s*_])\1(?![\w*_])")
_BRACKETED = re.compile(r"\[[^\]\n]{0,200}\]")
_ASIDE = re.compile(r"^\s*[(（][^()（）]{0,160}[)）]\s*")
_LABEL = re.compile(
    r"^[ \t]*(?P<name>[^\W\d_][\w'’.-]*(?: [^\W\d_][\w'’.-]*){0,3})"
    r"(?:[ \t]*\([^()\n]{0,80}\))?[ \t]*[:：][ \t]*",
)
_QUOTES = {'"': '"', "“": "”", "„": "“”", "«": "»", "»": "«", "「": "」", "『": "』", "‹": "›"}
_MARKS = ".!?…。！？؟।"
_ENDS = (*_MARKS, "—", "–", '"', "'", "”", "’", "»", "」", "』", ")")


def spoken(raw: str, own: frozenset[str], others: frozenset[str], *, whole: bool = True) -> str:
    """What is spoken of a line, in one paragraph.

    Args:
        raw: as it was written.
        own: the speaker's cue and names, in lower case: labels that are taken off.
        others: the cues of everybody else, in lower case: where one of them begins to speak, or
            anybody under a cue in capitals, the line is over.
        whole: whether it was written to its end; then a missing full stop is put there.
    """
    text = _RULE.sub("", raw.replace("\r\n", "\n"))
    text = _HEADING.sub("", _BOLD.sub(r"\2", text))
    kept: list[str] = []
    for line in text.split("\n"):
        label = _label(line)
        name = label.lower()
        if kept and name not in own and (name in others or label.isupper()):
            break  # somebody else's line
        if name in own:
            line = line[_label_end(line) :]
        if line.strip():
            kept.append(_without_asides(line.strip()))
    text = _unquoted(" ".join(one for one in kept if one))
    text = tidy(_unquoted(_without_asides(text).replace("**", "").strip("*_ ")), "")
    return _ended(text) if whole else text


def _label(line: str) -> str:
    match = _LABEL.match(line)
    return match["name"] if match else ""


def _label_end(line: str) -> int:
    match = _LABEL.match(line)
    return match.end() if match else 0


def _without_asides(text: str) -> str:
    """Without what is done and not said: `*smiles*`, `[pause]`, `(quietly)` at the beginning."""
    text = _BRACKETED.sub(" ", _STARRED.sub(_said_or_done, text))
    while (shorter := _ASIDE.sub("", text)) != text and shorter.strip():
        text = shorter
    return " ".join(text.split())


def _said_or_done(match: re.Match[str]) -> str:
    """What is between stars: words that are stressed, or something that is done."""
    said, whole = match[2], match.string
    before = whole[: match.start()].rstrip()
    alone = not before or before[-1] in _ENDS
    after = whole[match.end() :].lstrip()
    done = alone and (not after or not after[0].islower()) and after[:1] not in (",", ";")
    deed = len(said.split()) > 1 or said[0].islower()  # a word that is stressed begins a sentence
    return " " if done and deed and said[-1] not in _MARKS else said


def _unquoted(text: str) -> str:
    """Without quotation marks around all of it."""
    text = text.strip()
    closing = _QUOTES.get(text[:1], "")
    if len(text) > 2 and closing and text[-1] in closing:
        inner = text[1:-1]
        if text[0] not in inner and text[-1] not in inner:
            return inner.strip()
    return text


def _ended(text: str) -> str:
    """With a full stop, where the writing has them and it was left out."""
    last = text[-1:]
    return f"{text}." if last.islower() or last.isupper() or last.isdigit() else text
