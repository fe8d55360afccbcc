"""A judge to whom people's names are not said, whatever it is asked.

What a model thinks of a name is no part of what was said: names alone change the side of one line
in three (``benchmarks/judge_names.py``).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from smile_commons.scoring.judge.task import Item, Judge, Spent, Verdict
from smile_commons.scoring.stated.blind import blind_together


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
