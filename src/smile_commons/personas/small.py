"""The small craft: from notes to a speech, for a model that is told little and corrected a lot."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from smile_commons.models.reply import Choice, Reply, Usage
from smile_commons.models.request import Request, conversation
from smile_commons.personas.adding import what_it_adds
from smile_commons.personas.editing import FILLED, Edited, as_written, edited, thrown_in, tries
from smile_commons.personas.faults import Rules
from smile_commons.personas.fidelity import Notes
from smile_commons.personas.lengths import SMALL, THROWN_IN, Length, tokens
from smile_commons.personas.persons import keys
from smile_commons.personas.ranking import VOICE_FIRST, WEIGHTS, Brief, is_clean
from smile_commons.personas.small_words import mended
from smile_commons.personas.speech import (
    MENDED,
    STANCE,
    Part,
    Speech,
    Stage,
    broken_off,
    last_resort,
    names_of,
    scene_of,
    subseed,
    withheld,
)
from smile_commons.personas.takes import Judging, best_of, judge, tidy
from smile_commons.personas.voice import Manner
from smile_commons.prompts.language import Language, sentences, words
from smile_commons.prompts.script import size
from smile_commons.transcript import Take
from smile_commons.world.card import Card
from smile_commons.world.dialogue import Move

ROUNDS = 3
"""How often takes are asked for when none can be spoken, or none is true to its notes."""

EDITED_ROUNDS = 2
"""Rounds after which an editor puts in notes as they stand."""

_FILLED_AT_ONCE = 0.5
"""With no more of its notes as written an edited speech is spoken at once."""

COOLER = 0.3
"""Each round is asked for with so much less heat: the cooler, the nearer to the notes."""
COOLEST = 0.2


async def speak(stage: Stage, part: Part) -> Speech:
    """Asks for takes until one is true to what it was given, at most ``ROUNDS`` times.

    Later rounds are cooler and bring up no memory: what is left is the notes, said plainly. Where
    no take is true, an editor makes one of what is true in each, and of the notes where nothing is
    (``personas.editing``); where there are no notes to edit by, the best take is spoken. Notes
    that no take says, where none can be spoken, are said as they stand.

    Raises:
        ModelError: the model failed.
    """
    takes = _Takes()
    usage, at = Usage(), ""
    for number in range(ROUNDS):
        memory = _memory_for(number, stage, part)
        request, judging = asked(stage, part, number, memory)
        reply = await stage.model.complete(request)
        usage, at = usage + reply.usage, reply.at
        takes.take_in(whole(stage, part, number, reply), reply.choices, judging, memory)
        if takes.are_enough(number + 1):
            break
    place = takes.chosen()
    if place is None:
        return last_resort(takes.all, usage, at, stage.language)
    text = broken_off(takes.all[place].text, part, stage.language)
    takes.all[place] = replace(takes.all[place], text=text, chosen=True)
    return Speech(text, tuple(takes.all), takes.memories[place], usage, at)


def _tried(take: Take, judging: Judging) -> bool:
    """Whether a take as it would be spoken, or but for a mild fault, says some of its notes."""
    return take.dropped in (None, *MENDED) and tries(take.text, judging)


class _Takes:
    """The takes of one speech, round by round, and which of them is spoken."""

    def __init__(self) -> None:
        self.all: list[Take] = []
        self.memories: list[int | None] = []
        """Of each take, the index of the memory it was given."""
        self._told: list[str] = []
        self._edits: Judging | None = None
        self._made: Edited | None = None

    def take_in(
        self, raws: Sequence[str], choices: Sequence[Choice], judging: Judging, memory: int | None
    ) -> None:
        """A round of takes, and the choices that they were."""
        self._edits = self._edits or judging  # of the first round, which has the memory
        notes, language = judging.brief.notes, judging.brief.language
        told = [mended(tidy(raw, judging.rules.names.speaker), notes, language) for raw in raws]
        found = [replace(take, chosen=False) for take in judge(told, judging)]
        found = [withheld(one) or take for one, take in zip(choices, found, strict=True)]
        self.all += found
        self.memories += [memory] * len(found)
        self._told += told
        self._made = None if self._is_true() else self._edited(self._edits)

    def are_enough(self, rounds: int) -> bool:
        """Whether no further round is needed after so many."""
        made = self._made
        return self._is_true() or (
            made is not None
            and (made.take.why[FILLED] <= _FILLED_AT_ONCE or rounds >= EDITED_ROUNDS)
        )

    def chosen(self) -> int | None:
        """The place of the take to speak; None where none can be spoken."""
        if self._made is None and self._edits and self._is_beside_the_point(self._edits):
            self._made = as_written(self._edits)
        if self._made:
            self.all.append(self._made.take)
            self.memories.append(self.memories[0] if self._made.besides else None)
            return len(self.all) - 1
        return best_of(self.all)

    def _edited(self, judging: Judging) -> Edited | None:
        """What an editor makes of the takes; a model that refuses, or speaks of other things, is
        not spoken for."""
        if judging.brief.breaks_into:
            spoke = any(take.dropped in (None, *MENDED) for take in self.all)
            return thrown_in(judging) if spoke else None
        tried = any(_tried(take, judging) for take in self.all)
        return edited(self._told, judging) if tried else None

    def _is_beside_the_point(self, judging: Judging) -> bool:
        """Whether a speaker spoke of other things than its notes, and nothing of it to the end."""
        notes = judging.brief.notes
        unended = all(take.dropped == "cut off" for take in self.all)
        tried = any(_tried(take, judging) for take in self.all)
        return notes.leads and unended and not tried

    def _is_true(self) -> bool:
        place = best_of(self.all)
        return place is not None and is_clean(self.all[place].why)


def asked(stage: Stage, part: Part, number: int, memory: int | None) -> tuple[Request, Judging]:
    """What a model is asked for one round of takes, and by what they are judged.

    Args:
        stage: what all speeches share.
        part: what the speech is given.
        number: of the round, from 0.
        memory: index of the memory that the speaker is given; None: none.

    Raises:
        InputError: a template is not what it has to be.
    """
    variables = _variables(stage, part, memory)
    notes = _notes(stage, part, memory)
    purpose = f"speak/{part.place}" + (f"/{number}" if number else "")
    profile = stage.model.profile
    common: dict[str, Any] = {
        "purpose": purpose,
        "n": stage.takes,
        "max_tokens": tokens(part.length, size(notes.text), stage.language.tokens_a_word),
        "temperature": max(COOLEST, (stage.temperature or profile.temperature) - COOLER * number),
        "top_p": profile.top_p,
        "seed": subseed(stage.seed, purpose),
        "samplers": _samplers(profile.samplers),
    }
    if (profile.speech or stage.model.style) == "script":
        text = stage.prompts.render("speech_script.j2", **variables).rstrip()
        request = Request(prompt=text, stop=("\n",), **common)
    else:
        name = "retort.j2" if part.put_in else "speech.j2"
        messages = conversation(stage.prompts.render(name, **variables), name)
        if not profile.prefill:
            messages = messages[:-1]
        request = Request(messages=messages, stop=("\n",), **common)
    return request, _judging(stage, part, notes)


def _samplers(own: Mapping[str, Any]) -> dict[str, Any]:
    """A model's own, without what bars words that stood in the prompt: they are the notes."""
    return {name: value for name, value in own.items() if not name.startswith("dry_")}


