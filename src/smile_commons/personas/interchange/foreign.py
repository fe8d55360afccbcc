"""A character card of Version 2 or 3, checked and kept whole.

After malfoyslastname/character-card-spec-v2 and kwaroran/character-card-spec-v3. What is read is
kept as it came, unknown fields included; the fields that are used are mended where they are wrong,
and a note says so.
"""

import copy
import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Annotated, Any, NoReturn, cast

from pydantic import Field

from smile_commons.errors import Problem, WorldError
from smile_commons.personas.interchange.shapes import understood
from smile_commons.world.lore_json import read_lore
from smile_commons.world.mending import (
    Foreign,
    Notes,
    Object,
    Text,
    commas,
    mended,
    object_of,
    shown,
    texts,
)

V2, V3 = "chara_card_v2", "chara_card_v3"
OURS = "smile_commons"
"""Our place among a card's extensions."""
LARGEST_CARD = 4 * 1024 * 1024
"""Bytes of a card as JSON."""
_TWICE = ("name", "description", "personality", "scenario", "first_mes", "mes_example")
"""What a card holds beside its envelope too, for programs of the first version."""


def _whole_text(text: str) -> list[str]:
    return [text] if text.strip() else []


class CardData(Foreign):
    """The fields of a card that are used here; each is mended, or left out, where it is wrong."""

    name: Text = ""
    description: Text = ""
    personality: Text = ""
    scenario: Text = ""
    first_mes: Text = ""
    mes_example: Text = ""
    alternate_greetings: Annotated[
        tuple[str, ...], texts(_whole_text, "is one text where a list belongs")
    ] = ()
    nickname: Text = ""
    tags: Annotated[tuple[str, ...], texts(commas, "is one text; parted at its commas")] = ()
    extensions: Object = Field(default_factory=dict[str, Any])


@dataclass(frozen=True, slots=True)
class ForeignCard:
    """A card as it came."""

    raw: Mapping[str, Any]
    """The whole JSON object; ``data`` in it is what both versions share."""
    view: CardData
    image: bytes | None = None
    """Its portrait as a PNG: the file that it came in, where that is one."""
    files: Mapping[str, bytes] = field(default_factory=dict[str, bytes])
    """What else was in its archive, by path."""
    came_as: str = "json"
    """What it came in: `json`, `yaml`, `png`, `webp`, `jpeg` or `charx`."""
    notes: tuple[str, ...] = ()
    """What whoever imports it should know."""

    @property
    def data(self) -> dict[str, Any]:
        """A copy of what both versions share, to be changed at will."""
        return copy.deepcopy(cast("dict[str, Any]", self.raw["data"]))


def refuse(
    file: str, message: str, hint: str | None = None, *, place: str = "", line: int | None = None
) -> NoReturn:
    """Says what is wrong with a file.

    Raises:
        WorldError: always.
    """
    raise WorldError([Problem(file, line, place, message, hint)])


def parse_card(text: bytes, file: str) -> ForeignCard:
    """The card that JSON holds, in UTF-8, UTF-16 or UTF-32.

    Raises:
        WorldError: it is no card; the file is named.
    """
    raw, notes = parse_json(text, file)
    card = card_of(raw, file)
    return replace(card, notes=(*notes, *card.notes))


def parse_json(text: bytes, file: str) -> tuple[Any, list[str]]:
    """JSON of another program, and what was mended in it.

    Raises:
        WorldError: it is no JSON, or larger than ``LARGEST_CARD``.
    """
    if len(text) > LARGEST_CARD:
        refuse(file, f"is larger than {LARGEST_CARD // 1024**2} MB of JSON")
    notes = list[str]()

    def no_number(name: str) -> None:
        notes.append(f"{name} is no number in JSON; taken for nothing")

    try:
        return json.loads(decoded(text), parse_constant=no_number), notes
    except UnicodeDecodeError as error:
        refuse(file, f"is not UTF-8 ({error.reason})")
    except json.JSONDecodeError as error:
        refuse(file, f"is not JSON: {error.msg}", line=error.lineno)
    except RecursionError:
        refuse(file, "is nested too deep")
    except ValueError as error:
        refuse(file, f"is not JSON: {error}")


