"""What each template is given: its variables, with an example of each."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Contract:
    """The variables of one template; it may use these and no others."""

    variables: Mapping[str, Any]
    """Each with an example, as full as it can be."""
    or_else: Mapping[str, Any] = field(default_factory=dict[str, Any])
    """What some of them are at other times, most often nothing."""

    def examples(self) -> Iterator[Mapping[str, Any]]:
        """What a check renders the template with: all there, each else alone, all else."""
        yield self.variables
        for name, value in self.or_else.items():
            yield {**self.variables, name: value}
        if self.or_else:
            yield {**self.variables, **self.or_else}


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
    "happened": ["A door slams."],
    "who": "Ada",
    "title_of": "keeper of the light",
    "notes": ["I put out the lamp.", "Nobody else may touch it."],
    "length": "line",
    "move": "answer",
    "to": "Bo",
    "on": "who put out the lamp",
    "they": "she",
    "direction": "",
    "holds": "Nobody else may touch it.",
    "memory": "In 2098 the lamp failed for an hour.",
    "lore": ["The lamp burns whale oil.", "Nobody but the keeper has the key."],
    "opening": "Bo,",
    "wants": "To keep the lamp lit until spring.",
    "wont": "She will not leave the lamp to a stranger.",
    "view": "He counts the oil, and means well.",
    "cause": "I saw the wreck myself.",
    "because": "Bo",
}

_LARGE: Mapping[str, Any] = {
    **{name: _SPEECH[name] for name in (
        "title", "setting", "acts", "last", "happened", "who", "title_of", "they", "notes",
        "length", "move", "to", "on", "direction", "holds", "lore")},
    "cast": [{"cue": "Ada", "name": "Ada Lovelock", "title": "keeper of the light"}],
    "card": {
        "name": "Ada Lovelock",
        "biography": "Born on the island.",
        "principle": "A light is for whoever is out there.",
        "framework": "ethics of care",
        "values": ["duty", "quiet"],
        "red_lines": ["to leave the lamp dark"],
        "goals": ["to keep the island"],
        "notes": "Speaks in short sentences.",
        "exemplars": ["I have trimmed this lamp for forty winters."],
        "never": ["no worries"],
    },
    "views": [{"cue": "Bo", "view": "He would sell the lamp."}],
    "memories": ["In 2098 the lamp failed for an hour."],
    "again": {
        "line": "The wind did.",
        "fault": "repetition: Bo said so",
        "following": {"cue": "Bo", "text": "There was no wind."},
    },
    "most": 60,
    "takes": 3,
}  # fmt: skip
_LARGE_ELSE: Mapping[str, Any] = {
    "acts": [],
    "last": None,
    "happened": [],
    "notes": [],
    "to": "",
    "direction": "Say it in one sentence.",
    "holds": "",
    "lore": [],
    "views": [],
    "memories": [],
    "again": None,
    "takes": 1,
}
_CHOOSE: Mapping[str, Any] = {
    "who": "Ada",
    "name": "Ada Lovelock",
    "title_of": "keeper of the light",
    "principle": "A light is for whoever is out there.",
    "voice": "Speaks in short sentences.",
    "last": {"cue": "Bo", "words": "Who put it out?"},
    "notes": ["I put out the lamp."],
    "direction": "Say it in one sentence.",
    "a": "I did.",
    "b": "The lamp is out because I put it out.",
}
_LOOKBACK: Mapping[str, Any] = {
    "title": "The Light",
    "setting": "An island, in autumn.",
    "cast": [_CARD],
    "heading": "INT. LAMP ROOM - NIGHT",
    "scene": "The lamp is out.",
    "lines": [
        {"number": 1, "cue": "Bo", "text": "Who put it out?", "notes": ""},
        {"number": None, "cue": None, "text": "A door slams.", "notes": ""},
        {"number": 2, "cue": "Ada", "text": "The wind did.", "notes": "I put out the lamp."},
    ],
    "most": 1,
}

_BALLOT: Mapping[str, Any] = {
    "form": 0,
    "examples": 0,
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

_NO_SPEECH_YET: Mapping[str, Any] = {
    "acts": [],
    "last": None,
    "happened": [],
    "notes": [],
    "to": "",
    "direction": "Say it in one sentence.",
    "holds": "",
    "memory": "",
    "lore": [],
    "opening": "",
    "wants": "",
    "wont": "",
    "view": "",
    "cause": "",
    "because": "",
}
_SECOND_BALLOT: Mapping[str, Any] = {
    "form": 3,
    "examples": 1,
    "asked": "second",
    "stance": None,
    "lines": [],
}

_REFLECT: Mapping[str, Any] = {
    "name": "Ada",
    "title": "keeper of the light",
    "principle": "A light is for whoever is out there.",
    "episodes": [
        {"number": 1, "text": "Bo said to me: Who put it out?"},
        {"number": 2, "text": "I said to Bo: The wind."},
    ],
}
_ASK: Mapping[str, Any] = {
    "name": "Ada",
    "title": "keeper of the light",
    "biography": "Born on the island.",
    "notes": "Speaks in short sentences.",
    "principle": "A light is for whoever is out there.",
    "exemplars": ["I have trimmed this lamp for forty winters."],
    "memories": ["In 2098 the lamp failed for an hour."],
    "question": "What would change your mind?",
}

_JUDGE_STANCE: Mapping[str, Any] = {
    "form": "about",
    "prefill": True,
    "motion": "The lamp is lit at dusk.",
    "text": "So are ships.",
}
_JUDGE_PAIR: Mapping[str, Any] = {
    "form": "agree",
    "prefill": True,
    "against": "Oil is dear.",
    "text": "So are ships.",
}

_INTERVIEW: Mapping[str, Any] = {
    "part": "article",
    "article": "The lamp is lit at dusk.",
    "question": "What do you hold right, whatever it costs?",
    "last": "So are ships.",
}

_CAUSE: Mapping[str, Any] = {
    "form": "meets",
    "who": "Ada",
    "line": "Proof that a ship was lost.",
    "by": "Bo",
    "said": "So are ships.",
    "contrary": False,
}

_PLAN: Mapping[str, Any] = {
    "title": "The Light",
    "setting": "An island, in autumn.",
    "heading": "INT. LAMP ROOM - NIGHT",
    "scene": "The lamp is out.",
    "stake": "Who lights it?",
    "cast": [
        {
            "id": "ada",
            "name": "Ada Lovelock",
            "title": "keeper of the light",
            "principle": "A light is for whoever is out there.",
            "goals": ["To keep the lamp lit until spring."],
            "red_lines": ["She will not leave the lamp to a stranger."],
            "would_reconsider": ["Proof that a ship was lost."],
            "views": [{"who": "bo", "view": "He counts the oil."}],
            "positions": [{"article": "lamp", "reason": "I have seen a wreck."}],
            "secrets": ["I put out the lamp myself."],
        }
    ],
    "articles": [{"id": "lamp", "text": "The lamp is lit at dusk."}],
    "matters": [{"who": "bo", "on": "the price of oil", "say": "Oil is dear."}],
    "lines": [{"cue": "Bo", "text": "Who put it out?"}],
    "count": 8,
    "moves": ["challenge", "confess"],
    "problems": ["bo speaks twice in a row"],
}

_PROPOSE: Mapping[str, Any] = {
    "name": "Ada",
    "description": "Keeps the light on an island.",
    "personality": "Stern, and kind to strangers.",
    "lines": ["I have trimmed this lamp for forty winters."],
}

_VOICE: Mapping[str, Any] = {
    "who": "Ada",
    "they": "she",
    "notes": "Speaks in short sentences.",
    "exemplars": ["I have trimmed this lamp for forty winters."],
}

_DRAFT: Mapping[str, Any] = {
    "who": "Ada",
    "they": "she",
    "move": "decide",
    "to": "Bo",
    "about": [
        {"text": "whether Ada", "means": "speaker"},
        {"text": " lights the lamp for Bo", "means": "addressee"},
        {"text": ", or leaves it dark", "means": ""},
    ],
    "verdict": "the lamp is lit at dusk.",
}
_ANYBODYS_DRAFT: Mapping[str, Any] = {
    "who": "", "they": "", "move": "", "to": "", "verdict": "",
}  # fmt: skip

CONTRACTS: dict[str, Contract] = {
    "ask.j2": Contract(_ASK, {"memories": []}),
    "ballot.j2": Contract(_BALLOT, _SECOND_BALLOT),
    "ballot_chat.j2": Contract(_BALLOT, _SECOND_BALLOT),
    "ballot_talk.j2": Contract({}),
    "cause.j2": Contract(_CAUSE, {"form": "crosses", "contrary": True}),
    "choose.j2": Contract(_CHOOSE, {"voice": "", "last": None, "notes": [], "direction": ""}),
    "draft.j2": Contract(_DRAFT, _ANYBODYS_DRAFT),
    "draft_script.j2": Contract(_DRAFT, _ANYBODYS_DRAFT),
    "interview.j2": Contract(_INTERVIEW),
    "model_check.j2": Contract({"question": "hello"}),
    "judge_pair.j2": Contract(_JUDGE_PAIR, {"prefill": False}),
    "judge_stance.j2": Contract(_JUDGE_STANCE, {"prefill": False}),
    "judge_stance_script.j2": Contract({**_JUDGE_STANCE, "form": "support"}, {"prefill": False}),
    "plan.j2": Contract(_PLAN, {"matters": [], "lines": [], "problems": []}),
    "lookback.j2": Contract(_LOOKBACK),
    "propose.j2": Contract(_PROPOSE, {"personality": "", "lines": []}),
    "reflect.j2": Contract(_REFLECT),
    "retort.j2": Contract(_SPEECH, _NO_SPEECH_YET),
    "speech.j2": Contract(_SPEECH, _NO_SPEECH_YET),
    "speech_large.j2": Contract(_LARGE, _LARGE_ELSE),
    "speech_script.j2": Contract(_SPEECH, _NO_SPEECH_YET),
    "voice.j2": Contract(_VOICE, {"notes": "", "exemplars": []}),
}
"""By template: every variable it may use, with examples that a check renders it with."""
