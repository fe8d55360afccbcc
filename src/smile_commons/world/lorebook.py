"""A lorebook of a world, as plain data: entries that come up when their keys are spoken of."""

from dataclasses import dataclass
from typing import Literal

Logic = Literal["any", "all", "not any", "not all"]
"""How the secondary keys of a selective entry must stand to what is said."""


@dataclass(frozen=True, slots=True)
class LoreEntry:
    """One entry of a lorebook."""

    id: str
    """Unique in its book."""
    content: str
    """Without decorators; macros such as ``{{char}}`` stand in it as written."""
    keys: tuple[str, ...] = ()
    secondary: tuple[str, ...] = ()
    """Looked for when the entry is selective; empty when it is not."""
    logic: Logic = "any"
    name: str = ""
    enabled: bool = True
    constant: bool = False
    """Comes up whatever is said."""
    regex: bool = False
    """Whether the keys are regular expressions."""
    case_sensitive: bool = False
    whole_words: bool = True
    order: float = 100
    """The lower, the earlier it stands in a prompt."""
    priority: float | None = None
    """The lowest goes first when there is no room; None: the order decides."""
    before: bool = False
    """Whether it stands before the others, as what comes before a character does."""
    scan_depth: int | None = None
    """Messages to look at; None: as the book says."""
    chance: float = 1.0
    """That it comes up when it could, in [0, 1]."""
    listens_to_lore: bool = True
    """Whether other entries can bring it up."""
    heard_by_lore: bool = True
    """Whether it can bring up others."""
    delayed: int = 0
    """Comes up from that round of lore bringing up lore on; 0: at once."""
    sticky: int = 0
    """Messages for which it stays up once it came up."""
    cooldown: int = 0
    """Messages for which it then does not come up again."""
    delay: int = 0
    """Messages that must have been heard before it comes up at all."""
    groups: tuple[str, ...] = ()
    """Of each of them only one entry comes up at a time."""
    group_weight: float = 100
    """Its share in the draw that decides which."""
    group_first: bool = False
    """Whether it goes before what is drawn; of several the highest order."""
    group_by_score: bool = False
    """Whether it loses to one of which more keys were met."""
    decorators: tuple[tuple[str, str], ...] = ()
    """Name and value of each that we know."""


@dataclass(frozen=True, slots=True)
class Lorebook:
    """One file of lore."""

    file: str
    """Its name in the world."""
    owner: str | None
    """The persona that alone knows it; None: everybody does."""
    entries: tuple[LoreEntry, ...]
    name: str = ""
    scan_depth: int | None = None
    token_budget: int | None = None
    recursive: bool = False
    mended: tuple[str, ...] = ()
    """What was wrong in the file and is read as it was most likely meant, by field."""
    unused: tuple[str, ...] = ()
    """What the file says that has no effect here."""
