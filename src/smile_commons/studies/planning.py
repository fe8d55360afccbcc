"""The cells of a study: every play that its design asks for, with the id that it has."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from smile_commons.dialogues.casting import cast
from smile_commons.errors import CommonsError, InputError
from smile_commons.models.open import unopened
from smile_commons.models.settings import Settings, load_settings
from smile_commons.runs.options import PlayOptions
from smile_commons.studies.cells import Cell, Change, id_of
from smile_commons.studies.design import Design, Level
from smile_commons.studies.factors import SETTINGS, Kind, kind_of
from smile_commons.studies.layout import NO_TALK, SHAM, Place, places
from smile_commons.studies.worlds import Worlds

_NAMED = ("craft", "style", "temperature", "language", "embeddings", "takes")
"""Settings besides the models that bear on what is said."""


@dataclass(frozen=True, slots=True)
class Cells:
    """All that a study plays."""

    cells: Sequence[Cell]
    """In the order in which they are played, block after block."""
    trunks: Mapping[str, Cell]
    """By id: what paired cells have in common, played once."""
    worlds: Worlds

    @property
    def by_id(self) -> dict[str, Cell]:
        """Cells and trunks."""
        return {**self.trunks, **{cell.id: cell for cell in self.cells}}


def cells_of(design: Design) -> Cells:
    """Every cell of a study.

    Raises:
        InputError: two cells are the same play, or a table of cells is wrong.
        WorldError: levels of the world make one with mistakes.
    """
    planner = _Planner(design, Worlds(design))
    cells: dict[str, Cell] = {}
    for place in places(design):
        cell = planner.cell(place)
        if (same := cells.get(cell.id)) is not None:
            raise InputError(
                f"{design.path}: two cells are the same play: {same.told}; and {cell.told}"
            )
        cells[cell.id] = cell
    return Cells(tuple(cells.values()), planner.trunks, planner.worlds)


@dataclass(slots=True)
class _Planner:
    design: Design
    worlds: Worlds
    trunks: dict[str, Cell] = field(default_factory=dict[str, Cell])
    _models: dict[str, dict[str, Any]] = field(default_factory=dict[str, dict[str, Any]])
    _settings: dict[str, Settings] = field(default_factory=dict[str, Settings])
    _checked: set[str] = field(default_factory=set[str])

    def cell(self, place: Place) -> Cell:
        """The cell of a place in the layout."""
        design, parting = self.design, self.design.paired
        levels = {n: level for n, level in place.levels.items() if n != parting}
        world = self.worlds.of(place.dialogue, levels)
        options = self._options(place, levels)
        settings = dict(design.settings) | self._of_kind(levels, Kind.SETTING)
        fields: dict[str, Any] = {
            "dialogue": place.dialogue,
            "dialogue_digest": self.worlds.digest(world, place.dialogue),
            "seed": place.seed,
            "block": place.block,
            "control": place.control,
            "options": options,
            "settings": settings,
            "world": world.digest,
            **self._named(settings),
        }
        self._check(world, fields)
        base = self._identity(fields)
        names: dict[str, str] = {name: level.name for name, level in place.levels.items()}
        values = {name: level.value for name, level in place.levels.items()}
        fields |= {"factors": names, "values": values}
        if parting is None or place.control:
            return Cell(id=id_of(base), **fields)
        trunk = self._trunk(base, fields, parting)
        value = place.levels[parting].value
        change = Change(parting, value, design.at)
        own = id_of({**base, "trunk": trunk.id, "change": [parting, self._content(parting, value)]})
        fields |= {"change": change, "trunk": trunk.id}
        return Cell(id=own, **fields)

    def _trunk(self, base: Mapping[str, Any], fields: Mapping[str, Any], parting: str) -> Cell:
        id = id_of({**base, "trunk to": self.design.at})
        if id not in self.trunks:
            factors = {n: v for n, v in fields["factors"].items() if n != parting}
            mine: dict[str, Any] = {**fields, "factors": factors}
            self.trunks[id] = Cell(id=id, kind="trunk", **mine)
        return self.trunks[id]

    def _options(self, place: Place, levels: Mapping[str, Level]) -> dict[str, Any]:
        given = {**self.design.options, **self._of_kind(levels, Kind.OPTION)}
        given |= {"dialogue": place.dialogue, "seed": place.seed}
        if place.control == SHAM:
            given["placebo"] = self.design.controls.sham
        if place.control == NO_TALK:
            given["turns"] = 0
        return PlayOptions(**given).model_dump(mode="json", exclude_defaults=True) | {
            "dialogue": place.dialogue
        }

    def _of_kind(self, levels: Mapping[str, Level], kind: Kind) -> dict[str, Any]:
        return {
            name: level.value
            for name, level in levels.items()
            if kind_of(name) is kind and level.value is not None
        }

    def _named(self, settings: Mapping[str, Any]) -> dict[str, Any]:
        found = self._settings_of(settings)
        return {"model": found.model, "judge": found.judge or found.model}

    def _settings_of(self, settings: Mapping[str, Any]) -> Settings:
        key = repr(sorted(settings.items()))
        if key not in self._settings:
            self._settings[key] = load_settings(settings, world=self.design.world.root)
        return self._settings[key]

    def _identity(self, fields: Mapping[str, Any]) -> dict[str, Any]:
        settings = self._settings_of(fields["settings"])
        own = {name: getattr(settings, name) for name in _NAMED}
        if "base_url" in fields["settings"]:
            own["base_url"] = fields["settings"]["base_url"]
        return {
            "dialogue": fields["dialogue_digest"],
            "seed": fields["seed"],
            "control": fields["control"],
            "options": fields["options"],
            "settings": own,
            "model": self._model(settings, fields["model"]),
            "judge": self._model(settings, fields["judge"]),
        }

    def _model(self, settings: Settings, name: str) -> dict[str, Any]:
        """Name and, where it can be known without asking, digest."""
        if name not in self._models:
            try:
                model = unopened(settings, name)
                self._models[name] = {"name": model.name, "digest": model.digest}
            except InputError:  # no key, no file: the study can still be planned and read
                self._models[name] = {"name": name, "digest": None}
        return self._models[name]

    def _content(self, factor: str, value: Any) -> Any:
        """What a level of a change is: a card is its file's content."""
        if factor != "card" or value is None:
            return value
        try:
            return [
                str(value),
                id_of({"card": (self.design.folder / str(value)).read_text("utf-8")}),
            ]
        except (OSError, UnicodeDecodeError) as error:
            raise InputError(f"{value}: cannot be read: {error}") from error

    def _check(self, world: Any, fields: Mapping[str, Any]) -> None:
        """Whether such a cell can be played in its world; whatever its seed."""
        asked = {name: value for name, value in fields["options"].items() if name != "seed"}
        key = repr((fields["world"], sorted(asked.items(), key=lambda one: one[0])))
        if key in self._checked:
            return
        try:
            cast(world, options_of(fields["options"]))
        except CommonsError as error:
            raise InputError(f"{self.design.path}: {fields['block']}: {error}") from error
        self._checked.add(key)


def options_of(given: Mapping[str, Any]) -> PlayOptions:
    """The options that a cell holds as plain data."""
    asked: dict[str, Any] = dict(given)
    return PlayOptions(**asked)


def settings_of(cell: Cell, design: Design) -> Settings:
    """The settings that a cell is played with, from where its change holds on."""
    given = {name: value for name, value in cell.settings.items() if name in SETTINGS}
    before = load_settings(given, world=design.world.root)
    if cell.change is None or cell.change.factor not in SETTINGS or cell.change.value is None:
        return before
    if cell.change.factor == "model":  # whoever took the ballots goes on to take them
        given["judge"] = before.judge or before.model
    return load_settings({**given, cell.change.factor: cell.change.value}, world=design.world.root)
