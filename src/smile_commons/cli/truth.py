"""``commons label --task truth``: asking, the sheet, or what the labels come to."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from smile_commons.api.truth import Sitting, labels_of, questions_of
from smile_commons.api.truth_sheet import read_sheet, write_sheet
from smile_commons.cli import console
from smile_commons.cli.label_truth import ask
from smile_commons.cli.truth_shown import as_data, in_words
from smile_commons.errors import InputError


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the user wants of labelling the truth of lines."""

    reader: str = "reader"
    show: bool = False
    to: Path | None = None
    sheet: Path | None = None
    count: int = 60
    seed: int = 2145
    runs: Path = Path("runs")
    world: Path | None = None
    as_json: bool = False


def label_truth(targets: Sequence[str], wanted: Wanted) -> None:
    """Shows a reader the lines of some runs and keeps what is said of each.

    A reader is told nothing of what others said until ``show`` is asked for.

    Raises:
        InputError: there is nothing to read, or labels or a sheet cannot be read or written.
        StoppedError: Ctrl-C; what was labelled is kept.
    """
    if sum(map(bool, (wanted.show, wanted.to, wanted.sheet))) > 1:
        raise InputError("--show, --to and --from go one at a time")
    whole = questions_of(targets, wanted.runs, wanted.world, wanted.seed)
    labels = labels_of(whole)
    own = labels.get(wanted.reader, {})
    say = console.note if wanted.as_json else console.say
    questions = whole if wanted.sheet else whole[: wanted.count]
    sitting = Sitting(reader=wanted.reader, questions=questions, labels=own, say=say)
    if wanted.to:
        write_sheet(sitting, wanted.to)
        say(f"{len(questions)} lines in {wanted.to}; read back with --from")
        return
    if wanted.sheet:
        say(f"{read_sheet(sitting, wanted.sheet)} new labels out of {wanted.sheet}")
    elif not wanted.show:
        ask(sitting)
    told = labels if wanted.show else {wanted.reader: sitting.labels}
    if wanted.as_json:
        console.emit(as_data(told, len(whole)))
        return
    say("\n" + "\n".join(in_words(told, len(whole))))
