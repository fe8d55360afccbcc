"""A character card of Version 2 or 3, checked and kept whole.

After malfoyslastname/character-card-spec-v2 and kwaroran/character-card-spec-v3. What is read is
kept as it came, unknown fields included; the fields that are used are checked, and no more.
"""

import copy
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NoReturn, cast

from pydantic import Field, ValidationError

from smile_commons.errors import Problem, WorldError
from smile_commons.world.lore_json import Foreign, problems_of, read_lore

V2, V3 = "chara_card_v2", "chara_card_v3"
OURS = "smile_commons"
"""Our place among a card's extensions."""
LARGEST_CARD = 4 * 1024 * 1024
"""Bytes of a card as JSON."""
_FLAT = ("description", "personality", "scenario", "first_mes", "mes_example")
"""What a card of the first version holds beside its name."""


class CardData(Foreign):
    """The fields of a card that are used here; a null is as good as nothing."""

    name: str = Field(min_length=1)
    description: str = ""
    personality: str = ""
    scenario: str = ""
    first_mes: str = ""
    mes_example: str = ""
    alternate_greetings: list[str] = Field(default_factory=list[str])
    nickname: str = ""
    tags: list[str] = Field(default_factory=list[str])
    extensions: dict[str, Any] = Field(default_factory=dict[str, Any])


@dataclass(frozen=True, slots=True)
class ForeignCard:
    """A card as it came."""

    raw: Mapping[str, Any]
    """The whole JSON object; ``data`` in it is what both versions share."""
    view: CardData
    image: bytes | None = None
    """The PNG that it came in."""
    files: Mapping[str, bytes] = field(default_factory=dict[str, bytes])
    """What else was in its archive, by path."""
    notes: tuple[str, ...] = ()
    """What whoever imports it should know."""

    @property
    def data(self) -> dict[str, Any]:
        """A copy of what both versions share, to be changed at will."""
        return copy.deepcopy(cast("dict[str, Any]", self.raw["data"]))


def parse_card(text: bytes, file: str) -> ForeignCard:
    """The card that JSON holds.

    Raises:
        WorldError: it is no card, or a field is wrong; file and field are named.
    """
    if len(text) > LARGEST_CARD:
        _refuse(file, "", f"is larger than {LARGEST_CARD // 1024**2} MB of JSON")
    try:
        raw: Any = json.loads(text.decode("utf-8-sig"), parse_constant=_no_number)
    except UnicodeDecodeError as error:
        _refuse(file, "", f"is not UTF-8 ({error.reason})")
    except json.JSONDecodeError as error:
        _refuse(file, "", f"is not JSON: {error.msg}", line=error.lineno)
    except RecursionError:
        _refuse(file, "", "is nested too deep")
    except ValueError as error:
        _refuse(file, "", f"is not JSON: {error}")
    return card_of(raw, file)


def card_of(raw: Any, file: str) -> ForeignCard:
    """The same for JSON that is read already."""
    whole = _whole(raw, file)
    spec = whole["spec"]
    if spec not in (V2, V3):
        _refuse(file, "spec", f"{spec!r:.60} is no card that is known", f"{V2} or {V3}")
    if not isinstance(whole.get("data"), dict):
        _refuse(file, "data", "is missing" if "data" not in whole else "is no object")
    try:
        view = CardData.model_validate(whole["data"])
    except ValidationError as error:
        problems = problems_of(error, file)
        raise WorldError([_inside(problem, "data") for problem in problems]) from error
    book = whole["data"].get("character_book")
    if book is not None:
        _, problems = read_lore(book, file)
        if problems:
            raise WorldError([_inside(problem, "data.character_book") for problem in problems])
    return ForeignCard(whole, view, notes=_newer(whole))


def _whole(raw: Any, file: str) -> dict[str, Any]:
    """The card with its envelope; one of the first version gets that of the second."""
    if not isinstance(raw, dict):
        _refuse(file, "", "is no character card: not a JSON object")
    whole = cast("dict[str, Any]", raw)
    if "spec" in whole:
        return whole
    if "name" not in whole or not any(name in whole for name in _FLAT):
        _refuse(file, "spec", "is missing", f"{V2} or {V3}")
    return {"spec": V2, "spec_version": "2.0", "data": whole}


def _newer(whole: Mapping[str, Any]) -> tuple[str, ...]:
    known = {V2: 2.0, V3: 3.0}[whole["spec"]]
    version = whole.get("spec_version")
    try:
        newer = float(str(version)) > known
    except ValueError:
        newer = False
    if not newer:
        return ()
    return (f"the card is of version {version}, newer than is known here; all of it is kept",)


def _inside(problem: Problem, place: str) -> Problem:
    field_ = f"{place}.{problem.field}" if problem.field else place
    return Problem(problem.file, problem.line, field_, problem.message, problem.hint)


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")


def _refuse(
    file: str, place: str, message: str, hint: str | None = None, line: int | None = None
) -> NoReturn:
    raise WorldError([Problem(file, line, place, message, hint)])
