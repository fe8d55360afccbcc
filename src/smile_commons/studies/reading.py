"""``study.yaml`` read and checked: every mistake at once, each with its file, line and field."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from smile_commons.dialogues.casting import Balloting
from smile_commons.errors import InputError, Problem, WorldError
from smile_commons.names import did_you_mean, known
from smile_commons.prompts.check import check_world
from smile_commons.scoring.definitions import DEFINITIONS
from smile_commons.studies.design import AnalysisPlan, Design, Level, Outcome, Outcomes
from smile_commons.studies.factors import (
    FACTORS,
    SETTINGS,
    Kind,
    kind_of,
    levels_of,
    option,
    setting,
)
from smile_commons.studies.study_file import FILE, StudyFile
from smile_commons.transcript import MOST_FORMS
from smile_commons.world.files import LARGEST
from smile_commons.world.find import find_world
from smile_commons.world.model import World
from smile_commons.world.safe_yaml import Document, parse_yaml
from smile_commons.world.text import decode
from smile_commons.world.validate import validate

_SCOPES = ("persona", "article", "act")
_NOT_BOTH = "is a factor already; leave it out here"


def study_path(path: Path) -> Path:
    """The file of a study: the one that is named, or the one in the folder that is.

    Raises:
        InputError: there is none.
    """
    file = path / FILE if path.is_dir() else path
    if not file.is_file():
        raise InputError(f"{file}: there is no such file; a study is a folder with a {FILE}")
    return file.resolve()


def read_design(path: Path, world: World | None = None) -> Design:
    """The design of a study.

    Args:
        path: its file or folder.
        world: in the place of the one that the file names.

    Raises:
        InputError: there is no such file.
        WorldError: it has mistakes; all of them are named.
    """
    file = study_path(path)
    document = document_of(file)
    found, problems = validate(document, StudyFile)
    if found is None:
        raise WorldError(problems)
    place = world or _world(document, file, found)
    reader = _Reader(document, found, place, file.parent)
    design = reader.design(file)
    if problems := [*problems, *reader.problems]:
        raise WorldError(sorted(problems, key=lambda one: one.line or 0))
    return design


def document_of(file: Path) -> Document:
    """A file of YAML with its lines.

    Raises:
        InputError: it cannot be read, or is too large.
        WorldError: it is no YAML.
    """
    try:
        raw = file.read_bytes()
    except OSError as error:
        raise InputError(f"{file}: cannot be read: {error.strerror}") from error
    if len(raw) > LARGEST:
        raise InputError(f"{file}: is larger than {LARGEST // 1024} kB")
    return parse_yaml(decode(raw, str(file)), str(file))


def _world(document: Document, file: Path, found: StudyFile) -> World:
    named = None if found.world is None else file.parent / Path(found.world).expanduser()
    try:
        root = find_world(named)
    except InputError as error:
        raise WorldError([document.problem(("world",), str(error))]) from error
    return check_world(root)


@dataclass(slots=True)
class _Reader:
    """Looks up what a file names, and keeps what is wrong with it."""

    document: Document
    file: StudyFile
    world: World
    folder: Path
    problems: list[Problem] = field(default_factory=list[Problem])

    def design(self, path: Path) -> Design:
        file = self.file
        self._dialogues()
        factors = self._factors()
        self._layout(factors)
        options = self._options(factors)
        self._settings(factors)
        return Design(
            id=file.id,
            path=path,
            world=self.world,
            dialogue=file.dialogue,
            factors=factors,
            outcomes=Outcomes(
                tuple(self._outcomes("primary", file.outcomes.primary)),
                tuple(self._outcomes("secondary", file.outcomes.secondary)),
            ),
            title=file.title,
            question=file.question or "",
            hypothesis=file.hypothesis or "",
            authors=file.authors,
            exclude=file.exclude or "",
            people=tuple(self._people()),
            design=file.design,
            at=file.at,
            repeats=file.repeats,
            controls=file.controls,
            options=options,
            settings=file.settings,
            analysis=AnalysisPlan.of(file.analysis),
            stop=file.stop,
        )

    def _wrong(self, place: tuple[str | int, ...], said: str, hint: str | None = None) -> None:
        self.problems.append(self.document.problem(place, said, hint))

    def _try(self, place: tuple[str | int, ...], check: Callable[[], Any]) -> Any:
        try:
            return check()
        except InputError as error:
            self._wrong(place, str(error))
            return None

    def _dialogues(self) -> None:
        for place, id in enumerate(self.file.dialogue):
            where = ("dialogue", place) if len(self.file.dialogue) > 1 else ("dialogue",)
            self._try(where, lambda id=id: known(id, self.world.dialogues, "dialogue"))
        if len(set(self.file.dialogue)) < len(self.file.dialogue):
            self._wrong(("dialogue",), "a dialogue stands twice")

    def _factors(self) -> dict[str, tuple[Level, ...]]:
        found: dict[str, tuple[Level, ...]] = {}
        for name, given in self.file.factors.items():
            place = ("factors", name)
            if name not in FACTORS:
                hint = did_you_mean(name, FACTORS) or "`commons study plan --help` lists them"
                self._wrong(place, "is nothing that a play or a branch can change", hint)
                continue
            levels = self._try(place, lambda name=name, given=given: levels_of(name, given))
            for level in levels or ():
                self._try(place, lambda name=name, level=level: self._fits(name, level))
            if levels is not None:
                found[name] = levels
        return found

    def _fits(self, factor: str, level: Level) -> None:
        """Whether a level can be had in the world and the folder.

        Raises:
            InputError: it cannot.
        """
        if level.value is None:
            return
        if factor == "ballots":
            Balloting.of(str(level.value))
        if factor in ("card", "cards", "prompts"):
            path = self.folder / str(level.value)
            if not (path.is_file() if factor == "card" else path.exists()):
                raise InputError(f"{level.value}: there is no such file here ({self.folder})")
        if factor == "cast" and isinstance(level.value, list):
            for who in level.value:
                known(str(who), self.world.personas, "persona")
        if factor in ("order", "acts") and isinstance(level.value, list):
            for id in self.file.dialogue:
                there = self.world.dialogues.get(id)
                if there is not None:
                    ids = there.cast if factor == "order" else [act.id for act in there.acts]
                    for one in level.value:
                        known(
                            str(one),
                            ids,
                            f"{'member of the cast' if factor == 'order' else 'act'} of {id}",
                        )

    def _layout(self, factors: Mapping[str, tuple[Level, ...]]) -> None:
        kind, _, rest = self.file.design.partition(":")
        changes = [name for name in factors if kind_of(name) is Kind.CHANGE]
        if kind == "paired":
            if rest not in self.file.factors:
                self._wrong(
                    ("design",),
                    f"{rest!r} is none of the factors",
                    did_you_mean(rest, self.file.factors),
                )
            elif kind_of_or_none(rest) is Kind.WORLD:
                self._wrong(("design",), f"`{rest}` cannot change in the midst of a play", "`full`")
        for name in changes:
            if kind != "paired" or name != rest:
                self._wrong(
                    ("factors", name),
                    "is a change made to a play that is under way",
                    f"`design: paired:{name}`",
                )
        if self.file.at and kind != "paired":
            self._wrong(("at",), "is for `design: paired:FACTOR` alone")
        if kind == "latin":
            self._try(("design",), lambda: check_latin(factors))
        if kind == "file" and not (self.folder / rest).is_file():
            self._wrong(("design",), f"{rest}: there is no such file in {self.folder}")

    def _options(self, factors: Mapping[str, Any]) -> dict[str, Any]:
        given = dict(self.file.options)
        if self.file.ballots is not None:
            if "ballots" in given:
                self._wrong(("ballots",), "stands in `options` too; leave one of them out")
            given["ballots"] = self.file.ballots
        if self.file.controls.form_crossed:
            given["ballots_forms"] = MOST_FORMS
        checked: dict[str, Any] = {}
        for name, value in given.items():
            place = ("options", name) if name in self.file.options else (name,)
            if name in factors:
                self._wrong(place, _NOT_BOTH)
            elif name in ("dialogue", "seed", "seat", "max_tokens", "max_cost"):
                self._wrong(
                    place,
                    "is not chosen here",
                    "`dialogue`, `repeats` and `stop` are keys of their own; nobody holds a seat",
                )
            else:
                checked[name] = self._try(place, lambda name=name, value=value: option(name, value))
        return {name: value for name, value in checked.items() if value is not None}

    def _settings(self, factors: Mapping[str, Any]) -> None:
        for name, value in self.file.settings.items():
            place = ("settings", name)
            if name in factors:
                self._wrong(place, _NOT_BOTH)
            elif name not in SETTINGS:
                self._wrong(
                    place, "is no setting that a study can fix", did_you_mean(name, SETTINGS)
                )
            else:
                self._try(place, lambda name=name, value=value: setting(name, value))

    def _people(self) -> Iterator[Path]:
        for number, name in enumerate(self.file.people):
            path = self.folder / name
            if path.exists():
                yield path
            else:
                place = ("people", number) if len(self.file.people) > 1 else ("people",)
                self._wrong(place, f"{name}: there is no such file in {self.folder}")

    def _outcomes(self, which: str, given: tuple[str, ...]) -> Iterator[Outcome]:
        for number, text in enumerate(given):
            place = ("outcomes", which, number) if len(given) > 1 else ("outcomes", which)
            found = self._try(place, lambda text=text: outcome_of(text))
            if found is not None:
                self._try(place, lambda found=found: self._there(found))
                yield found

    def _there(self, outcome: Outcome) -> None:
        """Whether a dialogue of the study has what an outcome is about.

        Raises:
            InputError: none has.
        """
        there = [
            self.world.dialogues[id] for id in self.file.dialogue if id in self.world.dialogues
        ]
        resolutions = [self.world.resolution(one.id) for one in there]
        for name, kind, ids in (
            (outcome.persona, "persona", {who for one in there for who in one.cast}),
            (outcome.article, "article", {a.id for one in resolutions for a in one.articles}),
            (outcome.act, "act", {act.id for one in there for act in one.acts}),
        ):
            if name is not None and ids:
                known(name, ids, f"{kind} of {', '.join(one.id for one in there)}")


def kind_of_or_none(factor: str) -> Kind | None:
    """What a factor changes; None of what is none."""
    return kind_of(factor) if factor in FACTORS else None


def outcome_of(text: str) -> Outcome:
    """``movement@persona=ezra,article=elixirs`` as an outcome.

    Raises:
        InputError: there is no such score, or the scope cannot be read.
    """
    id, _, scope = text.partition("@")
    if id not in DEFINITIONS:
        hint = did_you_mean(id, DEFINITIONS) or "docs/scoring.md lists them"
        raise InputError(f"no score is called {id!r}; {hint}")
    if scope == "all":
        return Outcome(id)
    fields: dict[str, str] = {}
    for part in scope.split(","):
        name, equals, value = (one.strip() for one in part.partition("="))
        if name not in _SCOPES or not equals or not value or name in fields:
            raise InputError(
                f"{text!r}: after the @ stands `all` or persona=, article=, act= joined by commas"
            )
        fields[name] = value
    return Outcome(id, **fields)


def check_latin(factors: Mapping[str, tuple[Level, ...]]) -> None:
    """Whether a Latin square of these factors keeps each from hanging on another.

    Raises:
        InputError: it does not.
    """
    sizes = {len(levels) for levels in factors.values()}
    if len(factors) < 2 or len(sizes) > 1:
        raise InputError(
            "a Latin design wants two factors or more, all of the same number of levels"
        )
    size, most = sizes.pop(), 2
    if all(size % other for other in range(2, size)):
        most = size
    if len(factors) > most:
        raise InputError(
            f"{len(factors)} factors of {size} levels: in a Latin design of {size} levels {most} "
            "can be told apart; take a full one"
        )
