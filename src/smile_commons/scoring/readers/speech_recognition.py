"""What WhisperX and its kin heard: segments with a time, a text and perhaps a speaker."""

from collections import Counter
from itertools import groupby
from typing import Any

from smile_commons.scoring.readers.conversation import Conversation, Passed, spoken
from smile_commons.scoring.readers.given import Given
from smile_commons.scoring.readers.json_shapes import lists_of, objects_in
from smile_commons.scoring.readers.transcript import fault


def recognises(given: Given) -> bool:
    """Whether there are segments with a start and a text."""
    return bool(_segments(given))


def read(given: Given) -> list[Conversation]:
    """The segments; neighbours of one speaker are one speech, those of nobody are counted.

    Raises:
        InputError: no segment names a speaker.
    """
    into = Conversation(None, given.file)
    for who, segments in groupby(_segments(given), _speaker):
        texts = (str(one.get("text") or "").strip() for one in segments)
        said = [text for text in texts if text]
        if said and who:
            into.say(spoken(who, " ".join(said)))
        else:
            into.pass_over(Passed.NAMELESS, len(said))
    if not into.lines:
        hint = "transcribe it with speakers (--diarize)"
        raise fault(given.file, None, "speaker", "no segment says who speaks", hint)
    return [into]


def _segments(given: Given) -> list[dict[str, Any]]:
    found = [one for _, one in objects_in(given)]
    inner = lists_of(found[0].get("segments")) if len(found) == 1 else found
    timed = ("start" in one and "text" in one and "end" in one for one in inner)
    return inner if any(timed) else []


def _speaker(segment: dict[str, Any]) -> str:
    """Who speaks a segment, or most of its words."""
    if segment.get("speaker") is not None:
        return str(segment["speaker"])
    words = Counter(str(w["speaker"]) for w in lists_of(segment.get("words")) if w.get("speaker"))
    return words.most_common(1)[0][0] if words else ""
