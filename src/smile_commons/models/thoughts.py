"""What a model thought, apart from what it says, in whichever form it writes its thoughts down.

Known are tags of several names (``<think>``, ``<reasoning>``, ``[THINK]`` …), closed, cut off or
with only the closing one left, harmony's channels with and without their tokens, and the headings
by which some models set the answer apart. Nothing here depends on a language's words.
"""

import re
from dataclasses import dataclass
from functools import partial

_NAMES = (
    r"(?!(?:begin|start|end)_)(?:\w{1,12}[:_])?(?:ant_?)?(?:think(?:ing|s)?|thoughts?|reason(?:ing)?|analysis|reflection"
    r"|scratch_?pad|inner_?(?:thoughts?|monologue)|internal_?(?:thoughts?|monologue)"
    r"|chain_?of_?thought|cot|ponder(?:ing)?|plan(?:ning)?|deliberat(?:e|ion|ing)"
    r"|思考|思索|推理|생각)(?:_?(?:process|content|mode|steps?|trace|text|block|过程))?"
)
_LEFT, _RIGHT = r"(?<!`)(?:<|&lt;)\s{0,4}[|｜]?", r"\s{0,8}[|｜]?(?:>|&gt;)"
_BRACKETED = r"(?:think(?:ing)?|thoughts?|reason(?:ing)?|analysis)"
_MARKED = r"(?m:^)[ \t]*(?:\*\*|#{1,4}[ \t]*)"
"""What a heading begins with."""
_tag = partial(re.compile, flags=re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Form:
    """One way to mark thoughts: what begins them, and what ends them."""

    opening: re.Pattern[str]
    closing: re.Pattern[str]
    heading: bool = False
    """Plain words, which mark thoughts only at the very beginning."""
    alone: bool = True
    """Whether what ends them, without a beginning, ends thoughts too."""


_FORMS = (
    _Form(
        _tag(rf"{_LEFT}{_NAMES}(?:\s[^<>&]{{0,200}}?)?{_RIGHT}"),
        _tag(rf"{_LEFT}/\s{{0,4}}{_NAMES}{_RIGHT}"),
    ),
    _Form(re.compile(r"(?<!`)\[THINK\]"), _tag(r"(?<!`)\[/THINK\]")),
    _Form(
        # A direction in brackets ends nowhere: *[thinking] I agree*.
        _tag(rf"(?<!`)\[{_BRACKETED}\](?=[\s\S]*?\[/{_BRACKETED}\])"),
        _tag(rf"(?<!`)\[/{_BRACKETED}\]"),
    ),
    _Form(
        _tag(r"<\|im_start\|>(?:think(?:ing)?|thoughts?|reasoning)\b"),
        _tag(r"<\|im_start\|>assistant\b"),
        alone=False,
    ),
    _Form(_tag(r"◁\s*think(?:ing)?\s*▷"), _tag(r"◁\s*/\s*think(?:ing)?\s*▷")),
    _Form(
        _tag(r"<\|(?:begin_of_thought|start_thinking|think(?:ing)?)\|>"),
        _tag(r"<\|(?:end_of_thought|end_thinking|/think(?:ing)?)\|>"),
    ),
    _Form(re.compile(r"<unused94>"), re.compile(r"<unused95>")),
    _Form(re.compile(r"<\|channel>thought\b"), re.compile(r"<channel\|>")),
    _Form(
        _tag(
            r"<details\s[^>]{0,200}type=[\"']?reasoning[^>]{0,200}>"
            r"|<details[^>]{0,200}>\s{0,8}<summary>\s{0,8}(?:thought|thinking|reasoning)[^<]{0,200}</summary>"
        ),
        _tag(r"</details>"),
        alone=False,
    ),
    _Form(
        _tag(r"(?m)^[ \t]*```\s*(?:think(?:ing)?|thoughts?|reasoning)[ \t]*$"),
        _tag(r"```"),
        alone=False,
    ),
    _Form(
        re.compile(r"Here(?:'s| is) my thought process:"),
        re.compile(r"Here(?:'s| is) my response:"),
        heading=True,
    ),
    _Form(
        _tag(r"Thinking\.\.\.[ \t]*\n(?=[\s\S]*?\.\.\.done thinking\.)"),
        _tag(r"\.\.\.done thinking\."),
        heading=True,
    ),
    _Form(
        _tag(
            rf"{_MARKED}(?:thinking|reasoning|thoughts?|analysis)\b[^\n*]{{0,20}}(?:\*\*)?:?"
            rf"(?=[\s\S]*?{_MARKED}(?:final )?(?:response|answer|reply)\b)"
        ),
        _tag(rf"{_MARKED}(?:final )?(?:response|answer|reply)\b:?(?:\*\*)?:?"),
        heading=True,
    ),
    _Form(
        re.compile(r"Here are my reasoning steps:"),
        re.compile(r"\[BEGIN FINAL RESPONSE\]"),
        heading=True,
    ),
)
_OPENINGS = (
    *("<think>", "<thinking>", "<thought>", "<reasoning>", "[think]", "◁think▷"),
    *("<|channel|>analysis<|message|>", "<|begin_of_thought|>", "<|start_thinking|>"),
)
_LINE_START = re.compile(r"(?:\A|\n)[ \t]*\Z")
_ANSWERS = (
    (_tag(r"<(answer|response|output|final(?:_answer)?)>"), "</{}>"),
    (_tag(r"<\|(begin_of_solution)\|>"), "<|end_of_solution|>"),
    (_tag(r"<\|(start_response)\|>"), "<|END_RESPONSE|>"),
    (_tag(r"<\|(begin_of_box)\|>"), "<|end_of_box|>"),
    (_tag(r"()"), "[END FINAL RESPONSE]"),
)
"""What some set around the answer after their thoughts."""
_TURN_ENDS = re.compile(
    r"<\|(?:im_end|im_start|eot_id|eom_id|eot|end|return|call|endoftext|end_of_text|end_of_turn"
    r"|start_header_id|assistant|user|system|END_OF_TURN_TOKEN)\|>|<(?:end|start)_of_turn>|</s>|<eos>"
    r"|<｜end▁of▁sentence｜>|(?<=\S)assistant\n\n"
)
"""Marks of a chat's template: what follows them is another turn, and no part of this reply."""
_CHANNEL = re.compile(
    r"(?:(?:<\|start\|>)?assistant\s{0,4})?(?:<\|channel\|>|\A)\s{0,8}(analysis|commentary|final)\b"
    r"[^<\n]{0,80}(?:<\|constrain\|>[^<\n]{0,40})?<\|message\|>"
    r"|<\|start\|>\s*(?:assistant)?\s*<\|message\|>"
)
_CHANNEL_ENDS = re.compile(r"<\|(?:end|return|call|start|channel|message)\|>")
_BARE_START = re.compile(
    r"\A\s*(?:assistant)?\s*(?:analysis|commentary)(?=[^\W\d_]|[ \t]{0,4}(?:\n|\Z))"
)
_BARE_FINAL = re.compile(r"assistant\s{0,4}final")
_GLUED_FINAL = re.compile(r"(?<=\S)assistantfinal")
_ONLY_FINAL = re.compile(r"(?:assistant)?final(?=[A-Z\"“«])")
_FINAL = "final"


def split_thoughts(text: str) -> tuple[str, str]:
    """What was thought, and what is said; a text without thoughts comes back as it was.

    Thoughts that are cut off leave nothing to say.
    """
    text = text.removeprefix("\ufeff")
    if _is_begun(text):
        return text.strip(), ""
    thoughts, said = _split_channels(text)
    if not thoughts:
        thoughts, said = _split_forms(said)
    said = _one_turn(said)
    boxed = said.lstrip().startswith("<|begin_of_box|>")
    return thoughts.strip(), _unwrapped(said).strip() if thoughts or boxed else said


class ThoughtStream:
    """The same for a text that comes in pieces."""

    def __init__(self) -> None:
        self._raw = ""
        self._shown = ""

    def feed(self, piece: str) -> tuple[bool, str]:
        """Whether all that was given out before turns out to be thought, and what is said now."""
        self._raw += piece
        if not self._shown and len(self._raw) > _LONG and not _MAY_END.search(self._raw[-_TAIL:]):
            return False, ""  # in the middle of long thoughts
        return self._told(_settled(self._raw))

    def finish(self) -> tuple[bool, str]:
        """What was held back."""
        return self._told(self._raw)

    def _told(self, raw: str) -> tuple[bool, str]:
        said = split_thoughts(raw)[1]
        before, self._shown = self._shown, said
        if said.startswith(before):
            return False, said[len(before) :]
        if before.startswith(said) and before[len(said) :].isspace():
            self._shown = before  # only the blank at the end, which may turn up again
            return False, ""
        return True, said


_LONG, _TAIL = 2000, 120
_MAY_END = re.compile(r"[>\]▷:`*#]|final|done thinking")
_BEGUN = re.compile(r"(?:<|&|\[|◁|`)[^>\]▷\n]{0,60}\Z")
_FIRST_WORDS = (
    "assistantanalysis",
    "analysis",
    "commentary",
    "assistantfinal",
    "finalA",
    "Here is my thought process:",
    "Here's my thought process:",
    "Here are my reasoning steps:",
)


def _settled(raw: str) -> str:
    """What no further piece can make into a mark any more."""
    begun = raw.lstrip()
    if begun and any(words.startswith(begun) for words in _FIRST_WORDS):
        return ""
    found = _BEGUN.search(raw)
    return raw[: found.start()] if found else raw


def _split_forms(text: str) -> tuple[str, str]:
    thoughts = list[str]()
    for form in _FORMS:
        found, text = _split_form(text, form)
        thoughts += found
    return "\n".join(thoughts), text


def _split_form(text: str, form: _Form) -> tuple[list[str], str]:
    """Takes out every block of one form, and what stands before a lonely closing mark."""
    thoughts, said, rest = list[str](), "", text
    while found := form.opening.search(rest):
        before = rest[: found.start()]
        if form.heading and (said + before).strip():
            break
        end = form.closing.search(rest, found.end())
        if end is None and not _LINE_START.search(said + before):
            break  # inside a line and never closed: somebody speaks of the tag
        stray = form.closing.search(before)
        if stray is not None:
            break  # closed before it is opened: the rule below
        thoughts.append(rest[found.end() : end.start() if end else len(rest)])
        said, rest = said + before, rest[end.end() :] if end else ""
    said += rest
    lonely = form.alone and not form.heading
    closings = list(form.closing.finditer(said)) if lonely else []
    return _before_closing(said, closings, thoughts)


def _before_closing(
    said: str, closings: list[re.Match[str]], thoughts: list[str]
) -> tuple[list[str], str]:
    if not closings:
        return thoughts, said
    follows = [one for one in closings if said[one.end() :].strip()]
    if not follows and thoughts:  # a mark too many, after the answer
        return thoughts, said[: closings[0].start()]
    last = (follows or closings)[-1]
    return [*thoughts, said[: last.start()]], said[last.end() :]


def _is_begun(text: str) -> bool:
    """Whether all there is is the first piece of a mark: the reply was cut off within it."""
    bare = text.strip().lower()
    return bool(bare) and any(mark.startswith(bare) for mark in _OPENINGS)


def _one_turn(text: str) -> str:
    place = 0
    while found := _TURN_ENDS.search(text, place):
        if text[place : found.start()].strip():
            return text[place : found.start()]
        place = found.end()
    return text[place:]


def _unwrapped(text: str) -> str:
    """Without the tags that some set around the answer after their thoughts."""
    text = text.strip()
    for opening, closing in _ANSWERS:
        found = opening.match(text)
        if found is not None:
            inner = text[found.end() :]
            end = inner.lower().rfind(closing.format(found.group(1)).lower())
            text = (inner[:end] if end >= 0 else inner).strip()
    return text


def _split_channels(text: str) -> tuple[str, str]:
    """What was thought and said in harmony, the format in which gpt-oss thinks in one channel and
    speaks in another; a text of another format comes back as it was.
    """
    if "<|channel|>" in text or "<|message|>" in text:
        return _marked(text)
    return _bare(text)


def _marked(text: str) -> tuple[str, str]:
    """The tokens are there. What stands outside every message was thought."""
    thoughts, said, place = list[str](), list[str](), 0
    for mark in _CHANNEL.finditer(text):
        if mark.start() < place:
            continue
        thoughts.append(text[place : mark.start()])
        end = _CHANNEL_ENDS.search(text, mark.end())
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
