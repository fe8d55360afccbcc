"""Room to think: what a reasoning model is given besides the length of its answer."""

import re

ROOMS = (2_048, 8_192, 24_576)
"""Tokens for thoughts: the next where the one before was not enough."""
_REASONING = re.compile(
    r"^(o\d+([-.:@]|$)|gpt-?5(?!.*chat)|gpt-?oss|deepseek-?(r\d|reasoner)|qwq|qvq|magistral"
    r"|grok-?(3-mini|4|code)|minimax-?m\d|kimi-?k2-?thinking|glm-?4\.[5-9]|glm-?5"
    r"|seed-?oss|exaone-?deep|phi-?4-(mini-)?reasoning|gemini-(2\.5|3)|hunyuan-?(t\d|a13b)"
    r"|.*([-_.:]|^)(r1|thinking|thinker|reasoner|reasoning)([-_.:@]|$)"
    r"|qwen-?3(?!.*(coder|embed)))",
    re.IGNORECASE,
)
_NOT = re.compile(r"non-?(reasoning|thinking)|instruct", re.IGNORECASE)
_UNIT = re.compile(
    r"[぀-ヿ㐀-鿿豈-﫿가-힯฀-๿]{1,2}"  # scripts without spaces: two letters a token, at the best
    r"|[^\W_]{1,16}(?:['’][^\W_]{1,3})?|[^\w\s]|_"
)


def thinks_by_name(model: str) -> bool:
    """Whether a model is known to think before it answers, whoever serves it."""
    name = model.rstrip("/").rpartition("/")[2]
    return bool(_REASONING.match(name)) and not _NOT.search(name)


def next_room(room: int) -> int | None:
    """More room than that; None where there is none to give."""
    return next((more for more in ROOMS if more > room), None)


def cut(text: str, most: int) -> str:
    """The beginning of a text that about so many tokens make.

    Words and marks count one each, and so do two letters of a script without spaces: a tokenizer
    seldom makes fewer of them, so that what a model says within its tokens is not cut.
    """
    for number, unit in enumerate(_UNIT.finditer(text)):
        if number == most:
            return text[: unit.start()].rstrip()
    return text
