"""Harmony, the format in which gpt-oss thinks in one channel and speaks in another."""

import re

_MARK = re.compile(
    r"(?:(?:<\|start\|>)?assistant\s{0,4})?(?:<\|channel\|>|\A)\s{0,8}(analysis|commentary|final)\b"
    r"[^<\n]{0,80}(?:<\|constrain\|>[^<\n]{0,40})?<\|message\|>"
    r"|<\|start\|>\s*(?:assistant)?\s*<\|message\|>"
)
_ENDS = re.compile(r"<\|(?:end|return|call|start|channel|message)\|>")
_BARE_START = re.compile(
    r"\A\s*(?:assistant)?\s*(?:analysis|commentary)(?=[^\W\d_]|[ \t]{0,4}(?:\n|\Z))"
)
_BARE_FINAL = re.compile(r"assistant\s{0,4}final")
_GLUED_FINAL = re.compile(r"(?<=\S)assistantfinal")
_ONLY_FINAL = re.compile(r"(?:assistant)?final(?=[A-Z\"“«])")
_FINAL = "final"


def split_channels(text: str) -> tuple[str, str]:
    """What was thought, and what is said; a text of another format comes back as it was."""
    if "<|channel|>" in text or "<|message|>" in text:
        return _marked(text)
    return _bare(text)


def _marked(text: str) -> tuple[str, str]:
    """The tokens are there. What stands outside every message was thought."""
    thoughts, said, place = list[str](), list[str](), 0
    for mark in _MARK.finditer(text):
        if mark.start() < place:
            continue
        thoughts.append(text[place : mark.start()])
        end = _ENDS.search(text, mark.end())
        place = end.start() if end else len(text)
        into = said if mark.group(1) in (_FINAL, None) else thoughts
        into.append(text[mark.end() : place])
    thoughts.append(text[place:])
    plain = (re.sub(r"<\|\w+\|>(?:assistant)?(?:analysis)?", "", part) for part in thoughts)
    return "\n".join(filter(str.strip, plain)).strip(), "".join(said)


def _bare(text: str) -> tuple[str, str]:
    """The tokens were dropped on the way: ``analysis…assistantfinal…``."""
    begins = len(text) - len(text.lstrip())
    start = _BARE_START.match(text, begins)
    finals = list((_BARE_FINAL if start else _GLUED_FINAL).finditer(text))
    if finals and (start or text[: finals[-1].start()].strip()):
        begin = start.end() if start else 0
        return text[begin : finals[-1].start()].strip() or "-", text[finals[-1].end() :]
    if start:
        return text[start.end() :].strip(), ""
    only = _ONLY_FINAL.match(text, begins)
    return "", text[only.end() :] if only else text
