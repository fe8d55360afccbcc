"""Who speaks how in a run, and which lines anybody could have said."""

from collections.abc import Sequence
from dataclasses import dataclass

from smile_commons.dialogues.forum import own_words
from smile_commons.prompts.language import words
from smile_commons.runs.folder import RunFolder
from smile_commons.scoring.lines import Line, lines_of_events
from smile_commons.scoring.voices.fingerprint import Fingerprint, fingerprints
from smile_commons.scoring.voices.reader import Reader, read_blindly
from smile_commons.world import World


@dataclass(frozen=True, slots=True)
class VoicesOfRun:
    """A run's lines as the reader took them, and how everybody speaks."""

    lines: tuple[Line, ...]
    reader: Reader
    fingerprints: tuple[Fingerprint, ...]


def voices_of(folder: RunFolder, world: World | None) -> VoicesOfRun:
    """Reads a run blindly.

    Args:
        folder: the run.
        world: whose cards and memories the reader knows; None: it knows the lines alone.
    """
    lines = lines_of_events(folder.events.all())
    references, names = references_of(folder, lines, world)
    reader = read_blindly(lines, references, names)
    return VoicesOfRun(tuple(lines), reader, tuple(fingerprints(lines, names)))


def references_of(
    folder: RunFolder, lines: Sequence[Line], world: World | None
) -> tuple[dict[str, list[str]], set[str]]:
    """What is known of the speakers from before the run, by speaker; and words that are names."""
    speakers = {line.speaker for line in lines}
    names = {word for cue in folder.manifest.cast.values() for word in words(cue)}
    if world is None:
        return {}, names
    cards = {who: world.personas[who] for who in speakers if who in world.personas}
    names |= {word for card in cards.values() for word in words(f"{card.name} {card.cue}")}
    return {who: own_words(world, who) for who in cards}, names