def _notes(stage: Stage, part: Part, memory: int | None) -> Notes:
    """What the speech has to say, and what it may say besides."""
    say = sentences(part.say, stage.language)
    last = part.last["words"] if part.last else ""
    known = _told(stage, part, memory)
    more = [one for text in (part.holds, known) for one in sentences(text, stage.language)]
    if part.put_in:
        more = []
    # Who breaks in speaks to whoever is speaking, and of nobody but whom that speech named.
    others = [card for who, card in stage.cards.items() if who != part.speaker]
    cues = [] if part.put_in else [card.cue for card in others]
    return Notes(
        say,
        tuple(more),
        " ".join((last, *part.happened, *part.lore)),
        frozenset(word for cue in cues for word in words(cue)),
        leads=bool(say) and not part.drafted,
    )


def _told(stage: Stage, part: Part, memory: int | None) -> str:
    """What of a memory the speech is given."""
    if memory is None:
        return ""
    spoken = _spoken(part, stage.language)
    return _adds(memory, stage, part, spoken)


def _adds(place: int, stage: Stage, part: Part, spoken: list[frozenset[str]]) -> str:
    """What a memory adds; what was whispered is told whatever it has to do with the notes."""
    tied = not part.drafted and place >= part.whispered
    return what_it_adds(part.memories[place], part.say, stage.language, spoken, tied=tied)


