"""Entries of a lorebook that can never come up, or that say nothing: found before a play."""

import random
from collections.abc import Iterator

from smile_commons.errors import Problem
from smile_commons.memory.lore import MOST_TOKENS, TOKEN_BUDGET, tokens
from smile_commons.memory.lore_why import is_deaf
from smile_commons.memory.macros import Names, fill
from smile_commons.world.lorebook import Lorebook, LoreEntry

_NAMES = Names("A", "B")


def mistakes_in(book: Lorebook) -> list[Problem]:
    """Entries that can never come up or have no word, and why; disabled ones are let be."""
    found = list[Problem]()
    for entry in book.entries:
        reason = next(_reasons(entry, book), None) if entry.enabled else None
        if reason is not None:
            name = f" ({entry.name[:40]})" if entry.name else ""
            said, hint = reason
            found.append(Problem(book.file, None, f"entry {entry.id}{name}", said, hint))
    return found


def _reasons(entry: LoreEntry, book: Lorebook) -> Iterator[tuple[str, str]]:
    text = fill(entry.content, _NAMES, random.Random(0)).strip()
    if not text:
        yield "says nothing: its content is empty", "write it, or disable the entry"
        return
    names = {name for name, _ in entry.decorators}
    budget = min(TOKEN_BUDGET if book.token_budget is None else book.token_budget, MOST_TOKENS)
    if tokens(text) > budget:
        said = f"never comes up: it has about {tokens(text)} tokens, and the book gives {budget}"
        raised = f"shorten it, or raise the book's token_budget (at most {MOST_TOKENS})"
        yield said, raised
    if "activate" in names:
        return
    if "dont_activate" in names:
        yield "never comes up: it says @@dont_activate", "disable it"
    if entry.chance <= 0:
        yield "never comes up: its probability is 0", "give it one, or disable it"
    if entry.delayed and not (book.recursive and entry.listens_to_lore):
        said = "never comes up: it waits for other lore to bring it up, which its book does not let"
        yield said, "recursive_scanning"
    if not entry.constant:
        yield from _of_keys(entry, book)


def _of_keys(entry: LoreEntry, book: Lorebook) -> Iterator[tuple[str, str]]:
    if not entry.keys:
        yield "never comes up: it has no keys", "give it keys, or make it constant"
    elif all(is_deaf(key, entry) for key in entry.keys):
        keys = ", ".join(map(repr, entry.keys[:3]))
        said = f"never comes up: {keys} is no regular expression of RE2"
        yield said, "it knows no look-around and no back-references"
    dead = [key for key in entry.secondary if is_deaf(key, entry)]
    needed = {"any": len(entry.secondary), "all": 1}.get(entry.logic)
    if dead and needed is not None and len(dead) >= needed:
        yield f"never comes up: its second key {dead[0]!r} is no regular expression of RE2", ""
    depth = book.scan_depth if entry.scan_depth is None else entry.scan_depth
    by_lore = book.recursive and entry.listens_to_lore
    if depth == 0 and not by_lore and "scan_depth" not in dict(entry.decorators):
        yield "never comes up: it looks at no message (scan_depth 0)", "give it a depth"
