"""``commons show --why``: what stood behind a line, and what it becomes without its memories."""

from smile_commons.api.blocking import blocking
from smile_commons.api.why import behind, to_dict, without_memories
from smile_commons.cli import console
from smile_commons.cli.why_shown import show_became, show_behind
from smile_commons.runs.folder import RunFolder


def why(folder: RunFolder, turn: int, *, take_away: bool, as_json: bool = False) -> None:
    """Prints what stood behind a line.

    Args:
        folder: the run, which is only read.
        turn: the number of the speech.
        take_away: asks the model what the line becomes without its memories.
        as_json: one JSON object.

    Raises:
        InputError: there is no such speech; or, to take away, no record of it or no memory.
        ModelError: the model gave no usable reply.
    """
    evidence = behind(folder, turn)
    became = blocking(without_memories(evidence, console.note)) if take_away else None
    if as_json:
        console.emit(to_dict(evidence, became))
        return
    show_behind(evidence)
    if became is not None:
        show_became(evidence.event, became)
