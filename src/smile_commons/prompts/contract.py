"""What each template is given: its variables, with an example of each."""

from collections.abc import Mapping
from typing import Any

_CARD: Mapping[str, str] = {
    "cue": "Ada",
    "name": "Ada Lovelock",
    "title": "keeper of the light",
    "principle": "A light is for whoever is out there.",
    "notes": "Speaks in short sentences.",
    "exemplar": "I have trimmed this lamp for forty winters.",
}
_SPEECH: Mapping[str, Any] = {
    "title": "The Light",
    "setting": "An island, in autumn.",
    "cast": [_CARD, {**_CARD, "cue": "Bo", "name": "Bo Reyes", "exemplar": ""}],
    "acts": [
        {
            "heading": "INT. LAMP ROOM - NIGHT",
            "scene": "The lamp is out.",
            "lines": [
                {"cue": "Bo", "text": "Who put it out?"},
                {"cue": None, "text": "A door slams."},
            ],
        }
    ],
    "last": {"cue": "Bo", "words": "Who put it out?"},
    "who": "Ada",
    "move": "answer",
    "to": "Bo",
    "on": "who put out the lamp",
    "they": "she",
    "direction": "",
    "holds": "Nobody else may touch it.",
    "memory": "In 2098 the lamp failed for an hour.",
    "opening": "Bo,",
}

_BALLOT: Mapping[str, Any] = {
    "form": 0,
    "name": "Ada Lovelock",
    "cue": "Ada",
    "title": "keeper of the light",
    "article": "The lamp is lit at dusk.",
    "negation": "The lamp stays dark.",
    "asked": "first",
    "stance": "Ada is firmly for it and votes yes.",
    "lines": [
        {"cue": "Bo", "own": False, "text": "Oil is dear."},
        {"cue": "Ada", "own": True, "text": "So are ships."},
    ],
}

CONTRACTS: dict[str, Mapping[str, Any]] = {
    "ballot.j2": _BALLOT,
    "ballot_chat.j2": _BALLOT,
    "speech.j2": _SPEECH,
    "speech_script.j2": _SPEECH,
    "reflect.j2": {
        "name": "Ada",
        "title": "keeper of the light",
        "principle": "A light is for whoever is out there.",
        "episodes": [
            {"number": 1, "text": "Bo said to me: Who put it out?"},
            {"number": 2, "text": "I said to Bo: The wind."},
        ],
    },
    "ask.j2": {
        "name": "Ada",
        "title": "keeper of the light",
        "biography": "Born on the island.",
        "notes": "Speaks in short sentences.",
        "principle": "A light is for whoever is out there.",
        "exemplars": ["I have trimmed this lamp for forty winters."],
        "memories": ["In 2098 the lamp failed for an hour."],
        "question": "What would change your mind?",
    },
}
"""By template: every variable it may use, with an example that a check renders it with."""
