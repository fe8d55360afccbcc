"""``run.json``: what a run was made of and how it stands."""

import json
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue
from pydantic_core import PydanticSerializationError

from smile_commons.runs.options import IN_MANIFEST, Mode, PlayOptions, Recall

if TYPE_CHECKING:
    from smile_commons.world.dialogue import Dialogue

FORMAT = 1

Status = Literal["playing", "stopped", "failed", "done"]

_PACKAGES = ("smile-commons", "langgraph", "chromadb", "openai", "xllamacpp")


def package_versions() -> dict[str, str]:
    """The versions of ours and of the packages a run depends on; what is not there is left out."""
    return dict(_versions())


def package_version() -> str:
    """The version of ours; empty where it is not installed."""
    return _versions().get("smile-commons", "")


@cache
def _versions() -> Mapping[str, str]:
    found: dict[str, str] = {}
    for name in _PACKAGES:
        with suppress(PackageNotFoundError):
            found[name] = version(name)
    return found


class _Part(BaseModel):
    # Unknown fields survive: a newer version's run is still listed and shown by an older one.
    model_config = ConfigDict(extra="allow")


class ModelRecord(_Part):
    """Which model spoke, or judged."""

    name: str
    digest: str | None = None
    """SHA-256 of the weights; None for an endpoint."""
    style: Literal["script", "chat"] | None = None


class Change(_Part):
    """The one thing that sets a branch apart from its parent."""

    kind: str
    """``direction``, ``model``, ``seed``, ``card``, ``order``, ``forget``, ``remember``, ``take``,
    ``edit``, ``new takes``, ``own voice`` or ``undo``."""
    who: str | None = None
    """The persona it is about, where it is about one."""
    before: JsonValue = None
    after: JsonValue = None

    def __str__(self) -> str:
        """In a few words, as a tree of runs has it."""
        of = f" of {self.who}" if self.who else ""
        was = "" if self.before is None else f" {_short(self.before)} ->"
        now = "" if self.after is None else f" {_short(self.after)}"
        return f"{self.kind}{of}{':' if was or now else ''}{was}{now}"


class Parent(_Part):
    """Where a branch left its parent."""

    run: str
    """The parent's id; its folder may be called otherwise by now."""
    turn: int = Field(ge=0)
    """The last speech that both have; 0: they part at the opening."""
    change: Change | None = None
    shared: str = ""
    """SHA-256 of the lines of the transcript that both have."""
    lines: int = Field(default=0, ge=0)
    """Lines of the branch's transcript that stood there before it was played."""


class Repeat(_Part):
    """A way that is played again, to be compared with another that is, from the same seed."""

    of: str
    """The id of the run whose way it goes."""
    against: str
    """The id of the run with which that one is compared."""
    number: int = Field(ge=1)
    """Of the pair."""


class After(_Part):
    """The earlier run whose memories the cast brought along, as it stood then."""

    run: str
    turn: int = Field(ge=0)
    """Its last speech."""
    memories: dict[str, int] = {}
    """How many each persona brought along."""


class InStudy(_Part):
    """The cell of a study that a run is."""

    id: str
    """The study's."""
    cell: str
    """SHA-256 of what is played."""
    block: str = ""
    """What runs that are compared have in common: dialogue and seed."""
    factors: dict[str, str] = {}
    """Levels by factor."""
    control: str = ""
    """``sham`` or ``no_talk``; empty: it is no control arm."""


class Scene(_Part):
    """What an act is called and where it plays; its prose is in the transcript."""

    title: str = ""
    heading: str = ""


class UsageTotals(_Part):
    """What a run cost so far."""

    prompt: int = 0
    cached: int = 0
    """Prompt tokens that the server had already."""
    completion: int = 0
    seconds: float = 0.0
    """Of the model's time, added up over parallel calls."""
    calls: int = 0
    cost: float | None = None
    """In the currency of the prices that were set; None where none were."""


