"""Speeches without the names of the people in the room: what is said counts, and not of whom.

Who is only spoken to ("Kai, ...") is left out. Whoever else is named goes by a stand-in, given out
in the order in which a speech names people. So the same words with other names are the same text to
the judge, whatever it thinks of a name.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from smile_commons.scoring.judge.task import Item, Judge, Spent, Verdict

STAND_INS = ("Alex", "Robin", "Kim", "Sam", "Jo", "Chris", "Lee", "Pat", "Max", "Toni")
_TITLES = frozenset(
    "dr mr mrs ms prof professor doctor sir madam lord lady the of von van de".split()
)
_SHORTEST = 3
_WORD = re.compile(r"[^\W\d_][\w'’-]*")


def forms_of(name: str) -> tuple[str, ...]:
    """What somebody of this name may be called: the whole of it, and each of its words.

    Titles and words of one or two letters are no names.
    """
    words = _WORD.findall(name)
    parts = [w for w in words if len(w) >= _SHORTEST and w.casefold() not in _TITLES]
    whole = name.strip()
    return tuple(dict.fromkeys([whole, *parts] if len(whole) > 1 else parts))


def blind(
    texts: Sequence[str], people: Iterable[Collection[str]], kept: Sequence[str] = ()
) -> list[str]:
    """The texts with stand-ins for people's names, each by itself: see ``blind_together``."""
    return [said for (said,) in blind_together([[text] for text in texts], people, kept)]


def blind_together(
    groups: Sequence[Sequence[str]], people: Iterable[Collection[str]], kept: Sequence[str] = ()
) -> list[list[str]]:
    """The texts with stand-ins for people's names; in a group one person has one stand-in.

    Args:
        groups: texts that are read together.
        people: by person, the forms of the name; as spelt, or all in capitals, or with the first
            letter alone a capital. A form that two people share stands for the first of them.
        kept: texts whose names are left as they are everywhere: of the articles, which may be
            about somebody.

    A form that also occurs as a common word (in small letters, as in *will* or *hope*) is no name.
    """
    texts = [text for group in groups for text in group]
    common = set(re.findall(r"\b[a-z][\w'’-]*", " ".join((*texts, *kept))))
    named = " ".join(kept).casefold()
    owners = dict[str, int]()
    for number, forms in enumerate(people):
        for form in forms:
            if form.casefold() in common or _in(form.casefold(), named):
                continue
            for spelt in (form, form.upper(), form.capitalize()):
                if spelt[:1].isupper():
                    owners.setdefault(spelt, number)
    if not owners:
        return [list(group) for group in groups]
    found = "|".join(re.escape(form) for form in sorted(owners, key=len, reverse=True))
    name = rf"(?<!\w)(?:{found})(?!\w)"
    said = " ".join(texts)
    free = [one for one in STAND_INS if not _in(one, said) and one not in owners]
    return [
        _without([_unaddressed(text, name) for text in group], name, owners, free or STAND_INS)
        for group in groups
    ]


def _unaddressed(text: str, name: str) -> str:
    """The text without names that somebody is only called by; a text of nothing else stays.

    That is at the beginning of a sentence, within one, at its end. A name beside another one is
    taken for part of a list, and stays.
    """
    begins = rf"((?:^|[.!?…][\"')]*\s+)[\"'(]*)(?:{name})[,!]\s+(?!{name})(\w)"
    text = re.sub(begins, lambda match: match.group(1) + match.group(2).upper(), text)
    text = re.sub(rf"(?<=\w),\s+(?:{name}),(?=\s+(?!{name}|and\b|or\b))", ",", text)
    return re.sub(rf",\s+(?:{name})(?=[.!?…])", "", text)


def _without(
    texts: Sequence[str], name: str, owners: dict[str, int], stand_ins: Sequence[str]
) -> list[str]:
    given = dict[int, str]()

    def stand_in(match: re.Match[str]) -> str:
        owner = owners[match.group()]
        return given.setdefault(owner, stand_ins[len(given) % len(stand_ins)])

    return [re.sub(name, stand_in, text) for text in texts]


def _in(word: str, text: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text) is not None


@dataclass(frozen=True, slots=True)
class NamelessJudge:
    """Meets the ``Judge`` protocol; text, what it is held against and what was said before it go
    to the judge with stand-ins, one person by one stand-in."""

    within: Judge
    people: Sequence[Collection[str]]
    """By person, what that one may be called."""
    kept: Sequence[str] = ()
    """Texts whose names stay: of the articles."""

    @property
    def name(self) -> str:
        """The judge's."""
        return self.within.name

    @property
    def digest(self) -> str | None:
        """The judge's."""
        return self.within.digest

    @property
    def spent(self) -> Spent:
        """The judge's."""
        return self.within.spent

    async def judge(self, items: Sequence[Item]) -> list[Verdict]:
        """One verdict an item; see ``Judge.judge``.

        Raises:
            ModelError: the model failed.
        """
        groups = [[item.text, item.against, item.before or ""] for item in items]
        masked = blind_together(groups, self.people, self.kept)
        return await self.within.judge(
            [
                replace(item, text=text, against=against, before=before or None)
                for item, (text, against, before) in zip(items, masked, strict=True)
            ]
        )
