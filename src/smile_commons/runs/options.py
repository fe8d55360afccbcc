"""What a play is asked for: one model, made into the manifest of a run and back."""

from typing import TYPE_CHECKING, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from smile_commons.errors import InputError
from smile_commons.names import nearest
from smile_commons.transcript import FORMS, MOST_FORMS

Mode = Literal["directed", "free"]
Recall = Literal["full", "random", "none"]
IN_MANIFEST = {"placebo": "sham", "max_tokens": "most_tokens", "max_cost": "most_cost"}
"""What some options are called in a run's manifest."""


class PlayOptions(BaseModel):
    """All that can be chosen of a play besides its models.

    Raises:
        InputError: a field is not known or its value is wrong; the field is named.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    dialogue: str = "forum"
    acts: tuple[str, ...] = ()
    """Only these, by id; none: all of them."""
    turns: int | None = Field(default=None, ge=0, le=100_000)
    """So many speeches; more than the dialogue gives lengthen the last free act; 0: none, and the
    ballots are asked as if something had been said."""
    mode: Mode | None = None
    """``directed``: as the beats say; ``free``: as the debate goes; None: as each act says."""
    policy: str | None = None
    """Who speaks next in free acts: ``moderator``, ``natural``, ``round-robin``, ``list[:NAMES]``,
    ``manual``; None: the moderator says."""
    takes: int | None = Field(default=None, ge=1, le=16)
    """Candidates for each speech; None: as the settings say."""
    seed: int | None = None
    """Draws speakers and words; None: one is drawn and written down."""
    seat: str | None = None
    """The persona for whom a person speaks."""
    ballots: str | None = None
    """``acts``, ``ends``, ``every:N`` or ``none``; None: as the dialogue says."""
    ballots_forms: int | None = Field(default=None, ge=1, le=MOST_FORMS)
    """In how many forms each ballot is asked; one form has no uncertainty; None: ``FORMS``."""
    placebo: str | None = None
    """Something unrelated to talk about instead, as a control."""
    order: tuple[str, ...] = ()
    """The cast in another order; none: as the dialogue has it."""
    recall: Recall = "full"
    """What of its memories a speaker is given: as they come to mind, some by lot, or none."""
    max_tokens: int | None = Field(default=None, ge=0)
    """The run stops before more are read and written in all; 0 and None: no cap."""
    max_cost: float | None = Field(default=None, ge=0)
    """The same in the currency of the prices that are set."""
    judged: bool = True
    """Whether a judge reads the speeches when all is said."""

    if not TYPE_CHECKING:

        def __init__(self, name: str = "forum", /, **fields: Any) -> None:
            try:
                super().__init__(**{"dialogue": name} | fields)
            except ValidationError as error:
                raise InputError(_mistakes(error)) from error

    @classmethod
    def of(cls, options: Self | None = None, /, **fields: Any) -> Self:
        """Options with some fields changed; those that are None stay as they were.

        Raises:
            InputError: a field is not known or its value is wrong.
        """
        before = {} if options is None else options.model_dump()
        return cls(**(before | {name: v for name, v in fields.items() if v is not None}))

    def fields(self) -> dict[str, Any]:
        """The fields of a manifest that hold them."""
        given = self.model_dump(exclude={"dialogue"})
        given |= {"max_tokens": self.max_tokens or None, "max_cost": self.max_cost or None}
        given |= {"ballots_forms": self.ballots_forms or FORMS}
        return {IN_MANIFEST.get(name, name): value for name, value in given.items()}


def _mistakes(error: ValidationError) -> str:
    return "; ".join(_mistake(dict(one)) for one in error.errors())


def _mistake(error: dict[str, Any]) -> str:
    field = str(error["loc"][0]) if error["loc"] else ""
    if error["type"] == "extra_forbidden":
        near = nearest(field, PlayOptions.model_fields)
        return f"`{field}` is no option of a play" + (f"; did you mean `{near}`?" if near else "")
    return f"`{field}`: {error['msg']}, not {error['input']!r}"
