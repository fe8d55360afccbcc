"""``commons show --voices``: who speaks how, and which lines anybody could have said."""

from collections.abc import Callable, Sequence
from dataclasses import asdict

from smile_commons.api.voices import VoicesOfRun, voices_of
from smile_commons.api.worlds import world_of
from smile_commons.cli import console
from smile_commons.runs.folder import RunFolder
from smile_commons.scoring.voices.fingerprint import CLEAR, Fingerprint, Phrase
from smile_commons.scoring.voices.reader import Reader, Reading

_INDENT = "    "


def show_voices(folder: RunFolder, *, as_json: bool = False) -> None:
    """Prints fingerprints and marked lines of a run.

    Raises:
        InputError: the run or its world cannot be read.
    """
    world = world_of(folder) if folder.world_path.is_dir() else None
    found = voices_of(folder, world)
    if as_json:
        console.emit(_plain(folder, found))
        return
    cues = folder.manifest.cast
    console.say(f"{folder.manifest.title or folder.manifest.dialogue}: who speaks how")
    for one in found.fingerprints:
        _show_fingerprint(one, cues.get(one.persona, one.persona))
    console.note(
        "\nspeeches of one's own that hold it : those of others; * clear of chance by itself"
    )
    console.say()
    reader = found.reader
    if reader.faults:
        console.say(f"lines are not marked: {'; '.join(reader.faults)}")
        return
    marked = [one for one in reader.readings if one.anybody]
    console.say(f"Lines that anybody could have said: {len(marked)} of {len(reader.readings)}")
    console.paragraph(trust(reader))
    by_turn = {line.turn: line for line in found.lines}
    for one in marked:
        console.say()
        console.say(f"turn {one.turn}: {verdict(one, cues)}")
        console.cue(f"{_INDENT}{cues.get(one.speaker, one.speaker)}")
        console.paragraph(by_turn[one.turn].text, _INDENT)
    if marked:
        example = f"commons take {folder.id} {marked[0].turn} --new --voice"
        console.note(f"\n{example} asks for that line again in its speaker's own voice")


def trust(reader: Reader) -> str:
    """How far the reader is to be trusted, in a sentence or two."""
    n = len(reader.readings)
    low, high = reader.interval or (0.0, 1.0)
    knows = (
        "It knows everybody's card, what each alone remembers, and the other lines of the run"
        if reader.with_references
        else "It knows nothing but the other lines of the run"
    )
    told = (
        f"A reader who sees no names told the speakers of {reader.right} of {n} lines "
        f"({reader.right / n:.0%}, 95 % {low:.0%} to {high:.0%}; "
        f"chance {reader.chance:.0%}). {knows}."
    )
    if reader.reliable:
        return told
    return f"{told} That is not clear of chance: what it marks may be its own fault."


def verdict(one: Reading, cues: dict[str, str]) -> str:
    """What the reader makes of a marked line."""
    named = cues.get(one.told, one.told)
    own = one.shares[one.speaker]
    if one.told == one.speaker:
        return f"taken for {named}'s, but at {own:.0%} only"
    return f"taken for {named}'s at {one.confidence:.0%}; its speaker's at {own:.0%}"


def _show_fingerprint(one: Fingerprint, cue: str) -> None:
    own, others = one.manner, one.others
    console.say()
    console.cue(cue)

    def beside(value: str, other: str | None) -> str:
        return value if other is None else f"{value} (others {other})"

    parts = [
        f"{one.speeches} speeches",
        beside(f"{own.words:.0f} words each", others and f"{others.words:.0f}"),
        beside(f"{own.sentence:.1f} a sentence", others and f"{others.sentence:.1f}"),
        beside(f"{own.questions:.0%} ask something", others and f"{others.questions:.0%}"),
    ]
    console.paragraph(", ".join(parts), _INDENT)
    says = _phrases(one.favourites, lambda p: f"{p.own}:{p.others}")
    never = _phrases(one.never, lambda p: f"0:{p.others}")
    console.paragraph(f"says, more than the others: {says}", _INDENT)
    console.paragraph(f"never says, as others do: {never}", _INDENT)


def _phrases(phrases: Sequence[Phrase], counted: Callable[[Phrase], str]) -> str:
    if not phrases:
        return "nothing that stands out"
    return ", ".join(
        f"“{one.text}” {counted(one)}{'*' if abs(one.z) >= CLEAR else ''}" for one in phrases
    )


def _plain(folder: RunFolder, found: VoicesOfRun) -> dict[str, object]:
    reader = found.reader
    texts = {line.turn: line.text for line in found.lines}
    return {
        "run": folder.id,
        "fingerprints": [asdict(one) for one in found.fingerprints],
        "reader": {
            "right": reader.right,
            "of": len(reader.readings),
            "interval": reader.interval,
            "chance": reader.chance,
            "reliable": reader.reliable,
            "references": reader.with_references,
            "faults": reader.faults,
        },
        "lines": [
            {
                "turn": one.turn,
                "persona": one.speaker,
                "told": one.told,
                "confidence": round(one.confidence, 3),
                "shares": {who: round(share, 3) for who, share in one.shares.items()},
                "anybody": one.anybody,
                "text": texts[one.turn],
            }
            for one in reader.readings
        ],
    }