class Manifest(_Part):
    """All that is known of a run besides what was said in it; no key ever stands here."""

    format: int = FORMAT
    id: str = ""
    """Given by ``RunFolder.create``."""
    dialogue: str
    title: str = ""
    cast: dict[str, str] = {}
    """Cues by persona id, in the cast's order."""
    scenes: dict[str, Scene] = {}
    """By act id, in order."""
    seed: int | None = None
    model: ModelRecord | None = None
    judge: ModelRecord | None = None
    settings: dict[str, JsonValue] = {}
    """Options and budgets, secrets excluded."""
    world: str | None = None
    """Digest of the world that was played."""
    packages: dict[str, str] = Field(default_factory=package_versions)
    created: str = ""
    """ISO-8601 with the local offset; given by ``RunFolder.create``."""
    finished: str | None = None
    status: Status = "playing"
    parent: Parent | None = None
    repeat: Repeat | None = None
    after: After | None = None
    study: InStudy | None = None
    """None: it was played by itself."""
    recall: Recall = "full"
    """What of its memories a persona is given: as they come to mind, some at random, or none."""
    mode: Mode | None = None
    """None: as each act says."""
    takes: int | None = None
    turns: int | None = None
    """Speeches asked for; None: as the dialogue says."""
    acts: tuple[str, ...] = ()
    """Acts asked for; none: all."""
    ballots: str | None = None
    """When ballots were asked for: `acts`, `ends`, `every:N`; None: as the dialogue says."""
    ballots_forms: int | None = None
    """In how many forms each was asked; None: in one, as runs before had it."""
    sham: str | None = None
    """What they talked about instead of the dialogue's matters: the run is a control."""
    judged: bool = True
    """Whether a judge reads the speeches when the run is over."""
    seat: str | None = None
    """The persona whose seat a person holds."""
    most_tokens: int | None = None
    """The run stops before more are spent, read and written; None: no cap."""
    most_cost: float | None = None
    """Likewise, in the currency of the prices."""
    name: str = ""
    """What the writer calls the run."""
    policy: str | None = None
    """How the speakers of free acts are chosen; None: by the moderator."""
    order: tuple[str, ...] = ()
    """The cast in another order than the dialogue's; none: as there."""
    replay: str | None = None
    """The run whose recorded replies were played again."""
    usage: UsageTotals = UsageTotals()
    classroom: bool = False
    """A class heard it: whoever writes it out says of each line who made it."""

    @classmethod
    def of(
        cls,
        dialogue: "Dialogue",
        cues: Mapping[str, str],
        options: PlayOptions | None = None,
        **fields: Any,
    ) -> "Manifest":
        """The manifest of a run of that dialogue; ``cues`` by persona id."""
        return cls(
            **({} if options is None else options.fields()) | fields,
            dialogue=dialogue.id,
            title=dialogue.title,
            cast={who: cues[who] for who in dialogue.cast},
            scenes={act.id: Scene(title=act.title, heading=act.heading) for act in dialogue.acts},
        )

    @property
    def language(self) -> str:
        """The code of the language it is played in; of runs that noted none it is English."""
        found = self.settings.get("language")
        return found if isinstance(found, str) else "en"

    def options(self, turns: int | None = None) -> PlayOptions:
        """What the run was asked for; ``turns`` in the place of its own, if given."""
        asked: dict[str, Any] = {
            name: getattr(self, IN_MANIFEST.get(name, name)) for name in PlayOptions.model_fields
        }
        asked |= {"takes": self.takes or 1, "seed": self.seed or 0}
        asked |= {"turns": self.turns if turns is None else turns}
        return PlayOptions(**asked)

    def to_json(self) -> str:
        """The manifest as indented JSON with a newline at its end."""
        try:
            return self.model_dump_json(indent=2) + "\n"
        except PydanticSerializationError:  # half a letter in what was typed
            text = json.dumps(self.model_dump(), indent=2, ensure_ascii=False)
            return text.encode("utf-8", "replace").decode() + "\n"

    def changed(self, **fields: Any) -> "Manifest":
        """A checked copy with some fields changed."""
        return Manifest.model_validate({**self.model_dump(), **fields})


def _short(value: JsonValue) -> str:
    text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    text = " ".join(text.split())
    return text if len(text) <= 60 else f"{text[:59].rstrip()}…"
