"""Text from a model made safe to print and to write."""

import re

# Escape sequences first and whole (colours, cursor, window titles), then what is left of control
# characters; the marks that turn the reading direction can make a line read as another one.
_SEQUENCES = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"
    r"|(?:\x1b[\]PX^_]|[\x9d\x90\x98\x9e\x9f])[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)?"
    r"|\x1b[ -/]*[0-~]?"
)
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_SURROGATES = re.compile(r"[\ud800-\udfff]")
_UNPRINTABLE = re.compile(r"[\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_NOT_XML = re.compile(r"[\ufffe\uffff]")
_LINE_ENDS = re.compile(r"\r\n?|[\u2028\u2029\x85\x0b\x0c]")


def clean(text: str) -> str:
    """The text without control characters and escape sequences.

    Newlines and tabs stay, other ends of lines become newlines; half a surrogate pair becomes
    the replacement character.
    """
    text = _SEQUENCES.sub("", _LINE_ENDS.sub("\n", text))
    return _SURROGATES.sub("\ufffd", _CONTROLS.sub("", text))


def escape_json(text: str) -> str:
    """JSON with what ``clean`` would take away written as escapes instead; same value."""
    return _UNPRINTABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def clean_xml(text: str) -> str:
    """Clean text without the two characters more that no XML may hold."""
    return _NOT_XML.sub("\ufffd", clean(text))
