"""What the files of a world say of one another: every name leads somewhere."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, Generic, TypeVar

from pydantic import BaseModel

from smile_commons.errors import Problem
from smile_commons.names import did_you_mean
from smile_commons.world.card import Card
from smile_commons.world.dialogue import Act, Beat, Dialogue, Matter, Resolution, ResolutionUse
from smile_commons.world.lorebook import Lorebook
from smile_commons.world.mending import list_of, object_of
from smile_commons.world.model import EVERYBODY, CanonMemory
from smile_commons.world.notes import slips, small_words
from smile_commons.world.safe_yaml import Document, Place

Model = TypeVar("Model", bound=BaseModel)
_PRESENT = "one of those present"

_ROLE = re.compile(r"^@@\w+[ \t]*$", re.MULTILINE)
"""A line that sets the messages of a prompt apart."""


@dataclass(frozen=True, slots=True)
class Written(Generic[Model]):
    """A value, and the document it stands in."""

    value: Model
    document: Document


@dataclass(frozen=True, slots=True)
class Shelf(Generic[Model]):
    """The documents of one folder."""

    whole: Mapping[str, Written[Model]]
    names: Collection[str]
    """Of all files, so that one with a mistake is not called unknown elsewhere too."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A world whose files are right each by itself."""

    personas: Shelf[Card]
    dialogues: Shelf[Dialogue]
    resolutions: Shelf[Resolution]
    memories: Mapping[str, Sequence[CanonMemory]]
    lore: Mapping[str, Sequence[Lorebook]]

    def articles(self) -> set[str] | None:
        """The ids of all articles; None when some file that may hold one could not be read."""
        for shelf in (self.resolutions, self.dialogues):
            if set(shelf.names) - set(shelf.whole):
                return None
        found = [one.value for one in self.resolutions.whole.values()]
        inline = [one.value.resolution for one in self.dialogues.whole.values()]
        found += [one for one in inline if isinstance(one, Resolution)]
        return {article.id for resolution in found for article in resolution.articles}


def crosscheck(draft: Draft) -> list[Problem]:
    """Every name that leads nowhere, and whatever else cannot be seen from one file alone."""
    return [
        *_all_documents(draft),
        *_cards(draft),
        *chain(*(_resolution(one.value, one.document) for one in draft.resolutions.whole.values())),
        *chain(*(_dialogue(draft, one) for one in draft.dialogues.whole.values())),
        *_memories(draft),
        *_lore(draft),
    ]


def _all_documents(draft: Draft) -> Iterator[Problem]:
    for shelf in (draft.personas, draft.dialogues, draft.resolutions):
        for stem, written in shelf.whole.items():
            document = written.document
            identity: str = document.data.get("id", "")
            if identity != stem:
                yield document.problem(
                    ("id",), f"is {identity!r} in a file named {stem!r}", "make them the same"
                )
            for place, text in _texts(document.data, ()):
                if _ROLE.search(text):
                    yield document.problem(
                        place, "a line like `@@user` sets messages apart", "write it otherwise"
                    )


def _texts(data: Any, place: Place) -> Iterator[tuple[Place, str]]:
    if isinstance(data, str):
        yield place, data
    for step, value in (*(object_of(data) or {}).items(), *enumerate(list_of(data) or ())):
        yield from _texts(value, (*place, step))


