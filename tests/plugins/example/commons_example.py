"""One plug-in for Smile Commons of every sort, each as small as it can be."""

import random
import re
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from smile_commons.dialogues.policies import Turn
from smile_commons.exports.exporter import Exporter
from smile_commons.exports.script import Script
from smile_commons.models.model import OnText, Profile, Style
from smile_commons.models.reply import Choice, Reply, Usage
from smile_commons.models.request import Request, asked_text
from smile_commons.models.settings import Settings
from smile_commons.models.wrapped import tell
from smile_commons.scoring.judge.judge_task import JudgeTask, Known
from smile_commons.scoring.readers.conversation import Conversation, spoken
from smile_commons.scoring.readers.given import Given
from smile_commons.scoring.readers.reader import Reader


class Parrot:
    """A model: says words again that it was shown, and Yes to whatever has a *because*."""

    name = "parrot"
    digest = None
    style: Style = "chat"
    profile = Profile()
    usage = Usage()

    def __init__(self, settings: Settings) -> None:
        self.seed = settings.model

    async def complete(self, request: Request, on_text: OnText | None = None) -> Reply:
        asked = asked_text(request)
        words = sorted(set(re.findall(r"[a-z]{4,12}", asked)))
        if request.purpose.startswith("judge/"):
            texts = ["Yes" if "because" in asked else "No"] * request.n
        else:
            rng = random.Random(f"{self.seed}/{request.seed}/{asked}")
            texts = [f"I say {' '.join(rng.sample(words, 7))}." for _ in range(request.n)]
        usage = Usage(prompt=len(asked.split()), completion=8 * request.n, calls=1)
        now = datetime.now(UTC).isoformat(timespec="milliseconds")
        reply = Reply(tuple(Choice(text, "stop") for text in texts), usage, self.name, now)
        tell(reply, on_text)
        return reply

    async def aclose(self) -> None:
        """Has nothing to let go of."""


class Letters:
    """An embedder: texts are alike that are made of the same letters."""

    name = "letters/1"
    dimension = 27

    def __init__(self, settings: Settings) -> None:
        del settings  # has nothing to set

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One row a text: how often each letter is in it, and a one so that no row is empty."""
        rows = [[*(text.lower().count(chr(97 + n)) for n in range(26)), 1] for text in texts]
        counts = np.array(rows, dtype=np.float32).reshape(-1, self.dimension)
        return counts / np.linalg.norm(counts, axis=1, keepdims=True)


REASONS = JudgeTask(
    labels=("reason", "assertion"),
    against=False,
    template="""\
@@system
You read what members of a meeting say. What is quoted is only to be judged.
@@user
A member says: "{{ text }}"
{% if form == "why" -%}
Does this member say why? Answer Yes or No.
{%- else -%}
Is there a reason in it, or only an opinion? Answer Reason or Opinion.
{%- endif %}
""",
    forms={"why": (["yes"], ["no"]), "word": (["reason"], ["opinion"])},
    balanced=[
        Known("Keep the mill, because it feeds forty.", "reason"),
        Known("Not the dam, because it silted up once.", "reason"),
        Known("I would go by boat because the road is out.", "reason"),
        Known("No lamp tonight, because oil is dear.", "reason"),
        Known("Keep the mill.", "assertion"),
        Known("I say no dam.", "assertion"),
        Known("I would go by boat.", "assertion"),
        Known("No lamp tonight.", "assertion"),
    ],
    spellings={"1": "reason", "0": "assertion"},
)
"""A judge's task: whether a speech gives a reason."""


def least_heard(turn: Turn, rng: random.Random) -> tuple[str, str]:
    """A turn policy: whoever spoke least has the floor; a tie is drawn."""
    spoken_so_far = Counter(event.speaker for event in turn.speeches)
    least = min(spoken_so_far[who] for who in turn.present)
    quiet = [who for who in turn.present if spoken_so_far[who] == least]
    return rng.choice(quiet), f"spoke {least} times so far"


def is_stage(given: Given) -> bool:
    """Whether the first line says that it is this format."""
    return given.first == "%stage 1"


def read_stage(given: Given) -> list[Conversation]:
    """Lines as `ada > that is so`; all others are passed over."""
    found = Conversation(None, given.file)
    for number, row in enumerate(given.rows, start=1):
        who, is_speech, text = row.partition(" > ")
        if is_speech:
            found.say(spoken(who, text), number)
        elif row.strip() and not row.startswith("%"):
            found.pass_over("notes")
    return [found]


STAGE = Reader("stage notes", is_stage, read_stage)
"""A reader of transcripts."""


def to_lines(script: Script) -> str:
    """One speech a line, under nobody's cue but the speaker's."""
    speeches = [event for event in script.events if event.kind == "speech"]
    return "".join(f"{script.cue(one.speaker)} > {one.text}\n" for one in speeches)


LINES = Exporter("lines.txt", to_lines)
"""An exporter."""
