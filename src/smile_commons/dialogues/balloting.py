"""When private ballots are taken besides the opening and the end."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from smile_commons.errors import InputError

if TYPE_CHECKING:
    from smile_commons.world.dialogue import Act

PATTERN = r"^(acts|ends|every:[1-9][0-9]{0,4})$"


@dataclass(frozen=True, slots=True)
class Balloting:
    """What ``--ballots`` or the dialogue says."""

    every: int | None = None
    """After so many speeches, and again after as many."""
    acts: bool | None = None
    """After each act; None: after those that ask for it."""
    never: bool = False
    """None at all, the opening and the end included: what nobody asks costs no call."""

    @classmethod
    def of(cls, text: str | None) -> Self:
        """Reads ``acts``, ``ends``, ``every:N`` or ``none``; None: as the acts say.

        Raises:
            InputError: it is none of these.
        """
        if text is None:
            return cls()
        if text == "none":
            return cls(acts=False, never=True)
        if not re.fullmatch(PATTERN, text):
            raise InputError(
                f"--ballots {text}: say `acts`, `ends`, `every:N` (N from 1) or `none`"
            )
        if text.startswith("every:"):
            return cls(every=int(text.removeprefix("every:")))
        return cls(acts=text == "acts")

    def after_act(self, act: "Act") -> bool:
        """Whether there are ballots when the act closes."""
        return act.ballot if self.acts is None else self.acts

    def after_turn(self, turn: int) -> bool:
        """Whether there are ballots after that speech, whatever act it is in."""
        return self.every is not None and turn % self.every == 0