def _spoken(part: Part, language: Language) -> list[frozenset[str]]:
    """The words of meaning of every sentence that was spoken, as far as the window reaches."""
    return [
        keys(sentence, language)
        for act in part.acts
        for line in act["lines"]
        for sentence in sentences(line["text"], language)
    ]


def _judging(stage: Stage, part: Part, notes: Notes) -> Judging:
    card = stage.cards[part.speaker]
    brief = Brief(
        speaker=part.speaker,
        notes=notes,
        language=stage.language,
        asks=part.move is Move.QUESTION or part.say.rstrip().endswith(("?", "？", "؟")),
        opening=_opening(stage, part),
        breaks_into=part.last["words"] if part.put_in and part.last else "",
        # A few words have no rhythm of their own.
        manner=None if part.put_in else Manner.of(card.voice.exemplars, stage.language),
        weights=VOICE_FIRST if part.voice else WEIGHTS,
    )
    mine = (*notes.say, *notes.more)
    rules = Rules(
        names_of(stage, part.speaker),
        stage.language,
        THROWN_IN if part.put_in else SMALL[part.length],
        (" ".join(mine), *mine),
        stage.scripts,
    )
    return Judging(brief, rules, stage.echo, stage.voices, cut=part.length is not Length.RETORT)


def _variables(stage: Stage, part: Part, memory: int | None) -> dict[str, Any]:
    known = _told(stage, part, memory)
    own = sentences(" ".join(f"{part.say} {part.holds}".split()), stage.language)
    besides = (" ".join(known.split()),) if known else ()
    leads = bool(part.say) and not part.drafted
    return {
        **scene_of(stage, part),
        "cast": [_person(c, stage.model.profile.brief) for c in stage.cards.values()],
        "memory": known,
        "notes": [*besides, *own] if leads else [*own, *besides],
        **{name: part.stance.get(name, "") for name in STANCE},
        "opening": _opening(stage, part),
    }  # fmt: skip


def _person(card: Card, brief: bool) -> dict[str, str]:
    return {
        "cue": card.cue,
        "name": card.name,
        "title": card.title,
        "principle": card.stance.principle,
        "notes": "" if brief else card.voice.notes,
        "exemplar": card.voice.exemplars[0],
    }


def _opening(stage: Stage, part: Part) -> str:
    """The words a speech is made to begin with: where it was planned, the name of one it turns to.

    Only what a model can be made to go on with is ever put before its words.
    """
    goes_on = stage.model.profile.prefill or stage.model.style == "script"
    if not part.named or len(part.to) != 1 or not goes_on:
        return ""
    return f"{stage.cards[part.to[0]].cue},"


def whole(stage: Stage, part: Part, number: int, reply: Reply) -> list[str]:
    """The speeches of a reply, each with the words that it was made to begin with."""
    opening = _opening(stage, part)
    return [_joined(opening, choice.text) for choice in reply.choices]


def _joined(opening: str, text: str) -> str:
    """The whole speech; some servers send the given words back, others do not."""
    text = text.strip()
    if not opening or text.startswith(opening) or opening in text[:40]:
        return text
    return f"{opening} {text}"


def _memory_for(number: int, stage: Stage, part: Part) -> int | None:
    """In the first round the best memory that adds something; then none, where there are notes.

    One that tells of whom it is told to by name is passed over: a small model tells it as it is.
    """
    if not part.memories or (number and (part.say or part.holds)):
        return None
    if not part.say:
        return min(number, len(part.memories) - 1)
    names = {words(stage.cards[who].cue)[0] for who in part.to}
    spoken = _spoken(part, stage.language)
    for place, text in enumerate(part.memories):
        if _adds(place, stage, part, spoken) and not names & set(words(text)):
            return place
    return None