def _cards(draft: Draft) -> Iterator[Problem]:
    articles = draft.articles()
    cues = dict[str, str]()
    cards = [one.value for one in draft.personas.whole.values()]
    names = "|".join(re.escape(name) for card in cards for name in (card.cue, card.name))
    labels = re.compile(rf"^\W*(?:{names})\W*:", re.IGNORECASE | re.MULTILINE)
    for stem, written in draft.personas.whole.items():
        card, document = written.value, written.document
        if card.id == EVERYBODY:
            yield document.problem(("id",), f"{EVERYBODY!r} stands for everybody", "choose another")
        other = cues.setdefault(card.cue.casefold(), stem)
        if other != stem:
            yield document.problem(("cue",), f"{card.cue!r} is the cue of {other!r} too")
        for number, exemplar in enumerate(card.voice.exemplars):
            if labels.search(exemplar):
                yield document.problem(
                    ("voice", "exemplars", number),
                    "begins with a name and a colon",
                    "an exemplar is what is spoken, nothing else",
                )
        for persona in card.relations:
            if persona == card.id:
                yield document.problem(("relations", persona), "is the persona itself")
            else:
                at = ("relations", persona)
                yield from _known(document, at, persona, draft.personas.names, "persona")
        if articles is not None:
            for article in card.positions:
                yield from _known(document, ("positions", article), article, articles, "article")


def _resolution(resolution: Resolution, document: Document, place: Place = ()) -> Iterator[Problem]:
    ids = [article.id for article in resolution.articles]
    yield from _twice(document, (*place, "articles"), ids, "id")
    for number, article in enumerate(resolution.articles):
        if article.text.casefold() == article.negation.casefold():
            yield document.problem(
                (*place, "articles", number, "negation"), "says the same as the article"
            )


def _dialogue(draft: Draft, written: Written[Dialogue]) -> Iterator[Problem]:
    dialogue, document = written.value, written.document
    yield from _twice(document, ("cast",), dialogue.cast)
    yield from _all_known(document, ("cast",), dialogue.cast, draft.personas.names, "persona")
    yield from _twice(document, ("acts",), [act.id for act in dialogue.acts], "id")
    articles = set[str]()
    if isinstance(dialogue.resolution, Resolution):
        yield from _resolution(dialogue.resolution, document, ("resolution",))
        articles = {article.id for article in dialogue.resolution.articles}
    else:
        yield from _use(draft, dialogue.resolution, document)
        articles = _in_play(draft, dialogue.resolution)
    cards = {who: one.value for who, one in draft.personas.whole.items()}
    common = small_words(dialogue)
    for number, act in enumerate(dialogue.acts):
        yield from _act(document, ("acts", number), act, dialogue.cast, articles)
        yield from slips(document, ("acts", number), act, cards, common)


def _use(draft: Draft, use: ResolutionUse, document: Document) -> Iterator[Problem]:
    place = ("resolution", "use")
    yield from _known(document, place, use.use, draft.resolutions.names, "resolution")
    whole = draft.resolutions.whole.get(use.use)
    if whole is not None:
        known = {article.id for article in whole.value.articles}
        at = ("resolution", "articles")
        yield from _twice(document, at, use.articles)
        yield from _all_known(document, at, use.articles, known, "article")


def _in_play(draft: Draft, use: ResolutionUse) -> set[str] | None:
    """The ids of a dialogue's articles; None when its resolution could not be read."""
    whole = draft.resolutions.whole.get(use.use)
    if whole is None:
        return None
    return set(use.articles) or {article.id for article in whole.value.articles}


def _act(
    document: Document,
    place: Place,
    act: Act,
    cast: Collection[str],
    articles: Collection[str] | None,
) -> Iterator[Problem]:
    there = act.present or tuple(cast)
    yield from _twice(document, (*place, "present"), act.present)
    yield from _all_known(document, (*place, "present"), act.present, cast, "one of the cast")
    for wrong, field, said, mend in (
        (act.mode == "directed" and not act.beats, "mode", "a directed act needs beats", "beats:"),
        (act.mode == "free" and act.beats, "beats", "a free act plays no beats", "mode: directed"),
        (act.mode == "directed" and act.matters, "matters", "a directed act has no open matters",
         "mode: free"),
    ):  # fmt: skip
        if wrong:
            yield document.problem((*place, field), said, f"write `{mend}`")
    for number, matter in enumerate(act.matters):
        at = (*place, "matters", number)
        if matter.who is not None:
            yield from _known(document, (*at, "who"), matter.who, there, _PRESENT)
        yield from _spoken_to(document, at, matter, there)
        if matter.article is not None and articles is not None:
            here = act.articles or articles
            yield from _known(document, (*at, "article"), matter.article, here, "article at stake")
    if act.mode == "free" and len(set(there)) < 2:
        yield document.problem((*place, "present"), "a free act needs two who are there")
    if articles is not None:
        yield from _all_known(document, (*place, "articles"), act.articles, articles, "article")
    yield from check_beats(document, (*place, "beats"), act.beats, there, articles)