def decoded(text: bytes) -> str:
    """The text of a JSON file by its byte order mark, or by where its zeros stand.

    Raises:
        UnicodeDecodeError: it is of another encoding.
    """
    return text.decode(json.detect_encoding(text)).removeprefix("\ufeff")


def card_of(raw: Any, file: str) -> ForeignCard:
    """The same for JSON that is read already."""
    whole, said = _whole(raw, file)
    notes = Notes("data", told=list(said))
    view = mended(CardData, whole["data"], notes)
    book = whole["data"].get("character_book")
    if book is not None:
        found, problems = read_lore(book, file)
        for problem in problems:
            notes.add("character_book", f"{problem.message}; left out")
        if found is not None:
            notes.told += [f"data.character_book.{one}" for one in found.mended]
    return ForeignCard(whole, view, notes=(*notes.told, *_newer(whole)))


def _whole(raw: Any, file: str) -> tuple[dict[str, Any], tuple[str, ...]]:
    """The card with its envelope; one without gets that of the second version."""
    whole = object_of(raw)
    if whole is None:
        refuse(file, "is no character card: not a JSON object")
    spec = whole.get("spec")
    if spec in (None, ""):
        return _without_spec(whole, file)
    known = spec.strip().lower() if isinstance(spec, str) else spec
    if known not in (V2, V3):
        refuse(file, f"{spec!r:.60} is no card that is known", f"{V2} or {V3}", place="spec")
    data = object_of(whole.get("data"))
    notes = () if known == spec else (f"spec: {spec!r} is taken for {known!r}",)
    if data is None:
        flat = understood({name: value for name, value in whole.items() if name != "data"})
        if flat is None:
            refuse(file, "is missing" if "data" not in whole else "is no object", place="data")
        said = "data: is missing; the fields beside it are taken"
        around = {"spec": known, "spec_version": whole.get("spec_version"), "data": flat.data}
        return around, (*notes, said, *flat.notes)
    beside = {name: whole[name] for name in _TWICE if _lacks(data, whole, name)}
    if beside:
        notes = (*notes, f"taken from beside `data`: {', '.join(beside)}")
    return {**whole, "spec": known, "data": {**data, **beside}}, notes


def _lacks(data: Mapping[str, Any], whole: Mapping[str, Any], name: str) -> bool:
    """Whether a field is empty in a card and stands beside it, for programs of Version 1."""
    given = whole.get(name)
    return not data.get(name) and isinstance(given, str) and bool(given.strip())


def _without_spec(whole: dict[str, Any], file: str) -> tuple[dict[str, Any], tuple[str, ...]]:
    found = understood(whole)
    if found is None:
        _refuse_unknown(whole, file)
    return {"spec": V2, "spec_version": "2.0", "data": found.data}, found.notes


def _refuse_unknown(whole: Mapping[str, Any], file: str) -> NoReturn:
    kind = whole.get("kind") or whole.get("type")
    named = f" of the kind {kind!r:.30}" if isinstance(kind, str) else ""
    fields = ", ".join(map(shown, list(whole)[:8]))
    said = f"is no character card that is known{named}: a name and a text of the character are "
    refuse(file, f"{said}missing among its fields ({fields})", f"{V2} or {V3}")


def _newer(whole: Mapping[str, Any]) -> tuple[str, ...]:
    known = {V2: 2.0, V3: 3.0}[whole["spec"]]
    version = whole.get("spec_version")
    said = f"the card is of version {version}, newer than is known here; all of it is kept"
    with suppress(ValueError):
        return (said,) if float(str(version)) > known else ()
    return ()
