"""The decorators of Character Card V3 (``@@scan_depth 2``) at the head of an entry's content."""

import re

_KNOWN = {
    "activate",
    "dont_activate",
    "scan_depth",
    "additional_keys",
    "exclude_keys",
    "activate_only_after",
    "activate_only_every",
}
_DECORATOR = re.compile(r"(@@@?)([a-z_]+)(?:[ \t]+(.*))?")


def decorated(content: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    """The content without the decorators at its head, and those of them that we know.

    A line with ``@@@`` stands in for the one above it where that one is not known.
    """
    lines = content.lstrip("\r\n").split("\n")
    known = dict[str, list[str]]()
    met = place = 0
    for place, line in enumerate(lines):
        found = _DECORATOR.fullmatch(line.strip())
        if found is None:
            if line.strip() or place + 1 == len(lines):
                break
            continue
        marks, name, value = found[1], found[2], (found[3] or "").strip()
        met = met if marks == "@@@" else 0
        if not met and name in _KNOWN:
            known.setdefault(name, []).append(value)
            met = 1
    text = "\n".join(lines[place:]).strip()
    if _DECORATOR.fullmatch(text):
        text = ""
    decorators = [(name, value) for name, values in known.items() for value in _kept(name, values)]
    return text, tuple(decorators)


def _kept(name: str, values: list[str]) -> list[str]:
    return values if name == "additional_keys" else values[:1]