def check_beats(
    document: Document,
    place: Place,
    beats: Sequence[Beat],
    there: Collection[str],
    articles: Collection[str] | None,
) -> Iterator[Problem]:
    """What is wrong with beats that their own file does not show.

    Args:
        document: they stand in.
        place: where in it.
        beats: of one act.
        there: who is present.
        articles: ids of those that are known; None: it cannot be told.
    """
    for number, beat in enumerate(beats):
        at = (*place, number)
        yield from _known(document, (*at, "who"), beat.who, there, _PRESENT)
        yield from _spoken_to(document, at, beat, there)
        yield from _all_known(document, (*at, "visible_to"), beat.visible_to, there, _PRESENT)
        if beat.visible_to and (deaf := [one for one in beat.to if one not in beat.visible_to]):
            yield document.problem(
                (*at, "to"), f"{deaf[0]!r} is spoken to and does not hear it",
                "name them in `visible_to:` too",
            )  # fmt: skip
        if beat.article is not None and articles is not None:
            yield from _known(document, (*at, "article"), beat.article, articles, "article")


def _spoken_to(
    document: Document, at: Place, one: Beat | Matter, there: Collection[str]
) -> Iterator[Problem]:
    for index, persona in enumerate(one.to):
        place = (*at, "to", index)
        if persona == one.who:
            yield document.problem(place, f"{persona!r} would speak to themself")
        else:
            yield from _known(document, place, persona, there, _PRESENT)


def _memories(draft: Draft) -> Iterator[Problem]:
    taken = dict[str, str]()
    for stem, memories in draft.memories.items():
        file = f"memory/{stem}.md"
        if stem != EVERYBODY and stem not in draft.personas.names:
            hint = did_you_mean(stem, [EVERYBODY, *draft.personas.names])
            yield Problem(file, None, "", f"there is no persona {stem!r} who remembers this", hint)
        for memory in memories:
            other = taken.setdefault(memory.id, file)
            if other != file:
                yield Problem(file, None, memory.id, f"is the id of a memory in {other} too")


def _lore(draft: Draft) -> Iterator[Problem]:
    for owner, books in draft.lore.items():
        if owner == EVERYBODY or owner in draft.personas.names:
            continue
        hint = did_you_mean(owner, [EVERYBODY, *draft.personas.names])
        for file in [book.file for book in books] or [f"memory/{owner}.lore.json"]:
            yield Problem(file, None, "", f"there is no persona {owner!r} who knows this", hint)


def _known(
    document: Document, place: Place, name: str, known: Collection[str], what: str
) -> Iterator[Problem]:
    if name not in known:
        message = (
            f"{name!r} is not {what}" if what.startswith("one") else f"there is no {what} {name!r}"
        )
        yield document.problem(place, message, did_you_mean(name, known))


def _all_known(
    document: Document, place: Place, names: Sequence[str], known: Collection[str], what: str
) -> Iterator[Problem]:
    for number, name in enumerate(names):
        yield from _known(document, (*place, number), name, known, what)


def _twice(
    document: Document, place: Place, names: Sequence[str], key: str | None = None
) -> Iterator[Problem]:
    for number, name in enumerate(names):
        if name in names[:number]:
            at = (*place, number) if key is None else (*place, number, key)
            yield document.problem(at, f"{name!r} stands there twice", "keep one")
